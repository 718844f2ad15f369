import { type CeleryTask, type ResultOf, type Sender } from './celery-client.js';
import { nodeSender } from './celery-node.js';
import { planned, type Linked } from './celery-plan.js';
import type { CeleryOptions, CeleryStep } from './celery-step.js';
import { tsSender } from './celery-ts.js';
import { messagesOf } from './celery-message.js';
import {
  createCanvas,
  isParallel,
  stepsOf,
  type AnyChain,
  type Branches,
  type Chain,
  type Chained,
  type Group,
  type Line,
  type Pieces,
  type Signature,
  type Stage,
} from './signature.js';

export type { CeleryClient, CeleryTask, ResultOf } from './celery-client.js';
export type { Linked } from './celery-plan.js';
export type { CeleryOptions, CeleryStep } from './celery-step.js';
export { withCanvas, type CeleryWorker } from './celery-worker.js';

export type CelerySignature<T extends CeleryTask> = Signature<CeleryStep, Linked<ResultOf<T>>, CeleryOptions>;
export type CeleryChain<R> = Chain<CeleryStep, R>;
export type CeleryGroup<Rs> = Group<CeleryStep, Rs>;

const canvas = createCanvas<CeleryStep>('task-canvas/celery', dispatch);

/**
 * A task that gets the previous step's result first, then `args`. As the first step it gets `args`.
 *
 * @param task `client.createTask(name)` of celery-node or celery-ts
 * @param args the task's arguments; keyword arguments and options go into `.set()`
 * @returns a frozen signature
 */
export function s<T extends CeleryTask>(task: T, ...args: readonly unknown[]): CelerySignature<T> {
  return signatureOf(task, args, false);
}

/** A task that gets exactly `args`, whatever the previous step's result; otherwise as {@link s}. */
export function si<T extends CeleryTask>(task: T, ...args: readonly unknown[]): CelerySignature<T> {
  return signatureOf(task, args, true);
}

function signatureOf<T extends CeleryTask>(
  task: T,
  args: readonly unknown[],
  immutable: boolean
): CelerySignature<T> {
  const sender = senderOf(task);
  return canvas.signature({
    name: sender.name,
    sender,
    args: Object.freeze([...args]),
    immutable,
    options: {},
    errbacks: [],
  });
}

function senderOf(task: CeleryTask): Sender {
  return 'client' in task ? nodeSender(task) : tsSender(task);
}

/**
 * Puts signatures, chains and groups one after another. What follows a group waits for all of it, and gets the list
 * of its results: Celery's chord.
 *
 * @param pieces first one first; chains are spliced, with their error handlers
 * @returns a frozen chain, or the piece itself when there is only one
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function chain<const P extends Pieces<CeleryStep>>(...pieces: P): Chained<CeleryStep, P> {
  return canvas.chain(...pieces);
}

/**
 * Puts signatures, chains and groups side by side.
 *
 * @param pieces what runs at the same time; a chain among them is one line of its own
 * @returns a frozen group
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function group<const P extends readonly AnyChain<CeleryStep>[]>(
  ...pieces: P
): Group<CeleryStep, Branches<P>> {
  return canvas.group(...pieces);
}

/** `body` after all of `header`, whose results it gets as a list: the same as `group(...header).pipe(body)`. */
export function chord<B extends AnyChain<CeleryStep>>(
  header: readonly AnyChain<CeleryStep>[],
  body: B
): Chained<CeleryStep, readonly [Group<CeleryStep, unknown>, B]> {
  return canvas.chord(header, body);
}

/** Sends the first task, with the others inside its message; each worker sends on what is left. */
async function dispatch(stages: Line<Stage<CeleryStep>>): Promise<unknown> {
  refuse(stages);
  const { line, result } = planned(stages);
  const [first, ...later] = line;
  const { sender } = stepsOf(stages)[0];
  const messages = messagesOf(first, { chain: later.reverse(), queue: sender.queue });
  // Throws at arguments that no message can hold, before some branches of a group are on their way.
  if (messages.length > 1) JSON.stringify(messages);
  await Promise.all(messages.map((message) => sender.send(message)));
  return result;
}

/** Throws, naming the step, when these steps cannot be sent together. */
function refuse(stages: Line<Stage<CeleryStep>>): void {
  const steps = stepsOf(stages);
  const [first] = steps;
  for (const step of steps.flatMap((each) => [each, ...each.errbacks])) {
    if (step.sender.broker !== first.sender.broker) {
      throw new TypeError(`Steps "${first.name}" and "${step.name}" are on different brokers`);
    }
    if (step.sender.protocol !== 2) {
      throw new TypeError(`Step "${step.name}": a chain needs task protocol 2 (client.conf.TASK_PROTOCOL)`);
    }
  }
  refuseChords(stages);
}

/** Throws when a step has to wait for a group, and its client knows no place where the group is counted. */
function refuseChords(stages: Line<Stage<CeleryStep>>): void {
  stages.forEach((stage, index) => {
    if (!isParallel(stage)) return;
    stage.branches.forEach(refuseChords);
    const [next] = stages.slice(index + 1);
    const waiting = next && stepsOf([next])[0];
    if (waiting?.sender.chords === false) {
      throw new TypeError(
        `Step "${waiting.name}" waits for a group: that needs a result backend in which workers count, as Redis`
      );
    }
  });
}
