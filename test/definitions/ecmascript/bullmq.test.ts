import { describe, expect, it } from 'vitest';
import type { Files } from '../../resolve/project.js';
import { found } from './found.js';

/** Two dispatches of `resize` on the queue that `queues.ts` exports. */
const MAIN = `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`;
const QUEUES = `import { Queue } from 'bullmq'; export const images = new Queue('images');`;
const RESIZE = `export async function resize(job) { await store(job.data.id); }`;
const WORKER = `import { Worker } from 'bullmq'; import { resize } from './resize'; new Worker('images', resize);`;

const RUN = [`resize (resize.ts:1) job 'resize'`];

type Row = readonly [string, readonly string[], Files];

const processors: readonly Row[] = [
  ['a function from another file', RUN, { 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['a function where the worker is made', [`<anonymous> (worker.ts:2) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq';\nnew Worker('images', async (job) => resize(job.data));` }],
  ['a function through a barrel', RUN, { 'worker.ts': WORKER.replace('./resize', './jobs'), 'jobs/index.ts': `export * from './all';`, 'jobs/all.ts': `export { resize } from '../resize';`, 'resize.ts': RESIZE }],
  ['a worker class of its own', RUN, { 'worker.ts': `import { Images } from './images'; import { resize } from './resize'; new Images(resize);`, 'images.ts': `import { Worker } from 'bullmq'; export class Images extends Worker { constructor(run) { super('images', run, { concurrency: 2 }); } }`, 'resize.ts': RESIZE }],
  ['a method of a worker class', [`ImagesWorker.handle (worker.ts:1) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq'; export class ImagesWorker extends Worker { constructor() { super('images', (job) => this.log(job)); } async log(job) {} }`.replace('(job) => this.log(job)', 'ImagesWorker.handle').replace('async log', 'static async handle') }],
  ['a bound method', [`Images.resize (worker.ts:1) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq'; class Images { worker; start() { this.worker = new Worker('images', this.resize.bind(this)); } async resize(job) {} }` }],
  ['a function that a factory gives', [`<anonymous> (worker.ts:1) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq'; const create = (db) => async (job) => db.save(job.data); new Worker('images', create(db));` }],
  ['imported under another name', RUN, { 'worker.ts': `import { Worker as Runner } from 'bullmq'; import { resize } from './resize'; new Runner('images', resize);`, 'resize.ts': RESIZE }],
  ['CommonJS', [`resize (worker.js:1) job 'resize'`], { 'worker.js': `const { Worker } = require('bullmq'); async function resize(job) {} module.exports = new Worker('images', resize);` }],
  ['what is evaluated in a file that cannot be parsed', ['none: `resize` has no consumer in this project'], { 'worker.ts': `${WORKER} }}`, 'resize.ts': RESIZE }],
  ['beside a file that is nested too deep to be walked', RUN, { 'worker.ts': WORKER, 'resize.ts': RESIZE, 'deep.ts': `import { Worker } from 'bullmq'; new Worker('others', async () => { x${'.y()'.repeat(3000)}; });` }],
  ['a processor of a package', ['none: `resize` is run by worker.ts:1, whose processor is not known'], { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from 'image-tasks'; new Worker('images', resize);` }],
];

const wrappers: readonly Row[] = [
  ['a wrapper that passes the job on', RUN, { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; const traced = (name, fn) => async (job) => span(name, () => fn(job)); new Worker('images', traced('resize', resize));`, 'resize.ts': RESIZE }],
  ['wrappers of wrappers', RUN, { 'worker.ts': `import { Worker } from 'bullmq'; import { traced, logged } from './wrap'; import { resize } from './resize'; new Worker('images', traced('r', logged('r', resize)));`, 'wrap.ts': `export function traced(name, fn) { return async function (...args) { return fn.apply(this, args); }; } export const logged = (name, fn) => (...args) => fn(...args);`, 'resize.ts': RESIZE }],
  ['a curried wrapper', RUN, { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; const traced = (config) => (target) => config.off ? target : function wrapped(this: unknown, ...args) { return target.call(this, ...args); }; new Worker('images', traced({ name: 'x' })(resize));`, 'resize.ts': RESIZE }],
  ['a wrapper from a package', RUN, { 'worker.ts': `import { Worker } from 'bullmq'; import { wrap } from 'tracer'; import { resize } from './resize'; new Worker('images', wrap('resize', resize));`, 'resize.ts': RESIZE }],
  ['a predicate, which is no processor', ['none: `resize` is run by worker.ts:1, whose processor is not known'], { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; import { handlers } from './handlers'; new Worker('images', handlers.find((each) => each.name === 'resize'));`, 'handlers.ts': `import { resize } from './resize'; export const handlers = [resize];`, 'resize.ts': RESIZE }],
  // What the processor is given is not the job here, so the wrapper itself is read.
  ['a wrapper that changes the job', [`<anonymous> (worker.ts:1) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; const checked = (schema, fn) => (job) => fn(schema.parse(job.data)); new Worker('images', checked(s, resize));`, 'resize.ts': RESIZE }],
  ['a wrapper that is given two functions', [`<anonymous> (worker.ts:1) job 'resize'`], { 'worker.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; const either = (a, b) => (job) => (job.data.big ? a(job) : b(job)); new Worker('images', either(resize, (job) => {}));`, 'resize.ts': RESIZE }],
];

const queues: readonly Row[] = [
  ['a name from a constant', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; import { IMAGES } from './names'; export const images = new Queue(IMAGES);`, 'names.ts': `export const IMAGES = 'images';`, 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['a name from an enum', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; import { Names } from './names'; export const images = new Queue(Names.Images);`, 'names.ts': `export enum Names { Images = 'images' }`, 'worker.ts': `import { Worker } from 'bullmq'; import { Names } from './names'; import { resize } from './resize'; new Worker(Names.Images, resize);`, 'resize.ts': RESIZE }],
  ['a name with a default', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue(process.env.QUEUE ?? 'images');`, 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['a name from the environment', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue(process.env.IMAGES);`, 'worker.ts': WORKER.replace(`'images'`, 'process.env.IMAGES'), 'resize.ts': RESIZE }],
  ['another name from the environment', ['none: `resize` has no consumer in this project'], { 'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue(process.env.IMAGES);`, 'worker.ts': WORKER.replace(`'images'`, 'process.env.MAILS'), 'resize.ts': RESIZE }],
  ['a name that nobody can work out, one and the same', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; import { config } from './config'; export const images = new Queue(\`\${config.prefix}-images\`);`, 'config.ts': `export const config = load();`, 'worker.ts': `import { Worker } from 'bullmq'; import { config } from './config'; import { resize } from './resize'; new Worker(\`\${config.prefix}-images\`, resize);`, 'resize.ts': RESIZE }],
  ['names that nobody can work out', ['none: `resize` has no consumer in this project'], { 'queues.ts': `import { Queue } from 'bullmq'; import { config } from './config'; export const images = new Queue(\`\${config.prefix}-images\`);`, 'config.ts': `export const config = load();`, 'worker.ts': `import { Worker } from 'bullmq'; import { config } from './config'; import { resize } from './resize'; new Worker(\`\${config.prefix}-mails\`, resize);`, 'resize.ts': RESIZE }],
  ['the name of the queue object', RUN, { 'worker.ts': `import { Worker } from 'bullmq'; import { images } from './queues'; import { resize } from './resize'; new Worker(images.name, resize);`, 'resize.ts': RESIZE }],
  ['a queue that a map keeps', RUN, { 'queues.ts': `import { Queue } from 'bullmq'; const kept = new Map<string, Queue>(); function getQueue(name: string): Queue { if (kept.has(name)) return kept.get(name)!; const queue = new Queue(name); kept.set(name, queue); return queue; } export const images = getQueue('images');`, 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['a queue that is chosen by name', RUN, { 'main.ts': `import { queueOf } from './queues'; export async function main(id) { const queue = queueOf('images'); await queue.add('resize', { id }); await queue.add('resize', { id }); }`, 'queues.ts': `import { Queue } from 'bullmq'; const images = new Queue('images'); const mails = new Queue('mails'); export function queueOf(name: string): Queue { switch (name) { case 'images': return images; case 'mails': return mails; } }`, 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['one of two queues', ['none: `resize` is put on a queue that is not known'], { 'main.ts': `import { a, b } from './queues'; export async function main(id) { const queue = id > 3 ? a : b; await queue.add('resize', { id }); await queue.add('resize', { id }); }`, 'queues.ts': `import { Queue } from 'bullmq'; export const a = new Queue('images'); export const b = new Queue('mails');`, 'worker.ts': WORKER, 'resize.ts': RESIZE }],
  ['another queue', ['none: `resize` has no consumer in this project'], { 'worker.ts': WORKER.replace(`'images'`, `'mails'`), 'resize.ts': RESIZE }],
];

const traps: readonly Row[] = [
  ['no worker', ['none: `resize` has no consumer in this project'], {}],
  ["another library's worker", ['none: `resize` has no consumer in this project'], { 'worker.ts': `import Queue from 'bull'; const queue = new Queue('images'); queue.process('resize', async (job) => {});` }],
  ['a worker thread', ['none: `resize` has no consumer in this project'], { 'worker.ts': `import { Worker } from 'node:worker_threads'; new Worker('images', (job) => {});` }],
  ['a worker in a test', ['none: `resize` has no consumer in this project'], { 'worker.test.ts': WORKER, 'resize.ts': RESIZE }],
  ['a worker, and one in a test', RUN, { 'worker.ts': WORKER, 'worker.test.ts': `import { Worker } from 'bullmq'; new Worker('images', async () => {});`, 'resize.ts': RESIZE }],
  ['a worker, and one in an example', RUN, { 'worker.ts': WORKER, 'examples/worker.ts': `import { Worker } from 'bullmq'; new Worker('images', async () => {});`, 'resize.ts': RESIZE }],
  ['two workers', ['none: `resize` has several consumers, a.ts:1 and b.ts:1'], { 'a.ts': `import { Worker } from 'bullmq'; new Worker('images', async () => {});`, 'b.ts': `import { Worker } from 'bullmq'; new Worker('images', async () => {});` }],
  ['a worker whose jobs are fetched by hand', ['none: `resize` is run by worker.ts:1, whose processor is not known'], { 'worker.ts': `import { Worker } from 'bullmq'; const worker = new Worker('images', null); run(await worker.getNextJob('token'));` }],
  ['a worker, and one whose jobs are fetched by hand', ['none: `resize` has several consumers, other.ts:1 and worker.ts:1'], { 'worker.ts': WORKER, 'other.ts': `import { Worker } from 'bullmq'; const worker = new Worker('images', null);`, 'resize.ts': RESIZE }],
  ['one processor that two workers run', RUN, { 'worker.ts': WORKER, 'other.ts': WORKER, 'resize.ts': RESIZE }],
  ['a worker of two', RUN, { 'worker.ts': WORKER, 'other.ts': `import { Worker } from 'bullmq'; new Worker('mails', async () => {});`, 'resize.ts': RESIZE }],
];

describe('the processor of a BullMQ worker', () => {
  const check = ([, expected, files]: Row): void => {
    expect(found({ 'main.ts': MAIN, 'queues.ts': QUEUES, ...files })).toEqual(expected);
  };

  describe('that is written as', () => {
    it.each(processors)('%s', (...row) => {
      check(row);
    });
  });
  describe('behind', () => {
    it.each(wrappers)('%s', (...row) => {
      check(row);
    });
  });
  describe('whose queue has', () => {
    it.each(queues)('%s', (...row) => {
      check(row);
    });
  });
  describe('where there is', () => {
    it.each(traps)('%s', (...row) => {
      check(row);
    });
  });

  it('is given without a name where the name cannot be worked out', () => {
    const main = `import { images } from './queues'; export async function main(id) { await images.add(id.kind, { id }); await images.add(id.kind, { id }); }`;
    expect(found({ 'main.ts': main, 'queues.ts': QUEUES, 'worker.ts': WORKER, 'resize.ts': RESIZE })).toEqual(['resize (resize.ts:1) job']);
  });
});
