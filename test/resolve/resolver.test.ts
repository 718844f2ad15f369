import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from 'eslint-scope';
import * as espree from 'espree';
import { describe, expect, it } from 'vitest';
import { childrenOf } from '../../src/readers/ecmascript/estree.js';
import type { Node, Program } from '../../src/readers/ecmascript/estree.js';
import { moduleOfLinted, parseModule } from '../../src/readers/ecmascript/module.js';
import { answer, answerIn, projectOf } from './project.js';
import type { Files } from './project.js';

const QUEUES = `import { Queue } from 'bullmq'; export const images = new Queue('images');`;
const IMAGES = `bullmq Queue.new made new Queue('images') = queues.ts#images`;
const HERE = `bullmq Queue.new made new Queue('images')`;

/** `[what it shows, the answer, the code or the files, the first of which asks]` */
type Row = readonly [string, string, string | Files];

const inOneFile: readonly Row[] = [
  ['a constant', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); ask(q);`],
  ['a namespace import', `${HERE.replace('new Queue', 'new b.Queue')} = main.ts#q`, `import * as b from 'bullmq'; const q = new b.Queue('images'); ask(q);`],
  ['a default import of bull', `bull default.Queue.new = main.ts#q`, `import Bull from 'bull'; declare const q: Bull.Queue; ask(q);`],
  ['bull without new', `bull Queue.new made Queue('images') = main.ts#q`, `import Queue from 'bull'; const q = Queue('images'); ask(q);`],
  ['bull by construction', `bull default.new made new Queue('images') = main.ts#q`, `import Queue from 'bull'; const q = new Queue('images'); ask(q);`],
  ['import x = require', `bull new made new Queue('images') = main.ts#q`, `import Queue = require('bull'); const q = new Queue('images'); ask(q);`],
  ['a renamed import', `bullmq Queue.new made new Q('images') = main.ts#q`, `import { Queue as Q } from 'bullmq'; const q = new Q('images'); ask(q);`],
  ['celery-node', `celery-node Task.new made client.createTask('x') = main.ts#t`, `import { createClient } from 'celery-node'; const client = createClient('a', 'b'); const t = client.createTask('x'); ask(t);`],
  ['celery-node as a namespace', `celery-node Task.new made c.createTask('x') = main.ts#t`, `import * as celery from 'celery-node'; const c = celery.createClient(); const t = c.createTask('x'); ask(t);`],
  ['celery-node by default import', `celery-node Client.new made celery.createClient() = main.ts#c`, `import celery from 'celery-node'; const c = celery.createClient(); ask(c);`],
  ['a client without a variable', `celery-node Task.new made createClient().createTask('x')`, `import { createClient } from 'celery-node'; ask(createClient().createTask('x'));`],
  ['a declared type', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f(q: Queue) { ask(q); }`],
  ['a type-only import', `bullmq Queue.new`, `import type { Queue } from 'bullmq'; const f = (q: Queue<Job>) => { ask(q); };`],
  ['an inline import type', `bullmq Queue.new`, `function f(q: import('bullmq').Queue) { ask(q); }`],
  ['a union with null', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f(q: Queue | null | undefined) { ask(q!); }`],
  ['an optional parameter', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f(q?: Queue) { ask(q); }`],
  ['a promise, awaited', `bullmq Queue.new`, `import { Queue } from 'bullmq'; async function f(q: Promise<Queue>) { ask(await q); }`],
  ['a type beats null', `bullmq Queue.new = main.ts#q`, `import { Queue } from 'bullmq'; let q: Queue | null = null; ask(q);`],
  ['a type beats a map', `bullmq Queue.new = main.ts#q`, `import { Queue } from 'bullmq'; function f(m: any) { const q: Queue = m.get('x'); ask(q); }`],
  ['a type beats a foreign call', `bullmq Queue.new = main.ts#q`, `import { Queue } from 'bullmq'; import { get } from 'registry'; const q: Queue = get('images'); ask(q);`],
  ['a map with a type', `bullmq Queue.new`, `import { Queue } from 'bullmq'; const m = new Map<string, Queue>(); function f(n: string) { ask(m.get(n)); }`],
  ['a record', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f(m: Record<string, Queue>, n: string) { ask(m.images); }`],
  ['an assertion beats any', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f(x: any) { ask(x.y as Queue); }`],
  ['const assertions are no type', `${HERE} = main.ts#queues.images`, `import { Queue } from 'bullmq'; const queues = { images: new Queue('images') } as const; ask(queues.images);`],
  ['a global cache', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = globalThis.q ?? new Queue('images'); ask(q);`],
  ['a global cache with ||', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const g = globalThis as any; export const q = g.q || new Queue('images'); ask(q);`],
  ['a later assignment', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; let q: Queue; function init() { q = new Queue('images'); } function f() { ask(q); }`],
  ['two assignments agree on the class only', `bullmq Queue.new = main.ts#q`, `import { Queue } from 'bullmq'; let q = new Queue('a'); function f() { q = new Queue('b'); } ask(q);`],
  ['two assignments disagree', `unknown`, `import { Queue } from 'bullmq'; let q: any = new Queue('a'); function f() { q = new Set(); } ask(q);`],
  ['arms that agree', `bullmq Queue.new`, `import { Queue } from 'bullmq'; const a = new Queue('a'), b = new Queue('b'); function f(x: boolean) { ask(x ? a : b); }`],
  ['arms that disagree', `unknown`, `import { Queue } from 'bullmq'; const a = new Queue('a'); function f(x: boolean) { ask(x ? a : new Set()); }`],
  ['object destructuring', `${HERE} = main.ts#queues.images`, `import { Queue } from 'bullmq'; const queues = { images: new Queue('images') }; function f() { const { images: q } = queues; ask(q); }`],
  ['a destructured parameter', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function f({ queue }: { queue: Queue }) { ask(queue); }`],
  ['a parameter', `parameter 0.queue`, `function f(deps) { ask(deps.queue); }`],
  ['a destructured parameter without type', `parameter 0.queue`, `function f({ queue }) { ask(queue); }`],
  ['an interface member', `bullmq Queue.new`, `import { Queue } from 'bullmq'; interface Base { queue: Queue } interface Deps extends Base {} function f(d: Deps) { ask(d.queue); }`],
  ['an interface method', `bullmq Queue.new`, `import { Queue } from 'bullmq'; interface Deps { queue(): Promise<Queue> } async function f(d: Deps) { ask(await d.queue()); }`],
  ['an indexed type', `bullmq Queue.new`, `import { Queue } from 'bullmq'; interface Deps { queue: Queue } function f(d: Deps['queue']) { ask(d); }`],
  ['a type alias', `bullmq Queue.new`, `import { Queue } from 'bullmq'; type Q = Queue<number>; function f(d: Q) { ask(d); }`],
  ['typeof', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); function f(d: typeof q) { ask(d); }`],
  ['ReturnType', `bullmq Queue.new made new Queue(n)`, `import { Queue } from 'bullmq'; function make(n: string) { return new Queue(n); } function f(d: ReturnType<typeof make>) { ask(d); }`],
  ['a function by its declared type', `bullmq Queue.new`, `import { Queue } from 'bullmq'; function get(n: string): Queue { return store[n]; } ask(get('x'));`],
  ['a function by what it returns', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); const get = () => q; function f() { ask(get()); }`],
  ['an async function', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); async function get() { return q; } async function f() { ask(await get()); }`],
  ['a factory gives each its own', `bullmq Queue.new made new Queue(n) = main.ts#b`, `import { Queue } from 'bullmq'; function make(n: string) { const q = new Queue(n); return q; } const a = make('a'); const b = make('b'); ask(b);`],
  ['a factory of objects', `bullmq Queue.new made new Queue(n) = main.ts#a.queue`, `import { Queue } from 'bullmq'; function make(n: string) { return { queue: new Queue(n) }; } const a = make('a'); ask(a.queue);`],
  ['recursion ends', `unknown`, `function f(n) { return f(n - 1); } ask(f(1));`],
  ['variables in a circle end', `unknown`, `const a = b; const b = a; ask(a);`],
  ['an enum', `literal "images"`, `enum Q { Images = 'images' } ask(Q.Images);`],
  ['a template', `literal "v1-images"`, 'const p = "v1"; ask(`${p}-images`);'],
  ['undeclared', `unknown`, `ask(queue);`],
  ['a Set', `unknown`, `const s = new Set(); ask(s);`],
  ['p-queue is its own package', `p-queue default.new made new PQueue() = main.ts#q`, `import PQueue from 'p-queue'; const q = new PQueue(); ask(q);`],
  ['an express router', `express default.Router.() made express.Router() = main.ts#r`, `import express from 'express'; const r = express.Router(); ask(r);`],
];

const inClasses: readonly Row[] = [
  ['a field', `${HERE} = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { q = new Queue('images'); f() { ask(this.q); } }`],
  ['a private field', `${HERE} = main.ts#S.#q`, `import { Queue } from 'bullmq'; class S { #q = new Queue('images'); f() { ask(this.#q); } }`],
  ['a declared field', `bullmq Queue.new = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { private q: Queue; f() { ask(this.q); } }`],
  ['an assignment in the constructor', `${HERE} = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { private q: Queue; constructor() { this.q = new Queue('images'); } f() { ask(this.q); } }`],
  ['a parameter property', `bullmq Queue.new = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { constructor(private readonly q: Queue) {} f() { ask(this.q); } }`],
  ['@InjectQueue', `bullmq Queue.new by @InjectQueue('images') = main.ts#S.q`, `import { InjectQueue } from '@nestjs/bullmq'; import { Queue } from 'bullmq'; class S { constructor(@InjectQueue('images') private readonly q: Queue) {} f() { ask(this.q); } }`],
  ['@InjectQueue on a field', `bull Queue.new by @InjectQueue('images') = main.ts#S.q`, `import { InjectQueue } from '@nestjs/bull'; class S { @InjectQueue('images') q; f() { ask(this.q); } }`],
  ['another package’s decorator', `unknown`, `import { InjectQueue } from 'other'; class S { @InjectQueue('images') q; f() { ask(this.q); } }`],
  ['a static', `${HERE} = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { static q = new Queue('images'); } ask(S.q);`],
  [
    'getInstance()',
    `${HERE} = main.ts#S.instance`,
    `import { Queue } from 'bullmq'; class S { private static instance: Queue | null = null; static getInstance(): Queue { if (!this.instance) { this.instance = new Queue('images'); } return this.instance; } } ask(S.getInstance());`,
  ],
  ['getInstance() by its type', `bullmq Queue.new`, `import { Queue } from 'bullmq'; class S { static getInstance(): Queue | null { return store.get(this); } } ask(S.getInstance());`],
  ['an instance passed on', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); class S { constructor(private q) {} get() { return this.q; } } const s = new S(q); ask(s.get());`],
  ['a getter', `${HERE} = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); class S { get queue() { return q; } f() { ask(this.queue); } }`],
  ['an arrow in a method', `${HERE} = main.ts#S.q`, `import { Queue } from 'bullmq'; class S { q = new Queue('images'); f() { return [1].map(() => { ask(this.q); }); } }`],
  ['this in a plain function', `unknown`, `import { Queue } from 'bullmq'; class S { q = new Queue('images'); f() { return [1].map(function () { ask(this.q); }); } }`],
  ['inherited', `${HERE} = main.ts#Base.q`, `import { Queue } from 'bullmq'; class Base { protected q = new Queue('images'); } class S extends Base { f() { ask(this.q); } }`],
  ['through super()', `bullmq Queue.new made new Queue('images') = main.ts#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); class Base { constructor(protected q) {} } class S extends Base { constructor() { super(q); } } ask(new S().q);`],
  ['an abstract member that one subclass defines', `${HERE} = main.ts#S.q`, `import { Queue } from 'bullmq'; abstract class Base { abstract q: any; f() { ask(this.q); } } class S extends Base { q = new Queue('images'); }`],
  ['an abstract member that two define apart', `unknown`, `import { Queue } from 'bullmq'; abstract class Base { abstract q: any; f() { ask(this.q); } } class S extends Base { q = new Queue('images'); } class T extends Base { q = new Set(); }`],
  ['the member of the class at hand', `literal "enrich"`, `abstract class Task { abstract name: string; get() { return this.name; } } class Enrich extends Task { name = 'enrich'; } class Other extends Task { name = 'other'; } ask(new Enrich().get());`],
  ['the class’s own name', `literal "Enrich"`, `class Task { get() { return this.constructor.name; } } class Enrich extends Task {} ask(new Enrich().get());`],
  ['an implementer', `instance S`, `interface I { add(): void } class S implements I { add() {} } function f(i: I) { ask(i); }`],
  ['a class in a class', `${HERE} = main.ts#Inner.q`, `import { Queue } from 'bullmq'; class Inner { q = new Queue('images'); } class Outer { inner = new Inner(); f() { ask(this.inner.q); } }`],
  ['a method', `function of main.ts = main.ts#S.add`, `class S { add() {} } ask(new S().add);`],
  ['an object’s this', HERE, `import { Queue } from 'bullmq'; const s = { q: new Queue('images'), f() { ask(this.q); } };`],
];

