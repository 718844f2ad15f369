import { describe, expect, it } from 'vitest';
import type { Files } from '../../resolve/project.js';
import { found } from './found.js';

const PROJECT = {
  'main.ts': `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`,
  'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue('images');`,
  'jobs.ts': `export async function resize(job) {} export async function crop(job) {}`,
};
const RUN = [`resize (jobs.ts:1) job 'resize'`];
/** Nothing is looked up, so the worker's own code is read. */
const WORKER = [`<anonymous> (worker.ts:1) job 'resize'`];
const UNCLEAR = ['none: `resize` is run by what worker.ts:1 looks up, which may be several things'];

const worker = (body: string, head = ''): string => `import { Worker } from 'bullmq'; import { resize, crop } from './jobs'; ${head} new Worker('images', async (job) => ${body});`;
const JOBS = `import { resize, crop } from './jobs';`;

type Row = readonly [string, readonly string[], Files];

const maps: readonly Row[] = [
  ['set() in another file', RUN, { 'map.ts': `export const map = new Map();`, 'fill.ts': `${JOBS} import { map } from './map'; map.set('resize', resize); map.set('crop', crop);`, 'worker.ts': worker('map.get(job.name)(job)', `import { map } from './map';`) }],
  ['a function that is called in another file', RUN, { 'map.ts': `const map = new Map(); export function register(name, run) { map.set(name, run); } export const processorOf = (name) => map.get(name);`, 'fill.ts': `${JOBS} import { register } from './map'; register('resize', resize); register('crop', crop);`, 'worker.ts': worker('processorOf(job.name)(job)', `import { processorOf } from './map';`) }],
  ["a registry's method", RUN, { 'map.ts': `export class Registry { private map = new Map(); register(name, run) { this.map.set(name, run); } run(job) { return this.map.get(job.name)(job); } } export const registry = new Registry();`, 'fill.ts': `${JOBS} import { registry } from './map'; registry.register('resize', resize); registry.register('crop', crop);`, 'worker.ts': worker('registry.run(job)', `import { registry } from './map';`) }],
  ['its first entries, and set() in another file', UNCLEAR, { 'map.ts': `${JOBS} export const map = new Map([['resize', resize]]);`, 'fill.ts': `${JOBS} import { map } from './map'; map.set('resize', crop);`, 'worker.ts': worker('map.get(job.name)(job)', `import { map } from './map';`) }],
  ['its first entries, and set() under a name that cannot be told', UNCLEAR, { 'worker.ts': worker('map.get(job.name)(job)', `const map = new Map([['resize', resize]]); map.set(process.env.NAME, crop);`) }],
];

const objects: readonly Row[] = [
  ['its properties, which are read with the worker', WORKER, { 'worker.ts': worker('all[job.name](job)', `const all = { resize, crop };`) }],
  ['an assignment', RUN, { 'worker.ts': worker('all[job.name](job)', `const all = {}; all.resize = resize; all['crop'] = crop;`) }],
  ['an assignment in another file', RUN, { 'all.ts': `export const all = {};`, 'fill.ts': `${JOBS} import { all } from './all'; all.resize = resize;`, 'worker.ts': worker('all[job.name](job)', `import { all } from './all';`) }],
  ["a registry's method", RUN, { 'all.ts': `class Registry { all = {}; register(name, run) { this.all[name] = run; } run(job) { return this.all[job.name](job); } } export const registry = new Registry();`, 'fill.ts': `${JOBS} import { registry } from './all'; registry.register('resize', resize);`, 'worker.ts': worker('registry.run(job)', `import { registry } from './all';`) }],
  ['its properties, one of which is replaced', UNCLEAR, { 'worker.ts': worker('all[job.name](job)', `const all = { resize, crop }; all.resize = crop;`) }],
  ['its properties, one of which is replaced elsewhere', UNCLEAR, { 'all.ts': `${JOBS} export const all = { resize, crop };`, 'fill.ts': `${JOBS} import { all } from './all'; all.resize = crop;`, 'worker.ts': worker('all[job.name](job)', `import { all } from './all';`) }],
  ['its properties, some of which Object.assign() replaces', UNCLEAR, { 'worker.ts': worker('all[job.name](job)', `const all = { resize, crop }; Object.assign(all, load());`) }],
  ['its properties, while another object is assigned to', WORKER, { 'worker.ts': worker('all[job.name](job)', `const all = { resize, crop }; const other = { resize }; other.resize = crop;`) }],
];

describe('processors that a worker looks up by name', () => {
  it.each(maps)('in a map that holds them by %s', (_, expected, files) => {
    expect(found({ ...PROJECT, ...files })).toEqual(expected);
  });
  it.each(objects)('in an object that holds them by %s', (_, expected, files) => {
    expect(found({ ...PROJECT, ...files })).toEqual(expected);
  });
});
