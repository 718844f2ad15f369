import { describe, expect, it } from 'vitest';
import { found, labOf } from './found.js';

const QUEUES = `import { Queue } from 'bullmq'; export const tasks = new Queue('tasks');`;

describe('a task class', () => {
  const base = (add: string): string => `import { tasks } from './queues'; export abstract class Task { schedule(props, options) { return ${add}; } abstract perform(props): Promise<void>; async onFailed(props) {} }`;
  const project = {
    'main.ts': `import { Resize } from './resize'; export async function main(id) { await new Resize().schedule({ id }); await new Resize().schedule({ id }); }`,
    'queues.ts': QUEUES,
    'base.ts': base(`tasks.add(this.constructor.name, { name: this.constructor.name, props })`),
    'resize.ts': `import { Task } from './base'; export class Resize extends Task { async perform(props) {} }`,
    'crop.ts': `import { Task } from './base'; export class Crop extends Task { async perform(props) {} }`,
  };
  const worker = (body: string): string => `import { Worker } from 'bullmq'; import { all } from './all'; new Worker('tasks', async (job) => { ${body} });`;

  it('is run by the method that the worker hands the payload to', () => {
    const run = worker('const { name, props } = job.data; const task = new all[name](); try { await task.perform(props); } catch (error) { await task.onFailed(props); throw error; }');
    expect(found({ ...project, 'worker.ts': run })).toEqual([`Resize.perform (resize.ts:1) payload.props 'Resize'`]);
  });

  it('is run by an inherited method, too', () => {
    const run = worker('await new all[job.name]().perform(job.data.props);');
    const inherited = { 'common.ts': `import { Task } from './base'; export abstract class Common extends Task { async perform(props) { await this.step(props); } abstract step(props); }`, 'resize.ts': `import { Common } from './common'; export class Resize extends Common { async step(props) {} }` };
    expect(found({ ...project, ...inherited, 'worker.ts': run })).toEqual([`Common.perform (common.ts:1) payload.props 'Resize'`]);
  });

  it('is handed the whole payload', () => {
    const run = worker('await new all[job.name]().perform(job.data);');
    expect(found({ ...project, 'base.ts': base('tasks.add(this.constructor.name, props, options)'), 'worker.ts': run })).toEqual([`Resize.perform (resize.ts:1) payload 'Resize'`]);
  });

  it('is handed the job', () => {
    const run = worker('await new all[job.name]().perform(job);');
    expect(found({ ...project, 'worker.ts': run })).toEqual([`Resize.perform (resize.ts:1) job 'Resize'`]);
  });

  it('is left to the worker where that hands on another part of the job', () => {
    const run = worker('await new all[job.name]().perform(job.data.meta);');
    expect(found({ ...project, 'worker.ts': run })).toEqual([`<anonymous> (worker.ts:1) job 'Resize'`]);
  });

  it('is left to the worker where that calls two of its methods', () => {
    const run = worker('const task = new all[job.name](); await task.perform(job.data.props); await task.onFailed(job.data.props);');
    expect(found({ ...project, 'worker.ts': run })).toEqual([`<anonymous> (worker.ts:1) job 'Resize'`]);
  });

  it('is told from another that inherits the same method', () => {
    const main = `import { Resize, Crop } from './tasks'; export async function main(id) { await new Resize().schedule({ id }); await new Crop().schedule({ id }); await new Resize().schedule({ id }); }`;
    const tasks = `import { Task } from './base'; abstract class Common extends Task { async perform(props) { await this.step(props); } abstract step(props); } export class Resize extends Common { async step(props) {} } export class Crop extends Common { async step(props) {} }`;
    const lab = labOf({ ...project, 'main.ts': main, 'tasks.ts': tasks, 'worker.ts': worker('await new all[job.name]().perform(job.data.props);') });
    const [resize, crop, again] = lab.definitionsIn('main.ts').map(({ identity }) => identity);
    expect(resize).toBe(again);
    expect(resize).not.toBe(crop);
  });

  it('is not run where its queue has no worker', () => {
    expect(found(project)).toEqual(['none: `Resize` has no consumer in this project']);
  });
});

