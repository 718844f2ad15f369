import type { DispatchDetail } from '../../src/libraries/detail.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DispatcherSetting } from '../../src/settings.js';
import type { Files } from '../resolve/project.js';
import { linesOf, seenIn } from './recognised.js';

const direct: readonly (readonly [string, readonly string[], string])[] = [
  ['bullmq', ['bullmq process [1]', 'bullmq process [1] options 2'], `import { Queue } from 'bullmq'; const q = new Queue('images'); async function main(id) { await q.add('process', { id }); await q.add('process', { id }, { delay: 1 }); }`],
  ['a subclass of Queue', ['bullmq process [1]'], `import { Queue } from 'bullmq'; class ImageQueue extends Queue {} const q = new ImageQueue('images'); function main(id) { q.add('process', { id }); }`],
  ['bull by default import', ['bull images [0]', 'bull thumb [1]'], `import Queue from 'bull'; const q = new Queue('images'); function main(id) { q.add({ id }); q.add('thumb', { id }); }`],
  ['bull by namespace', ['bull images [0]'], `import * as Queue from 'bull'; const q = new Queue('images'); function main(id) { q.add({ id }); }`],
  ['bull by require', ['bull images [0]'], `const Queue = require('bull'); const q = new Queue('images'); function main(id) { q.add({ id }); }`],
  ['bull by import =', ['bull images [0]'], `import Queue = require('bull'); const q = new Queue('images'); function main(id) { q.add({ id }); }`],
  ['bull by require().default', ['bull images [0]'], `const Queue = require('bull').default; const q = new Queue('images'); function main(id) { q.add({ id }); }`],
  ['bull without new', ['bull images [0]'], `const Queue = require('bull'); const q = Queue('images'); function main(id) { q.add({ id }); }`],
  ['bull by type', ['bull q [0]', 'bull r [0]'], `import Bull, { Queue } from 'bull'; function main(q: Bull.Queue, r: Queue) { const x = q; q.add({ x }); r.add({ x }); }`],
  ['@nestjs/bull', ['bull images [0]'], `import { InjectQueue } from '@nestjs/bull'; import { Queue } from 'bull'; class C { constructor(@InjectQueue('images') private q: Queue) {} main(id) { this.q.add({ id }); } }`],
  ['celery-node', ['celery-node x [0,1]', 'celery-node x [0]', 'celery-node x [1,2]'], `import { createClient } from 'celery-node'; const client = createClient(); const t = client.createTask('x'); function main(a, b) { t.delay(a, b); t.applyAsync([a]); client.sendTask('x', [a], {}); }`],
  ['celery-node as required', ['celery-node x [0]'], `const celery = require('celery-node'); const client = celery.createClient(); const t = client.createTask('x'); function main(a) { t.delay(a); }`],
  ['celery-ts', ['celery-ts x [0] options 0'], `import { createClient } from 'celery-ts'; const t = createClient({}).createTask('x'); function main(a) { t.applyAsync({ args: [a] }); }`],
  ['no name that can be read', ['bullmq q [1]'], `import { Queue } from 'bullmq'; const q = new Queue('images'); function main(name, id) { q.add(name, { id }); }`],
  ['an optional call is still recognised', ['bullmq process [1]'], `import { Queue } from 'bullmq'; let q: Queue | undefined; function main(id) { q?.add('process', { id }); }`],
];

const foreign: readonly (readonly [string, string])[] = [
  ['a Set', `const s = new Set(); function main(id) { s.add(id); s.add(id); }`],
  ['a typed Set', `function main(s: Set<string>, id) { s.add(id); }`],
  ['a Map of Sets', `const m = new Map<string, Set<string>>(); function main(id) { m.get('x').add(id); }`],
  ['p-queue', `import PQueue from 'p-queue'; const q = new PQueue(); function main(id) { q.add(() => id); }`],
  ['a class list', `function main(el: HTMLElement) { el.classList.add('a'); }`],
  ['mongoose', `import { Schema } from 'mongoose'; const s = new Schema({}); function main(x) { s.add(x); }`],
  ['a Queue of one’s own', `class Queue { add(x) { this.items.push(x); } } const q = new Queue(); function main(id) { q.add('process', { id }); }`],
  ['a Queue of another package', `import { Queue } from 'typescript-collections'; const q = new Queue(); function main(id) { q.add(id); }`],
  ['an unknown receiver', `function main(q, id) { q.add('process', { id }); }`],
  ['a FlowProducer', `import { FlowProducer } from 'bullmq'; const f = new FlowProducer(); function main(id) { f.add({ name: 'a', queueName: 'b', data: { id } }); }`],
  ['addBulk', `import { Queue } from 'bullmq'; const q = new Queue('images'); function main(id) { q.addBulk([{ name: 'a', data: { id } }]); }`],
  ['a subclass that overrides add', `import { Queue } from 'bullmq'; class Fake extends Queue { add(name, data) { return store.push(data); } } const q = new Fake('images'); function main(id) { q.add('a', { id }); }`],
  ['a repeated job', `import { Queue } from 'bullmq'; const q = new Queue('images'); function main(id) { q.add('a', { id }, { repeat: { every: 1 } }); }`],
];

