// A process with a BullMQ worker for each queue: a job takes a random time, and says when it started and ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';

const { port, queues, milliseconds = 10, options = {} } = JSON.parse(process.argv[2]);
const connection = { host: '127.0.0.1', port };
const redis = new Redis({ ...connection, maxRetriesPerRequest: null });
// A server that is gone for a while is what some tests are about.
const ignore = () => undefined;
redis.on('error', ignore);

async function run({ data: { chain, step, failing } }) {
  await redis.rpush('events', `${chain} ${step} start`);
  await sleep(Math.random() * milliseconds);
  if (step === failing) throw new Error(`boom ${chain}`);
  await redis.rpush('events', `${chain} ${step} end`);
}

const workers = queues.map((queue) => new Worker(queue, run, { connection, concurrency: 8, ...options }));
for (const worker of workers) worker.on('error', ignore);
await Promise.all(workers.map((worker) => worker.waitUntilReady()));
console.log('ready.');
