import { describe, expect, it } from 'vitest';
import { found } from './found.js';

const QUEUES = `import Queue from 'bull'; export const images = new Queue('images');`;
const named = (name: string): string => `import { images } from './queues'; export async function main(id) { await images.add(${name}, { id }); await images.add(${name}, { id }); }`;
const UNNAMED = `import { images } from './queues'; export async function main(id) { await images.add({ id }); await images.add({ id }); }`;
const HEAD = `import { images } from './queues'; async function resize(job) {} async function crop(job) {}`;

const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['the name', named(`'resize'`), `${HEAD} images.process('resize', resize); images.process('crop', crop);`, [`resize (worker.ts:1) job 'resize'`]],
  ['name and concurrency', named(`'resize'`), `${HEAD} images.process('resize', 5, resize); images.process('crop', 5, crop);`, [`resize (worker.ts:1) job 'resize'`]],
  ['a name in a constant', named(`'resize'`), `${HEAD} const NAME = 'resize'; images.process(NAME, resize); images.process('crop', crop);`, [`resize (worker.ts:1) job 'resize'`]],
  ['no name', UNNAMED, `${HEAD} images.process(resize); images.process('crop', crop);`, ['resize (worker.ts:1) job']],
  ['no name but a concurrency', UNNAMED, `${HEAD} images.process(5, resize); images.process('crop', crop);`, ['resize (worker.ts:1) job']],
  // Jobs without a name would fail where nothing but a named processor is.
  ['an argument that is a concurrency or a name', UNNAMED, `${HEAD} images.process(env.CONCURRENCY, resize);`, ['resize (worker.ts:1) job']],
  ['every name', named(`'resize'`), `${HEAD} images.process('*', resize); images.process('crop', crop);`, [`resize (worker.ts:1) job 'resize'`]],
  ['no name, for a job that has one', named(`'resize'`), `${HEAD} images.process(resize);`, ['none: `resize` has no consumer in this project']],
  ['another name', named(`'resize'`), `${HEAD} images.process('crop', crop);`, ['none: `resize` has no consumer in this project']],
  ['names, for a job whose name is not known', named('id.kind'), `${HEAD} images.process('resize', resize); images.process('crop', crop);`, ['none: `images` has a name that cannot be worked out, so that what runs it is not known']],
  ['one name twice', named(`'resize'`), `${HEAD} images.process('resize', resize); images.process('resize', crop);`, ['none: `resize` has several consumers, worker.ts:1 and worker.ts:1']],
  ['the name, on another queue of that name', named(`'resize'`), `import Queue from 'bull'; const other = new Queue('images'); other.process('resize', async function other(job) {});`, [`other (worker.ts:1) job 'resize'`]],
  ['the name, on another queue', named(`'resize'`), `import Queue from 'bull'; const other = new Queue('mails'); other.process('resize', async (job) => {});`, ['none: `resize` has no consumer in this project']],
  ['the name, in a function that is given the queue', named(`'resize'`), `${HEAD} function setUp(queue) { queue.process('resize', resize); } setUp(images);`, [`resize (worker.ts:1) job 'resize'`]],
  ['the name, on something else', named(`'resize'`), `${HEAD} const images = createPipeline(); images.process('resize', resize);`.replace(`import { images } from './queues'; `, ''), ['none: `resize` has no consumer in this project']],
  ["the name, in BullMQ's worker", named(`'resize'`), `import { Worker } from 'bullmq'; new Worker('images', async (job) => {});`, ['none: `resize` has no consumer in this project']],
];

describe("what Bull's process() is given:", () => {
  it.each(rows)('%s', (_, main, worker, expected) => {
    expect(found({ 'main.ts': main, 'queues.ts': QUEUES, 'worker.ts': worker })).toEqual(expected);
  });
});
