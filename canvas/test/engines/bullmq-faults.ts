import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leftOut, startRedis } from '../redis.js';
import { BullmqLab } from './bullmq-lab.js';
import { chainsFrom } from './failures.js';
import { eightAtATime } from './processes.js';
import { byChain, tally } from './tally.js';

/** A killed worker's jobs are given to another when their lock has expired. */
const SOON = { lockDuration: 1000, stalledInterval: 500, maxStalledCount: 10 };

/** Of dispatching processes. */
const KILLS = 8;

const redis = await startRedis({ durable: true });
if (!redis) leftOut('task-canvas/bullmq under faults on a real Redis', 'apt-get install redis-server');

/** What becomes of chains when something is killed, with whichever major version `bullmq` is here. */
export function testFaults(version: 5 | 6): void {
  describe.skipIf(!redis)(`BullMQ ${String(version)} under faults`, () => {
    let lab: BullmqLab;
    const say = (line: string) => {
      console.log(`faults: bullmq ${String(version)}: ${line}`);
    };

    beforeAll(() => {
      lab = new BullmqLab(version, redis?.port ?? 0);
    });
    afterEach(() => lab.clear());
    afterAll(async () => {
      await lab.close();
      await redis?.stop();
    });

    test('workers killed in the middle of chains: others finish each of them, in order', async () => {
      const [kills, inHand] = [4, lab.queues.length * 8];
      await eightAtATime(chainsFrom(0, 100), (plan) => lab.chainOf(plan).delay());
      for (let kill = 1; kill <= kills; kill++) {
        const worker = await lab.work({ milliseconds: 40, options: SOON });
        // Of 600 events, two for each of 300 steps.
        await lab.happened(kill * 100);
        await worker.kill();
      }
      expect((await lab.tally()).unfinished).toBeGreaterThan(0);
      await lab.work({ options: SOON });
      const waiting = await lab.drained();

      const chains = await lab.tally();
      say(
        `worker killed ${String(kills)} times: ${String(chains.seen - chains.unfinished)} of 100 chains completed, ` +
          `${String(chains.outOfOrder)} out of order, ${String(chains.repeated)} of 300 steps run again`,
      );
      expect(chains).toEqual({ seen: 100, outOfOrder: 0, unfinished: 0, repeated: chains.repeated });
      expect(waiting).toEqual([]);
      expect(chains.repeated).toBeGreaterThan(0);
      expect(chains.repeated).toBeLessThanOrEqual(kills * inHand);
    });

    test('Redis killed while chains are dispatched and run: none that was accepted is lost, none is half', async () => {
      const [crashes, each] = [3, 100];
      const accepted: string[] = [];
      const rejected: string[] = [];
      await lab.work({ options: SOON });
      for (let crash = 0; crash < crashes; crash++) {
        const moment = Math.floor(Math.random() * (each - 8));
        let crashing: Promise<void> | undefined;
        await eightAtATime(chainsFrom(crash * each, each), async (plan) => {
          if (Number(plan.id) === crash * each + moment) crashing = redis?.crash();
          await lab.chainOf(plan).delay().then(
            () => accepted.push(plan.id),
            () => rejected.push(plan.id),
          );
        });
        await crashing;
      }
      const waiting = await lab.drained();

      const events = await lab.events();
      const chains = tally(events);
      const ran = byChain(events);
      const lost = accepted.filter((id) => !ran.has(id));
      say(
        `Redis with AOF killed ${String(crashes)} times: ${String(accepted.length - lost.length)} of ${String(accepted.length)} accepted chains completed, ` +
          `${String(rejected.length)} rejected, ${String(chains.unfinished)} half, ${String(chains.outOfOrder)} out of order, ${String(chains.repeated)} steps run again`,
      );
      expect(lost).toEqual([]);
      expect([chains.unfinished, chains.outOfOrder]).toEqual([0, 0]);
      expect(waiting).toEqual([]);
      expect(accepted.length + rejected.length).toBe(crashes * each);
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
      await lab.work({ milliseconds: 0 });
      for (let kill = 0; kill < KILLS; kill++) {
        const dispatcher = await lab.dispatchOn(String(kill), asChains);
        await sleep(Math.random() * 40);
        await dispatcher.kill();
      }
      // Of a chain without its first step nothing runs.
      const waiting = new Set(await lab.drained());
      const { seen, unfinished } = await lab.tally();
      return { seen, half: unfinished + waiting.size };
    }
  });
}
