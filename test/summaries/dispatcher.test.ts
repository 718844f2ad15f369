import { describe, expect, it } from 'vitest';
import type { Files } from '../resolve/project.js';
import { linesOf, seenIn } from './recognised.js';

const Q = `import { Queue } from 'bullmq'; const queue = new Queue('images');`;
const FILES = { 'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue('images'); export const mails = new Queue('mails');` };

type Row = readonly [string, readonly string[], string | Files];

const wrappers: readonly Row[] = [
  ['a function', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} async function enqueue(id: string) { await queue.add('process', { id }); } function main(id) { enqueue(id); }`],
  ['an arrow', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} const enqueue = (id: string) => queue.add('process', { id }); function main(id) { enqueue(id); }`],
  ['its name from a parameter', ['bullmq thumb [1] via enqueue (main.ts:1)'], `${Q} const enqueue = (name: string, data: object) => queue.add(name, data); function main(id) { enqueue('thumb', { id }); }`],
  ['its options from a parameter', ['bullmq thumb [1] options 2 via enqueue (main.ts:1)'], `${Q} const enqueue = (name, data, opts = {}) => queue.add(name, data, { attempts: 3, ...opts }); function main(id) { enqueue('thumb', { id }, { delay: 5 }); }`],
  ['its options property by property', ['bullmq thumb [0] options 1 via enqueue (main.ts:1)'], `${Q} const enqueue = (data, o) => queue.add('thumb', data, { delay: o?.delay, jobId: o.jobId }); function main(id) { enqueue({ id }, { delay: 5 }); }`],
  ['an option read off the payload', ['bullmq thumb [0] via enqueue (main.ts:1)'], `${Q} const enqueue = (page) => queue.add('thumb', { id: page.id }, { jobId: page.id }); function main(page) { enqueue(page); }`],
  ['options in an object parameter', ['bullmq thumb [0] via enqueue (main.ts:1)'], `${Q} const enqueue = ({ data, opts }) => queue.add('thumb', data, opts); function main(id) { enqueue({ data: { id }, opts: { delay: 5 } }); }`],
  ['its queue from a parameter', ['bullmq thumb [1] via enqueue (main.ts:1)'], `${Q} function enqueue(q: Queue, data) { return q.add('thumb', data); } function main(id) { enqueue(queue, { id }); }`],
  ['its queue from an untyped parameter', ['bullmq thumb [1] via enqueue (main.ts:1)'], `${Q} function enqueue(q, data) { return q.add('thumb', data); } function main(id) { enqueue(queue, { id }); enqueue(new Set(), id); }`],
  ['an object parameter', ['bullmq thumb [0] via enqueue (main.ts:1)'], `${Q} function enqueue({ name, data }: { name: string; data: object }) { return queue.add(name, data); } function main(id) { enqueue({ name: 'thumb', data: { id } }); }`],
  ['rest parameters', ['celery-node tasks.a [1,2] via run (main.ts:1)'], `import { createClient } from 'celery-node'; const client = createClient(); const run = (name, ...args) => client.createTask(name).delay(...args); function main(a, b) { run('tasks.a', a, b); }`],
  ['constants derived from parameters', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} async function enqueue(image) { const id = String(image.id); const data = { id, at: Date.now() }; const job = await queue.add('process', data); return job.id; } function main(image) { enqueue(image); }`],
  ['logs, checks and settings around it', ['bullmq process [0] via enqueue (main.ts:1)'], `import { z } from 'zod'; ${Q} const schema = z.object({}); async function enqueue(image) { if (!image) throw new Error('none'); logger.info('queueing'); const attempts = config.get('attempts'); await queue.add('process', schema.parse(image), { attempts }); console.log('queued'); } function main(image) { enqueue(image); }`],
  ['a helper of its own', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} const key = (id) => 'image:' + id; function enqueue(id) { return queue.add('process', { key: key(id) }); } function main(id) { enqueue(id); }`],
  ['a try with a log', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} async function enqueue(id) { try { await queue.add('process', { id }); } catch (error) { console.error(error); throw error; } } function main(id) { enqueue(id); }`],
  ['a .catch with a log', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} function enqueue(id) { queue.add('process', { id }).catch((error) => console.error(error)); } function main(id) { enqueue(id); }`],
  ['a guard', ['bullmq process [0] via enqueue (main.ts:1)'], `${Q} async function enqueue(id) { if (!enabled) return; await queue.add('process', { id }); } function main(id) { enqueue(id); }`],
  ['two branches', ['bullmq a [1] via enqueue (main.ts:1)', 'bullmq b [1] via enqueue (main.ts:1)'], `${Q} async function enqueue(kind, id) { if (kind === 'a') { await queue.add('a', id); } else { await queue.add('b', id); } } function main(id) { enqueue('a', id); enqueue('b', id); }`],
  ['a queue chosen by switch', ['bullmq process [1] via enqueue (main.ts:1)', 'bullmq send [1] via enqueue (main.ts:1)'], `${Q} const mail = new Queue('mail'); async function enqueue(kind, id) { switch (kind) { case 'image': return queue.add('process', id); case 'mail': await mail.add('send', id); break; default: throw new Error(kind); } } function main(id) { enqueue('image', id); enqueue('mail', id); }`],
  ['a queue chosen from an object', ['bullmq process [1] via enqueue (main.ts:1)'], `${Q} const queues = { images: queue }; function enqueue(to: 'images', id) { return queues[to].add('process', id); } function main(id) { enqueue('images', id); }`],
  ['a getter of the queue', ['bullmq process [1] via enqueue (main.ts:1)'], `${Q} const cache = new Map(); function getQueue(n): Queue { if (!cache.has(n)) cache.set(n, new Queue(n)); return cache.get(n); } async function enqueue(n, id) { const q = await getQueue(n); await q.add('process', id); } function main(id) { enqueue('images', id); }`],
  ['a wrapper of a wrapper', ['bullmq process [0] via enqueueImage (main.ts:1)'], `${Q} const add = (name, data, opts) => queue.add(name, data, opts); const enqueue = (name, data) => add(name, data, { attempts: 3 }); const enqueueImage = (id) => enqueue('process', { id }); function main(id) { enqueueImage(id); }`],
  ['six wrappers deep', ['bullmq process [0] via f6 (main.ts:1)'], `${Q} const f1 = (d) => queue.add('process', d); ${[2, 3, 4, 5, 6].map((n) => `const f${String(n)} = (d) => f${String(n - 1)}(d);`).join(' ')} function main(id) { f6(id); }`],
  ['seven are too deep', [], `${Q} const f1 = (d) => queue.add('process', d); ${[2, 3, 4, 5, 6, 7].map((n) => `const f${String(n)} = (d) => f${String(n - 1)}(d);`).join(' ')} function main(id) { f7(id); }`],
  ['a method', ['bullmq process [0] via this.jobs.add (main.ts:1)'], `${Q} class Jobs { add(id) { return queue.add('process', { id }); } } class C { constructor(private jobs: Jobs) {} main(id) { this.jobs.add(id); } }`],
  ['a method of the class itself', ['bullmq process [0] via this.enqueue (main.ts:1)'], `${Q} class C { private async enqueue(id) { await queue.add('process', { id }); } main(id) { this.enqueue(id); } }`],
  ['an injected queue', ['bullmq process [0] via this.jobs.add (main.ts:1)'], `import { Queue } from 'bullmq'; import { InjectQueue } from '@nestjs/bullmq'; class Jobs { constructor(@InjectQueue('images') private readonly q: Queue) {} async add(id) { await this.q.add('process', { id }); } } class C { constructor(private jobs: Jobs) {} main(id) { this.jobs.add(id); } }`],
  ['a task class', ['bullmq enrich [0] via new Enrich().schedule (main.ts:1)', 'bullmq notify [0] via new Notify().schedule (main.ts:1)'], `${Q} abstract class Task { abstract name: string; schedule(data) { return queue.add(this.name, data); } } class Enrich extends Task { name = 'enrich'; } class Notify extends Task { name = 'notify'; } function main(id) { new Enrich().schedule({ id }); new Notify().schedule({ id }); }`],
  ['a task class by its own name', ['bullmq Enrich [0] via new Enrich().schedule (main.ts:1)'], `${Q} class Task { schedule(data) { return queue.add(this.constructor.name, data); } } class Enrich extends Task {} function main(id) { new Enrich().schedule({ id }); }`],
  ['a task class whose name can’t be read', ['bullmq Enrich [0] via new Enrich().schedule (main.ts:1)'], `${Q} class Task { schedule(data) { return queue.add(this.jobName(), data); } jobName() { return env.NAMES[this.id]; } } class Enrich extends Task {} function main(id) { new Enrich().schedule({ id }); }`],
  ['an abstract queue', ['bullmq enrich [0] via new Enrich().schedule (main.ts:1)'], `${Q} abstract class Task { abstract queue(): Queue; schedule(data) { return this.queue().add('enrich', data); } } class Enrich extends Task { queue() { return queue; } } function main(id) { new Enrich().schedule({ id }); }`],
  ['a subclass of Queue that adds for itself', ['bullmq process [0] via images.process (main.ts:1)'], `import { Queue } from 'bullmq'; class Images extends Queue { constructor() { super('images'); } process(id) { return this.add('process', { id }); } } const images = new Images(); function main(id) { images.process(id); }`],
  ['an override that calls super', ['bullmq process [1] via images.add (main.ts:1)'], `import { Queue } from 'bullmq'; class Images extends Queue { async add(name, data) { return super.add(name, data); } } const images = new Images('images'); function main(id) { images.add('process', id); }`],
  ['an object of functions', ['bullmq process [0] via jobs.process (main.ts:1)'], `${Q} const jobs = { process: (id) => queue.add('process', { id }) }; function main(id) { jobs.process(id); }`],
  ['a factory’s closure', ['bullmq process [0] via jobs.process (main.ts:1)'], `import { Queue } from 'bullmq'; function createJobs(queue: Queue) { return { process: (id) => queue.add('process', { id }) }; } const jobs = createJobs(new Queue('images')); function main(id) { jobs.process(id); }`],
  ['a static', ['bullmq process [0] via Jobs.process (main.ts:1)'], `${Q} class Jobs { static process(id) { return queue.add('process', { id }); } } function main(id) { Jobs.process(id); }`],
  ['getInstance()', ['bullmq process [0] via Jobs.getInstance().process (main.ts:1)'], `${Q} class Jobs { private static one: Jobs | null = null; static getInstance() { this.one ??= new Jobs(); return this.one; } process(id) { return queue.add('process', { id }); } } function main(id) { Jobs.getInstance().process(id); }`],
  ['across files', ['bullmq process [0] via enqueueImage (jobs.ts:1)'], { 'main.ts': `import { enqueueImage } from './lib'; function main(id) { enqueueImage(id); }`, 'lib/index.ts': `export * from '../jobs';`, 'jobs.ts': `import { images } from './queues'; export async function enqueueImage(id) { await images.add('process', { id }); }`, ...FILES }],
  ['CommonJS across files', ['bullmq process [0] via jobs.enqueueImage (jobs.js:1)'], { 'main.js': `const jobs = require('./jobs'); function main(id) { jobs.enqueueImage(id); }`, 'jobs.js': `const { Queue } = require('bullmq'); const q = new Queue('images'); exports.enqueueImage = (id) => q.add('process', { id });` }],
  ['a job name from another file', ['bullmq process-image [0] via enqueueImage (jobs.ts:1)'], { 'main.ts': `import { enqueueImage } from './jobs'; function main(id) { enqueueImage(id); }`, 'jobs.ts': `import { images } from './queues'; import { Jobs } from './names'; export const enqueueImage = (id) => images.add(Jobs.Process, { id });`, 'names.ts': `export enum Jobs { Process = 'process-image' }`, ...FILES }],
  ['an interface with one implementer', ['bullmq process [0] via sender.send (main.ts:1)'], `${Q} interface Sender { send(id: string): Promise<void> } class QueueSender implements Sender { async send(id) { await queue.add('process', { id }); } } function main(sender: Sender, id) { sender.send(id); }`],
  ['celery', ['celery-node tasks.process [0] via processImage (main.ts:1)'], `import { createClient } from 'celery-node'; const client = createClient(); const process = client.createTask('tasks.process'); const processImage = (id) => process.delay(id); function main(id) { processImage(id); }`],
];

