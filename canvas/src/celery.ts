import { randomUUID } from 'node:crypto';
import {
  createCanvas,
  mapLine,
  type AnyChain,
  type Chain,
  type Chained,
  type Line,
  type Signature,
  type Step,
} from './signature.js';

/** What is needed of celery-node's `Client`. */
export interface CeleryClient {
  readonly conf: {
    readonly CELERY_BROKER: string;
    readonly CELERY_QUEUE: string;
    readonly TASK_PROTOCOL: number;
  };
  readonly broker: {
    publish(
      body: object,
      exchange: string,
      routingKey: string,
      headers: object,
      properties: object,
    ): Promise<unknown>;
  };
  asyncResult(taskId: string): unknown;
}

/** What is needed of celery-node's `Task`, which `client.createTask(name)` gives. */
export interface CeleryTask {
  readonly name: string;
  readonly client: CeleryClient;
}

/** Options of Celery's `apply_async`: https://docs.celeryq.dev/en/stable/userguide/calling.html */
export interface CeleryOptions {
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Default: the queue of the task's client. */
  readonly queue?: string;
  /** Seconds; a later step's begin when the step before it is done. */
  readonly countdown?: number;
  readonly eta?: Date;
  /** Seconds only: a worker of Celery 5.2 fails on the date of a step that it has to send on. */
  readonly expires?: number;
  readonly priority?: number;
  readonly taskId?: string;
  readonly ignoreResult?: boolean;
  /** Seconds. */
  readonly timeLimit?: number;
  /** Seconds. */
  readonly softTimeLimit?: number;
  /** The name that logs and monitors show. */
  readonly shadow?: string;
}

/** One task of a chain. */
export interface CeleryStep extends Step {
  readonly client: CeleryClient;
  readonly args: readonly unknown[];
  readonly options: CeleryOptions;
  /** Whether the previous result is kept out of the arguments. */
  readonly immutable: boolean;
  readonly errbacks: readonly CeleryStep[];
}

/** celery-node's `AsyncResult`. */
export type ResultOf<T extends CeleryTask> = ReturnType<T['client']['asyncResult']>;
export type CelerySignature<T extends CeleryTask> = Signature<CeleryStep, ResultOf<T>, CeleryOptions>;
export type CeleryChain<R> = Chain<CeleryStep, R>;

const canvas = createCanvas<CeleryStep>('task-canvas/celery', dispatch);

/**
 * A task that gets the previous step's result first, then `args`. As the first step it gets `args`.
 *
 * @param task celery-node's `client.createTask(name)`
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
  immutable: boolean,
): CelerySignature<T> {
  const { name, client } = task;
  return canvas.signature({
    name,
    client,
    args: Object.freeze([...args]),
    immutable,
    options: {},
    errbacks: [],
  });
}

/**
 * Puts signatures and chains one after another.
 *
 * @param pieces signatures and chains, first step first; chains are spliced, with their error handlers
 * @returns a frozen chain, or the piece itself when there is only one
 * @throws TypeError when there is no piece, or one was not made by this module
 */
export function chain<const Pieces extends readonly AnyChain<CeleryStep>[]>(
  ...pieces: Pieces
): Chained<CeleryStep, Pieces> {
  return canvas.chain(...pieces);
}

/**
 * Sends the first task, with the others inside its message; each worker sends on what is left.
 * https://docs.celeryq.dev/en/stable/internals/protocol.html#version-2
 */
async function dispatch(steps: Line<CeleryStep>): Promise<unknown> {
  refuse(steps);
  const [first, ...later] = mapLine(steps, (step) => ({ step, id: step.options.taskId ?? randomUUID() }));
  const last = later.at(-1) ?? first;

  const rest = later.map(({ step, id }) => wireSignature(step, id));
  await publish(first.step, first.id, rest.reverse());
  return last.step.client.asyncResult(last.id);
}

/** Celery takes the next step from the end of `rest`. */
async function publish(step: CeleryStep, id: string, rest: readonly object[]): Promise<void> {
  const { client, name, args, options, errbacks } = step;
  const headers = {
    lang: 'js',
    task: name,
    id,
    root_id: id,
    parent_id: null,
    group: null,
    retries: 0,
    eta: (secondsFromNow(options.countdown) ?? options.eta)?.toISOString() ?? null,
    expires: secondsFromNow(options.expires)?.toISOString() ?? null,
    timelimit: [options.timeLimit ?? null, options.softTimeLimit ?? null],
    ignore_result: options.ignoreResult ?? false,
    shadow: options.shadow ?? null,
  };
  const embed = {
    callbacks: null,
    errbacks: errbacks.length > 0 ? errbacks.map((errback) => wireSignature(errback)) : null,
    chain: rest.length > 0 ? rest : null,
    chord: null,
  };
  const queue = queueOf(step);
  const properties = {
    // amqplib reads the first two; a Python worker on Redis reads the two after them.
    correlationId: id,
    replyTo: '',
    correlation_id: id,
    reply_to: '',
    priority: options.priority ?? 0,
    delivery_info: { exchange: '', routing_key: queue },
  };
  const body = [args, options.kwargs ?? {}, embed];
  // Not client.sendTaskMessage(): it drops this promise, and always sends to the client's own queue.
  await client.broker.publish(body, '', routeOf(client, queue, options.priority), headers, properties);
}

/** A step as it lies in the message of another: Celery's `Signature`, as a plain object. */
function wireSignature(step: CeleryStep, taskId = step.options.taskId): object {
  const { name, args, options, errbacks, immutable } = step;
  return {
    task: name,
    args,
    kwargs: options.kwargs ?? {},
    // What is undefined is left out by JSON.
    options: {
      task_id: taskId,
      // Else the worker would route it by its own configuration, which a dispatch from here never meets.
      queue: queueOf(step),
      countdown: options.countdown,
      eta: options.eta?.toISOString(),
      expires: options.expires,
      priority: options.priority,
      ignore_result: options.ignoreResult,
      time_limit: options.timeLimit,
      soft_time_limit: options.softTimeLimit,
      shadow: options.shadow,
      link_error: errbacks.length > 0 ? errbacks.map((errback) => wireSignature(errback)) : undefined,
    },
    subtask_type: null,
    immutable,
  };
}

/** Throws, naming the step, when these steps cannot be one chain. */
function refuse(steps: Line<CeleryStep>): void {
  const [first] = steps;
  for (const step of steps.flatMap((each) => [each, ...each.errbacks])) {
    if (step.client.conf.CELERY_BROKER !== first.client.conf.CELERY_BROKER) {
      throw new TypeError(`Steps "${first.name}" and "${step.name}" are on different brokers`);
    }
    if (step.client.conf.TASK_PROTOCOL !== 2) {
      throw new TypeError(`Step "${step.name}": a chain needs task protocol 2 (client.conf.TASK_PROTOCOL)`);
    }
  }
}

function queueOf({ client, options }: CeleryStep): string {
  return options.queue ?? client.conf.CELERY_QUEUE;
}

/**
 * On Redis each priority has a list of its own, and Celery's are these by default:
 * https://docs.celeryq.dev/en/stable/userguide/routing.html#redis-message-priorities
 */
function routeOf(client: CeleryClient, queue: string, priority = 0): string {
  if (!client.conf.CELERY_BROKER.startsWith('redis')) return queue;
  const list = Math.floor(Math.min(Math.max(priority, 0), 9) / 3) * 3;
  return list === 0 ? queue : `${queue}\x06\x16${String(list)}`;
}

function secondsFromNow(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000);
}
