import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { chain, closeCanvas, si } from '../../src/bullmq.js';
import { STEPS, type Plan } from './failures.js';
import { startNode, type Running } from './processes.js';
import { eventsOn, tally, type Tally } from './tally.js';

interface StepData {
  readonly chain: string;
  readonly step: number;
  /** The step that fails; the others of the chain know it too. */
  readonly failing?: number | undefined;
}

/** Queues, one a step, and workers in processes of their own, on one Redis. */
export class BullmqLab {
  readonly connection: { host: string; port: number };
  readonly admin: Redis;
  readonly queues: readonly Queue<StepData>[];
  readonly #workers: Running[] = [];

  constructor(
    readonly version: 5 | 6,
    port: number,
  ) {
    this.connection = { host: '127.0.0.1', port };
    this.admin = new Redis({ ...this.connection, maxRetriesPerRequest: null });
    this.queues = STEPS.map((step) => new Queue(step, { connection: this.connection }));
    // A server that is gone for a while is what some tests are about.
    for (const client of [this.admin, ...this.queues]) client.on('error', () => undefined);
  }

  /** Starts a process that works for all queues. */
  async work(settings: object = {}): Promise<Running> {
    const { port } = this.connection;
    const worker = await startNode('./bullmq-worker.mjs', { port, queues: STEPS, ...settings }, this.version);
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a process that dispatches until it is killed. */
  async dispatchOn(name: string, asChains: boolean): Promise<Running> {
    const settings = { port: this.connection.port, queues: STEPS, name, asChains };
    return startNode('./bullmq-dispatcher.mjs', settings, this.version);
  }

  chainOf({ id, failing, attempts }: Plan) {
    return chain(
      ...this.queues.map((queue, step) => si(queue, queue.name, { chain: id, step, failing }, { attempts })),
    );
  }

  async fanOut(id: string): Promise<void> {
    for (const [step, queue] of this.queues.entries()) await queue.add(queue.name, { chain: id, step });
  }

  /** What the workers have written so far. */
  events(): Promise<string[]> {
    return this.admin.lrange('events', 0, -1);
  }

  /** Waits until the workers have written so many. */
  happened(count: number): Promise<void> {
    return eventsOn(this.admin, count);
  }

  async tally(): Promise<Tally> {
    return tally(await this.events());
  }

  /** Waits until nothing is left that a worker could run; gives the jobs that wait for others, by their chain. */
  drained(): Promise<readonly string[]> {
    return drained(...this.queues);
  }

  /** Ends the workers, and forgets all jobs and events. */
  async clear(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.kill()));
    await this.admin.flushall();
  }

  async close(): Promise<void> {
    await this.clear();
    await closeCanvas();
    await Promise.all(this.queues.map((queue) => queue.close()));
    this.admin.disconnect();
  }
}

/** As {@link BullmqLab.drained}; a chain runs through the queues in this order. */
export async function drained(...queues: readonly Queue<{ chain: string }>[]): Promise<readonly string[]> {
  const runnable = ['wait', 'active', 'delayed', 'prioritized'] as const;
  await vi.waitFor(
    async () => {
      const counts = await Promise.all(queues.map((queue) => queue.getJobCountByTypes(...runnable)));
      expect(counts).toEqual(queues.map(() => 0));
    },
    { timeout: 30_000, interval: 50 },
  );
  const waiting = await Promise.all(queues.map((queue) => queue.getJobs('waiting-children')));
  return waiting.flat().map(({ data }) => data.chain);
}
