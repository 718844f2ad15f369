import { describe, expect, it } from 'vitest';
import type { Files } from '../../resolve/project.js';
import { found } from './found.js';

const PROJECT = {
  'main.ts': `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`,
  'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue('images');`,
  'resize.ts': `export async function resize(job) { await store(job.data.id); }`,
  'send.ts': `export async function send(job) { await mail(job.data.id); }`,
};
const RUN = [`resize (resize.ts:1) job 'resize'`];
const NONE = ['none: `resize` has no consumer in this project'];

const HANDLERS = `import { Worker } from 'bullmq'; import { resize } from './resize'; import { send } from './send';`;

type Row = readonly [string, readonly string[], Files];

const rows: readonly Row[] = [
  [
    'a function that is given queue and processor',
    RUN,
    {
      'lib.ts': `import { Worker } from 'bullmq'; export const createWorker = (name: string, run) => new Worker(name, run, { connection });`,
      'all.ts': `import { createWorker } from './lib'; import { resize } from './resize'; import { send } from './send'; createWorker('images', resize); createWorker('mails', send);`,
    },
  ],
  [
    'a static method, with a wrapper around the processor',
    RUN,
    {
      'manager.ts': `import { Worker, Processor } from 'bullmq'; export class Manager { static measured(run: Processor): Processor { return async (job) => { const result = await run(job); count(); return result; }; } static register(name: Names, run: Processor) { if (!name) return; const worker = new Worker(name, Manager.measured(run)); worker.on('error', log); } }`,
      'names.ts': `export enum Names { Images = 'images', Mails = 'mails' }`,
      'all.ts': `import { Manager } from './manager'; import { Names } from './names'; import { resize } from './resize'; import { send } from './send'; Manager.register(Names.Images, resize); if (on) Manager.register(Names.Mails, send);`,
    },
  ],
  [
    'a function that calls such a function',
    RUN,
    {
      'lib.ts': `import { Worker } from 'bullmq'; export function make(name, run) { return new Worker(name, run); } export function start(name, run) { log(name); return make(name, run); }`,
      'all.ts': `import { start } from './lib'; import { resize } from './resize'; start('images', resize);`,
    },
  ],
  [
    'an object parameter',
    RUN,
    {
      'lib.ts': `import { Worker } from 'bullmq'; export function createWorker({ queue, processor }: { queue: string; processor: (job) => Promise<void> }) { return new Worker(queue, processor); }`,
      'all.ts': `import { createWorker } from './lib'; import { resize } from './resize'; createWorker({ queue: 'images', processor: resize });`,
    },
  ],
  [
    'a base class whose subclasses say the queue and the processor',
    [`Images.run (images.ts:1) job 'resize'`],
    {
      'base.ts': `import { Worker } from 'bullmq'; export abstract class Base { abstract queue: string; abstract run(job): Promise<void>; start() { return new Worker(this.queue, this.run.bind(this)); } }`,
      'images.ts': `import { Base } from './base'; export class Images extends Base { queue = 'images'; async run(job) {} }`,
      'mails.ts': `import { Base } from './base'; export class Mails extends Base { queue = 'mails'; async run(job) {} }`,
    },
  ],
  [
    'a base class whose constructor is given the queue',
    [`Images.run (images.ts:1) job 'resize'`],
    {
      'base.ts': `import { Worker } from 'bullmq'; export abstract class Base { private worker; constructor(name: string) { this.worker = new Worker(name, this.run.bind(this)); } abstract run(job): Promise<void>; }`,
      'images.ts': `import { Base } from './base'; export class Images extends Base { constructor() { super('images'); } async run(job) {} }`,
      'mails.ts': `import { Base } from './base'; export class Mails extends Base { constructor() { super('mails'); } async run(job) {} }`,
    },
  ],
  [
    'a class that is constructed with both',
    RUN,
    {
      'runner.ts': `import { Worker } from 'bullmq'; export class Runner { worker; constructor(name, run) { this.worker = new Worker(name, run); } }`,
      'all.ts': `import { Runner } from './runner'; import { resize } from './resize'; import { send } from './send'; new Runner('images', resize); new Runner('mails', send);`,
    },
  ],
  [
    'the elements of an array',
    [`<anonymous> (all.ts:1) job 'resize'`],
    { 'all.ts': `import { Worker } from 'bullmq'; import { configs } from './configs'; configs.map((config) => new Worker(config.name, async (job) => run(job)));`, 'configs.ts': `import { images } from './images.config'; export const configs: Config[] = [images, { name: 'mails' }];`, 'images.config.ts': `export const images = { name: 'images' };` },
  ],
  [
    'the elements of an array, each with its processor',
    RUN,
    { 'all.ts': `import { Worker } from 'bullmq'; import { resize } from './resize'; import { send } from './send'; [{ name: 'images', run: resize }, { name: 'mails', run: send }].forEach(({ name, run }) => { new Worker(name, run); });` },
  ],
  ['the elements of an array, in a loop', RUN, { 'all.ts': `${HANDLERS} const all = [{ name: 'images', run: resize }, ...more]; for (const { name, run } of all) { new Worker(name, run); }`.replace('const all', `const more = [{ name: 'mails', run: send }]; const all`) }],
  ['the elements of an array, in a loop that names each', RUN, { 'all.ts': `${HANDLERS} for (const each of [{ name: 'images', run: resize }, { name: 'mails', run: send }]) new Worker(each.name, each.run);` }],
  ['pairs', RUN, { 'all.ts': `${HANDLERS} for (const [name, run] of [['images', resize], ['mails', send]] as const) new Worker(name, run);` }],
  ['the entries of an object', RUN, { 'all.ts': `${HANDLERS} const all = { images: resize, mails: send }; Object.entries(all).forEach(([name, run]) => new Worker(name, run));` }],
  ['the entries of an object, in a loop', RUN, { 'all.ts': `${HANDLERS} enum Names { Images = 'images', Mails = 'mails' } const all = { [Names.Images]: resize, [Names.Mails]: send }; for (const [name, run] of Object.entries(all)) new Worker(name, run);` }],
  ['the entries of an object that another is spread into', RUN, { 'all.ts': `${HANDLERS} const more = { images: resize }; const all = { images: send, ...more }; export const workers = Object.entries(all).map(([name, run]) => new Worker(name, run));` }],
  ['the keys of an object', RUN, { 'all.ts': `${HANDLERS} const all = { images: resize, mails: send }; for (const name of Object.keys(all)) new Worker(name, all[name]);` }],
  ['the values of an object', RUN, { 'all.ts': `${HANDLERS} const all = { a: { name: 'images', run: resize }, b: { name: 'mails', run: send } }; for (const { name, run } of Object.values(all)) new Worker(name, run);` }],
  ['the turns of a loop that counts', NONE, { 'all.ts': `${HANDLERS} for (let i = 0; i < 4; i++) new Worker(\`images-\${i}\`, resize);` }],
  ['the elements of an array that cannot be seen', NONE, { 'all.ts': `import { Worker } from 'bullmq'; import { configs } from 'configs'; configs.map((config) => new Worker(config.name, async (job) => run(job)));` }],
  ['a call in a test', NONE, { 'lib.ts': `import { Worker } from 'bullmq'; export const createWorker = (name, run) => new Worker(name, run);`, 'all.test.ts': `import { createWorker } from './lib'; import { resize } from './resize'; createWorker('images', resize);` }],
  ['a function of the same name', NONE, { 'lib.ts': `import { Worker } from 'bullmq'; export const createWorker = (name, run) => new Worker(name, run);`, 'all.ts': `import { resize } from './resize'; function createWorker(name, run) {} createWorker('images', resize);` }],
  ['nothing that is ever called', NONE, { 'lib.ts': `import { Worker } from 'bullmq'; export const createWorker = (name, run) => new Worker(name, run);` }],
];

describe('workers that are made of what is given:', () => {
  it.each(rows)('%s', (_, expected, files) => {
    expect(found({ ...PROJECT, ...files })).toEqual(expected);
  });
});