/** The keys of the dispatches of the code, equal ones under equal numbers. */
function pattern(files: Files, key: 'task' | 'connection' | 'receiver'): (number | undefined)[] {
  const keys = seenIn(files).recognised.map(({ task, connectionKey, receiverKey }) => ({ task: task.key, connection: connectionKey, receiver: receiverKey })[key]);
  return keys.map((one) => (one === undefined ? undefined : keys.indexOf(one)));
}

const identities: readonly (readonly [string, 'task' | 'connection' | 'receiver', readonly (number | undefined)[], string | Files])[] = [
  ['job names of one queue', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; const q = new Queue('images'); function main(x) { q.add('a', x); q.add('b', x); q.add('a', x); }`],
  ['one job name on two queues', 'task', [0, 1], `import { Queue } from 'bullmq'; const q = new Queue('images'), r = new Queue('mails'); function main(x) { q.add('a', x); r.add('a', x); }`],
  ['two objects for one queue', 'task', [0, 0], `import { Queue } from 'bullmq'; const q = new Queue('images'), r = new Queue('images'); function main(x) { q.add('a', x); r.add('a', x); }`],
  ['queues by name through a factory', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; const make = (n) => new Queue(n); const q = make('a'), r = make('b'), s = make('a'); function main(x) { q.add('j', x); r.add('j', x); s.add('j', x); }`],
  ['queues whose names can’t be read', 'task', [0, 1], `import { Queue } from 'bullmq'; const q = new Queue(process.env.A), r = new Queue(process.env.B); function main(x) { q.add('j', x); r.add('j', x); }`],
  ['queues without a variable', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; function get(n): Queue { return store[n]; } function main(x) { get('a').add('j', x); get('b').add('j', x); get('a').add('j', x); }`],
  ['a queue name by enum', 'task', [0, 0], `import { Queue } from 'bullmq'; enum N { A = 'images' } const q = new Queue(N.A), r = new Queue('images'); function main(x) { q.add('j', x); r.add('j', x); }`],
  ['the wrapper and the queue itself', 'task', [0, 0], `import { Queue } from 'bullmq'; const q = new Queue('images'); const f = (x) => q.add('a', x); function main(x) { f(x); q.add('a', x); }`],
  ['a wrapper by the name it is given', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; const q = new Queue('images'); const f = (n, x) => q.add(n, x); function main(x) { f('a', x); f('b', x); f('a', x); }`],
  ['a wrapper by the queue it is given', 'task', [0, 1], `import { Queue } from 'bullmq'; const f = (n: string, x) => new Queue(n).add('j', x); function main(x) { f('a', x); f('b', x); }`],
  ['a wrapper by a name that can’t be read', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; const q = new Queue('images'); const f = (n, x) => q.add(n, x); function main(x, m) { f(m.a, x); f(m.b, x); f(m.a, x); }`],
  ['task classes', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; const q = new Queue('t'); class T { schedule(d) { return q.add(env[this.k], d); } } class A extends T {} class B extends T {} function main(x) { new A().schedule(x); new B().schedule(x); new A().schedule(x); }`],
  ['task classes on a queue of Bull', 'task', [0, 1, 0], `import Bull from 'bull'; const q = new Bull('t'); class T { schedule(d) { return q.add({ name: this.constructor.name, d }); } } class A extends T {} class B extends T {} function main(x) { new A().schedule(x); new B().schedule(x); new A().schedule(x); }`],
  ['task classes behind wrappers', 'task', [0, 1], `import Bull from 'bull'; const q = new Bull('t'); class T { schedule(d) { return q.add({ d }); } } class A extends T {} class B extends T {} const a = (x) => new A().schedule(x); const b = (x) => new B().schedule(x); function main(x) { a(x); b(x); }`],
  ['a wrapper that looks its queue up', 'task', [0, 1, 0], `import { Queue } from 'bullmq'; function get(n): Queue { return store[n]; } const f = (n, d, to) => { const q = get(to); return q.add(n, d); }; function main(x) { f('j', x, 'a'); f('j', x, 'b'); f('j', x, 'a'); }`],
  ['local queues of two functions', 'task', [0, 1], `import { Queue } from 'bullmq'; function main(x, get: (n: string) => Queue) { { const q = get('a'); q.add('j', x); } { const q = get('b'); q.add('j', x); } }`],
  ['celery names are global', 'task', [0, 0, 0, 3], `import { createClient } from 'celery-node'; const c = createClient(), d = createClient(); const t = c.createTask('x'), u = d.createTask('x'); function main(a) { t.delay(a); u.delay(a); c.sendTask('x', [a]); c.sendTask('y', [a]); }`],
  ['injected queues', 'task', [0, 1, 0], `import { InjectQueue } from '@nestjs/bullmq'; class C { constructor(@InjectQueue('a') private a, @InjectQueue('b') private b, @InjectQueue('a') private c) {} main(x) { this.a.add('j', x); this.b.add('j', x); this.c.add('j', x); } }`],
  ['one connection, two connections', 'connection', [0, 0, 2], `import { Queue } from 'bullmq'; import IORedis from 'ioredis'; const one = new IORedis(1), two = new IORedis(2); const a = new Queue('a', { connection: one }), b = new Queue('b', { connection: one }), c = new Queue('c', { connection: two }); function main(x) { a.add('j', x); b.add('j', x); c.add('j', x); }`],
  ['connections written out', 'connection', [0, 0, 2], `import { Queue } from 'bullmq'; const a = new Queue('a', { connection: { host: 'x' } }), b = new Queue('b', { connection: { host: 'x' } }), c = new Queue('c', { connection: { host: 'y' } }); function main(x) { a.add('j', x); b.add('j', x); c.add('j', x); }`],
  ['a connection from another file', 'connection', [0, 0], { 'main.ts': `import { Queue } from 'bullmq'; import { redis } from './redis'; import { b } from './b'; const a = new Queue('a', { connection: redis }); function main(x) { a.add('j', x); b.add('j', x); }`, 'b.ts': `import { Queue } from 'bullmq'; import { redis as connection } from './redis'; const opts = { connection }; export const b = new Queue('b', opts);`, 'redis.ts': `import IORedis from 'ioredis'; export const redis = new IORedis();` }],
  ['no connection in sight', 'connection', [undefined, undefined], `import { Queue } from 'bullmq'; const a = new Queue('a'); function main(b: Queue, x) { a.add('j', x); b.add('j', x); }`],
  ['brokers', 'connection', [0, 0, 2], `import { createClient } from 'celery-node'; const a = createClient('redis://a', 'redis://a', 'q1'), b = createClient('redis://a', 'redis://a', 'q2'), c = createClient('redis://c', 'redis://a'); const t = a.createTask('t'), u = b.createTask('u'), v = c.createTask('v'); function main(x) { t.delay(x); u.delay(x); v.delay(x); }`],
  ['receivers', 'receiver', [0, 1, 0], `import { Queue } from 'bullmq'; const q = new Queue('a'), r = new Queue('b'); function main(x) { q.add('a', x); r.add('a', x); q.add('b', x); }`],
];

