/** Gives each step its id and its result, and puts it into Celery's words. */
import { randomUUID } from 'node:crypto';
import type { CeleryStep } from './celery-step.js';
import { chainOf, followed, groupOf, type WireSignature } from './celery-wire.js';
import { isParallel, mapLine, type Line, type Stage } from './signature.js';

/** A result with what came before it: a step's, or those of a group. The first step's has no parent. */
export type Linked<R> = R & { readonly parent?: Parent<R> };
type Parent<R> = Linked<Earlier<R>> | readonly Parent<R>[];

/** The type that the library has for any task's result. */
type Earlier<R> = R extends { readonly taskId: string } ? R : { get(timeout?: number): Promise<unknown> };

type Results = object | readonly Results[];

interface Plan {
  readonly line: Line<WireSignature>;
  /** Of the last stage. */
  readonly result: Results;
}

/** What workers are to run, one after another, and what its result will be. */
export function planned(stages: Line<Stage<CeleryStep>>, parent?: Results): Plan {
  const [first, ...later] = stages;
  const start = plannedStage(first, parent);
  const [next, ...rest] = later;
  if (!next) return { line: [start.signature], result: start.result };

  const following = planned([next, ...rest], start.result);
  return { line: followed(start.signature, following.line), result: following.result };
}

function plannedStage(
  stage: Stage<CeleryStep>,
  parent: Results | undefined
): { readonly signature: WireSignature; readonly result: Results } {
  if (isParallel(stage)) {
    const branches = mapLine(stage.branches, (branch) => planned(branch, parent));
    const signature = groupOf(
      randomUUID(),
      mapLine(branches, ({ line }) => chainOf(line))
    );
    return { signature, result: branches.map(({ result }) => result) };
  }
  const { id, result } = stage.sender.open(stage.name, stage.options);
  return { signature: wireSignature(stage, id), result: Object.assign(result, parent && { parent }) };
}

/** A step as it lies in the message of another. */
function wireSignature(step: CeleryStep, taskId = step.options.taskId): WireSignature {
  const { name, args, options, errbacks, immutable, sender } = step;
  const [hard, soft] = sender.timeLimits;
  return {
    task: name,
    args,
    kwargs: options.kwargs ?? {},
    // What is undefined is left out by JSON.
    options: {
      task_id: taskId,
      // Else the worker would route it by its own configuration, which a dispatch from here never meets.
      queue: options.queue ?? sender.queue,
      countdown: options.countdown,
      eta: options.eta?.toISOString(),
      expires: options.expires,
      priority: options.priority,
      ignore_result: options.ignoreResult,
      time_limit: options.timeLimit ?? hard ?? undefined,
      soft_time_limit: options.softTimeLimit ?? soft ?? undefined,
      shadow: options.shadow,
      link_error: errbacks.length > 0 ? errbacks.map((errback) => wireSignature(errback)) : undefined,
    },
    subtask_type: null,
    immutable,
  };
}
