/** The two libraries that speak Celery's protocol, as far as a chain needs them. */
import type { Message } from './celery-message.js';

/** What is needed of celery-node's `Client`. */
export interface CeleryClient {
  readonly conf: {
    readonly CELERY_BROKER: string;
    readonly CELERY_BACKEND?: string;
    readonly CELERY_QUEUE: string;
    readonly TASK_PROTOCOL: number;
  };
  readonly broker: {
    publish(
      body: object,
      exchange: string,
      routingKey: string,
      headers: object,
      properties: object
    ): Promise<unknown>;
  };
  asyncResult(taskId: string): object;
}

/** What is needed of celery-node's `Task`, which `client.createTask(name)` gives. */
export interface NodeTask {
  readonly name: string;
  readonly client: CeleryClient;
}

/** What is needed of celery-ts' `Task`, which `client.createTask(name)` gives; the rest of it is private. */
export interface TsTask {
  applyAsync(options: TsOptions): { get(timeout?: number): Promise<unknown> };
}

interface TsOptions {
  args: unknown[];
  kwargs: Record<string, unknown>;
  ignoreResult?: boolean;
}

/** A task of celery-node or celery-ts. */
export type CeleryTask = NodeTask | TsTask;

/** celery-node's `AsyncResult`, or celery-ts' `Result`. */
export type ResultOf<T extends CeleryTask> = T extends {
  readonly client: { asyncResult(taskId: string): infer R };
}
  ? R
  : T extends { applyAsync(options: never): infer R }
  ? R
  : never;

/** What sends a task's messages. */
export interface Sender {
  readonly name: string;
  readonly queue: string;
  /** One for each broker, to be compared with `===`. */
  readonly broker: unknown;
  readonly protocol: number;
  /** Whether results are kept where workers can count those of a chord. */
  readonly chords: boolean;
  /** Hard and soft, in seconds, unless a step has its own. */
  readonly timeLimits: readonly [number | null, number | null];
  /** A run of the task to come. */
  open(step: string, options: { taskId?: string; ignoreResult?: boolean }): Opened;
  send(message: Message): Promise<unknown>;
}

export interface Opened {
  readonly id: string;
  readonly result: object;
}

/** Celery cannot count the results of a chord that go through a message broker. */
export function countsChords(backend: string | undefined): boolean {
  return backend !== undefined && backend !== '' && !/^(amqps?|pyamqp|rpc):/.test(backend);
}
