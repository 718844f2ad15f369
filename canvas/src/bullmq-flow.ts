import { randomUUID } from 'node:crypto';
import { Job, type FlowJob, type JobNode } from 'bullmq';
import { addFlows, producerFor } from './bullmq-producer.js';
import { jobOptions, prefixOf, refuse, type BullStep } from './bullmq-step.js';
import { isParallel, stepsOf, type Line, type Parallel, type Stage } from './signature.js';

/**
 * What a step that has failed for good does to the step after it:
 * - `fail`: it fails without running, and so do all later ones, as in Celery
 * - `continue`: it runs all the same
 * - `wait`: it waits until the failed job has been retried with success
 */
export type OnFailure = 'fail' | 'continue' | 'wait';

export interface DelayOptions {
  /** Default: `fail`. */
  readonly onFailure?: OnFailure;
}

/** The options of a job that say so: https://docs.bullmq.io/guide/flows/fail-parent */
const TIES: Readonly<Record<OnFailure, object>> = {
  fail: { failParentOnFailure: true },
  continue: { ignoreDependencyOnFailure: true },
  // A failed job that is removed lets its parent run: https://docs.bullmq.io/guide/flows/remove-dependency
  wait: { removeOnFail: false },
};

/**
 * Adds the steps as flows, in one transaction. In a flow a parent waits for its children, so the last step
 * is the root. https://docs.bullmq.io/guide/flows
 *
 * @returns the last step's job above the others; for a group an array with that of each branch
 */
export async function dispatch(stages: Line<Stage<BullStep>>, options?: DelayOptions): Promise<unknown> {
  const { onFailure = 'fail' } = options ?? {};
  if (!Object.hasOwn(TIES, onFailure)) {
    throw new TypeError(`onFailure is "${onFailure}": it can be "fail", "continue" or "wait"`);
  }
  const steps = stepsOf(stages);
  const handler = handlerOf(steps);
  if (handler) refuseBlind(handler, steps, onFailure);
  const roots = rootsOf(stages, TIES[onFailure]);
  // With this tie the handler runs when every branch is over, and not at the first failure.
  const flows = handler ? [after(roots, handler, TIES.continue)] : roots;
  refuse(
    handler ? [...steps, handler] : steps,
    flows.some(({ children }) => children),
  );

  const { queue } = steps.find((step) => step.queue.opts.telemetry) ?? steps[0];
  const nodes = await addFlows(producerFor(queue.opts), flows);
  const last = handler ? nodes.flatMap(({ children = [] }): JobNode[] => children) : nodes;
  return stages.length === 1 && isParallel(stages[0]) ? last : last[0];
}

/** Throws when the handler could not see what failed. */
function refuseBlind(handler: BullStep, steps: Line<BullStep>, onFailure: OnFailure): void {
  if (onFailure === 'wait') {
    throw new TypeError(`Error handler "${handler.name}" would not run: onFailure "wait" waits for a retry`);
  }
  const removed = steps.find((step) => jobOptions(step).removeOnComplete === true);
  if (onFailure === 'continue' && removed) {
    throw new TypeError(
      `Step "${removed.name}" has removeOnComplete: true, and with it would go the failure before it, which ` +
        `error handler "${handler.name}" looks for when the chain is over: keep jobs for a while`,
    );
  }
}

/** The jobs of the last stage, each above those that it waits for. */
function rootsOf(stages: Line<Stage<BullStep>>, tie: object): readonly FlowJob[] {
  return stages.reduce<readonly FlowJob[]>((before, stage) => {
    if (!isParallel(stage)) return [after(before, stage, tie)];
    if (before.length > 0) throw groupAfterStep(before, stage);
    return stage.branches.flatMap((branch) => rootsOf(branch, tie)).map(numbered);
  }, []);
}

/** The step's job, waiting for `children`; `tie` says what their failure does to it. */
function after(children: readonly FlowJob[], step: BullStep, tie: object): FlowJob {
  const { name, queue, data } = step;
  // A flow does not take its prefix from the queue either.
  const job = { name, queueName: queue.name, prefix: prefixOf(queue), data, opts: jobOptions(step) };
  if (children.length === 0) return job;
  return { ...job, children: children.map((child) => ({ ...child, opts: { ...child.opts, ...tie } })) };
}

/** The place of a branch, as the id of its job ends with it: BullMQ does not keep children in order. */
export const BRANCH = /^[\da-f-]{36}\.(\d+)$/;

function numbered(job: FlowJob, index: number): FlowJob {
  const jobId = job.opts?.jobId ?? `${randomUUID()}.${String(index)}`;
  return { ...job, opts: { ...job.opts, jobId } };
}

function groupAfterStep([before]: readonly FlowJob[], group: Parallel<BullStep>): TypeError {
  const names = group.branches.map((branch) => `"${stepsOf(branch)[0].name}"`).join(', ');
  return new TypeError(
    `The group of ${names} stands after step "${before?.name ?? ''}": a BullMQ job has one parent, so ` +
      'several cannot wait for it. https://github.com/taskforcesh/bullmq/issues/1021',
  );
}

/** The handler that all steps share: a job has one parent, so a chain has room for one, at its end. */
function handlerOf(steps: Line<BullStep>): BullStep | undefined {
  const [first] = steps;
  const handler = first.errbacks[0];
  for (const step of steps) {
    if (step.errbacks.length > 1) {
      throw new TypeError(`Step "${step.name}" has several error handlers: BullMQ runs one for a chain`);
    }
    if (step.errbacks[0] !== handler) {
      throw new TypeError(
        `Steps "${first.name}" and "${step.name}" differ in linkError(): ` +
          'BullMQ runs one handler for a whole chain, so call it last, on the chain',
      );
    }
  }
  if (handler && handler.errbacks.length > 0) {
    throw new TypeError(`Error handler "${handler.name}" has a handler of its own, which BullMQ cannot run`);
  }
  // Before this method the handler had no way to see what failed.
  if (handler && !('getIgnoredChildrenFailures' in Job.prototype)) {
    throw new TypeError('linkError() needs BullMQ 5.50: https://docs.bullmq.io/guide/flows/continue-parent');
  }
  return handler;
}