const nothing: readonly Row[] = [
  ['two dispatches', [], `${Q} async function enqueue(id) { await queue.add('a', id); await queue.add('b', id); } function main(id) { enqueue(id); }`],
  ['two on one path', [], `${Q} async function enqueue(id, both) { if (both) await queue.add('a', id); await queue.add('b', id); } function main(id) { enqueue(id); }`],
  ['a retry', [], `${Q} async function enqueue(id) { try { await queue.add('a', id); } catch { await queue.add('a', id); } } function main(id) { enqueue(id); }`],
  ['a loop', [], `${Q} async function enqueue(ids) { for (const id of ids) await queue.add('a', { id }); } function main(ids) { enqueue(ids); }`],
  ['a map', [], `${Q} const enqueue = (ids) => ids.map((id) => queue.add('a', { id })); function main(ids) { enqueue(ids); }`],
  ['Promise.all', [], `${Q} const enqueue = (id) => Promise.all([queue.add('a', id), queue.add('b', id)]); function main(id) { enqueue(id); }`],
  ['waiting for the end', [], `${Q} async function enqueue(id) { const job = await queue.add('a', id); return job.waitUntilFinished(events); } function main(id) { enqueue(id); }`],
  ['waiting for the end in Bull', [], `import Bull from 'bull'; const q = new Bull('images'); async function enqueue(id) { const job = await q.add(id); await job.finished(); } function main(id) { enqueue(id); }`],
  ['waiting for the result in celery', [], `import { createClient } from 'celery-node'; const t = createClient().createTask('x'); const run = (id) => t.delay(id).get(); function main(id) { run(id); }`],
  ['a repeated job', [], `${Q} const every = (id) => queue.add('a', id, { repeat: { every: 5 } }); function main(id) { every(id); }`],
  ['a repeated job by an argument', [], `${Q} const add = (name, data, opts) => queue.add(name, data, opts); function main(id) { add('a', id, { repeat: { every: 5 } }); }`],
  ['a repeated job by a constant', [], `${Q} const opts = { repeat: { every: 5 } }; function main(id) { queue.add('a', id, opts); }`],
  ['a database write before it', [], `${Q} async function create(data) { const image = await prisma.image.create({ data }); await queue.add('a', { id: image.id }); } function main(id) { create(id); }`],
  ['a database write after it', [], `import { db } from './db'; ${Q} async function create(id) { await queue.add('a', { id }); await db.update(id); } function main(id) { create(id); }`],
  ['work in a helper', [], `${Q} const save = (id) => repository.save(id); async function create(id) { save(id); await queue.add('a', { id }); } function main(id) { create(id); }`],
  ['three other awaits', [], `${Q} async function f(id) { await Promise.resolve(1); await config.get('a'); await config.get('b'); await config.get('c'); await queue.add('a', { id }); } function main(id) { f(id); }`],
  ['a response', [], `${Q} async function upload(req, res) { await queue.add('a', req.body); res.json({}); } function main(req, res) { upload(req, res); }`],
  ['a mutated argument', [], `${Q} function f(data) { data.queued = true; return queue.add('a', data); } function main(id) { f(id); }`],
  ['a callback’s dispatch', [], `${Q} const f = (id) => transaction(() => queue.add('a', id)); function main(id) { f(id); }`],
  ['a processor', [], `${Q} async function processor(job) { await queue.add('next', job.data); } function main(job) { processor(job); }`],
  ['a generator', [], `${Q} function* f(id) { queue.add('a', id); } function main(id) { f(id); }`],
  ['recursion', [], `function f(id) { return f(id); } function main(id) { f(id); }`],
  ['two functions that call each other', [], `const f = (id) => g(id); const g = (id) => f(id); function main(id) { f(id); }`],
  ['an interface with two implementers that differ', [], `${Q} interface Sender { send(id: string): void } class A implements Sender { send(id) { return queue.add('a', { id }); } } class B implements Sender { send(id) { return queue.add('b', { id }); } } function main(sender: Sender, id) { sender.send(id); }`],
  ['a Set', [], `const s = new Set(); const f = (id) => s.add(id); function main(id) { f(id); s.add(id); }`],
];

function filesOf(code: string | Files): Files {
  return typeof code === 'string' ? { 'main.ts': code } : code;
}

describe('a dispatcher', () => {
  it.each(wrappers)('%s', (_name, expected, code) => {
    expect(linesOf(seenIn(filesOf(code)))).toEqual(expected);
  });
});

describe('no dispatcher', () => {
  it.each(nothing)('%s', (_name, expected, code) => {
    expect(linesOf(seenIn(filesOf(code)))).toEqual(expected);
  });
});

describe('findDispatcherNames', () => {
  it('names functions, methods and properties', () => {
    const { recogniser, module } = seenIn({
      'main.ts': `${Q}
        export function enqueue(id) { return queue.add('a', { id }); }
        const viaArrow = (id) => enqueue(id);
        class Jobs { add(id) { return queue.add('a', { id }); } run() { work(); } }
        export const jobs = { start: (id) => viaArrow(id), stop() { work(); } };
        export async function upload(id) { await enqueue(id); await viaArrow(id); }`,
    });
    expect(recogniser.dispatcherNamesIn(module)).toEqual(['enqueue', 'viaArrow', 'add', 'start']);
  });
});
