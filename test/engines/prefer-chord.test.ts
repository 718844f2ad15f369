import { setTimeout as delay } from 'node:timers/promises';
import { FlowProducer as FlowProducer5, Queue as Queue5, Worker as Worker5 } from 'bullmq';
import { FlowProducer as FlowProducer6, Queue as Queue6, Worker as Worker6 } from 'bullmq-6';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
if (redis === undefined || python === undefined) leftOut('chords', INSTALL);
afterAll(() => redis?.stop());

describe.skipIf(redis === undefined || python === undefined)('a task after a group, on Celery', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const where = { folder: import.meta.dirname, redisUrl: `${redis?.url ?? ''}/1` };
    driver = startDriver(python ?? '', 'group_premises.py', where.folder, where.redisUrl);
    worker = await startWorker({ python: python ?? '', app: 'group_premises', takes: { each: 0.3 }, ...where });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  async function endsOf(name: string): Promise<string[]> {
    await driver.ask(name);
    return (await worker.settled()).filter(({ event }) => event === 'ended').map(({ task, state }) => `${task} ${state ?? ''}`);
  }

  it('that is queued behind it runs before its members are done', async () => {
    expect(await endsOf('group_and_then_another')).toEqual(['finish SUCCESS', 'each SUCCESS', 'each SUCCESS']);
  });

  it('that is the body of its chord runs after them', async () => {
    expect(await endsOf('chord_of_a_group')).toEqual(['each SUCCESS', 'each SUCCESS', 'finish SUCCESS']);
  });

  it('that is the body of its chord does not run when one fails', async () => {
    expect((await endsOf('chord_with_a_failure')).sort()).toEqual(['each FAILURE', 'each SUCCESS']);
  });

  it('that is the body of a chord of none runs at once', async () => {
    expect(await endsOf('chord_of_none')).toEqual(['finish SUCCESS']);
  });
});

describe.skipIf(redis === undefined).each([
  ['5', { Queue: Queue5, Worker: Worker5, FlowProducer: FlowProducer5 }],
  ['6', { Queue: Queue6, Worker: Worker6, FlowProducer: FlowProducer6 } as unknown as { Queue: typeof Queue5; Worker: typeof Worker5; FlowProducer: typeof FlowProducer5 }],
])('a job after several, on BullMQ %s', (version, { Queue, Worker, FlowProducer }) => {
  const connection = { host: '127.0.0.1', port: redis?.port ?? 0 };
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  /** Which jobs completed, in that order, once `enqueue` was done and nothing is left that could run. */
  async function completionsOf(name: string, enqueue: (queue: Queue5, producer: FlowProducer5) => Promise<unknown>): Promise<string[]> {
    const queue = new Queue(`${name}-${version}`, { connection });
    const producer = new FlowProducer({ connection });
    const completed: string[] = [];
    const run = async (job: { readonly name: string; readonly data: unknown }) => {
      if (job.name === 'each') await delay(150);
      if ((job.data as { readonly bad?: boolean }).bad === true) throw new Error('bad');
      completed.push(job.name);
    };
    opened.push(new Worker(queue.name, run, { connection, concurrency: 4 }), producer, queue);
    await enqueue(queue, producer);
    await vi.waitFor(async () => {
      expect(await queue.getJobCountByTypes('waiting', 'active', 'delayed', 'waiting-children')).toBe(0);
    }, { timeout: 10_000, interval: 30 });
    return completed;
  }

  const flow = (queue: Queue5, all: readonly object[]) => ({
    name: 'finish',
    queueName: queue.name,
    data: {},
    children: all.map((data) => ({ name: 'each', queueName: queue.name, data, opts: { failParentOnFailure: true } })),
  });

  it('that is added behind them runs before they are done', async () => {
    const ran = completionsOf('behind', async (queue) => {
      for (const id of [1, 2]) await queue.add('each', { id });
      await queue.add('finish', {});
    });
    expect(await ran).toEqual(['finish', 'each', 'each']);
  });

  it('that is their parent runs after them', async () => {
    expect(await completionsOf('parent', (queue, producer) => producer.add(flow(queue, [{ id: 1 }, { id: 2 }])))).toEqual(['each', 'each', 'finish']);
  });

  it('that is their parent does not run when one fails', async () => {
    expect(await completionsOf('failing', (queue, producer) => producer.add(flow(queue, [{ id: 1 }, { bad: true }])))).toEqual(['each']);
  });

  it('that is the parent of none runs at once', async () => {
    expect(await completionsOf('none', (queue, producer) => producer.add(flow(queue, [])))).toEqual(['finish']);
  });
});
