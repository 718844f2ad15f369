import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftOut, missing, startRedis } from '../redis.js';
import { CeleryLab } from './celery-lab.js';
import { actual, expected, failureLine, randomPlans } from './failures.js';
import { eightAtATime, findPython } from './processes.js';
import { orderLine } from './tally.js';

const CHAINS = 500;
const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis';

const redis = await startRedis();
const python = findPython();
if (!python) missing('Celery', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('task-canvas/celery in bulk with a real Celery worker', INSTALL);

describe.skipIf(!isHere)('Celery in bulk', () => {
  let lab: CeleryLab;
  const ids = Array.from({ length: CHAINS }, (_, id) => String(id));

  beforeAll(() => {
    lab = new CeleryLab(python ?? '', redis?.url ?? '');
  });
  afterAll(async () => {
    await lab.close();
    await redis?.stop();
  });

  test('chains run in order where the same dispatches fanned out race', async () => {
    await lab.work();
    await eightAtATime(ids, (id) => lab.chainOf({ id, failing: undefined, attempts: 1 }).delay());
    await lab.settled();
    const chains = await lab.tally();

    await lab.admin.del('events');
    await eightAtATime(ids, (id) => lab.fanOut(id));
    await lab.settled();
    const fannedOut = await lab.tally();

    console.log(orderLine('celery 5', CHAINS, chains, fannedOut));
    expect(chains).toEqual({ seen: CHAINS, outOfOrder: 0, unfinished: 0, repeated: 0 });
    expect(fannedOut).toEqual({ ...chains, outOfOrder: fannedOut.outOfOrder });
    expect(fannedOut.outOfOrder).toBeGreaterThan(0);
  });

  test('a failing step stops its chain, and each linkError() runs once, after the last attempt, with the cause', async () => {
    await lab.clear();
    await lab.work();
    const plans = randomPlans(100);
    const lastSteps: string[] = [];
    await eightAtATime(plans, async (plan) => {
      const [onFailed, cleanUp] = lab.handlersOf(plan);
      const result = await lab.chainOf(plan).linkError(onFailed).linkError(cleanUp).delay();
      lastSteps.push(result.taskId);
    });
    await lab.settled();
    const events = await lab.events();
    const waiting = await lab.waiting(lastSteps);
    const cleaned = await lab.admin.lrange('cleaned', 0, -1);
    const failing = plans.filter((plan) => plan.failing !== undefined).map(({ id }) => id);

    console.log(failureLine('celery 5', plans, events, waiting));
    expect(actual(plans, events)).toEqual(expected(plans));
    expect(cleaned.sort()).toEqual(failing.sort());
    expect(waiting).toBe(0);
  });
});