function filesOf(code: string | Files): Files {
  return typeof code === 'string' ? { 'main.ts': code } : code;
}

describe('recognise', () => {
  it.each(direct)('knows %s', (_name, expected, code) => {
    expect(linesOf(seenIn({ 'main.ts': code }))).toEqual(expected);
  });
  it.each(foreign)('leaves alone %s', (_name, code) => {
    expect(linesOf(seenIn({ 'main.ts': code }))).toEqual([]);
  });
  it.each(identities)('tells apart: %s', (_name, key, expected, code) => {
    expect(pattern(filesOf(code), key)).toEqual(expected);
  });

  it('hands the construction to renderers', () => {
    const { recognised } = seenIn({
      'main.ts': `import { q } from './queues'; const f = (x) => q.add('a', x); function main(x) { f(x); }`,
      'queues.ts': `import { Queue } from 'bullmq'; export const q = new Queue('images', { prefix: 'p' });`,
    });
    const { receiver, made } = recognised[0]?.detail as DispatchDetail;
    expect(made?.module.text.slice(...made.node.range)).toBe(`new Queue('images', { prefix: 'p' })`);
    expect(receiver).toMatchObject({ kind: 'package', package: 'bullmq', path: ['Queue', 'new'], symbol: { name: 'q' } });
  });

  it('finds super(…) as the construction of a subclass', () => {
    const { recognised } = seenIn({ 'main.ts': `import { Queue } from 'bullmq'; class Images extends Queue { constructor() { super('images'); } } const q = new Images(); function main(x) { q.add('a', x); }` });
    expect(recognised[0]?.task.key).toBe(`bullmq:'images':'a'`);
  });

  it('concludes anew when a wrapper’s file changes', () => {
    const { recogniser, module } = seenIn({
      'main.ts': `import { f } from './jobs'; function main(x) { f(x); }`,
      'jobs.ts': `import { Queue } from 'bullmq'; const q = new Queue('a'); export const f = (x) => q.add('j', x);`,
    });
    const [, main] = module.ast.body;
    const call = main?.type === 'FunctionDeclaration' && main.body.body[0]?.type === 'ExpressionStatement' ? main.body.body[0].expression : undefined;
    if (call?.type !== 'CallExpression') throw new Error('the call is not where it should be');
    expect(recogniser.recognise(call, module)?.task.name).toBe('j');
    writeFileSync(join(module.path, '..', 'jobs.ts'), `export const f = (x) => store.push(x);`);
    expect(recogniser.recognise(call, module)).toBeUndefined();
  });
});

