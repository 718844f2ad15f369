import { FlowProducer, Job, type FlowJob, type JobNode } from 'bullmq';
import { connectionOf, serverOf } from './connection.js';
import {
  createCanvas,
  type AnyChain,
  type Chain,
  type Chained,
  type Line,
  type Signature,
  type Step,
} from './signature.js';

/** What is needed of BullMQ's `Queue`, of version 5 or 6. Type arguments are read off its `add`. */
export interface QueueLike<Name extends string = never, Data = never, Options = never, J = unknown> {
  readonly name: string;
  readonly opts: {
    readonly connection?: unknown;
    readonly prefix?: string | undefined;
    readonly defaultJobOptions?: object | undefined;
    readonly telemetry?: unknown;
  };
  add(name: Name, data: Data, opts?: Options): Promise<J>;
}

/** Options of `queue.add` that a step cannot have, and why. */
const REFUSED = {
  // BullMQ 5 never finishes the parents of a repeated job, and 6 ignores the option.
  repeat: 'a chain cannot repeat: let a scheduled job dispatch it',
  // Both throw or, on the root in BullMQ 5, leave the chain without its last job.
  deduplication: 'a job that may be dropped cannot be part of a chain',
  debounce: 'a job that may be dropped cannot be part of a chain',
  parent: 'the parent of a step is the step after it',
  failParentOnFailure: 'the chain itself says what a failure does',
  continueParentOnFailure: 'the chain itself says what a failure does',
  ignoreDependencyOnFailure: 'the chain itself says what a failure does',
  removeDependencyOnFailure: 'the chain itself says what a failure does',
} as const;

/** `queue.add`'s options without those that a step cannot have. */
export type StepOptions<Options> = Omit<Options, keyof typeof REFUSED | 'jobId'>;

/** One job of a chain. */
export interface BullStep extends Step {
  readonly queue: QueueLike;
  readonly data: unknown;
  readonly errbacks: readonly BullStep[];
}

/** What `delay()` resolves to: the last step's job. `children` holds the step before it, and so on. */
export interface LastJob<J> {
  job: J;
  children?: JobNode[];
}

export type BullSignature<Options, J> = Signature<BullStep, LastJob<J>, StepOptions<Options>>;
export type BullChain<J> = Chain<BullStep, LastJob<J>>;

const canvas = createCanvas<BullStep>('task-canvas/bullmq', dispatch);

/**
 * A job with exactly this data, to be dispatched by `.delay()` or as a step of a chain.
 *
 * @param queue a BullMQ `Queue`; its connection, prefix, telemetry and default job options are used
 * @param name the job's name, as for `queue.add`
 * @param data the job's data, as for `queue.add`
 * @param options as for `queue.add`; they win over the queue's defaults
 * @returns a frozen signature; whether it can run in a chain is checked by `delay()`
 */
export function si<Name extends string, Data, Options, J>(
  queue: QueueLike<Name, Data, Options, J>,
  name: NoInfer<Name>,
  data: NoInfer<Data>,
  options?: StepOptions<NoInfer<Options>>,
): BullSignature<Options, J> {
  return canvas.signature({ name, queue: queue, data, options: options ?? {}, errbacks: [] });
}

/**
 * The same as {@link si} at dispatch: BullMQ gives a job its data as it is, and the worker reads the previous
 * step's result with `Object.values(await job.getChildrenValues())[0]`. Use it to say that the worker does.
 * https://docs.bullmq.io/guide/flows
 */
export const s: typeof si = (queue, name, data, options) => si(queue, name, data, options);

/**
 * Puts signatures and chains one after another.
 *
 * @param pieces signatures and chains, first step first; chains are spliced
 * @returns a frozen chain, or the piece itself when there is only one
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function chain<const Pieces extends readonly AnyChain<BullStep>[]>(
  ...pieces: Pieces
): Chained<BullStep, Pieces> {
  return canvas.chain(...pieces);
}

interface OpenProducer {
  readonly connection: unknown;
  readonly telemetry: unknown;
  readonly producer: FlowProducer;
}

const producers: OpenProducer[] = [];

/** Closes what `delay()` opened; call it where the queues are closed. A later `delay()` opens anew. */
export async function closeCanvas(): Promise<void> {
  await Promise.all(producers.splice(0).map(({ producer }) => producer.close()));
}

