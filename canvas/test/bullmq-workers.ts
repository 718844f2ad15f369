import { join } from 'node:path';
import { Worker, type Job } from 'bullmq';
import { expect, test, vi } from 'vitest';
import { chain, chord, group, onlyOnFailure, previousResult, s, si, type Failure } from '../src/bullmq.js';
import { steps, upload, type Lab, type Queues } from './bullmq-lab.js';

/** What workers read: the result of the step before, and the step that failed. */
export function testWorkers({ connection, open, queues, work, workAll, state }: Lab): void {
  /** Runs all steps: `img` and `thumb` give their job's name, or fail; `mail` notes the previous result. */
  function workWithResults(all: Queues, ...failing: string[]): unknown[] {
    const seen: unknown[] = [];
    for (const queue of [all.img, all.thumb]) {
      work(queue, (job) => {
        if (failing.includes(job.name)) throw new Error(`boom ${job.name}`);
        return { made: job.name };
      });
    }
    work(all.mail, async (job) => {
      seen.push(await previousResult(job));
    });
    return seen;
  }

  const made = (...names: string[]) => names.map((name) => ({ made: name }));

  test('previousResult() is that of the step before, and undefined in a first step', async () => {
    const all = queues({ defaultJobOptions: { removeOnComplete: true } });
    const seen = workWithResults(all);
    const { job } = await chain(
      si(all.mail, 'first', {}),
      s(all.img, 'process', {}),
      s(all.thumb, 'thumbnail', {}),
      s(all.mail, 'notify', {}, { removeOnComplete: false }),
    ).delay();
    expect(await state(job)).toBe('completed');
    expect(seen).toEqual([undefined, { made: 'thumbnail' }]);
  });

  test('previousResult() after a group is an array, in the order of the branches', async () => {
    const all = queues();
    const seen = workWithResults(all);
    const names = Array.from({ length: 12 }, (_, index) => `step${String(index)}`);
    const { job } = await chord(
      names.map((name, index) => si(index % 2 ? all.img : all.thumb, name, {})),
      s(all.mail, 'notify', {}),
    ).delay();
    expect(await state(job)).toBe('completed');
    const one = await group(si(all.img, 'lone', {})).pipe(s(all.mail, 'notify', {})).delay();
    expect(await state(one.job)).toBe('completed');
    expect(seen).toEqual([made(...names), made('lone')]);
  });

  test('previousResult() has undefined in place of a step that failed under "continue"', async () => {
    const all = queues();
    const seen = workWithResults(all, 'b');
    const header = steps(all.img, 'a', 'b', 'c');
    const { job } = await chord(header, s(all.mail, 'notify', {})).delay({ onFailure: 'continue' });
    expect(await state(job)).toBe('completed');
    const failed = await chain(si(all.img, 'b', {}), s(all.mail, 'notify', {})).delay({
      onFailure: 'continue',
    });
    expect(await state(failed.job)).toBe('completed');
    expect(seen).toEqual([[{ made: 'a' }, undefined, { made: 'c' }], undefined]);
  });

  test('previousResult() works in a sandboxed processor', async () => {
    const all = queues();
    workWithResults(all);
    open(new Worker(all.errors.name, join(import.meta.dirname, 'bullmq-sandboxed.mjs'), { connection }));
    const { job } = await chord(steps(all.img, 'a', 'b'), s(all.errors, 'last', {})).delay();
    expect(await state(job)).toBe('completed');
    expect((await all.errors.getJob(job.id ?? ''))?.returnvalue).toEqual(made('a', 'b'));
  });

  /** A worker for `errors`, which notes what its handler is called with. */
  function handle({ errors }: Queues): { calls: [unknown, Failure, readonly Failure[]][]; done: unknown[] } {
    const calls: [unknown, Failure, readonly Failure[]][] = [];
    const done: unknown[] = [];
    const handler = onlyOnFailure((job: Job, failure, all) => {
      calls.push([job.data, failure, all]);
      return 'handled';
    });
    work(errors, async (job) => {
      done.push(await handler(job));
    });
    return { calls, done };
  }

  const over = (done: unknown[], count = 1) =>
    vi.waitFor(
      () => {
        expect(done).toHaveLength(count);
      },
      { timeout: 10_000 },
    );

  const workSteps = ({ img, thumb, mail }: Queues, ...failing: string[]) =>
    workAll({ img, thumb, mail } as Queues, ...failing);

  test.each([
    ['process', 'img', { imageId: 7 }],
    ['thumbnail', 'thumb', { imageId: 7 }],
    ['notify', 'mail', { userId: 1 }],
  ] as const)('onlyOnFailure() finds %s when it failed', async (failing, queue, data) => {
    const all = queues({ prefix: 'my:shop' });
    workSteps(all, failing);
    const { calls, done } = handle(all);
    const { job, children } = await upload(all)
      .linkError(si(all.errors, 'oops', { imageId: 7 }))
      .delay();
    await over(done);
    const jobs = { notify: job, thumbnail: children?.[0]?.job, process: children?.[0]?.children?.[0]?.job };
    const failure = {
      queueName: all[queue].name,
      id: jobs[failing]?.id,
      failedReason: `boom ${failing}`,
      name: failing,
      data,
    };
    expect(calls).toEqual([[{ imageId: 7 }, failure, [failure]]]);
    expect(done).toEqual(['handled']);
  });

  test('onlyOnFailure() does not call its handler after success', async () => {
    const all = queues();
    workSteps(all);
    const { calls, done } = handle(all);
    await upload(all).linkError(si(all.errors, 'oops', {})).delay();
    await over(done);
    expect([calls, done]).toEqual([[], [undefined]]);
  });

  test('onlyOnFailure() is called after the last attempt', async () => {
    const all = queues({ defaultJobOptions: { attempts: 3 } });
    const ran = workSteps(all, 'process');
    const { calls, done } = handle(all);
    await upload(all).linkError(si(all.errors, 'oops', {})).delay();
    await over(done);
    expect(ran).toEqual(['process', 'process', 'process']);
    expect(calls).toHaveLength(1);
  });

  test('onlyOnFailure() names all that failed in a group, in the order of the branches', async () => {
    const all = queues();
    workSteps(all, 'a', 'c', 'd');
    const { calls, done } = handle(all);
    const [a, b, c, d] = steps(all.img, 'a', 'b', 'c', 'd');
    await group(chain(a, b), c, chain(b, d)).linkError(si(all.errors, 'oops', {})).delay();
    await over(done);
    expect(calls[0]?.[1]).toMatchObject({ name: 'a', failedReason: 'boom a' });
    expect(calls[0]?.[2].map(({ name }) => name)).toEqual(['a', 'c', 'd']);
  });

  test('onlyOnFailure() finds what failed on the way under "continue"', async () => {
    const all = queues();
    workSteps(all, 'process', 'thumbnail');
    const { calls, done } = handle(all);
    await upload(all).linkError(si(all.errors, 'oops', {})).delay({ onFailure: 'continue' });
    await over(done);
    expect(calls[0]?.[2].map(({ name }) => name)).toEqual(['process', 'thumbnail']);
  });

  test('onlyOnFailure() says what it still can when failed jobs are removed', async () => {
    const all = queues({ defaultJobOptions: { removeOnFail: true } });
    workSteps(all, 'notify');
    const { calls, done } = handle(all);
    const { job } = await upload(all).linkError(si(all.errors, 'oops', {})).delay();
    await over(done);
    expect(calls.map(([, failure]) => failure)).toEqual([
      { queueName: all.mail.name, id: job.id, failedReason: 'boom notify', name: undefined, data: undefined },
    ]);
  });

  test.each([
    ['later steps', 'bull'],
    ['later steps, under a prefix with a space,', 'my shop'],
  ])('onlyOnFailure() does not lose a failure when the %s were removed', async (_, prefix) => {
    const all = queues({ prefix });
    const last = si(all.mail, 'notify', {}, { removeOnFail: true });
    workSteps(all, 'process');
    const { calls, done } = handle(all);
    await chain(si(all.img, 'process', {}), si(all.thumb, 'thumbnail', {}), last)
      .linkError(si(all.errors, 'oops', {}))
      .delay();
    await over(done);
    expect(calls[0]?.[1]).toMatchObject({ name: 'process', failedReason: 'boom process' });
  });

  test('onlyOnFailure() is called when all the failed jobs were removed', async () => {
    const all = queues({ defaultJobOptions: { removeOnFail: true } });
    workSteps(all, 'process');
    const { calls, done } = handle(all);
    await upload(all).linkError(si(all.errors, 'oops', {})).delay();
    await over(done);
    const failedReason = 'unknown: removeOnFail removed the job';
    expect(calls[0]?.[1]).toMatchObject({ queueName: all.thumb.name, failedReason, name: undefined });
  });

  test('a handler that could not see the failure is refused', async () => {
    const all = queues({ defaultJobOptions: { removeOnComplete: true } });
    const linked = upload(all).linkError(si(all.errors, 'oops', {}));
    await expect(linked.delay({ onFailure: 'continue' })).rejects.toThrow(
      'Step "process" has removeOnComplete: true',
    );
    await expect(linked.delay()).resolves.toBeDefined();
  });

  test('onlyOnFailure() refuses what is no job of a worker', async () => {
    const job = { name: 'x', queueName: 'q', data: {}, getDependencies: () => Promise.resolve({}) };
    await expect(onlyOnFailure(() => 1)(job)).rejects.toThrow('needs the job that a BullMQ worker got');
  });
}
