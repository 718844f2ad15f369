import type { JobNode } from 'bullmq';
import { dispatch, type DelayOptions } from './bullmq-flow.js';
import type { BullStep, QueueLike, StepOptions } from './bullmq-step.js';
import {
  createCanvas,
  type AnyChain,
  type Branches,
  type Chain,
  type Chained,
  type Group,
  type Pieces,
  type Rules,
  type Signature,
  type Stage,
} from './signature.js';

export { closeCanvas } from './bullmq-producer.js';
export { onlyOnFailure, previousResult, type Failure } from './bullmq-worker.js';
export type { DelayOptions, OnFailure } from './bullmq-flow.js';
export type { BullStep, QueueLike, StepOptions } from './bullmq-step.js';

/** A job has one parent, so a group, which would be several, cannot stand after a step. */
type BullRules = Rules<BullStep, DelayOptions>;
type AnyPiece = AnyChain<BullStep, Stage<BullStep>, BullRules>;

/** What `delay()` resolves to: the last step's job. `children` holds the step before it, and so on. */
export interface LastJob<J> {
  job: J;
  children?: JobNode[];
}

export type BullSignature<Options, J> = Signature<BullStep, LastJob<J>, StepOptions<Options>, BullRules>;
export type BullChain<J> = Chain<BullStep, LastJob<J>, BullStep, BullRules>;
/** A chain that begins with a group, and so cannot stand after a step. */
export type BullChord<J> = Chain<BullStep, LastJob<J>, Stage<BullStep>, BullRules>;
export type BullGroup<Jobs extends readonly unknown[]> = Group<
  BullStep,
  { [Branch in keyof Jobs]: LastJob<Jobs[Branch]> },
  BullRules
>;

const canvas = createCanvas<BullStep, BullRules>('task-canvas/bullmq', dispatch);

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
  return canvas.signature({ name, queue, data, options: options ?? {}, errbacks: [] });
}

/**
 * The same as {@link si} at dispatch: BullMQ gives a job its data as it is, and its worker reads the result of
 * the step before with `previousResult(job)`. Use it to say that the worker does.
 */
export const s: typeof si = (queue, name, data, options) => si(queue, name, data, options);

/**
 * Puts pieces one after another.
 *
 * @param pieces signatures, chains and groups, first step first; chains are spliced. BullMQ can run a group
 *   as the first piece only
 * @returns a frozen chain, or the piece itself when there is only one
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function chain<const P extends Pieces<BullStep, BullRules>>(
  ...pieces: P
): Chained<BullStep, P, BullRules> {
  return canvas.chain(...pieces);
}

/**
 * Puts pieces side by side. What is piped on runs when all of them have succeeded.
 *
 * @param pieces signatures, and chains as branches; groups are spliced
 * @returns a frozen group, whose `delay()` resolves to an array with the last job of each branch
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function group<const P extends readonly AnyPiece[]>(
  ...pieces: P
): Group<BullStep, Branches<P>, BullRules> {
  return canvas.group(...pieces);
}

/** `group(...header).pipe(body)`: the body runs when the whole header has succeeded. */
export function chord<B extends AnyChain<BullStep, BullStep, BullRules>>(
  header: readonly AnyPiece[],
  body: B,
): Chained<BullStep, readonly [Group<BullStep, unknown, BullRules>, B], BullRules> {
  return canvas.chord(header, body);
}
