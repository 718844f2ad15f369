import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { chain, chord, group, si } from '../src/bullmq.js';
import { steps, upload, type Lab } from './bullmq-lab.js';

/** Groups and chords, and what a failure does to what comes after. */
export function testGroups({ admin, queues, work, workAll, state, waitingChildren }: Lab): void {
  test('a chord runs its body once, when the whole header is done', async () => {
    const all = queues();
    const ran = workAll(all);
    const { job, children } = await chord(
      [si(all.img, 'small', {}), si(all.img, 'large', {}), si(all.thumb, 'blur', {})],
      si(all.mail, 'notify', { userId: 1 }),
    ).delay();
    expect([job.name, job.data]).toEqual(['notify', { userId: 1 }]);
    expect(children?.map((child) => child.job.name)).toEqual(['small', 'large', 'blur']);
    expect(await state(job)).toBe('completed');
    expect(ran.toSorted()).toEqual(['blur', 'large', 'notify', 'small']);
    expect(ran.at(-1)).toBe('notify');
  });

  test('the body waits for the slowest branch, in 30 chords at once', async () => {
    const { img, mail } = queues();
    const done = new Map<number, string[]>();
    for (const queue of [img, mail]) {
      work(
        queue,
        async (job) => {
          await sleep(Math.random() * 10);
          const { id } = job.data as { id: number };
          done.set(id, [...(done.get(id) ?? []), job.name]);
        },
        8,
      );
    }
    const jobs = await Promise.all(
      Array.from({ length: 30 }, async (_, id) => {
        const branch = chain(si(img, 'a', { id }), si(img, 'b', { id }));
        const { job } = await group(branch, si(img, 'c', { id })).pipe(si(mail, 'd', { id })).delay();
        return job;
      }),
    );
    expect(await Promise.all(jobs.map(state))).toEqual(jobs.map(() => 'completed'));
    for (const names of done.values()) {
      expect(names.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      expect(names.indexOf('a')).toBeLessThan(names.indexOf('b'));
      expect(names.at(-1)).toBe('d');
    }
    expect(done.size).toBe(30);
  });

  test('chords nest: a branch can begin with a group', async () => {
    const all = queues();
    const ran = workAll(all);
    const [a, b, c, d] = steps(all.img, 'a', 'b', 'c', 'd');
    const { job } = await group(chord([a, b], c), d)
      .pipe(si(all.mail, 'last', {}))
      .delay();
    expect(await state(job)).toBe('completed');
    expect(ran.toSorted()).toEqual(['a', 'b', 'c', 'd', 'last']);
    expect(Math.max(ran.indexOf('a'), ran.indexOf('b'))).toBeLessThan(ran.indexOf('c'));
    expect(ran.at(-1)).toBe('last');
  });

  test('a group alone gives the last job of each branch, which end apart', async () => {
    const all = queues();
    workAll(all, 'thumbnail');
    const [whole, lone, other] = await group(
      upload(all),
      si(all.mail, 'lone', { userId: 2 }),
      si(all.img, 'other', {}),
    ).delay();
    expect([whole, lone, other].map(({ job }) => job.name)).toEqual(['notify', 'lone', 'other']);
    for (const { job } of [whole, lone, other]) {
      expect(await admin.exists(`bull:${job.queueName}:${job.id ?? ''}`)).toBe(1);
    }
    expect(await all.mail.getJob(lone.job.id ?? '')).toMatchObject({ name: 'lone', data: { userId: 2 } });
    expect(await Promise.all([whole, lone, other].map(({ job }) => state(job)))).toEqual([
      'failed',
      'completed',
      'completed',
    ]);
    expect(await waitingChildren(all)).toBe(0);
  });

  test('a group of one is a group', async () => {
    const all = queues();
    workAll(all);
    const jobs = await group(si(all.img, 'process', {})).delay();
    expect(jobs).toHaveLength(1);
    expect(await state(jobs[0].job)).toBe('completed');
  });

  test('a jobId is kept in a group of lone steps', async () => {
    const all = queues();
    const named: object = { jobId: 'img-7' };
    const jobs = await group(si(all.img, 'process', {}, named), si(all.mail, 'notify', {})).delay();
    expect(jobs.map(({ job }) => job.id)).toEqual(['img-7', expect.any(String)]);
    const tied = chord([si(all.img, 'process', {}, named)], si(all.mail, 'notify', {}));
    await expect(tied.delay()).rejects.toThrow('Step "process" has the option jobId');
  });

  test('a group is added whole or not at all', async () => {
    const all = queues();
    await Promise.all(Object.values(all).map((queue) => queue.waitUntilReady()));
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const broken = group(upload(all), si(all.img, 'process', {}), si(all.img, 'process', circular));
    await expect(broken.delay()).rejects.toThrow(/circular/i);
    expect((await admin.keys('*')).filter((key) => !key.endsWith(':meta'))).toEqual([]);
  });

  test('a group after a step is refused, naming it and the step', async () => {
    const all = queues();
    const [a, b, c, d] = steps(all.img, 'a', 'b', 'c', 'd');
    // What types refuse, too.
    const last = group(b, chain(c, d)) as never;
    const refused = 'The group of "b", "c" stands after step "a": a BullMQ job has one parent';
    await expect(chain(a, last).delay()).rejects.toThrow(refused);
    await expect(chain(a, last, d).delay()).rejects.toThrow(refused);
    const branch = chain(a, last);
    await expect(chord([branch], d).delay()).rejects.toThrow(refused);
    await expect(chain(group(a, d), last).delay()).rejects.toThrow(refused);
    expect(await admin.keys('*:wait')).toEqual([]);
  });

  test('other databases are refused within a group too', async () => {
    const { img, mail } = queues();
    const { thumb } = queues({ prefix: 'shop' });
    await expect(
      group(si(img, 'a', {}), chain(si(mail, 'b', {}), si(thumb, 'c', {}))).delay(),
    ).rejects.toThrow('Steps "a" and "c" are on different prefixes: "bull" and "shop"');
  });

  test('the body does not run when a member of the header fails; the others do', async () => {
    const all = queues();
    const ran = workAll(all, 'large');
    const header = steps(all.img, 'small', 'large', 'blur');
    const { job } = await chord(header, si(all.mail, 'notify', {})).pipe(si(all.mail, 'later', {})).delay();
    expect(await state(job)).toBe('failed');
    await vi.waitFor(() => {
      expect(ran).toEqual(['small', 'large', 'blur']);
    });
    expect(await waitingChildren(all)).toBe(0);
  });

  test('linkError() of a chord and of a group runs one job, when all is over', async () => {
    const all = queues();
    const ran = workAll(all, 'a');
    const [a, b, c] = steps(all.img, 'a', 'b', 'c');
    const chorded = await chord([a, b], c).linkError(si(all.errors, 'oops', {})).delay();
    expect(chorded.job.name).toBe('c');
    await vi.waitFor(() => {
      expect(ran.toSorted()).toEqual(['a', 'b', 'oops']);
    }, 5000);

    ran.length = 0;
    const [first, second] = await group(a, b).linkError(si(all.errors, 'oops', {})).delay();
    expect([first, second]).toMatchObject([{ job: { name: 'a' } }, { job: { name: 'b' } }]);
    await vi.waitFor(() => {
      expect(ran).toEqual(['a', 'b', 'oops']);
    }, 5000);
    expect(await waitingChildren(all)).toBe(0);
  });

  test.each(['process', 'thumbnail'])('onFailure: "continue" runs the steps after %s', async (failing) => {
    const all = queues();
    const ran = workAll(all, failing);
    const { job } = await upload(all).delay({ onFailure: 'continue' });
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['process', 'thumbnail', 'notify']);
  });

  test('onFailure: "continue" runs the body when the whole header is over', async () => {
    const all = queues({ defaultJobOptions: { removeOnFail: true } });
    const ran = workAll(all, 'small');
    const header = steps(all.img, 'small', 'large');
    const { job } = await chord(header, si(all.mail, 'notify', {})).delay({ onFailure: 'continue' });
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['small', 'large', 'notify']);
  });

  test('onFailure: "wait" goes on when the failed job is retried, though failed jobs are removed', async () => {
    const all = queues({ defaultJobOptions: { removeOnFail: true } });
    const broken = { yes: true };
    const ran: string[] = [];
    for (const queue of [all.img, all.thumb, all.mail]) {
      work(queue, (job) => {
        ran.push(job.name);
        if (broken.yes && job.name === 'thumbnail') throw new Error('boom');
      });
    }
    const { job, children } = await upload(all).delay({ onFailure: 'wait' });
    const thumbnail = children?.[0]?.job;
    expect(thumbnail && (await state(thumbnail))).toBe('failed');
    await sleep(200);
    expect(await job.getState()).toBe('waiting-children');

    broken.yes = false;
    await (await all.thumb.getJob(thumbnail?.id ?? ''))?.retry();
    expect(await state(job)).toBe('completed');
    expect(ran).toEqual(['process', 'thumbnail', 'thumbnail', 'notify']);
  });

  test('what onFailure cannot be is refused', async () => {
    const all = queues();
    const ignore = { onFailure: 'ignore' } as unknown as { onFailure: 'fail' };
    await expect(upload(all).delay(ignore)).rejects.toThrow('onFailure is "ignore": it can be "fail"');
    const linked = upload(all).linkError(si(all.errors, 'oops', {}));
    await expect(linked.delay({ onFailure: 'wait' })).rejects.toThrow('Error handler "oops" would not run');
  });
}
