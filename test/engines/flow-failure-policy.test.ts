import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import * as bullmq5 from 'bullmq';
import type { JobsOptions } from 'bullmq';
import * as bullmq6 from 'bullmq-6';
import { afterAll, describe, expect, it } from 'vitest';
import { leftOut, startRedis } from '../../canvas/test/redis.js';

const redis = await startRedis();
if (redis === undefined) leftOut('what becomes of a flow whose child fails', 'apt-get install redis-server');
const connection = { host: '127.0.0.1', port: redis?.port ?? 0 };
afterAll(() => redis?.stop());

/** Much longer than a worker takes to start a job that is ready. */
const LONG_ENOUGH = 300;

let flows = 0;

describe.skipIf(redis === undefined).each([
  ['5', bullmq5],
  ['6', bullmq6 as unknown as typeof bullmq5],
])('a flow whose child fails, on BullMQ %s', (_version, { FlowProducer, Queue, Worker }) => {
  it.each<[string, JobsOptions, string]>([
    ['waits for ever without a failure option', {}, 'waiting-children'],
    ['waits for ever when failed jobs are kept for a while', { removeOnFail: { age: 3600 } }, 'waiting-children'],
    ['runs despite the failure when the child is removed', { removeOnFail: true }, 'completed'],
    ['runs despite the failure when no failed job is kept', { removeOnFail: 0 }, 'completed'],
    ['runs despite the failure when none is kept, said as a count', { removeOnFail: { count: 0 } }, 'completed'],
    ['fails with failParentOnFailure', { failParentOnFailure: true }, 'failed'],
    ['fails with failParentOnFailure, the child removed', { failParentOnFailure: true, removeOnFail: true }, 'failed'],
    ['runs with ignoreDependencyOnFailure', { ignoreDependencyOnFailure: true }, 'completed'],
    ['runs with removeDependencyOnFailure', { removeDependencyOnFailure: true }, 'completed'],
    ['runs with continueParentOnFailure', { continueParentOnFailure: true }, 'completed'],
  ])('%s', async (_name, opts, state) => {
    flows += 1;
    const queueName = `flow-${String(flows)}`;
    const producer = new FlowProducer({ connection });
    const worker = new Worker(queueName, (job) => (job.name === 'child' ? Promise.reject(new Error('child failed')) : Promise.resolve()), { connection });
    try {
      const failed = once(worker, 'failed');
      const { job } = await producer.add({ name: 'parent', queueName, children: [{ name: 'child', queueName, opts }] });
      await failed;
      await delay(LONG_ENOUGH);
      expect(await job.getState()).toBe(state);
    } finally {
      await worker.close();
      await producer.close();
    }
  });

  it('does not apply the defaults of a queue, unless they are in queuesOptions', async () => {
    flows += 1;
    const queueName = `flow-${String(flows)}`;
    const queue = new Queue(queueName, { connection, defaultJobOptions: { attempts: 7 } });
    const producer = new FlowProducer({ connection });
    try {
      const tree = { name: 'parent', queueName, children: [{ name: 'child', queueName }] };
      const bare = await producer.add(tree);
      const told = await producer.add(tree, { queuesOptions: { [queue.name]: { defaultJobOptions: queue.defaultJobOptions } } });
      const [bulk] = await producer.addBulk([tree]);
      const attemptsOf = (node: typeof bare | undefined) => [node, node?.children?.[0]].map((each) => each?.job.opts.attempts ?? 0);
      expect([bare, told, bulk].map(attemptsOf)).toEqual([
        [0, 0],
        [7, 7],
        [0, 0],
      ]);
    } finally {
      await producer.close();
      await queue.close();
    }
  });

  it('runs siblings side by side', async () => {
    flows += 1;
    const queueName = `flow-${String(flows)}`;
    const producer = new FlowProducer({ connection });
    const order: string[] = [];
    const worker = new Worker(
      queueName,
      async ({ name }) => {
        await delay(name === 'step1' ? 150 : 10);
        order.push(name);
      },
      { connection, concurrency: 3 },
    );
    try {
      await producer.add({ name: 'end', queueName, children: [{ name: 'step1', queueName }, { name: 'step2', queueName }] });
      await expect.poll(() => order, { timeout: 5000 }).toHaveLength(3);
      expect(order).toEqual(['step2', 'step1', 'end']);
    } finally {
      await worker.close();
      await producer.close();
    }
  });
});
