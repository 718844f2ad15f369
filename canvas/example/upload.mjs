// Images that are uploaded: a chain, a chord and an error handler on BullMQ.
//
//   npm install task-canvas bullmq
//   redis-server &
//   node upload.mjs
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { chain, chord, closeCanvas, onlyOnFailure, previousResult, s, si } from 'task-canvas/bullmq';

const { hostname: host, port } = new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');
const connection = { host, port: Number(port || 6379) };

// Queues: as for BullMQ alone. Their options hold for jobs in chains, too.
const defaultJobOptions = { attempts: 2, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };
const images = new Queue('images', { connection, defaultJobOptions });
const mails = new Queue('mails', { connection, defaultJobOptions });
const errors = new Queue('errors', { connection, defaultJobOptions });

// What a request handler does: say what depends on what, and dispatch it in one transaction.

/** Later steps wait for earlier ones, and do not run when one fails; then `uploadFailed` does. */
function upload(imageId, userId) {
  return chain(
    si(images, 'scan', { imageId }),
    si(images, 'store', { imageId }),
    s(mails, 'tellUploaded', { userId }),
  )
    .linkError(si(errors, 'uploadFailed', { imageId, userId }))
    .delay();
}

/** All sizes at once, and the mail when all of them are there. */
function resize(imageId, userId) {
  const sizes = [200, 800, 1600].map((width) => si(images, 'resize', { imageId, width }));
  return chord(sizes, s(mails, 'tellResized', { userId })).delay();
}

// Workers: as for BullMQ alone. `previousResult()` is what the step before returned.
const tasks = {
  async scan({ data }) {
    await sleep(20);
    if (data.imageId === 'broken') throw new Error('not an image');
  },
  async store({ data }) {
    await sleep(10);
    return `/images/${data.imageId}`;
  },
  async resize({ data }) {
    await sleep(1600 / data.width);
    return `${data.imageId}-${data.width}.webp`;
  },
  async tellUploaded(job) {
    console.log(`user ${job.data.userId}: uploaded to ${await previousResult(job)}`);
  },
  async tellResized(job) {
    console.log(`user ${job.data.userId}: resized to ${(await previousResult(job)).join(' ')}`);
  },
  // BullMQ runs the error handler after success, too; then this returns at once.
  uploadFailed: onlyOnFailure((job, failure) => {
    console.log(`user ${job.data.userId}: ${failure.name} failed: ${failure.failedReason}`);
  }),
};
const workers = [images, mails, errors].map(
  ({ name }) => new Worker(name, (job) => tasks[job.name](job), { connection, concurrency: 8 }),
);

try {
  const dispatched = [await upload('cat', 1), await resize('cat', 1), await upload('broken', 2)];

  // Only for this script: a request handler answers now, and the workers go on.
  while (await unfinished(dispatched.map(({ job }) => job))) await sleep(20);
  while ((await errors.getJobCountByTypes('completed')) < 2) await sleep(20);
} finally {
  await Promise.all([...workers, images, mails, errors].map((each) => each.close()));
  await closeCanvas();
}

async function unfinished(jobs) {
  const states = await Promise.all(jobs.map((job) => job.getState()));
  return states.some((state) => state !== 'completed' && state !== 'failed');
}