/** A FlowProducer opens a connection of its own unless given a client, so one is kept for each. */
function producerFor({ opts }: QueueLike): FlowProducer {
  const connection = connectionOf(opts.connection);
  const { telemetry } = opts;
  const open = producers.find((known) => known.connection === connection && known.telemetry === telemetry);
  if (open) return open.producer;

  const producer = new FlowProducer(opts as ConstructorParameters<typeof FlowProducer>[0]);
  producers.push({ connection, telemetry, producer });
  return producer;
}

/**
 * Adds the steps as one flow, atomically. In a flow a parent waits for its children, so the last step is
 * the root. https://docs.bullmq.io/guide/flows
 */
async function dispatch(steps: Line<BullStep>): Promise<JobNode> {
  const handler = handlerOf(steps);
  const line: Line<BullStep> = handler ? [...steps, handler] : steps;
  refuse(line);

  const [first, ...later] = steps;
  const last = later.reduce(
    (child, step) => after(child, step, { failParentOnFailure: true }),
    nodeOf(first),
  );
  const flow = handler ? after(last, handler, { continueParentOnFailure: true }) : last;

  const { queue } = line.find((step) => step.queue.opts.telemetry) ?? first;
  const root = await producerFor(queue).add(flow);
  return (handler && root.children?.[0]) ?? root;
}

/**
 * The step's job, waiting for `child`; `tie` says what the child's failure does to it. Without a tie it would
 * wait for ever: https://docs.bullmq.io/guide/flows/fail-parent
 */
function after(child: FlowJob, step: BullStep, tie: object): FlowJob {
  return { ...nodeOf(step), children: [{ ...child, opts: { ...child.opts, ...tie } }] };
}

function nodeOf({ name, queue, data, options }: BullStep): FlowJob {
  // A flow takes neither its prefix nor these from the queue: https://github.com/taskforcesh/bullmq/issues/1034
  const chosen = Object.entries({ ...queue.opts.defaultJobOptions, ...options });
  // BullMQ 6 throws on the mere presence of some, even undefined.
  const opts = Object.fromEntries(chosen.filter(([option]) => !(option in REFUSED)));
  return { name, queueName: queue.name, prefix: prefixOf(queue), data, opts };
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
  // Without continueParentOnFailure, which is older than this method, the handler would wait for ever.
  if (handler && !('getIgnoredChildrenFailures' in Job.prototype)) {
    throw new TypeError('linkError() needs BullMQ 5.50: https://docs.bullmq.io/guide/flows/continue-parent');
  }
  return handler;
}

/** Throws, naming the step, when these steps cannot be one flow. */
function refuse(line: Line<BullStep>): void {
  const [first] = line;
  for (const step of line) {
    for (const [option, value] of Object.entries(step.options)) {
      const reason = reasonAgainst(option, line.length);
      if (!reason || value === undefined) continue;
      throw new TypeError(`Step "${step.name}" has the option ${option}: ${reason}`);
    }
    const places = `Steps "${first.name}" and "${step.name}" are on different`;
    if (serverOf(step.queue.opts.connection) !== serverOf(first.queue.opts.connection)) {
      throw new TypeError(`${places} Redis connections: a chain is added in one transaction`);
    }
    if (prefixOf(step.queue) !== prefixOf(first.queue)) {
      throw new TypeError(`${places} prefixes: "${prefixOf(first.queue)}" and "${prefixOf(step.queue)}"`);
    }
  }
}

function reasonAgainst(option: string, length: number): string | undefined {
  if (option === 'jobId') {
    // The job that exists keeps its parent, so the new chain would wait for ever.
    return length > 1 ? 'a job that already exists under an id would not join the chain' : undefined;
  }
  return (REFUSED as Readonly<Record<string, string>>)[option];
}

/** BullMQ 6 leaves an unset prefix unset, and means this one. */
function prefixOf(queue: QueueLike): string {
  return queue.opts.prefix ?? 'bull';
}