describe('a task object', () => {
  const project = {
    'main.ts': `import { resize } from './tasks'; export async function main(id) { await resize.trigger({ id }); await resize.trigger({ id }); }`,
    'queues.ts': QUEUES,
    'tasks.ts': `import { task } from './task'; export const resize = task({ name: 'resize', run: async function resizeImage(data) {} }); export const crop = task({ name: 'crop', run: async function cropImage(data) {} });`,
    'task.ts': `import { tasks } from './queues'; export const registry = {}; export function task(options) { registry[options.name] = options; return { trigger: (data) => tasks.add(options.name, data) }; }`,
  };

  it('is run by the function that it is defined with', () => {
    const worker = `import { Worker } from 'bullmq'; import { registry } from './task'; new Worker('tasks', (job) => registry[job.name].run(job.data));`;
    expect(found({ ...project, 'worker.ts': worker })).toEqual([`resizeImage (tasks.ts:1) payload 'resize'`]);
  });

  it('is left to the worker where that runs something else', () => {
    const worker = `import { Worker } from 'bullmq'; import { registry } from './task'; new Worker('tasks', (job) => registry[job.name].execute(job.data));`;
    expect(found({ ...project, 'worker.ts': worker })).toEqual([`<anonymous> (worker.ts:1) job 'resize'`]);
  });
});

describe('a processor in a map', () => {
  const project = {
    'main.ts': `import { tasks } from './queues'; export async function main(id) { await tasks.add('resize', { id }); await tasks.add('resize', { id }); }`,
    'queues.ts': QUEUES,
    'images.ts': `export async function resize(job) {} export async function crop(job) {} export class Resizer { async handle(job) {} } export const processors = { resize: new Resizer(), crop: new Resizer() };`,
  };
  const worker = (map: string, run: string): string => `import { Worker } from 'bullmq'; import { resize, crop, Resizer, processors } from './images'; ${map} new Worker('tasks', async (job) => { ${run} });`;

  it.each([
    ['in its first entries', `const map = new Map([['resize', resize], ['crop', crop]]);`, `await map.get(job.name)?.(job);`, [`resize (images.ts:1) job 'resize'`]],
    ['by set()', `const map = new Map(); map.set('crop', crop); map.set('resize', resize);`, `const run = map.get(job.name); await run(job.data);`, [`resize (images.ts:1) payload 'resize'`]],
    ['of an object', `const map = new Map(Object.entries({ resize, crop }));`, `await map.get(job.name)(job);`, [`resize (images.ts:1) job 'resize'`]],
    ['in a loop over an object', `const map = new Map(); for (const [name, each] of Object.entries(processors)) { map.set(name, each); }`, `await map.get(job.name).handle(job);`, [`Resizer.handle (images.ts:1) job 'resize'`]],
    ['behind a function', `const map = new Map([['resize', new Resizer()]]); function processorOf(name) { const found = map.get(name); if (!found) log(name); return found; }`, `const each = processorOf(job.name); if (!each) throw new Error(); return each.handle(job);`, [`Resizer.handle (images.ts:1) job 'resize'`]],
    ['twice', `const map = new Map([['resize', resize]]); map.set('resize', crop);`, `await map.get(job.name)(job);`, ['none: `resize` is run by what worker.ts:1 looks up, which may be several things']],
    ['under another name', `const map = new Map([['crop', crop]]);`, `await map.get(job.name)(job);`, [`<anonymous> (worker.ts:1) job 'resize'`]],
    ['by something else', `const map = new Map([['resize', resize]]);`, `await map.get(job.id)(job);`, [`<anonymous> (worker.ts:1) job 'resize'`]],
  ])('is found %s', (_, map, run, expected) => {
    expect(found({ ...project, 'worker.ts': worker(map, run) })).toEqual(expected);
  });
});
