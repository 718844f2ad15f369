import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'celery-node';
import { Redis } from 'ioredis';
import { chain, s, si } from '../../src/celery.js';
import { STEPS, type Plan } from './failures.js';
import { startCelery, startNode, type Running } from './processes.js';
import { eventsOn, tally, type Tally } from './tally.js';

/** How long nothing happens before nothing is expected to, in milliseconds. */
const QUIET = 1000;

/** celery-node's client on one Redis, and Python workers in processes of their own. */
export class CeleryLab {
  readonly admin: Redis;
  readonly #client: ReturnType<typeof createClient>;
  readonly #workers: Running[] = [];

  constructor(
    readonly python: string,
    readonly url: string,
  ) {
    this.admin = new Redis(url, { maxRetriesPerRequest: null });
    this.#client = createClient(url, url);
    // A server that is gone for a while is what some tests are about.
    const ignore = () => undefined;
    for (const client of [{ redis: this.admin }, this.#client.broker, this.#client.backend]) {
      if ('redis' in client && client.redis instanceof EventEmitter) client.redis.on('error', ignore);
    }
  }

  /** Starts a worker with eight threads. */
  async work(settings: object = {}, milliseconds = 10): Promise<Running> {
    const worker = await startCelery(this.python, this.url, settings, milliseconds);
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a process that dispatches until it is killed. */
  dispatchOn(name: string, asChains: boolean): Promise<Running> {
    return startNode('./celery-dispatcher.mjs', { url: this.url, tasks: STEPS, name, asChains });
  }

  /** Waits until the workers have written so many. */
  happened(count: number, timeout?: number): Promise<void> {
    return eventsOn(this.admin, count, timeout);
  }

  chainOf({ id, failing, attempts }: Plan) {
    return chain(...STEPS.map((step) => si(this.#task(step), id, failing ?? null, attempts)));
  }

  /** A handler that is told what failed, and one that has its own argument. */
  handlersOf({ id }: Plan) {
    return [s(this.#task('on_failed')), si(this.#task('clean_up'), id)] as const;
  }

  fanOut(id: string): Promise<void> {
    for (const step of STEPS) this.#task(step).applyAsync([id]);
    return Promise.resolve();
  }

  /** Waits until nothing is queued or running. */
  async settled(): Promise<void> {
    let [before, since] = ['', Date.now()];
    while (Date.now() - since < QUIET) {
      await sleep(50);
      const [queued, unacknowledged, events] = await Promise.all([
        this.admin.llen('celery'),
        this.admin.hlen('unacked'),
        this.admin.llen('events'),
      ]);
      const now = [queued, unacknowledged, events].join(' ');
      if (queued + unacknowledged > 0 || now !== before) [before, since] = [now, Date.now()];
    }
  }

  /** What the tasks have written so far. */
  events(): Promise<string[]> {
    return this.admin.lrange('events', 0, -1);
  }

  async tally(): Promise<Tally> {
    return tally(await this.events());
  }

  /** The chains of which a message is queued, or taken and not acknowledged. */
  async queued(): Promise<ReadonlySet<string>> {
    const [queued, taken] = await Promise.all([this.admin.lrange('celery', 0, -1), this.admin.hvals('unacked')]);
    const messages = [...queued.map((text) => JSON.parse(text) as Message), ...taken.map((text) => (JSON.parse(text) as [Message])[0])];
    return new Set(messages.map(chainOfMessage));
  }

  /** How many of these tasks have no result, good or bad. */
  async waiting(taskIds: readonly string[]): Promise<number> {
    return taskIds.length - (await this.admin.exists(taskIds.map((id) => `celery-task-meta-${id}`)));
  }

  /** Ends the workers, and forgets all messages and events. */
  async clear(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.kill()));
    await this.admin.flushall();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.#client.disconnect();
    this.admin.disconnect();
  }

  #task(name: string) {
    return this.#client.createTask(name);
  }
}

interface Message {
  readonly body: string;
}

/** Its task's first argument. */
function chainOfMessage({ body }: Message): string {
  const [[chain]] = JSON.parse(Buffer.from(body, 'base64').toString()) as [[string]];
  return chain;
}
