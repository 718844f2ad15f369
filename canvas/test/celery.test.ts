import { createClient } from 'celery-node';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain, group, s, si } from '../src/celery.js';
import { installCelery, python, startPythonWorker, type TestWorker } from './celery-engine.js';
import { leftOut, missing, startRedis } from './redis.js';

const redis = await startRedis();
if (!redis) leftOut('task-canvas/celery on a real Redis', 'apt-get install redis-server');
if (!python) missing('Celery', installCelery);
if (!redis || !python) leftOut('task-canvas/celery with a real Celery worker', installCelery);

const url = redis?.url ?? '';
const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
const clients: ReturnType<typeof createClient>[] = [];

function newClient(queue = 'celery', broker = url) {
  const client = createClient(broker, broker, queue);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.disconnect();
});

afterAll(async () => {
  admin.disconnect();
  await redis?.stop();
});

interface Message {
  readonly headers: Record<string, unknown>;
  readonly properties: Record<string, unknown>;
  readonly body: [unknown[], object, Record<string, unknown>];
}

/** The one message on a Redis list, as a worker would read it. */
async function take(list = 'celery'): Promise<Message> {
  const raw = await admin.rpop(list);
  expect(raw).not.toBeNull();
  expect(await admin.llen(list)).toBe(0);
  const { body, headers, properties } = JSON.parse(raw ?? '') as Message & { body: string };
  return { headers, properties, body: JSON.parse(Buffer.from(body, 'base64').toString()) as Message['body'] };
}

describe.skipIf(!redis)('the message of protocol 2', () => {
  beforeEach(async () => {
    await admin.flushall();
  });

  test('holds the later steps reversed, with the id of each', async () => {
    const client = newClient();
    const result = await chain(
      si(client.createTask('lab.process'), 7).set({ taskId: 'id-1' }),
      s(client.createTask('lab.thumbnail')).set({ taskId: 'id-2', kwargs: { size: 3 } }),
      si(client.createTask('lab.notify'), 1).set({ taskId: 'id-3' })
    ).delay();

    expect(result.taskId).toBe('id-3');
    expect(await take()).toEqual({
      headers: {
        lang: 'js',
        task: 'lab.process',
        id: 'id-1',
        root_id: 'id-1',
        parent_id: null,
        group: null,
        group_index: null,
        retries: 0,
        eta: null,
        expires: null,
        timelimit: [null, null],
        ignore_result: false,
        shadow: null,
      },
      properties: {
        correlationId: 'id-1',
        correlation_id: 'id-1',
        replyTo: '',
        reply_to: '',
        priority: 0,
        body_encoding: 'base64',
        delivery_mode: 2,
        delivery_tag: expect.any(String) as string,
        delivery_info: { exchange: '', routing_key: 'celery' },
      },
      body: [
        [7],
        {},
        {
          callbacks: null,
          chord: null,
          errbacks: null,
          chain: [
            {
              task: 'lab.notify',
              args: [1],
              kwargs: {},
              options: { task_id: 'id-3', queue: 'celery' },
              subtask_type: null,
              immutable: true,
            },
            {
              task: 'lab.thumbnail',
              args: [],
              kwargs: { size: 3 },
              options: { task_id: 'id-2', queue: 'celery' },
              subtask_type: null,
              immutable: false,
            },
          ],
        },
      ],
    });
  });

  test('gives every step an id of its own, anew at each delay()', async () => {
    const client = newClient();
    const two = chain(si(client.createTask('a')), si(client.createTask('b')));
    const results = [await two.delay(), await two.delay()];
    const ids = (await admin.lrange('celery', 0, -1)).map((raw) => (JSON.parse(raw) as Message).headers.id);
    expect(new Set([...ids, ...results.map((result) => result.taskId)]).size).toBe(4);
  });

  test('holds error handlers for each step, without ids', async () => {
    const client = newClient();
    const handler = si(client.createTask('lab.on_failed'), 7);
    await chain(si(client.createTask('a')), si(client.createTask('b')))
      .linkError(handler)
      .delay();
    const wire = {
      task: 'lab.on_failed',
      args: [7],
      kwargs: {},
      options: { queue: 'celery' },
      subtask_type: null,
      immutable: true,
    };
    const [, , embed] = (await take()).body;
    expect(embed.errbacks).toEqual([wire]);
    expect(embed.chain).toMatchObject([{ task: 'b', options: { link_error: [wire] } }]);
  });

  test('holds each step’s own options', async () => {
    const client = newClient();
    const eta = new Date('2030-01-02T03:04:05.000Z');
    const options = {
      eta,
      expires: 60,
      priority: 5,
      ignoreResult: true,
      timeLimit: 9,
      softTimeLimit: 8,
      shadow: 'x',
      queue: 'q2',
    };
    const before = Date.now();
    await chain(
      si(client.createTask('a')).set(options),
      si(client.createTask('b')).set({ ...options, countdown: 4 })
    ).delay();
    const { headers, properties, body } = await take('q2\x06\x163');
    expect(headers).toMatchObject({
      eta: eta.toISOString(),
      timelimit: [9, 8],
      ignore_result: true,
      shadow: 'x',
    });
    const lifetime = Date.parse(String(headers.expires)) - before;
    expect(lifetime).toBeGreaterThanOrEqual(60_000);
    expect(lifetime).toBeLessThan(65_000);
    expect(properties).toMatchObject({ priority: 5, delivery_info: { routing_key: 'q2' } });
    expect(body[2].chain).toMatchObject([
      {
        options: {
          queue: 'q2',
          eta: eta.toISOString(),
          countdown: 4,
          expires: 60,
          priority: 5,
          ignore_result: true,
          time_limit: 9,
          soft_time_limit: 8,
          shadow: 'x',
        },
      },
    ]);
  });

  test('carries the queue of each step’s client', async () => {
    await chain(si(newClient('images').createTask('a')), si(newClient('mails').createTask('b'))).delay();
    expect((await take('images')).body[2].chain).toMatchObject([{ options: { queue: 'mails' } }]);
  });

  test('of a lone signature has no chain, and its countdown is a date', async () => {
    const before = Date.now();
    const result = await s(newClient().createTask('a'), 1, 'two').set({ countdown: 10 }).delay();
    const { headers, body } = await take();
    expect(headers.id).toBe(result.taskId);
    expect(Date.parse(String(headers.eta)) - before).toBeGreaterThanOrEqual(10_000);
    expect(body).toEqual([[1, 'two'], {}, { callbacks: null, errbacks: null, chain: null, chord: null }]);
  });
});

