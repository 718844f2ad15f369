import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leftOut, missing, startRedis } from '../redis.js';
import { CeleryLab } from './celery-lab.js';
import { chainsFrom } from './failures.js';
import { eightAtATime, findPython } from './processes.js';
import { byChain } from './tally.js';

/** A task is acknowledged when it is done, and given to another worker a second after that one took it. */
const SOON = {
  task_acks_late: true,
  // With a limit a worker of threads stops at it for seconds: no thread wakes its loop after an acknowledgement.
  worker_prefetch_multiplier: 0,
  broker_transport_options: { visibility_timeout: 1 },
};
const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis';
/** Of dispatching processes. */
const KILLS = 8;

const redis = await startRedis();
const python = findPython();
if (!python) missing('Celery', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('task-canvas/celery under faults with a real Celery worker', INSTALL);

describe.skipIf(!isHere)('Celery under faults', () => {
  let lab: CeleryLab;
  const say = (line: string) => {
    console.log(`faults: celery 5: ${line}`);
  };

  beforeAll(() => {
    lab = new CeleryLab(python ?? '', redis?.url ?? '');
  });
  afterEach(() => lab.clear());
  afterAll(async () => {
    await lab.close();
    await redis?.stop();
  });

  test('workers killed in the middle of chains: others finish each of them, in order', async () => {
    const kills = 2;
    const plans = chainsFrom(0, 100);
    await eightAtATime(plans, (plan) => lab.chainOf(plan).delay());
    for (let kill = 1; kill <= kills; kill++) {
      const worker = await lab.work(SOON, 40);
      // Of 600 events, two for each of 300 steps.
      await lab.happened(kill * 200);
      await worker.kill();
      // A worker asks for what others have left when it starts, and then seldom.
      await sleep(1500);
    }
    // On Redis a worker takes a message and then notes that it has it: killed in between, it loses one of any kind.
    // _brpop_read and QoS.append in https://github.com/celery/kombu/blob/v5.2.4/kombu/transport/redis.py
    const queued = await lab.queued();
    const ended = byChain(await lab.events());
    const open = plans.map(({ id }) => id).filter((id) => ended.get(id)?.includes('2 end') !== true);
    const dropped = open.filter((id) => !queued.has(id)).length;
    await lab.work(SOON);
    await lab.settled();

    const chains = await lab.tally();
    const completed = chains.seen - chains.unfinished;
    say(
      `worker killed ${String(kills)} times: ${String(completed)} of 100 chains completed ` +
        `(${String(dropped)} messages dropped by Celery's Redis transport), ` +
        `${String(chains.outOfOrder)} out of order, ${String(chains.repeated)} of 300 steps run again`,
    );
    expect(open.length).toBeGreaterThan(0);
    expect(completed).toBe(plans.length - dropped);
    expect(dropped).toBeLessThanOrEqual(kills);
    expect(chains.outOfOrder).toBe(0);
    expect(chains.repeated).toBeGreaterThan(0);
  });

  test('a dispatching process killed at any moment: each chain is whole or absent', async () => {
    const chains = await killDispatchers(true);
    const fannedOut = await killDispatchers(false);
    say(
      `dispatching process killed ${String(KILLS)} times: ${String(chains.half)} of ${String(chains.seen)} chains half, ` +
        `fanned out ${String(fannedOut.half)} of ${String(fannedOut.seen)}`,
    );
    expect(chains.half).toBe(0);
    expect(chains.seen).toBeGreaterThan(0);
    expect(fannedOut.half).toBeGreaterThan(0);
  });

  /** Kills dispatching processes, and runs what they have left; half is what cannot run as a whole. */
  async function killDispatchers(asChains: boolean): Promise<{ seen: number; half: number }> {
    await lab.clear();
    for (let kill = 0; kill < KILLS; kill++) {
      const dispatcher = await lab.dispatchOn(String(kill), asChains);
      await sleep(Math.random() * 20);
      await dispatcher.kill();
    }
    await lab.work({}, 0);
    await lab.settled();
    const { seen, unfinished } = await lab.tally();
    return { seen, half: unfinished };
  }
});
