import { setTimeout as sleep } from 'node:timers/promises';
import { type Queue, type QueueOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, test, vi } from 'vitest';
import { producerFor } from '../src/bullmq-producer.js';
import { chain, closeCanvas, s, si } from '../src/bullmq.js';
import { bullmqLab, redis, upload, type Lab } from './bullmq-lab.js';
import { testGroups } from './bullmq-groups.js';
import { testWorkers } from './bullmq-workers.js';

/** What `task-canvas/bullmq` does on a real Redis, with whichever major version `bullmq` is here. */
export function testBullmq(version: 5 | 6): void {
  describe.skipIf(!redis)(`task-canvas/bullmq with BullMQ ${String(version)}`, () => {
    const lab = bullmqLab();
    testChains(lab, version);
    testGroups(lab);
    testWorkers(lab);
  });
}

function testChains(lab: Lab, version: 5 | 6): void {
  const { admin, connection, queues, work, workAll, state, waitingChildren, close } = lab;

  test('it is this version', () => {
    expect(queues().img.opts.prefix).toBe(version === 5 ? 'bull' : undefined);
  });

  test('steps run in order, in 50 chains at once', async () => {
    const all = queues();
    const order = new Map<number, string[]>();
    for (const queue of [all.img, all.thumb, all.mail]) {
      work(
        queue,
        async (job) => {
          await sleep(Math.random() * 10);
          const { id } = job.data as { id: number };
          order.set(id, [...(order.get(id) ?? []), job.name]);
        },
        8,
      );
    }
    const jobs = await Promise.all(
      Array.from({ length: 50 }, async (_, id) => {
        const { job } = await chain(
          si(all.img, 'process', { id }),
          si(all.thumb, 'thumbnail', { id }),
          si(all.mail, 'notify', { id }),
        ).delay();
        return job;
      }),
    );
    expect(await Promise.all(jobs.map(state))).toEqual(jobs.map(() => 'completed'));
    expect([...order.values()]).toEqual(jobs.map(() => ['process', 'thumbnail', 'notify']));
  });

  test('delay() gives the last job, above the others, and data is as it was given', async () => {
    const { job, children } = await upload(queues()).delay();
    expect([job.name, job.data]).toEqual(['notify', { userId: 1 }]);
    expect(children?.[0]?.job.name).toBe('thumbnail');
    expect(children?.[0]?.children?.[0]?.job).toMatchObject({ name: 'process', data: { imageId: 7 } });
  });

  test('a worker reads the result of the step before it', async () => {
    const { img, mail } = queues();
    work(img, () => ({ size: 3 }));
    const seen: unknown[] = [];
    work(mail, async (job) => {
      seen.push(...Object.values(await job.getChildrenValues<unknown>()));
    });
    const { job } = await chain(si(img, 'process', {}), s(mail, 'notify', {})).delay();
    expect(await state(job)).toBe('completed');
    expect(seen).toEqual([{ size: 3 }]);
  });

  test('a step may stand twice', async () => {
    const all = queues();
    const ran = workAll(all);
    const notify = si(all.mail, 'notify', {});
    const { job } = await chain(notify, si(all.img, 'process', {}), notify).delay();
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['notify', 'process', 'notify']);
  });

  test.each([
    ['first', 'process', ['process']],
    ['middle', 'thumbnail', ['process', 'thumbnail']],
    ['last', 'notify', ['process', 'thumbnail', 'notify']],
  ])(
    'when the %s step fails, later ones fail without running and nothing waits',
    async (_, failing, expected) => {
      const all = queues();
      const ran = workAll(all, failing);
      const { job, children } = await upload(all).delay();
      expect(await state(job)).toBe('failed');
      expect(ran).toEqual(expected);
      expect(await children?.[0]?.job.getState()).toBe(failing === 'notify' ? 'completed' : 'failed');
      expect(await waitingChildren(all)).toBe(0);
    },
  );

  test('later steps fail only after the last attempt', async () => {
    const all = queues({ defaultJobOptions: { attempts: 3 } });
    const ran = workAll(all, 'process');
    const { job } = await upload(all).delay();
    expect(await state(job)).toBe('failed');
    expect(ran).toEqual(['process', 'process', 'process']);
  });

  test('a failed step that is removed at once stops the chain too', async () => {
    const all = queues({ defaultJobOptions: { removeOnFail: true } });
    const ran = workAll(all, 'process');
    await upload(all).delay();
    await vi.waitFor(async () => {
      expect(await admin.keys('*:waiting-children')).toEqual([]);
    }, 5000);
    await sleep(200);
    expect(ran).toEqual(['process']);
  });

  test('the queue’s default job options are carried, and a step’s own win', async () => {
    const { img, mail } = queues({
      defaultJobOptions: { attempts: 9, removeOnComplete: 5, backoff: { type: 'fixed', delay: 10 } },
    });
    const { job, children } = await chain(
      si(img, 'process', {}, { attempts: 2 }),
      si(mail, 'notify', {}).set({ priority: 4 }),
    ).delay();
    const stored = async (queue: Queue, id: string | undefined) => (await queue.getJob(id ?? ''))?.opts;
    expect(await stored(mail, job.id)).toMatchObject({
      attempts: 9,
      removeOnComplete: 5,
      priority: 4,
      backoff: { type: 'fixed', delay: 10 },
    });
    expect(await stored(img, children?.[0]?.job.id)).toMatchObject({
      attempts: 2,
      failParentOnFailure: true,
    });
  });

  test('defaults that would untie the chain are left out', async () => {
    const defaultJobOptions: object = { ignoreDependencyOnFailure: true, continueParentOnFailure: true };
    const all = queues({ defaultJobOptions });
    const ran = workAll(all, 'process');
    const { job } = await upload(all).delay();
    expect(await state(job)).toBe('failed');
    expect(ran).toEqual(['process']);
  });

  test('the queue’s prefix is carried', async () => {
    const all = queues({ prefix: 'shop' });
    const ran = workAll(all);
    const { job } = await upload(all).delay();
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['process', 'thumbnail', 'notify']);
    expect((await admin.keys('*')).filter((key) => !key.startsWith('shop:'))).toEqual([]);
  });

  test('the queue’s telemetry is carried', async () => {
    const spans: string[] = [];
    const nothing = () => undefined;
    const span = {
      setAttribute: nothing,
      setAttributes: nothing,
      addEvent: nothing,
      recordException: nothing,
      end: nothing,
      setSpanOnContext: () => ({}),
    };
    const telemetry = {
      tracer: {
        startSpan: (name: string) => {
          spans.push(name);
          return span;
        },
      },
      contextManager: {
        with: (_: unknown, inside: () => unknown) => inside(),
        active: () => ({}),
        getMetadata: () => 'trace-7',
        fromMetadata: () => ({}),
      },
    } as unknown as NonNullable<QueueOptions['telemetry']>;
    const { job } = await upload(queues({ telemetry })).delay();
    expect(spans.filter((name) => name.startsWith('addNode'))).toHaveLength(3);
    expect(job.opts.telemetry?.metadata).toBe('trace-7');
  });

  test.each(['process', 'thumbnail', 'notify'])(
    'linkError() runs its job once when %s fails',
    async (failing) => {
      const all = queues();
      const ran = workAll(all, failing);
      const handler = si(all.errors, 'onUploadFailed', { imageId: 7 });
      const { job } = await upload(all).linkError(handler).delay();
      expect(job.name).toBe('notify');
      expect(await state(job)).toBe('failed');
      const [handled] = await vi.waitFor(async () => {
        const completed = await all.errors.getCompleted();
        expect(completed).toHaveLength(1);
        return completed;
      }, 5000);
      const failures = Object.values((await handled?.getIgnoredChildrenFailures()) ?? {});
      expect(failures).toEqual([expect.stringContaining(failing === 'notify' ? 'boom notify' : 'failed')]);
      expect(handled?.data).toEqual({ imageId: 7 });
      expect(ran.filter((name) => name === 'onUploadFailed')).toHaveLength(1);
      expect(await waitingChildren(all)).toBe(0);
    },
  );

  test('linkError() runs its job after success too, without failures', async () => {
    const all = queues();
    const ran = workAll(all);
    const { job } = await upload(all).linkError(si(all.errors, 'onUploadFailed', {})).delay();
    expect(job.name).toBe('notify');
    const [handled] = await vi.waitFor(async () => {
      const completed = await all.errors.getCompleted();
      expect(completed).toHaveLength(1);
      return completed;
    }, 10_000);
    expect(await handled?.getIgnoredChildrenFailures()).toEqual({});
    expect(ran).toEqual(['process', 'thumbnail', 'notify', 'onUploadFailed']);
  });

  test('a lone signature is dispatched, with a jobId and with a handler', async () => {
    const all = queues();
    const ran = workAll(all, 'process');
    const options: object = { jobId: 'mail-7' };
    const { job, children } = await si(all.mail, 'notify', {}, options).delay();
    expect([job.id, children]).toEqual(['mail-7', undefined]);
    expect(await state(job)).toBe('completed');

    const failed = await si(all.img, 'process', {}).linkError(si(all.errors, 'oops', {})).delay();
    expect(failed.job.name).toBe('process');
    await vi.waitFor(() => {
      expect(ran).toEqual(['notify', 'process', 'oops']);
    }, 5000);
  });

  test.each([
    ['repeat', { every: 1000 }],
    ['deduplication', { id: 'x' }],
    ['debounce', { id: 'x', ttl: 1 }],
    ['parent', { id: '1', queue: 'bull:q' }],
    ['jobId', 'x'],
    ['continueParentOnFailure', true],
    ['ignoreDependencyOnFailure', true],
  ])('the option %s is refused, naming the step', async (option, value) => {
    const { img, mail } = queues();
    const options: object = { [option]: value };
    const refused = `Step "process" has the option ${option}: `;
    await expect(chain(si(img, 'process', {}, options), si(mail, 'notify', {})).delay()).rejects.toThrow(
      refused,
    );
    await expect(chain(si(mail, 'notify', {}), si(img, 'process', {}, options)).delay()).rejects.toThrow(
      refused,
    );
    const unset = si(img, 'process', {}, { [option]: undefined });
    await expect(chain(unset, si(mail, 'notify', {})).delay()).resolves.toBeDefined();
  });

  test('another prefix or database is refused, naming the steps', async () => {
    const { img } = queues();
    const { mail } = queues({ prefix: 'shop' });
    await expect(chain(si(img, 'process', {}), si(mail, 'notify', {})).delay()).rejects.toThrow(
      'Steps "process" and "notify" are on different prefixes: "bull" and "shop"',
    );
    const other = queues({ connection: { ...connection, db: 1 } });
    await expect(chain(si(img, 'process', {}), si(other.mail, 'notify', {})).delay()).rejects.toThrow(
      'Steps "process" and "notify" are on different Redis connections',
    );
    const linked = si(img, 'process', {}).linkError(si(other.errors, 'oops', {}));
    await expect(linked.delay()).rejects.toThrow(
      'Steps "process" and "oops" are on different Redis connections',
    );
  });

  test('a handler that is not the whole chain’s is refused', async () => {
    const { img, mail, errors } = queues();
    const [a, b, oops] = [si(img, 'process', {}), si(mail, 'notify', {}), si(errors, 'oops', {})];
    const differ = 'Steps "process" and "notify" differ in linkError()';
    await expect(a.linkError(oops).pipe(b).delay()).rejects.toThrow(differ);
    await expect(a.pipe(b.linkError(oops)).delay()).rejects.toThrow(differ);
    await expect(chain(a, b).linkError(oops).linkError(oops).delay()).rejects.toThrow(
      'Step "process" has several error handlers',
    );
    await expect(chain(a, b).linkError(oops.linkError(a)).delay()).rejects.toThrow(
      'has a handler of its own',
    );
  });

  test('a chain is added whole or not at all', async () => {
    const { img, thumb, mail } = queues();
    await Promise.all([img, thumb, mail].map((queue) => queue.waitUntilReady()));
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const keys = async () => (await admin.keys('*')).filter((key) => !key.endsWith(':meta'));
    for (const broken of [0, 1, 2]) {
      const data = [{}, {}, {}].map((plain, index) => (index === broken ? circular : plain));
      const steps = [img, thumb, mail].map((queue, index) => si(queue, 'step', data[index]));
      await expect(chain(...steps).delay()).rejects.toThrow(/circular/i);
      expect(await keys()).toEqual([]);
    }
  });

  test('one connection serves all chains, and closeCanvas() closes it', async () => {
    const all = queues();
    await Promise.all(Object.values(all).map((queue) => queue.waitUntilReady()));
    const clients = async () =>
      String(await admin.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    for (let count = 0; count < 10; count += 1) await upload(all).delay();
    expect(await clients()).toBe(before + 1);
    await closeCanvas();
    await vi.waitFor(async () => {
      expect(await clients()).toBe(before);
    });
    await expect(upload(all).delay()).resolves.toBeDefined();
  });

  test('trouble with the connection does not end the process', async () => {
    const producer = producerFor(queues().img.opts);
    await producer.waitUntilReady();
    expect(() => producer.emit('error', new Error('read ECONNRESET'))).not.toThrow();
  });

  test('a later step fails when its delay is over, and then the handler runs', async () => {
    const all = queues();
    const ran = workAll(all, 'process');
    const { job } = await chain(si(all.img, 'process', {}), si(all.mail, 'notify', {}, { delay: 1000 }))
      .linkError(si(all.errors, 'oops', {}))
      .delay();
    await vi.waitFor(async () => {
      expect(await job.getState()).toBe('delayed');
    });
    expect(ran).toEqual(['process']);
    expect(await state(job)).toBe('failed');
    await vi.waitFor(() => {
      expect(ran).toEqual(['process', 'oops']);
    });
  });

  test('a client that the queues share is used, and left open', async () => {
    const shared = new Redis({ ...connection, maxRetriesPerRequest: null });
    const all = queues({ connection: shared as unknown as QueueOptions['connection'] });
    const ran = workAll(all);
    await Promise.all(Object.values(all).map((queue) => queue.waitUntilReady()));
    const { job } = await upload(all).delay();
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['process', 'thumbnail', 'notify']);
    await closeCanvas();
    expect(await shared.ping()).toBe('PONG');
    await close();
    await shared.quit();
  });
}