describe('what cannot be sent', () => {
  const task = (broker: string, name: string, protocol = 2) => ({
    name,
    client: {
      conf: { CELERY_BROKER: broker, CELERY_QUEUE: 'celery', TASK_PROTOCOL: protocol },
      broker: { publish: () => Promise.reject(new Error('broker is gone')) },
      asyncResult: (taskId: string) => ({ taskId }),
    },
  });

  test('rejects with the broker’s error', async () => {
    await expect(chain(si(task('amqp://', 'a')), si(task('amqp://', 'b'))).delay()).rejects.toThrow(
      'broker is gone'
    );
  });

  test('is not sent in part: a group with arguments that no message can hold', async () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const a = task('amqp://', 'a');
    await expect(group(si(a, 1), si(a, circular)).delay()).rejects.toThrow(/circular/i);
  });

  test('is refused, naming the step: another broker, also of a handler, and protocol 1', async () => {
    const [a, b] = [si(task('redis://one', 'a')), si(task('redis://two', 'b'))];
    await expect(chain(a, b).delay()).rejects.toThrow('Steps "a" and "b" are on different brokers');
    await expect(a.linkError(b).delay()).rejects.toThrow('Steps "a" and "b" are on different brokers');
    await expect(si(task('redis://one', 'old', 1)).delay()).rejects.toThrow(
      'Step "old": a chain needs task protocol 2'
    );
  });
});

