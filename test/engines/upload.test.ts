import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker, type Queue } from 'bullmq';
import type { Request, Response } from 'express';
import { closeCanvas } from 'task-canvas/bullmq';
import { afterAll, describe, expect, it } from 'vitest';
import { leftOut, startRedis } from '../../canvas/test/redis.js';
import { copyProject, expectedFiles, readFixtures, STYLES_OF, type FixtureStyle } from '../support/fixture.js';

const redis = await startRedis();
if (redis === undefined) leftOut('the upload fixture on a real Redis', 'apt-get install redis-server');
const port = redis?.port ?? 0;
process.env.REDIS_PORT = String(port);

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-upload-')));
afterAll(async () => {
  await closeCanvas();
  await redis?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

describe.skipIf(redis === undefined)('the upload fixture on a real Redis', () => {
  it('races as it is: the slow image is done last', async () => {
    expect(await completionsOf('input')).toEqual(['thumbnail', 'notify', 'process']);
  });

  it.each(STYLES_OF.bullmq)('runs in order after it was rewritten in style %s', async (style) => {
    expect(await completionsOf(style)).toEqual(['process', 'thumbnail', 'notify']);
  });

  it.each(STYLES_OF.bullmq)('runs nothing behind a failed step after it was rewritten in style %s', async (style) => {
    expect(await completionsOf(style, 'process')).toEqual([]);
  });
});

interface Handler {
  uploadImage(req: Request, res: Response): Promise<void>;
}

type Queues = Readonly<Record<'imageQueue' | 'thumbQueue' | 'mailQueue', Queue>> & { readonly flowProducer?: { close(): Promise<void> } };

/** Milliseconds that each task takes: the first one by far the most. */
const TASKS = [
  { task: 'process', queue: 'images', takes: 300 },
  { task: 'thumbnail', queue: 'thumbnails', takes: 20 },
  { task: 'notify', queue: 'mails', takes: 120 },
];

/** Uploads one image to the fixture's own handler, and tells which jobs completed, in that order, once every job is settled. */
async function completionsOf(version: FixtureStyle | 'input', failing?: string): Promise<string[]> {
  const project = projectOf(version, failing ?? 'none');
  const handler = (await import(join(project, 'src/upload.ts'))) as Handler;
  const queues = (await import(join(project, 'src/queues.ts'))) as unknown as Queues;

  const completed: string[] = [];
  const workers = TASKS.map(
    ({ task, queue, takes }) =>
      new Worker(
        queue,
        async () => {
          await delay(takes);
          if (task === failing) throw new Error(`${task} failed`);
          completed.push(task);
        },
        { connection: { host: '127.0.0.1', port }, concurrency: 4 },
      ),
  );
  try {
    const settled = Promise.all(workers.map(settles));
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    await handler.uploadImage(request('user-1'), response());
    await settled;
    return completed;
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
    await Promise.all([queues.imageQueue, queues.thumbQueue, queues.mailQueue].map((queue) => queue.close()));
    await queues.flowProducer?.close();
  }
}

function settles(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('completed', () => {
      resolve();
    });
    worker.once('failed', () => {
      resolve();
    });
  });
}

function request(userId: string): Request {
  const result: unknown = { body: { userId } };
  return result as Request;
}

function response(): Response {
  const result = { status: () => result, json: () => result };
  return result as unknown as Response;
}

/** The fixture's project, with the files laid over it that the rewrite gives. */
function projectOf(version: FixtureStyle | 'input', name: string): string {
  const fixture = readFixtures().find((candidate) => candidate.name === 'upload-bullmq');
  if (fixture === undefined) throw new Error('the fixture upload-bullmq is missing');
  const project = copyProject(fixture, join(temporary, version, name));
  if (version === 'input') return project;
  for (const [path, bytes] of expectedFiles(fixture, version)) writeFileSync(join(project, path), bytes);
  return project;
}
