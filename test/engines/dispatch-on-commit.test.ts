import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TestWorker } from '../support/celery.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
if (redis === undefined || python === undefined) leftOut('dispatches inside a transaction', INSTALL);

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-transactions-')));
afterAll(async () => {
  await redis?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

describe.skipIf(redis === undefined || python === undefined)('a dispatch inside of `transaction.atomic()`, on Celery and Django', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    // The worker and the driver share a database file, as they would share a server.
    vi.stubEnv('DATABASE', join(temporary, 'orders.sqlite3'));
    const where = { folder: import.meta.dirname, redisUrl: `${redis?.url ?? ''}/1` };
    driver = startDriver(python ?? '', 'transaction_premises.py', where.folder, where.redisUrl);
    worker = await startWorker({ python: python ?? '', app: 'transaction_premises', takes: {}, ...where });
    vi.unstubAllEnvs();
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  const ask = async (name: string): Promise<unknown> => (await driver.ask(name)).outcome;

  it('starts before the commit, and does not find the row', async () => {
    expect(await ask('inside')).toBe(false);
  });

  it('runs although the transaction is rolled back', async () => {
    expect(await ask('rolled_back')).toBe(false);
  });

  it('finds the row where it waits for the commit', async () => {
    expect(await ask('on_commit')).toBe(true);
  });

  it('is not sent where it waits for the commit of what is rolled back', async () => {
    expect(await ask('on_commit_rolled_back')).toEqual([]);
  });

  it('keeps its arguments in a loop as a partial, and not as a lambda', async () => {
    expect(await ask('in_a_loop')).toEqual([[2, 2], [1, 2]]);
  });
});
