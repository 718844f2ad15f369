/** Chains sent by celery-ts, run by a Celery worker in Python. */
import { createClient as createNodeClient } from 'celery-node';
import { createClient } from 'celery-ts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { chain, chord, group, s, si } from '../src/celery.js';
import { ancestry, installCelery, python, startPythonWorker, type TestWorker } from './celery-engine.js';
import { leftOut, missing, startRedis } from './redis.js';

const redis = await startRedis();
if (!python) missing('Celery', installCelery);
if (!redis || !python) leftOut('celery-ts with a real Celery worker', installCelery);

describe.skipIf(!redis || !python)('tasks of celery-ts', () => {
  const url = `${redis?.url ?? ''}/0`;
  const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
  const client = createClient({ brokerUrl: url, resultBackend: url });
  const lab = <T>(name: string) => client.createTask<T>(`lab.${name}`);
  const [last, sum, fail] = [lab<number>('last'), lab<number>('sum'), lab<never>('fail')];
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startPythonWorker(url);
  }, 30_000);

  afterAll(async () => {
    await worker.stop();
    await client.disconnect();
    admin.disconnect();
    await redis?.stop();
  }, 30_000);

  beforeEach(async () => {
    await admin.del('ran');
  });

  const ran = () => admin.lrange('ran', 0, -1);

  test('run one after another, results are passed on, and each has its result', async () => {
    const result = await chain(si(last, 1), s(last, 2).set({ kwargs: {} }), s(last, 3)).delay();
    expectTypeOf(await result.get()).toEqualTypeOf<number>();
    expect(await result.get(5000)).toBe(3);
    expect(await ancestry(result)).toEqual([3, [2, [1]]]);
    expect(await ran()).toEqual(['last 1', 'last 1 2', 'last 2 3']);
  });

  test('run in groups and chords', async () => {
    const result = await chain(si(last, 1), group(s(last, 2), s(last, 3)), s(sum)).delay();
    expect(await result.get(5000)).toBe(5);
    expect(await (await chord([si(last, 2), si(last, 4)], s(sum)).delay()).get(5000)).toBe(6);
  });

  test('a step fails: later ones do not run, and linkError() runs once', async () => {
    await chain(si(last, 1), si(fail), s(last, 2))
      .linkError(si(lab('on_failed'), 7))
      .delay();
    await vi.waitFor(async () => {
      expect(await ran()).toContain('on_failed 7');
    }, 5000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ran()).toEqual(['last 1', 'fail', 'on_failed 7']);
  });

  test('two dispatches at once are kept apart', async () => {
    const results = await Promise.all([1, 2].map((id) => chain(si(last, id), s(last, 10 * id)).delay()));
    expect(await Promise.all(results.map((result) => result.get(5000)))).toEqual([10, 20]);
  });
});

describe('what celery-ts cannot send', () => {
  const down = { brokerUrl: 'redis://127.0.0.1:1/0' };

  /** A client whose broker says no. Its real one would try for ever. */
  function failing(resultBackend?: string) {
    const client = createClient({ ...down, ...(resultBackend && { resultBackend }) });
    const task = client.createTask('a');
    Object.assign(task, { broker: { publish: () => Promise.reject(new Error('broker is gone')) } });
    return { client, task };
  }

  test('rejects with the broker’s error; without a backend too', async () => {
    const { client, task } = failing();
    await expect(si(task).delay()).rejects.toThrow('broker is gone');
    await client.disconnect();
  });

  test('is refused, naming the step', async () => {
    const { client, task } = failing();
    const other = createClient(down);
    const node = createNodeClient('redis://127.0.0.1:1', 'redis://127.0.0.1:1');
    await expect(si(task).set({ taskId: 'x' }).delay()).rejects.toThrow('Step "a" has a taskId');
    await expect(chord([si(task)], si(task)).delay()).rejects.toThrow('Step "a" waits for a group');
    const places = 'are on different brokers';
    await expect(chain(si(task), si(other.createTask('b'))).delay()).rejects.toThrow(places);
    await expect(chain(si(task), si(node.createTask('b'))).delay()).rejects.toThrow(places);
    await Promise.all([client.disconnect(), other.disconnect()]);
  });
});