const acrossFiles: readonly Row[] = [
  ['named', IMAGES, { 'main.ts': `import { images } from './queues'; ask(images);`, 'queues.ts': QUEUES }],
  ['a .js ending for a .ts file', IMAGES, { 'main.ts': `import { images } from './queues.js'; ask(images);`, 'queues.ts': QUEUES }],
  ['a namespace', IMAGES, { 'main.ts': `import * as q from './queues'; ask(q.images);`, 'queues.ts': QUEUES }],
  ['a barrel', IMAGES, { 'main.ts': `import { images } from './lib'; ask(images);`, 'lib/index.ts': `export * from '../queues';`, 'queues.ts': QUEUES }],
  ['a renaming re-export', IMAGES, { 'main.ts': `import { q } from './lib'; ask(q);`, 'lib.ts': `export { images as q } from './queues';`, 'queues.ts': QUEUES }],
  ['import, then export', IMAGES, { 'main.ts': `import { images } from './lib'; ask(images);`, 'lib.ts': `import { images } from './queues'; export { images };`, 'queues.ts': QUEUES }],
  ['export * as', IMAGES, { 'main.ts': `import { all } from './lib'; ask(all.images);`, 'lib.ts': `export * as all from './queues';`, 'queues.ts': QUEUES }],
  ['a default export', `${HERE} = q.ts#images`, { 'main.ts': `import q from './q'; ask(q);`, 'q.ts': `import { Queue } from 'bullmq'; const images = new Queue('images'); export default images;` }],
  ['a default expression', HERE, { 'main.ts': `import q from './q'; ask(q);`, 'q.ts': `import { Queue } from 'bullmq'; export default new Queue('images');` }],
  ['a default as a name', IMAGES, { 'main.ts': `import { q } from './lib'; ask(q);`, 'lib.ts': `export { default as q } from './queues';`, 'queues.ts': QUEUES.replace('export const', 'const') + 'export { images as default };' }],
  ['export * in a circle', 'unknown', { 'main.ts': `import { images } from './a'; ask(images);`, 'a.ts': `export * from './b';`, 'b.ts': `export * from './a';` }],
  ['export * in a circle with the name in it', IMAGES, { 'main.ts': `import { images } from './a'; ask(images);`, 'a.ts': `export * from './b';`, 'b.ts': `export * from './a'; export * from './queues';`, 'queues.ts': QUEUES }],
  ['a re-exported package', `bullmq Queue.new made new Queue('images') = main.ts#q`, { 'main.ts': `import { Queue } from './lib'; const q = new Queue('images'); ask(q);`, 'lib.ts': `export { Queue } from 'bullmq';` }],
  ['export * of a package', `bullmq Queue.new made new Queue('images') = main.ts#q`, { 'main.ts': `import { Queue } from './lib'; const q = new Queue('images'); ask(q);`, 'lib.ts': `export * from 'other'; export * from 'bullmq';` }],
  ['require and module.exports', `${HERE} = q.js#images`, { 'main.js': `const { images } = require('./q'); ask(images);`, 'q.js': `const { Queue } = require('bullmq'); const images = new Queue('images'); module.exports = { images };` }],
  ['exports.x', HERE, { 'main.js': `const q = require('./q'); function f() { ask(q.images); }`, 'q.js': `const { Queue } = require('bullmq'); exports.images = new Queue('images');` }],
  ['module.exports.x', HERE.replace('new Queue', 'new bullmq.Queue'), { 'main.js': `function f() { ask(require('./q').images); }`, 'q.js': `const bullmq = require('bullmq'); module.exports.images = new bullmq.Queue('images');` }],
  ['module.exports = value', `bull new made new Queue('images') = q.js#q`, { 'main.js': `const q = require('./q'); ask(q);`, 'q.js': `const Queue = require('bull'); const q = new Queue('images'); module.exports = q;` }],
  ['an ESM import of CommonJS', `${HERE} = q.cjs#images`, { 'main.mjs': `import q from './q.cjs'; ask(q.images);`, 'q.cjs': `const { Queue } = require('bullmq'); const images = new Queue('images'); module.exports = { images };` }],
  ['a named import of CommonJS', `${HERE} = q.cjs#images`, { 'main.mjs': `import { images } from './q.cjs'; ask(images);`, 'q.cjs': `const { Queue } = require('bullmq'); const images = new Queue('images'); module.exports = { images };` }],
  ['a re-export through require', `${HERE} = q.js#images`, { 'main.js': `const { images } = require('./lib'); ask(images);`, 'lib.js': `module.exports = { ...require('./q') };`, 'q.js': `const { Queue } = require('bullmq'); const images = new Queue('images'); module.exports = { images };` }],
  ['require with a default', IMAGES, { 'main.js': `const q = require('./queues').default; ask(q);`, 'queues.ts': QUEUES.replace('export const', 'const') + 'export default images;' }],
  ['await import()', IMAGES, { 'main.ts': `async function f() { const { images } = await import('./queues'); ask(images); }`, 'queues.ts': QUEUES }],
  ['an imported task', `celery-node Task.new made client.createTask('tasks.process') = tasks.ts#process`, { 'main.ts': `import { process } from './tasks'; ask(process);`, 'tasks.ts': `import { client } from './client'; export const process = client.createTask('tasks.process');`, 'client.ts': `import { createClient } from 'celery-node'; export const client = createClient();` }],
  ['an imported type', `bullmq Queue.new`, { 'main.ts': `import type { Deps } from './types'; function f(d: Deps) { ask(d.images); }`, 'types.ts': `import { Queue } from 'bullmq'; export interface Deps { images: Queue }` }],
  ['an imported service', `${HERE} = service.ts#Service.q`, { 'main.ts': `import { Service } from './service'; class C { constructor(private readonly s: Service) {} f() { ask(this.s.q); } }`, 'service.ts': `import { Queue } from 'bullmq'; export class Service { q = new Queue('images'); }` }],
  ['a name imported from a package that a file lies beside', `bullmq Queue.new made new Queue('x') = main.ts#q`, { 'main.ts': `import { Queue } from 'bullmq'; const q = new Queue('x'); ask(q);`, 'bullmq.ts': `export class Queue {}`, 'tsconfig.json': `{"compilerOptions":{"baseUrl":"."}}` }],
  ['a dependency that a file lies beside', `queues images`, { 'main.ts': `import { images } from 'queues'; ask(images);`, 'queues.ts': QUEUES, 'tsconfig.json': `{"compilerOptions":{"baseUrl":"."}}`, 'package.json': `{"dependencies":{"queues":"1"}}` }],
  ['a package that a file lies beside', `queues images`, { 'main.ts': `import { images } from 'queues'; ask(images);`, 'queues.ts': QUEUES }],
  ['baseUrl', IMAGES, { 'src/main.ts': `import { images } from 'jobs/queues'; ask(images);`, 'src/jobs/queues.ts': QUEUES, 'tsconfig.json': `{"compilerOptions":{"baseUrl":"src"}}` }],
  ['tsconfig paths', IMAGES, { 'src/main.ts': `import { images } from '@/queues'; ask(images);`, 'src/queues.ts': QUEUES, 'tsconfig.json': `{\n  // paths\n  "compilerOptions": { "paths": { "@/*": ["./src/*"], } },\n}` }],
  ['tsconfig paths beside an extends that is not installed', IMAGES, { 'src/main.ts': `import { images } from '@/queues'; ask(images);`, 'src/queues.ts': QUEUES, 'tsconfig.json': `{"extends":"@acme/tsconfig/base.json","compilerOptions":{"paths":{"@/*":["./src/*"]}}}` }],
  ['inherited tsconfig paths', IMAGES, { 'apps/api/main.ts': `import { images } from '@acme/queues'; ask(images);`, 'libs/queues.ts': QUEUES, 'apps/api/tsconfig.json': `{"extends":"../../tsconfig.base.json"}`, 'tsconfig.base.json': `{"compilerOptions":{"baseUrl":".","paths":{"@acme/queues":["libs/queues.ts"]}}}` }],
  ['a solution’s tsconfig', IMAGES, { 'src/main.ts': `import { images } from '@/queues'; ask(images);`, 'src/queues.ts': QUEUES, 'tsconfig.json': `{"files":[],"references":[{"path":"./tsconfig.app.json"}]}`, 'tsconfig.app.json': `{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}` }],
  ['subpath imports', IMAGES, { 'main.ts': `import { images } from '#queues'; ask(images);`, 'queues.ts': QUEUES, 'package.json': `{"imports":{"#queues":"./queues.ts"}}` }],
  [
    'a workspace that is not built or linked',
    `bullmq Queue.new made new Queue('images') = index.ts#images`,
    { 'apps/api/main.ts': `import { images } from '@acme/core'; ask(images);`, 'packages/core/package.json': `{"name":"@acme/core","main":"dist/index.js"}`, 'packages/core/src/index.ts': QUEUES, 'package.json': `{"workspaces":["apps/*","packages/*"]}` },
  ],
  [
    'a pnpm workspace with exports',
    IMAGES,
    { 'apps/api/main.ts': `import { images } from '@acme/core/jobs/queues'; ask(images);`, 'packages/core/package.json': `{"name":"@acme/core","exports":{".":"./dist/index.js","./jobs/*":{"types":"./dist/jobs/*.d.ts","default":"./dist/jobs/*.js"}}}`, 'packages/core/src/jobs/queues.ts': QUEUES, 'pnpm-workspace.yaml': `packages:\n  - 'apps/*'\n  - "packages/**"\n` },
  ],
  [
    'a workspace that is built: its source',
    IMAGES,
    { 'apps/api/main.ts': `import { images } from '@acme/core'; ask(images);`, 'packages/core/package.json': `{"name":"@acme/core","main":"dist/queues.js","types":"dist/queues.d.ts"}`, 'packages/core/src/queues.ts': QUEUES, 'packages/core/dist/queues.js': `exports.images = x();`, 'packages/core/dist/queues.d.ts': `export declare const images: unknown;`, 'package.json': `{"workspaces":["packages/*"]}` },
  ],
  [
    'a linked package without a workspace',
    `bullmq Queue.new made new Queue('images') = index.ts#images`,
    { 'api/main.ts': `import { images } from '@acme/core'; ask(images);`, 'core/package.json': `{"name":"@acme/core","main":"dist/index.js"}`, 'core/src/index.ts': QUEUES, 'api/node_modules/@acme/core': '-> core' },
  ],
  [
    'an installed package’s types, where it depends on a task library',
    `bullmq Queue.new`,
    { 'main.ts': `import { getQueue } from '@acme/queues'; function f() { ask(getQueue('x')); }`, 'node_modules/@acme/queues/package.json': `{"name":"@acme/queues","types":"index.d.ts","dependencies":{"bullmq":"5"}}`, 'node_modules/@acme/queues/index.d.ts': `import { Queue } from 'bullmq'; export declare function getQueue(name: string): Queue;` },
  ],
  [
    'any other installed package is not read',
    `@acme/queues getQueue.() made getQueue('x')`,
    { 'main.ts': `import { getQueue } from '@acme/queues'; function f() { ask(getQueue('x')); }`, 'node_modules/@acme/queues/package.json': `{"name":"@acme/queues","types":"index.d.ts"}`, 'node_modules/@acme/queues/index.d.ts': `import { Queue } from 'bullmq'; export declare function getQueue(name: string): Queue;` },
  ],
  ['a package that is not installed', `@acme/queues images`, { 'main.ts': `import { images } from '@acme/queues'; ask(images);` }],
  ['a file that is not there', `unknown`, { 'main.ts': `import { images } from './nope'; ask(images);` }],
  ['a file with a syntax error', `unknown`, { 'main.ts': `import { images } from './queues'; ask(images);`, 'queues.ts': `export const = ;` }],
  ['JSON', `unknown`, { 'main.ts': `import config from './config.json'; ask(config);`, 'config.json': `{}` }],
  ['an implementer in a file that has been read', `function of service.ts = service.ts#Service.send`, { 'main.ts': `import { Service } from './service'; import type { Sender } from './types'; class C { constructor(private s: Sender) { use(Service); } f() { ask(this.s.send); } } ask(new Service());`, 'types.ts': `export interface Sender { send(): void }`, 'service.ts': `import { Sender } from './types'; export class Service implements Sender { send() {} }` }],
];

