/** Groups and chords, run by a Celery worker in Python. */
import { createClient } from 'celery-node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain, chord, group, s, si } from '../src/celery.js';
import {
  ancestry,
  installCelery,
  python,
  settled,
  startPythonWorker,
  type TestWorker,
} from './celery-engine.js';
import { leftOut, missing, startRedis } from './redis.js';

const redis = await startRedis();
if (!python) missing('Celery', installCelery);
if (!redis || !python) leftOut('groups and chords with a real Celery worker', installCelery);

describe.skipIf(!redis || !python)('groups and chords with a Celery worker in Python', () => {
  const url = redis?.url ?? '';
  const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
  const client = createClient(url, url);
  const task = (name: string) => client.createTask(`lab.${name}`);
  const [last, sum, fail] = [task('last'), task('sum'), task('fail')];
  const handler = si(task('on_failed'), 7);
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startPythonWorker(url);
  }, 30_000);

  afterAll(async () => {
    await worker.stop();
    await client.disconnect();
    admin.disconnect();
    await redis?.stop();
  });

  beforeEach(async () => {
    await admin.del('ran');
  });

  const ran = () => admin.lrange('ran', 0, -1);

  /** What has run, once `count` tasks have and no more come. */
  async function ranAll(count: number): Promise<readonly string[]> {
    await vi.waitFor(async () => {
      expect((await ran()).length).toBeGreaterThanOrEqual(count);
    }, 5000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return ran();
  }

  test('a group gives the result of each of its tasks', async () => {
    const results = await group(si(last, 1), si(last, 2), chain(si(last, 3), s(last, 4))).delay();
    expect(await settled(results)).toEqual([1, 2, 4]);
  });

  test('a chain goes on with a group, whose tasks get the result before it', async () => {
    const results = await chain(si(last, 1), group(s(last, 2), si(last, 3))).delay();
    expect(await ancestry(results)).toEqual([
      [2, [1]],
      [3, [1]],
    ]);
    expect((await ran()).sort()).toEqual(['last 1', 'last 1 2', 'last 3']);
  });

  test('what follows a group gets the list of its results, in their order', async () => {
    const result = await chain(
      si(last, 1),
      group(s(last, 2), chain(s(last, 3), s(last, 4))),
      s(sum),
      s(last, 9)
    ).delay();
    expect(await ancestry(result)).toEqual([
      9,
      [
        6,
        [
          [2, [1]],
          [4, [3, [1]]],
        ],
      ],
    ]);
    const order = await ran();
    expect(order.at(0)).toBe('last 1');
    expect(order.slice(-2)).toEqual(['sum 2 4', 'last 6 9']);
    expect(order).toHaveLength(6);
  });

  test.each([
    ['chord(header, body)', chord([si(last, 1), si(last, 2)], s(sum)), 3],
    ['a group of one', chord([si(last, 1)], s(sum)), 1],
    [
      'two groups, and what follows them',
      chain(group(si(last, 1), si(last, 2)), group(s(last, 3), s(last, 4)), s(sum)),
      7,
    ],
    [
      'group | step | group | step',
      chain(group(si(last, 1), si(last, 2)), s(sum), group(s(last, 3), s(last, 4)), s(sum)),
      7,
    ],
    ['a chord within a header', chord([chord([si(last, 1), si(last, 2)], s(sum)), si(last, 3)], s(sum)), 6],
    [
      'a group at the end of a branch',
      chord([chain(si(last, 1), group(s(last, 2), s(last, 3))), si(last, 4)], s(last, 5)),
      5,
    ],
  ])('%s', async (_name, canvas, expected) => {
    expect(await settled(await canvas.delay())).toBe(expected);
  });

  test('two groups one after another', async () => {
    const results = await chain(group(si(last, 1), si(last, 2)), group(s(last, 3), s(last, 4))).delay();
    expect(await settled(results)).toEqual([3, 4]);
    expect((await ran()).slice(2).sort()).toEqual(['last [1, 2] 3', 'last [1, 2] 4']);
  });

  test('20 at once: each body after its header, none lost, none twice', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, id) => chord([si(last, id), si(last, id)], s(sum)).delay())
    );
    expect(await settled(results)).toEqual(results.map((_, id) => 2 * id));
    expect(await ran()).toHaveLength(60);
  });

  describe('when a task fails', () => {
    test.each([
      ['of a header', chord([si(fail), si(last, 2)], s(sum)), 3],
      ['of a header after a step', chain(si(last, 1), group(s(last, 2), si(fail)), s(sum)), 4],
      [
        'of a header, with more steps after the body',
        chain(group(si(fail), si(last, 2)), s(sum), s(last, 3)),
        3,
      ],
      ['of a branch of a header', chord([chain(si(fail), s(last, 2)), si(last, 3)], s(sum)), 3],
      [
        'of a header before another group',
        chain(group(si(fail), si(last, 2)), group(si(last, 3), si(last, 4)), s(sum)),
        3,
      ],
      ['of a second header', chain(group(si(last, 1), si(last, 2)), group(si(fail), s(last, 4)), s(sum)), 5],
      ['in every branch', chord([si(fail), si(fail)], s(sum)), 3],
    ])(
      '%s: the body does not run, its result fails, and linkError() runs once',
      async (_name, canvas, count) => {
        const result = await canvas.linkError(handler).delay();
        expect(await settled(result)).toBe('failed: ChordError');
        const all = await ranAll(count);
        expect(all.filter((line) => line === 'on_failed 7')).toHaveLength(1);
        expect(all).toHaveLength(count);
      }
    );

    test('before a group: nothing in it runs, and what follows it fails', async () => {
      const result = await chain(si(fail), group(si(last, 1), si(last, 2)), s(sum))
        .linkError(handler)
        .delay();
      expect(await settled(result)).toBe('failed: ValueError');
      expect(await ranAll(2)).toEqual(['fail', 'on_failed 7']);
    });

    test('in a lone group: the others run, and linkError() runs for each that fails', async () => {
      const results = await group(si(fail), si(last, 1), si(fail)).linkError(handler).delay();
      expect(await settled(results)).toEqual(['failed: ValueError', 1, 'failed: ValueError']);
      expect((await ranAll(5)).toSorted()).toEqual(['fail', 'fail', 'last 1', 'on_failed 7', 'on_failed 7']);
    });

    test('a handler of one task of a header runs beside that of the body', async () => {
      const own = si(task('on_failed'), 1);
      await chord([si(fail).linkError(own), si(last, 2)], s(sum).linkError(handler)).delay();
      expect((await ranAll(4)).toSorted()).toEqual(['fail', 'last 2', 'on_failed 1', 'on_failed 7']);
    });
  });
});
