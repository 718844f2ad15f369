import { Queue } from 'bullmq';
import { chain, closeCanvas, si } from 'task-canvas/bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('error callbacks of a real Celery worker', INSTALL);
afterAll(() => redis?.stop());

describe.skipIf(!isHere)('error callbacks of Celery', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const where = { folder: import.meta.dirname, redisUrl: redis?.url ?? '' };
    driver = startDriver(python ?? '', 'callback_premises.py', where.folder, where.redisUrl);
    worker = await startWorker({ python: python ?? '', app: 'callback_premises', takes: {}, ...where });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  /** What came of a case: how each task ended, without those that only work; and what was raised, or stored as the failure. */
  async function outcomeOf(name: string) {
    const answer = await driver.ask(name);
    const events = await worker.settled();
    const ends = events.filter(({ event, task }) => event === 'ended' && task !== 'work').map(({ task, state }) => `${task} ${state ?? '?'}`);
    return { raised: answer.raised, error: answer.error, ends, gave: events.filter(({ event }) => event === 'started').map(({ args }) => args) };
  }

  describe('no-cleanup-step', () => {
    it.each(['clean_up_as_last_step', 'clean_up_as_body'])('%s: does not run when a task before it fails', async (name) => {
      expect((await outcomeOf(name)).ends).toEqual(['fail FAILURE']);
    });

    it.each(['clean_up_as_both_failing', 'body_as_both_failing'])('%s: runs once, as the error callback', async (name) => {
      expect((await outcomeOf(name)).ends.sort()).toEqual(['clean_up SUCCESS', 'fail FAILURE']);
    });

    it('runs once, as the step, when nothing fails', async () => {
      expect((await outcomeOf('clean_up_as_both')).ends).toEqual(['clean_up SUCCESS']);
    });
  });

  describe('require-link-error', () => {
    it.each(['on_chain', 'on_start', 'on_group', 'on_chord', 'on_step_behind_group'])('%s: heard once', async (name) => {
      expect((await outcomeOf(name)).ends.sort()).toEqual(['fail FAILURE', 'on_failure SUCCESS']);
    });

    it('without an error callback nothing runs', async () => {
      expect((await outcomeOf('on_nothing')).ends).toEqual(['fail FAILURE']);
    });
  });

  describe('valid-link-error', () => {
    it.each(['first_only', 'last_only', 'piped_on', 'assembled', 'called'])('%s: another step fails, and the error callback does not run', async (name) => {
      expect((await outcomeOf(name)).ends).toEqual(['fail FAILURE']);
    });

    it('link_error gives the error callback back, and that is sent', async () => {
      const { ends, gave } = await outcomeOf('sent');
      expect(ends).toEqual(['on_failure SUCCESS']);
      expect(gave).toEqual([['sent']]);
    });

    it('link_error of a group gives a tuple', async () => {
      expect(await outcomeOf('tuple')).toEqual({ error: undefined, raised: "AttributeError: 'tuple' object has no attribute 'delay'", ends: [], gave: [] });
    });

    it('link_error of the dispatch replaces an earlier one; a list holds both', async () => {
      expect((await outcomeOf('replaced')).ends).toEqual(['fail FAILURE', 'on_other SUCCESS']);
      expect((await outcomeOf('listed')).ends.sort()).toEqual(['fail FAILURE', 'on_failure SUCCESS', 'on_other SUCCESS']);
    });

    it.each(['group_refuses', 'chord_refuses', 'called_chord_refuses', 'begun_by_group_refuses'])('%s link_error of the dispatch, and nothing is sent', async (name) => {
      expect(await outcomeOf(name)).toEqual({ error: undefined, raised: 'TypeError: Cannot add link to group: do that on individual tasks', ends: [], gave: [] });
    });

    it('a chain that begins with a group of one takes it', async () => {
      expect((await outcomeOf('begun_by_one')).ends).toEqual(['fail FAILURE', 'on_failure SUCCESS']);
    });

    const FAILURE = 'LookupError: 1';
    const GIVEN = expect.any(String) as string;
    it.each([
      ['errback_task_id', FAILURE, ['fail FAILURE', 'on_failure SUCCESS'], [GIVEN]],
      ['errback_bound', FAILURE, ['bound SUCCESS', 'fail FAILURE'], [GIVEN, 7]],
      ['errback_of_class', FAILURE, ['fail FAILURE', 'of_class SUCCESS'], [GIVEN, 7]],
      ['errback_one_immutable', FAILURE, ['fail FAILURE', 'one SUCCESS'], [7]],
      // Called in the worker, hence none of the tasks that started.
      ['errback_inline', FAILURE, ['fail FAILURE', 'inline LookupError'], [1]],
      ['errback_domain_immutable', FAILURE, ['domain 7 8', 'fail FAILURE'], [1]],
    ])('%s: fits', async (name, error, ends, last) => {
      const outcome = await outcomeOf(name);
      expect({ error: outcome.error, ends: outcome.ends.sort(), last: outcome.gave.at(-1) }).toEqual({ error, ends, last });
    });

    it.each([
      ['errback_domain', 'TypeError: domain() takes 2 positional arguments but 5 were given'],
      ['errback_inline_immutable', "TypeError: inline() missing 3 required positional arguments: 'request', 'exc', and 'traceback'"],
      ['errback_one', 'TypeError: one() takes 1 positional argument but 2 were given'],
    ])('%s: the error takes the place of the failure', async (name, error) => {
      const outcome = await outcomeOf(name);
      expect(outcome.error).toBe(error);
      expect(outcome.ends).toEqual(['fail ?']);
    });
  });
});

describe.skipIf(redis === undefined)('error handlers of BullMQ', () => {
  const queue = new Queue('steps', { connection: { host: '127.0.0.1', port: redis?.port ?? 0 } });
  afterAll(async () => {
    await closeCanvas();
    await queue.close();
  });

  it('one for a step is rejected when the chain is dispatched', async () => {
    const handler = si(queue, 'on-failure', {});
    await expect(chain(si(queue, 'first', {}).linkError(handler), si(queue, 'second', {})).delay()).rejects.toThrow(/differ in linkError/);
    expect(await queue.count()).toBe(0);
  });

  it('linkError leaves the chain as it is', async () => {
    const steps = chain(si(queue, 'first', {}), si(queue, 'second', {}));
    steps.linkError(si(queue, 'on-failure', {}));
    const { job, children } = await steps.delay();
    expect([job.name, ...(children ?? []).map((child) => child.job.name)]).toEqual(['second', 'first']);
    expect(await job.getDependenciesCount()).toEqual(expect.objectContaining({ unprocessed: 1 }));
    expect((await queue.getJobs()).map(({ name }) => name).sort()).toEqual(['first', 'second']);
  });
});