describe('originOf', () => {
  it.each(inOneFile)('follows %s', (_name, expected, code) => {
    expect(answer({ 'main.ts': code as string })).toBe(expected);
  });
  it.each(inClasses)('follows classes: %s', (_name, expected, code) => {
    expect(answer({ 'main.ts': code as string })).toBe(expected);
  });
  it.each(acrossFiles.slice(0, -1))('follows imports: %s', (_name, expected, files) => {
    expect(answer(files as Files)).toBe(expected);
  });
  it('asks the implementers in files that have been read', () => {
    const [, expected, files] = acrossFiles.at(-1) ?? ['', '', {}];
    const { root, resolver } = projectOf(files as Files);
    resolver.moduleAt(join(root, 'service.ts'));
    expect(answerIn(resolver, join(root, 'main.ts'))).toBe(expected);
  });
});

describe('the tree of a JavaScript parser', () => {
  it.each([
    ['a constant', `${HERE} = main.js#q`, `import { Queue } from 'bullmq'; const q = new Queue('images'); ask(q);`],
    ['a class', `${HERE} = main.js#Base.q`, `import { Queue } from 'bullmq'; class Base { constructor() { this.q = new Queue('images'); } } class S extends Base { get() { ask(this.q); } }`],
    ['an import', `${HERE} = queues.js#images`, `import queues, { images } from './queues.js'; function main({ a = images }, ...rest) { ask(a); }`],
    ['an untyped function', IMAGES.replace('.ts', '.js'), `import * as queues from './queues.js'; const get = async () => queues.images; class C { async f() { ask((await get()) ?? null); } }`],
  ])('%s', (_name, expected, text) => {
    const { root, resolver } = projectOf({ 'queues.js': QUEUES });
    const ast = espree.parse(text, { ecmaVersion: 2024, sourceType: 'module', range: true }) as unknown as Program;
    setParents(ast);
    const scopeManager = analyze(ast as never, { ecmaVersion: 2024, sourceType: 'module' });
    const module = moduleOfLinted(join(root, 'main.js'), { text, ast, scopeManager, getAllComments: () => [] });
    resolver.setModule(module);
    expect(answerIn(resolver, module.path)).toBe(expected);
  });
});