describe('declared dispatchers', () => {
  const rows: readonly (readonly [string, readonly string[], DispatcherSetting, Files])[] = [
    ['a package’s function', ['declared thumb [1] options 2 via push'], { from: 'package', package: 'our-jobs', name: 'push', task: 0, options: 2 }, { 'main.ts': `import { push } from 'our-jobs'; function main(x) { push('thumb', x, {}); }` }],
    ['a package’s method', ['declared push [0] via jobs.push'], { from: 'package', package: 'our-jobs', name: 'Jobs.push' }, { 'main.ts': `import { Jobs } from 'our-jobs'; const jobs = new Jobs(); function main(x) { jobs.push(x); }` }],
    ['a default export', ['bullmq push [0] via push'], { from: 'package', package: 'our-jobs', name: 'default', task: 'push', library: 'bullmq' }, { 'main.ts': `import push from 'our-jobs'; function main(x) { push(x); }` }],
    ['a file’s function', ['declared thumb [1] via push (jobs.ts:1)'], { from: 'file', path: './lib/jobs', name: 'push', task: 0 }, { 'main.ts': `import { push } from './lib/jobs'; function main(x) { push('thumb', x); }`, 'lib/jobs.ts': `export function push(name, x) { return fetch('/jobs', { name, x }); }` }],
    ['a file’s method', ['declared thumb [1] via this.jobs.push (jobs.ts:1)'], { from: 'file', path: 'jobs.ts', name: 'Jobs.push', task: 0 }, { 'main.ts': `import { Jobs } from './jobs'; class C { constructor(private jobs: Jobs) {} main(x) { this.jobs.push('thumb', x); } }`, 'jobs.ts': `export class Jobs { push(name, x) { return fetch('/jobs', { name, x }); } }` }],
    ['another file’s', [], { from: 'file', path: 'other', name: 'push' }, { 'main.ts': `import { push } from './jobs'; function main(x) { push(x); }`, 'jobs.ts': `export function push(x) { return fetch(x); }` }],
    ['ahead of what the body shows', ['bullmq given [0] via f (main.ts:1)'], { from: 'file', path: 'main', name: 'f', task: 'given', library: 'bullmq' }, { 'main.ts': `import { Queue } from 'bullmq'; const q = new Queue('a'); const f = (x) => q.add('seen', x); function main(x) { f(x); }` }],
  ];
  it.each(rows)('%s', (_name, expected, setting, files) => {
    expect(linesOf(seenIn(files, { dispatchers: [setting] }))).toEqual(expected);
  });

  it('says how to get the signature', () => {
    const settings = { dispatchers: [{ from: 'package', package: 'our-jobs', name: 'push', signature: 'pushSignature' }] } as const;
    const { recognised } = seenIn({ 'main.ts': `import { push } from 'our-jobs'; function main(x) { push(x); }` }, settings);
    expect(recognised[0]?.wrapper?.signature).toEqual({ name: 'pushSignature', from: 'our-jobs' });
  });
});
