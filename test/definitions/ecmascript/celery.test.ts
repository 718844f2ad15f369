import { describe, expect, it } from 'vitest';
import { found, labOf } from './found.js';

const NODE = `import { createClient } from 'celery-node'; const client = createClient('redis://', 'redis://'); const resize = client.createTask('images.resize'); export function main(id) { resize.delay(id); resize.delay(id); }`;
const SENT = `import { createClient } from 'celery-node'; const client = createClient('redis://', 'redis://'); export function main(id) { client.sendTask('images.resize', [id]); client.sendTask('images.resize', [id]); }`;
const TS = `import { createClient } from 'celery-ts'; const client = createClient({}); const resize = client.createTask('images.resize'); export function main(id) { resize.applyAsync({ args: [id], kwargs: {} }); resize.applyAsync({ args: [id], kwargs: {} }); }`;
const worker = (name: string): string => `import { createWorker } from 'celery-node'; const worker = createWorker('redis://', 'redis://'); worker.register(${name}, function resizeImage(id) {}); worker.start();`;

describe('a task of celery', () => {
  it.each([
    ['createTask()', NODE],
    ['sendTask()', SENT],
    ['celery-ts', TS],
  ])('is run by what is registered under its name: %s', (_, main) => {
    expect(found({ 'main.ts': main, 'worker.ts': worker(`'images.resize'`) })).toEqual([`resizeImage (worker.ts:1) positional 'images.resize'`]);
  });

  it.each([
    ['where no worker is', { 'main.ts': NODE }],
    ['where the worker runs another', { 'main.ts': NODE, 'worker.ts': worker(`'images.crop'`) }],
    ['where the name is not known', { 'main.ts': NODE, 'worker.ts': worker('process.env.TASK') }],
    ['where something else registers', { 'main.ts': NODE, 'worker.ts': worker(`'images.resize'`).replace('celery-node', './own') }],
    ['for celery-ts', { 'main.ts': TS }],
  ])('is left to other languages %s', (_, files) => {
    expect(found(files)).toEqual(['elsewhere: images.resize']);
  });

  it('is not looked for by the name of a variable', () => {
    expect(found({ 'main.ts': NODE.replace(`'images.resize'`, 'process.env.TASK') })).toEqual(['none: `resize` has a name that cannot be worked out, so that what runs it is not known']);
  });

  it('is found by its name alone for those who send it from another language', () => {
    const { finder } = labOf({ 'main.ts': NODE, 'worker.ts': worker(`'images.resize'`) });
    expect(finder.definitionNamed('images.resize')?.handed).toBe('positional');
    expect(finder.definitionNamed('images.crop')).toBeUndefined();
  });
});