function setParents(node: Node): void {
  for (const child of childrenOf(node)) {
    (child as { parent?: Node }).parent = node;
    setParents(child);
  }
}

describe('a long-lived process', () => {
  const files = { 'main.ts': `import { images } from './queues'; ask(images);`, 'queues.ts': QUEUES };

  it('notices a changed file', () => {
    const { root, resolver } = projectOf(files);
    expect(answerIn(resolver, join(root, 'main.ts'))).toBe(IMAGES);
    const before = resolver.generation();
    writeFileSync(join(root, 'queues.ts'), 'export const images = new Set<string>();');
    expect(answerIn(resolver, join(root, 'main.ts'))).toBe('unknown');
    expect(resolver.generation()).toBeGreaterThan(before);
  });

  it('notices a file that goes and one that comes', () => {
    const { root, resolver } = projectOf(files);
    rmSync(join(root, 'queues.ts'));
    expect(answerIn(resolver, join(root, 'main.ts'))).toBe('unknown');
    writeFileSync(join(root, 'queues.ts'), QUEUES);
    expect(answerIn(resolver, join(root, 'main.ts'))).toBe(IMAGES);
  });

  it('takes an editor’s buffer before the disk, until the disk changes', () => {
    const { root, resolver } = projectOf(files);
    const path = join(root, 'queues.ts');
    const parsed = parseModule(path, QUEUES.replace('images\'', 'pictures\''));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    resolver.setModule(parsed.module);
    expect(answerIn(resolver, join(root, 'main.ts'))).toContain(`new Queue('pictures')`);
    writeFileSync(path, QUEUES.replace('images\'', 'photographs\''));
    expect(answerIn(resolver, join(root, 'main.ts'))).toContain(`new Queue('photographs')`);
  });
});
