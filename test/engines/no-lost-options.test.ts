import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('options of a whole canvas on a real Celery worker', INSTALL);

afterAll(() => redis?.stop());

describe.skipIf(!isHere)('`queue="slow"` of a whole canvas', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const redisUrl = redis?.url ?? '';
    const folder = import.meta.dirname;
    driver = startDriver(python ?? '', 'celery_options.py', folder, redisUrl);
    worker = await startWorker({ python: python ?? '', folder, app: 'celery_options', redisUrl, takes: {} });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  const slow = 'slow';
  const celery = 'celery';

  it.each([
    ['chain().apply_async()', { a: slow, b: celery, c: celery }],
    ['chain().set()', { a: slow, b: celery, c: celery }],
    ['chain(options)', { a: slow, b: celery, c: celery }],
    ['pipe', { a: slow, b: celery, c: celery }],
    ['group first', { a: slow, b: slow, c: slow, d: celery }],
    ['first step with its own', { a: slow, b: celery }],
    ['later step with its own', { a: slow, b: slow }],
  ])('reaches what a chain sends first, and no step after it: %s', async (name, queues) => {
    expect(await driver.ask(name)).toEqual(queues);
  });

  it.each([
    ['chain before a pipe', { a: celery, b: celery, c: celery }],
    ['chain in a chain', { a: celery, b: celery, c: celery }],
    ['group in the middle', { a: celery, b: celery, c: celery, d: celery }],
    ['group in a group', { a: celery, b: celery, c: celery }],
  ])('reaches nobody where the canvas becomes part of another: %s', async (name, queues) => {
    expect(await driver.ask(name)).toEqual(queues);
  });

  it.each([
    ['group', { a: slow, b: slow }],
    ['group last', { a: celery, b: slow, c: slow }],
    ['chord', { a: slow, b: slow, c: slow }],
    ['chord in a chain', { a: celery, b: slow, c: slow, d: slow }],
    ['chord whose header is a chain', { a: slow, b: slow, c: slow }],
    ['group and a step, before a pipe', { a: slow, b: slow, c: slow, d: celery }],
    ['group and a step, in a chain', { a: celery, b: slow, c: slow, d: slow }],
  ])('reaches all members of a group, header and body of a chord: %s', async (name, queues) => {
    expect(await driver.ask(name)).toEqual(queues);
  });

  it.each([
    ['group of a chain', { a: slow, b: celery, c: slow }],
    ['chord with a chain', { a: slow, b: slow, c: slow, d: celery }],
  ])('reaches only the first step of a chain in them: %s', async (name, queues) => {
    expect(await driver.ask(name)).toEqual(queues);
  });
});
