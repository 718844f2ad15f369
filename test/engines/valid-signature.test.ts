import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('results passed on by a real Celery worker', INSTALL);

describe.skipIf(!isHere)('what valid-signature relies on', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const where = { folder: import.meta.dirname, redisUrl: redis?.url ?? '' };
    driver = startDriver(python ?? '', 'result_premises.py', where.folder, where.redisUrl);
    worker = await startWorker({ python: python ?? '', app: 'result_premises', takes: {}, ...where });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
    await redis?.stop();
  });

  it.each([
    ['no_room', 'TypeError: thumbnail() takes 1 positional argument but 2 were given'],
    ['by_name_too', "TypeError: thumbnail() got multiple values for argument 'path'"],
    ['kept_from', "TypeError: publish() missing 1 required positional argument: 'user_id'"],
  ])('%s: the step before is marked as failed, and the step never ends', async (name, error) => {
    expect(await driver.ask(name)).toEqual({ before: ['FAILURE', error], last: ['PENDING', null] });
  });

  it('a chord whose body has no room fails', async () => {
    expect((await driver.ask('no_room_in_body')).last).toEqual(['FAILURE', expect.stringContaining('thumbnail() takes 1 positional argument but 2 were given')]);
  });

  it('a result moves the arguments on, and nothing says so', async () => {
    expect(await driver.ask('moved_on')).toEqual({ before: ['SUCCESS', 'images/7'], last: ['SUCCESS', ['images/7', 1]] });
  });

  it('nothing does, too', async () => {
    expect(await driver.ask('nothing_moved_on')).toEqual({ before: ['SUCCESS', null], last: ['SUCCESS', [null, 1]] });
  });

  it('si passes nothing, and s the result', async () => {
    expect(await driver.ask('as_suggested')).toEqual({ before: ['SUCCESS', [1, null]], last: ['SUCCESS', [[1, null], 1]] });
  });
});
