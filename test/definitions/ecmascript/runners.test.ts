import { describe, expect, it } from 'vitest';
import { found } from './found.js';

const SETTINGS = { dispatchers: [{ from: 'file' as const, name: 'enqueue', path: 'queues.ts', task: 'enqueue' }] };
const PROJECT = {
  'main.ts': `import { images } from './queues'; export async function main(id) { await images.enqueue({ id }); await images.enqueue({ id }); }`,
  'queues.ts': `function createQueue(name) { return { name, enqueue(payload) { return send(name, payload); } }; } export const images = createQueue('images'); export const mails = createQueue('mails');`,
  'resize.ts': `export async function resize(job) { await store(job.data.id); } export async function send(job) { await mail(job.data.id); }`,
};
const NONE = ['none: `enqueue` has no consumer in this project'];

describe("what runs the jobs of a queue of the project's own", () => {
  it.each([
    ['an object with the queue', `new Runner(images, { run: resize, onError: log }, { concurrency: 2 }); new Runner(mails, { run: send });`, ['resize (resize.ts:1) job']],
    ['a method with the queue', `(await client()).createRunner(images, { run: traced('x', resize) });`, ['resize (resize.ts:1) job']],
    ['what takes the payload', `createRunner(images, { async run(payload) { await store(payload.id); } });`, ['run (worker.ts:1) payload']],
    ['a function that is handed the queue', `const start = (queue) => createRunner(queue, { run: resize }); start(images);`, ['resize (resize.ts:1) job']],
    ['another queue', `createRunner(mails, { run: send });`, NONE],
    ['no code', `createRunner(images, { concurrency: 2 }); panel.add(images);`, NONE],
    ['an object before the queue', `createRunner({ run: resize }, images);`, NONE],
    ['two runners', `createRunner(images, { run: resize }); createRunner(images, { run: send });`, ['none: `enqueue` has several consumers, worker.ts:1 and worker.ts:1']],
  ])('is told by %s', (_, runner, expected) => {
    const worker = `import { Runner, createRunner } from 'queue-of-ours'; import { images, mails } from './queues'; import { resize, send } from './resize'; const traced = (name, fn) => async (job) => span(name, () => fn(job)); ${runner}`;
    expect(found({ ...PROJECT, 'worker.ts': worker }, SETTINGS)).toEqual(expected);
  });

  it('is not known where the queue may be one of two with different runners', () => {
    const main = PROJECT['main.ts'].replace('import { images }', 'import { images, mails }').replace('await images', 'const queue = id > 3 ? images : mails; await queue').replace('await images', 'await queue');
    const worker = `import { createRunner } from 'queue-of-ours'; import { images, mails } from './queues'; import { resize, send } from './resize'; createRunner(images, { run: resize }); createRunner(mails, { run: send });`;
    expect(found({ ...PROJECT, 'main.ts': main, 'worker.ts': worker }, SETTINGS)).toEqual(['none: `enqueue` has several consumers, worker.ts:1 and worker.ts:1']);
  });
});
