import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leftOut, startRedis } from './redis.js';

const redis = await startRedis();
if (!redis) leftOut('the example on a real Redis', 'apt-get install redis-server');

afterAll(() => redis?.stop());

test.skipIf(!redis)('the example runs, and ends by itself', async () => {
  const example = spawn(process.execPath, [join(import.meta.dirname, '../example/upload.mjs')], {
    env: { ...process.env, REDIS_URL: redis?.url },
    timeout: 30_000,
  });
  let output = '';
  for (const stream of [example.stdout, example.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [status] = (await once(example, 'close')) as [number | null];
  expect(output.trim().split('\n').toSorted()).toEqual([
    'user 1: resized to cat-200.webp cat-800.webp cat-1600.webp',
    'user 1: uploaded to /images/cat',
    'user 2: scan failed: not an image',
  ]);
  expect(status).toBe(0);
});
