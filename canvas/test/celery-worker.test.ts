/** Chains through workers in JavaScript and in Python. */
import { createClient, createWorker } from 'celery-node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain, chord, group, s, si, withCanvas } from '../src/celery.js';
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
if (!redis || !python) leftOut('withCanvas() beside a real Celery worker', installCelery);

describe.skipIf(!redis || !python)('a celery-node worker with canvas, beside one in Python', () => {
  const url = redis?.url ?? '';
  const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
  const clients = [createClient(url, url), createClient(url, url, 'js'), createClient(url, url)] as const;
  const [client, js, sender] = clients;
  const task = (name: string) => client.createTask(`lab.${name}`);
  const [last, sum, fail] = [task('last'), task('sum'), task('fail')];
  const [double, boom] = [js.createTask('js.double'), js.createTask('js.boom')];
  const handler = si(task('on_failed'), 7);
  const worker = createWorker(url, url, 'js');
  let pythonWorker: TestWorker;

  beforeAll(async () => {
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    worker.register('js.double', async (number: number, kwargs: object) => {
      await admin.rpush('ran', `double ${String(number)} ${JSON.stringify(kwargs)}`);
      return 2 * number;
    });
    withCanvas(worker, sender);
    worker.register('js.boom', () => {
      throw new RangeError('js boom');
    });
    void worker.start();
    pythonWorker = await startPythonWorker(url);
  }, 30_000);

  afterAll(async () => {
    await pythonWorker.stop();
    for (const each of clients) await each.disconnect();
    await worker.disconnect();
    admin.disconnect();
    await redis?.stop();
  }, 30_000);

  beforeEach(async () => {
    await admin.del('ran');
  });

  test('withCanvas() twice is withCanvas() once', () => {
    const handlers = { ...worker.handlers };
    expect(withCanvas(worker, sender).handlers).toEqual(handlers);
  });

  const ran = () => admin.lrange('ran', 0, -1);

  async function ranAll(count: number): Promise<readonly string[]> {
    await vi.waitFor(async () => {
      expect((await ran()).length).toBeGreaterThanOrEqual(count);
    }, 5000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return ran();
  }

  test('py → js → js → py: results are passed on', async () => {
    const result = await chain(
      si(last, 3),
      s(double).set({ kwargs: { size: 1 } }),
      s(double),
      s(last, 'end')
    ).delay();
    expect(await ancestry(result)).toEqual(['end', [12, [6, [3]]]]);
    expect(await ran()).toEqual(['last 3', 'double 3 {"size":1}', 'double 6 {}', 'last 12 end']);
  });

  test('steps know the first one and the one before', async () => {
    await chain(
      si(double, 3).set({ taskId: 'first' }),
      si(double, 1).set({ taskId: 'second' }),
      si(task('notify'), 1)
    ).delay();
    await vi.waitFor(async () => {
      expect(await ran()).toContain('notify 1 first second');
    }, 5000);
  });

  test('a chain that Python starts goes through JavaScript', async () => {
    const ids = (await (await si(task('canvas_from_python'), 4).delay()).get(5000, 20)) as readonly string[];
    expect(ids).toHaveLength(3);
    await vi.waitFor(async () => {
      expect(await ran()).toEqual(['last 4', 'double 4 {}', 'last 8']);
    }, 5000);
  });

  test('a failure in JavaScript: later steps do not run, all their results fail, Python’s handler runs once', async () => {
    const result = await chain(si(last, 1), s(boom), group(s(last, 2), s(last, 3)), s(sum))
      .linkError(handler)
      .delay();
    const failed = 'failed: RangeError';
    expect(await ancestry(result)).toEqual([
      failed,
      [
        [failed, [failed, [1]]],
        [failed, [failed, [1]]],
      ],
    ]);
    expect(await ranAll(2)).toEqual(['last 1', 'on_failed 7']);
  });

  test('s() as the handler gets the id of the task', async () => {
    const result = await si(boom)
      .linkError(s(task('last')))
      .delay();
    await vi.waitFor(async () => {
      expect(await ran()).toEqual([`last ${result.taskId}`]);
    }, 5000);
  });

  test.each([
    ['both in JavaScript', chord([si(double, 1), si(double, 2)], s(sum)), 6],
    ['one in JavaScript', chord([si(last, 1), si(double, 2)], s(sum)), 5],
    ['the other in JavaScript', chord([si(double, 1), si(last, 2)], s(sum)), 4],
    ['after a step in Python', chain(si(last, 1), group(s(double), s(last, 4)), s(sum), s(double)), 12],
    ['after a step in JavaScript', chain(si(double, 1), group(s(double), s(last, 3)), s(sum)), 7],
    [
      'branches that end in JavaScript',
      chord([chain(si(last, 1), s(double)), chain(si(last, 2), s(double))], s(sum)),
      6,
    ],
  ])('a chord, %s', async (_name, canvas, expected) => {
    expect(await settled(await canvas.delay())).toBe(expected);
  });

  test('a group after a step in JavaScript', async () => {
    expect(await settled(await chain(si(double, 1), group(s(double), s(last, 9))).delay())).toEqual([4, 9]);
  });

  test.each([
    ['JavaScript', chord([si(boom), si(last, 2)], s(sum)), 2],
    ['JavaScript, before the end of a branch', chord([chain(si(boom), s(last, 1)), si(last, 2)], s(sum)), 2],
    ['Python, before one in JavaScript', chord([si(fail), si(double, 2)], s(sum)), 3],
  ])('a task of a header fails in %s: linkError() runs once', async (_name, canvas, count) => {
    const result = await canvas.linkError(handler).delay();
    expect(await settled(result)).toBe('failed: ChordError');
    const all = await ranAll(count);
    expect(all.filter((line) => line === 'on_failed 7')).toHaveLength(1);
    expect(all).toHaveLength(count);
  });

  test('a failure in JavaScript can be read in Python', async () => {
    const result = await si(boom).delay();
    await settled(result);
    const read = await si(task('read'), result.taskId).delay();
    expect(await settled(read)).toBe("FAILURE RangeError('js boom')");
  });
});
