/** Chains over RabbitMQ, with results in Redis. */
import { createClient, createWorker } from 'celery-node';
import { createClient as createTsClient } from 'celery-ts';
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
import { installRabbit, startRabbit } from './rabbitmq.js';
import { leftOut, missing, startRedis } from './redis.js';

const redis = await startRedis();
const rabbit = await startRabbit();
if (!python) missing('Celery', installCelery);
if (!rabbit) missing('RabbitMQ', installRabbit);
const isHere = redis !== undefined && rabbit !== undefined && python !== undefined;
if (!isHere) leftOut('chains over RabbitMQ', `${installCelery} && ${installRabbit}`);

describe.skipIf(!isHere)('over RabbitMQ', () => {
  const store = `${redis?.url ?? ''}/0`;
  const broker = rabbit?.url ?? '';
  const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
  const [client, js] = [createClient(broker, store), createClient(broker, store, 'js')];
  const [elsewhere, sender] = [createClient(broker, store, 'elsewhere'), createClient(broker, broker)];
  const ts = createTsClient({ brokerUrl: `${broker}//`, resultBackend: store });
  const worker = createWorker(broker, store, 'js');
  const uncounting = createWorker(broker, broker, 'elsewhere');
  const task = (name: string) => client.createTask(`lab.${name}`);
  const [last, sum, fail] = [task('last'), task('sum'), task('fail')];
  const handler = si(task('on_failed'), 7);
  let pythonWorker: TestWorker;

  beforeAll(async () => {
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    withCanvas(worker, client).register('js.double', (number: number) => 2 * number);
    void worker.start();
    withCanvas(uncounting, sender).register('js.uncounted', () => admin.rpush('ran', 'uncounted'));
    void uncounting.start();
    pythonWorker = await startPythonWorker(store, `${broker}//`);
  }, 30_000);

  afterAll(async () => {
    await pythonWorker.stop();
    for (const each of [client, js, elsewhere, sender, worker, uncounting]) {
      // Else it opens a connection only to close it, and rejects.
      await each.isReady();
      await each.disconnect();
    }
    await ts.disconnect();
    admin.disconnect();
    await rabbit?.stop();
    await redis?.stop();
  }, 30_000);

  beforeEach(async () => {
    await admin.del('ran');
  });

  const ran = () => admin.lrange('ran', 0, -1);

  test('100 chains: each in order, none lost, none twice', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, id) =>
        chain(si(last, id, 'a'), si(last, id, 'b'), si(last, id, 'c')).delay()
      )
    );
    await Promise.all(results.map((result) => result.get(20_000, 50)));
    const lines = await ran();
    const orders = results.map((_, id) => lines.filter((line) => line.startsWith(`last ${String(id)} `)));
    expect(orders).toEqual(
      results.map((_, id) => ['a', 'b', 'c'].map((step) => `last ${String(id)} ${step}`))
    );
  });

  test('results are passed on, also through JavaScript', async () => {
    const result = await chain(si(last, 1), s(js.createTask('js.double')), s(last, 'end')).delay();
    expect(await ancestry(result)).toEqual(['end', [2, [1]]]);
  });

  test('a step fails: later ones do not run, and linkError() runs once', async () => {
    const result = await chain(si(last, 1), si(fail), si(last, 2)).linkError(handler).delay();
    expect(await settled(result)).toBe('failed: ValueError');
    await vi.waitFor(async () => {
      expect(await ran()).toContain('on_failed 7');
    }, 5000);
    expect(await ran()).toEqual(['last 1', 'fail', 'on_failed 7']);
  });

  test('groups and chords', async () => {
    const result = await chain(si(last, 1), group(s(last, 2), s(last, 3)), s(sum)).delay();
    expect(await settled(result)).toBe(5);
    expect(await settled(await chord([si(last, 2), si(last, 4)], s(sum)).delay())).toBe(6);
  });

  test.each([
    ['that has to start it', 'uncounted', 'last'],
    ['that runs one of its tasks', 'last', 'uncounted'],
  ])('a chord fails on a worker %s and keeps results elsewhere', async (_name, first, second) => {
    const taskOf = (name: string) => (name === 'last' ? last : elsewhere.createTask('js.uncounted'));
    const result = await chord([si(taskOf(first), 1), si(taskOf(second), 2)], s(sum))
      .linkError(handler)
      .delay();
    expect(result.taskId).not.toBe('');
    await vi.waitFor(async () => {
      expect((await ran()).filter((line) => !line.startsWith('last'))).toEqual(['on_failed 7']);
    }, 5000);
  });

  test('from celery-ts', async () => {
    const [first, failing] = [ts.createTask<number>('lab.last'), ts.createTask('lab.fail')];
    const result = await chain(si(first, 1), s(first, 2).set({ priority: 3 }), s(first, 3)).delay();
    expect(await ancestry(result)).toEqual([3, [2, [1]]]);
    await chain(si(first, 1), si(failing), s(first, 2))
      .linkError(si(ts.createTask('lab.on_failed'), 7))
      .delay();
    await vi.waitFor(async () => {
      expect((await ran()).slice(3)).toEqual(['last 1', 'fail', 'on_failed 7']);
    }, 5000);
  });
});
