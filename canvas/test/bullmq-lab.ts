import { Queue, Worker, type Job, type QueueOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';
import { chain, closeCanvas, si } from '../src/bullmq.js';
import { leftOut, startRedis } from './redis.js';

export const redis = await startRedis();
if (!redis) leftOut('task-canvas/bullmq on a real Redis', 'apt-get install redis-server');
const connection = { host: '127.0.0.1', port: redis?.port ?? 0 };

export type Lab = ReturnType<typeof bullmqLab>;
export type Queues = ReturnType<Lab['queues']>;

/** Queues and workers on a real Redis, which is emptied before each test; all are closed after it. */
export function bullmqLab() {
  const admin = new Redis({ ...connection, lazyConnect: true });
  const opened: { close(): Promise<void> }[] = [];
  let run = 0;

  /** To be closed after the test. */
  function open<T extends { close(): Promise<void> }>(made: T): T {
    opened.push(made);
    return made;
  }

  /** Queues `img`, `thumb`, `mail` and `errors`, under names that no other test has. */
  function queues(options: Partial<QueueOptions> = {}) {
    run += 1;
    const queue = (name: string) => open(new Queue(`${name}-${String(run)}`, { connection, ...options }));
    return { img: queue('img'), thumb: queue('thumb'), mail: queue('mail'), errors: queue('errors') };
  }

  function work(queue: Queue, handle: (job: Job) => unknown, concurrency = 1): Worker {
    const { prefix = 'bull' } = queue.opts;
    return open(
      new Worker(queue.name, async (job) => await handle(job), { connection, concurrency, prefix }),
    );
  }

  /** Starts workers for all queues, which fail the jobs named in `failing`. Gives the names that ran. */
  function workAll(all: Queues, ...failing: string[]): string[] {
    const ran: string[] = [];
    for (const queue of Object.values(all)) {
      work(queue, (job) => {
        ran.push(job.name);
        if (failing.includes(job.name)) throw new Error(`boom ${job.name}`);
        return `${job.name} done`;
      });
    }
    return ran;
  }

  /** How a job ended. */
  const state = (job: Job) =>
    vi.waitFor(
      async () => {
        const now = await job.getState();
        expect(['completed', 'failed']).toContain(now);
        return now;
      },
      { timeout: 10_000, interval: 20 },
    );

  async function waitingChildren(all: Queues): Promise<number> {
    const counts = await Promise.all(
      Object.values(all).map((queue) => queue.getJobCountByTypes('waiting-children')),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Closes what the test opened. */
  async function close(): Promise<void> {
    await closeCanvas();
    await Promise.all(opened.splice(0).map((each) => each.close()));
  }

  beforeEach(async () => {
    await admin.flushall();
  });
  afterEach(close);
  afterAll(async () => {
    await admin.quit();
    await redis?.stop();
  });

  return { admin, connection, open, queues, work, workAll, state, waitingChildren, close };
}

/** A chain of three steps. */
export const upload = ({ img, thumb, mail }: Queues) =>
  chain(
    si(img, 'process', { imageId: 7 }),
    si(thumb, 'thumbnail', { imageId: 7 }),
    si(mail, 'notify', { userId: 1 }),
  );

type Step = ReturnType<typeof si<string, unknown, object, Job>>;

/** A signature for each name, all on one queue. */
export function steps<const Names extends readonly string[]>(queue: Queue, ...names: Names) {
  return names.map((name) => si(queue, name, {})) as { [K in keyof Names]: Step };
}