describe.skipIf(!redis || !python)('with a Celery worker in Python', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    await admin.flushall();
    worker = await startPythonWorker(url);
  }, 30_000);

  afterAll(async () => {
    await worker.stop();
  });

  beforeEach(async () => {
    await admin.del('ran');
  });

  const ran = () => admin.lrange('ran', 0, -1);

  function tasks(queue?: string) {
    const client = newClient(queue);
    const task = (name: string) => client.createTask(`lab.${name}`);
    return {
      process: task('process'),
      thumbnail: task('thumbnail'),
      notify: task('notify'),
      fail: task('fail'),
      onFailed: task('on_failed'),
      onFailedInline: task('on_failed_inline'),
    };
  }

  test('steps run in order, s() passes the result on, and the last result comes back', async () => {
    const { process, thumbnail, notify } = tasks();
    const result = await chain(
      si(process, 7).set({ taskId: 'first' }),
      s(thumbnail, 'x').set({ taskId: 'second', kwargs: { size: 3 } }),
      si(notify, 1)
    ).delay();
    expect(await result.get(10_000, 20)).toBe('notify done');
    expect(await ran()).toEqual(['process 7', 'thumbnail 70 x size=3', 'notify 1 first second']);
  });

  test('20 chains at once: each in order, none lost', async () => {
    const { process, thumbnail, notify } = tasks();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, id) => chain(si(process, id), si(thumbnail, id), si(notify, id)).delay())
    );
    await Promise.all(results.map((result) => result.get(20_000, 20)));
    const orders = Array.from({ length: 20 }, async (_, id) =>
      (await ran()).filter((line) => line.split(' ')[1] === String(id)).map((line) => line.split(' ')[0])
    );
    expect(await Promise.all(orders)).toEqual(results.map(() => ['process', 'thumbnail', 'notify']));
  });

  test('a step fails: later ones do not run, the last result fails, linkError() runs once', async () => {
    const { process, fail, notify, onFailed, onFailedInline } = tasks();
    const result = await chain(si(process, 7), si(fail), si(notify, 1))
      .linkError(si(onFailed, 7))
      .linkError(s(onFailedInline))
      .delay();
    await expect(result.get(10_000, 20)).rejects.toMatchObject({
      exc_type: 'ValueError',
      exc_message: ['boom'],
    });
    await vi.waitFor(async () => {
      expect(await ran()).toContain('on_failed 7');
    }, 5000);
    expect((await ran()).sort()).toEqual([
      'fail',
      'on_failed 7',
      'on_failed_inline lab.fail boom',
      'process 7',
    ]);
  });

  test('linkError() runs when the first step fails too, and not after success', async () => {
    const { process, fail, notify, onFailed } = tasks();
    const failed = await chain(si(fail), si(notify, 1)).linkError(si(onFailed, 7)).delay();
    await expect(failed.get(10_000, 20)).rejects.toThrow();
    await vi.waitFor(async () => {
      expect(await ran()).toEqual(['fail', 'on_failed 7']);
    }, 5000);

    const done = await chain(si(process, 1), si(notify, 1)).linkError(si(onFailed, 8)).delay();
    expect(await done.get(10_000, 20)).toBe('notify done');
    expect(await ran()).not.toContain('on_failed 8');
  });

  // A worker keeps dates to the second, so a step may start up to one second early.
  test('each step’s queue, countdown, expires and time limits are taken', async () => {
    const { process, thumbnail } = tasks('q2');
    const options = { expires: 60, priority: 5, timeLimit: 30, softTimeLimit: 20, shadow: 'shown' };
    const start = Date.now();
    const result = await chain(
      si(process, 7).set(options),
      s(thumbnail).set({ ...options, countdown: 2 })
    ).delay();
    expect(await result.get(10_000, 20)).toBe('thumbnail done');
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
  });

  test('an eta on a later step is kept, and a task that has expired does not run', async () => {
    const { process, notify } = tasks();
    const start = Date.now();
    const result = await chain(si(process, 7), si(notify, 1).set({ eta: new Date(start + 2000) })).delay();
    expect(await result.get(10_000, 20)).toBe('notify done');
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);

    const late = await si(process, 8).set({ expires: -1 }).delay();
    await expect(late.get(10_000, 20)).rejects.toThrow('REVOKED');
  });
});
