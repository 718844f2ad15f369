import { setTimeout as delay } from 'node:timers/promises';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
if (redis === undefined || python === undefined) leftOut('waiting for results inside tasks', INSTALL);
afterAll(() => redis?.stop());

/** Of the worker that the tests start. */
const SLOTS = 4;

describe.skipIf(redis === undefined || python === undefined)('a task that waits for another, on Celery', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const where = { folder: import.meta.dirname, redisUrl: `${redis?.url ?? ''}/1` };
    driver = startDriver(python ?? '', 'result_premises.py', where.folder, where.redisUrl);
    // All of them have begun before the first sends what it waits for.
    worker = await startWorker({ python: python ?? '', app: 'result_premises', takes: { allowed: 0.3 }, ...where });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  it('fails, however long it would wait', async () => {
    expect((await driver.ask('waits')).last).toEqual(['FAILURE', expect.stringMatching(/^RuntimeError: Never call result\.get\(\) within a task!/)]);
  });

  it('gets its result with allow_join_result, while a slot is free', async () => {
    expect((await driver.ask('is_allowed')).last).toEqual(['SUCCESS', 'images/7']);
  });

  it('keeps what it waits for from being run when all slots wait, until one gives up', async () => {
    await worker.settled();
    const { all } = await driver.ask(`is_allowed ${String(SLOTS)}`);
    expect(all).toContainEqual(['FAILURE', 'TimeoutError: The operation timed out.']);
    const events = (await worker.settled()).map(({ event, task }) => `${task} ${event}`);
    expect(events.slice(0, SLOTS)).toEqual(Array.from({ length: SLOTS }, () => 'allowed started'));
    expect(events[SLOTS]).toBe('allowed ended');
  });
});

describe.skipIf(redis === undefined)('a job that waits for another of its queue, on BullMQ', () => {
  it.each([
    [1, { outer: 'active', inner: 'waiting' }],
    [2, { outer: 'completed', inner: 'completed' }],
  ])('with a concurrency of %i', async (concurrency, states) => {
    expect(await statesWith(concurrency)).toEqual(states);
  });

  async function statesWith(concurrency: number): Promise<object> {
    const connection = { host: '127.0.0.1', port: redis?.port ?? 0 };
    const name = `images-${String(concurrency)}`;
    const queue = new Queue(name, { connection });
    const events = new QueueEvents(name, { connection });
    await events.waitUntilReady();
    let inner: Awaited<ReturnType<Queue['add']>> | undefined;
    const worker = new Worker(
      name,
      async (job) => {
        if (job.name === 'inner') return;
        inner = await queue.add('inner', {});
        await inner.waitUntilFinished(events).catch(() => undefined);
      },
      { connection, concurrency },
    );
    const outer = await queue.add('outer', {});
    await Promise.race([outer.waitUntilFinished(events), delay(1000)]);
    const states = { outer: await outer.getState(), inner: await inner?.getState() };
    await worker.close(true);
    await Promise.all([queue.close(), events.close()]);
    return states;
  }
});
