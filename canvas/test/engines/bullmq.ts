import { Queue, Worker, type Job } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { onlyOnFailure, si } from '../../src/bullmq.js';
import { leftOut, startRedis } from '../redis.js';
import { BullmqLab, drained } from './bullmq-lab.js';
import { actual, expected, failureLine, handled, randomPlans } from './failures.js';
import { eightAtATime } from './processes.js';
import { orderLine } from './tally.js';

const CHAINS = 500;

const redis = await startRedis();
if (!redis) leftOut('task-canvas/bullmq in bulk on a real Redis', 'apt-get install redis-server');

/** Order and failures in bulk, with whichever major version `bullmq` is here. */
export function testInBulk(version: 5 | 6): void {
  describe.skipIf(!redis)(`BullMQ ${String(version)} in bulk`, () => {
    let lab: BullmqLab;
    const ids = Array.from({ length: CHAINS }, (_, id) => String(id));

    beforeAll(() => {
      lab = new BullmqLab(version, redis?.port ?? 0);
    });
    afterEach(() => lab.clear());
    afterAll(async () => {
      await lab.close();
      await redis?.stop();
    });

    test('chains run in order where the same dispatches fanned out race', async () => {
      await lab.work();
      await eightAtATime(ids, (id) => lab.chainOf({ id, failing: undefined, attempts: 1 }).delay());
      expect(await lab.drained()).toEqual([]);
      const chains = await lab.tally();

      await lab.admin.del('events');
      await eightAtATime(ids, (id) => lab.fanOut(id));
      await lab.drained();
      const fannedOut = await lab.tally();

      console.log(orderLine(`bullmq ${String(version)}`, CHAINS, chains, fannedOut));
      expect(chains).toEqual({ seen: CHAINS, outOfOrder: 0, unfinished: 0, repeated: 0 });
      expect(fannedOut).toEqual({ ...chains, outOfOrder: fannedOut.outOfOrder });
      expect(fannedOut.outOfOrder).toBeGreaterThan(0);
    });

    test('a failing step stops its chain, and linkError() runs once, after the last attempt, with the cause', async () => {
      const plans = randomPlans(100);
      const errors = new Queue<{ chain: string }>('errors', { connection: lab.connection });
      const handler = onlyOnFailure(async ({ data }: Job<{ chain: string }>, { name, failedReason }) => {
        await lab.admin.rpush('events', `${data.chain} ${handled(name, failedReason)}`);
      });
      const worker = new Worker(errors.name, handler, { connection: lab.connection });
      await lab.work();

      await eightAtATime(plans, (plan) =>
        lab
          .chainOf(plan)
          .linkError(si(errors, 'onFailed', { chain: plan.id }))
          .delay(),
      );
      const waiting = await drained(...lab.queues, errors);
      const events = await lab.events();
      await Promise.all([worker.close(), errors.close()]);

      console.log(failureLine(`bullmq ${String(version)}`, plans, events, waiting.length));
      expect(actual(plans, events)).toEqual(expected(plans));
      expect(waiting).toEqual([]);
    });
  });
}
