import { Queue as Queue5, type ConnectionOptions } from 'bullmq';
import { Queue as Queue6 } from 'bullmq-6';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
if (redis === undefined || python === undefined) leftOut('groups and bulks', INSTALL);
afterAll(() => redis?.stop());

describe.skipIf(redis === undefined || python === undefined)('a group, on Celery', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const where = { folder: import.meta.dirname, redisUrl: `${redis?.url ?? ''}/1` };
    driver = startDriver(python ?? '', 'group_premises.py', where.folder, where.redisUrl);
    worker = await startWorker({ python: python ?? '', app: 'group_premises', takes: { each: 0.1 }, ...where });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  /** What the members got and how they ended, in no order. */
  const settled = async () => {
    const events = await worker.settled();
    return events
      .filter(({ event }) => event === 'ended')
      .map(({ id, state }) => `${String(events.find((other) => other.id === id && other.event === 'started')?.args?.[0])} ${state ?? ''}`)
      .sort();
  };

  it('runs each member once, and has one result for all', async () => {
    expect(await driver.ask('group_of_three')).toEqual({ results: [1, 2, 3] });
    expect(await settled()).toEqual(['1 SUCCESS', '2 SUCCESS', '3 SUCCESS']);
  });

  it('of none queues nothing, and is done', async () => {
    expect(await driver.ask('group_of_none')).toEqual({ results: [] });
    expect(await settled()).toEqual([]);
  });

  it('runs the others when one fails', async () => {
    await driver.ask('group_with_a_failure');
    expect(await settled()).toEqual(['1 SUCCESS', '3 SUCCESS', 'bad FAILURE']);
  });

  it('takes the options of its members, and those alone that a condition leaves', async () => {
    expect(await driver.ask('group_under_a_condition')).toEqual({ results: [2, 3] });
    expect(await settled()).toEqual(['2 SUCCESS', '3 SUCCESS']);
  });
});

describe.skipIf(redis === undefined).each([
  ['5', Queue5],
  ['6', Queue6 as unknown as typeof Queue5],
])('addBulk, on BullMQ %s', (_, Queue) => {
  const connection = new Redis(redis?.port ?? 0, { maxRetriesPerRequest: null, lazyConnect: true });
  const queue = new Queue('images', { connection: connection as unknown as ConnectionOptions, defaultJobOptions: { attempts: 3 } });
  const IMAGES = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const waiting = async () => (await queue.getJobs(['waiting', 'delayed'], 0, -1, true)).map(({ data }) => data as unknown);

  beforeEach(async () => {
    await queue.waitUntilReady();
    await connection.flushdb();
  });

  afterAll(async () => {
    await queue.close();
    connection.disconnect();
  });

  /** How often something was sent to Redis, each time to be waited for. */
  async function roundTrips(enqueue: () => Promise<unknown>): Promise<number> {
    // The scripts are loaded by the first job.
    await queue.add('first', {});
    await queue.addBulk([{ name: 'first', data: {} }]);
    await connection.flushdb();
    const write = vi.spyOn(connection.stream, 'write');
    await enqueue();
    const { length } = write.mock.calls;
    write.mockRestore();
    return length;
  }

  it('takes one round trip, and a loop one for each job', async () => {
    const loop = async () => {
      for (const image of IMAGES) await queue.add('resize', { id: image.id });
    };
    expect(await roundTrips(loop)).toBe(3);
    expect(await waiting()).toEqual(IMAGES);
    expect(await roundTrips(() => queue.addBulk(IMAGES.map((image) => ({ name: 'resize', data: { id: image.id } }))))).toBe(1);
    expect(await waiting()).toEqual(IMAGES);
  });

  it('queues all or none, and a loop what came before the failure', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const all = [{ id: 1 }, circular, { id: 3 }];
    const loop = async () => {
      for (const data of all) await queue.add('resize', data);
    };
    await expect(loop()).rejects.toThrow(/circular/i);
    expect(await waiting()).toEqual([{ id: 1 }]);
    await connection.flushdb();
    await expect(queue.addBulk(all.map((data) => ({ name: 'resize', data })))).rejects.toThrow(/circular/i);
    expect(await waiting()).toEqual([]);
  });

  it('of none does nothing', async () => {
    expect(await queue.addBulk([])).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('takes the options of each job over those of the queue, and its id', async () => {
    const jobs = await queue.addBulk(IMAGES.map(({ id }) => ({ name: 'resize', data: { id }, opts: { jobId: `image-${String(id)}`, priority: id } })));
    expect(jobs.map(({ id, opts: { attempts, priority } }) => [id, attempts, priority])).toEqual([
      ['image-1', 3, 1],
      ['image-2', 3, 2],
      ['image-3', 3, 3],
    ]);
  });

  it('skips a job whose id is there, as add does', async () => {
    await queue.add('resize', { id: 1 }, { jobId: 'image-1' });
    await queue.addBulk([1, 2].map((id) => ({ name: 'resize', data: { id, again: true }, opts: { jobId: `image-${String(id)}` } })));
    expect(await waiting()).toEqual([{ id: 1 }, { id: 2, again: true }]);
  });
});
