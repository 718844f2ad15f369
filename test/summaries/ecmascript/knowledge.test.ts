import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Knowledge, Term } from '../../../src/analysis/footprint.js';
import { createDefinitionFinder } from '../../../src/definitions/ecmascript/finder.js';
import { createSourceFiles } from '../../../src/files/source-files.js';
import { LIBRARIES } from '../../../src/libraries/index.js';
import { createRecogniser } from '../../../src/summaries/recognise.js';
import { ECMASCRIPT_EXTENSIONS } from '../../../src/readers/ecmascript/module.js';
import { dispatchesIn } from '../../../src/readers/ecmascript/routines.js';
import { createKnowledgeFinder } from '../../../src/summaries/ecmascript/knowledge.js';
import type { KnowledgeFinder } from '../../../src/summaries/ecmascript/knowledge.js';
import { lineOf } from '../../footprints/ecmascript/lab.js';
import { projectOf } from '../../resolve/project.js';
import type { Files } from '../../resolve/project.js';
import { toy } from './toy-library.js';

/** What is known of each dispatch of `main.ts`, in source order. */
function knowledgeIn(files: Files): (ReturnType<KnowledgeFinder['knowledgeOf']>)[] {
  const { root, resolver } = projectOf(files);
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings: {}, roleOf: () => 'service' });
  const sources = createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0);
  const finder = createDefinitionFinder({ resolver, files: sources });
  const knowledge = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: [toy], files: sources });
  const module = resolver.moduleAt(join(root, 'main.ts'));
  if (module === undefined) throw new Error('main.ts cannot be parsed');
  return dispatchesIn(module, recogniser).map((dispatch) => knowledge.knowledgeOf(dispatch, module));
}

/** Effects without their places, or why there are none. */
function linesIn(files: Files): string[][] {
  return knowledgeIn(files).map((known) => (known.kind === 'read' ? effectsOf(known) : [known.kind === 'unread' ? known.reason : `elsewhere ${known.name}`]));
}

function effectsOf({ effects }: Extract<Knowledge, { kind: 'read' }>): string[] {
  return effects.map((effect) => lineOf(effect).replace(/ \S+:\d+( behind .*)?$/, (_, behind: string | undefined) => behind ?? '').replace(/@\d+/g, ''));
}

const QUEUE = `import { Queue } from 'bullmq'; export const images = new Queue('images');`;
const worker = (body: string, before = ''): string =>
  `import { Worker } from 'bullmq'; import { db, cache } from 'toy-db'; ${before} new Worker('images', async (job) => { ${body} });`;
const SAVES = worker(`await db.images.set(job.data.id, { url: 1 });`);
const main = (body: string, before = ''): string => `import { images } from './queue'; ${before} export async function main(image, other) { ${body} }`;

describe('what a dispatch hands over', () => {
  const row = (name: string, body: string, row: string, before = ''): [string, string, string, string] => [name, body, row, before];
  it.each([
    row('a property', `await images.add('a', { id: image.id }); await images.add('b', { id: 1 });`, 'id=value(image.id)'),
    row('a name', `const id = image.id; await images.add('a', { id }); await images.add('b', { id });`, 'id=value(image.id)'),
    row('an object under a name', `const data = { id: image.id }; await images.add('a', data); await images.add('b', data);`, 'id=value(image.id)'),
    row('all of a value', `await images.add('a', image); await images.add('b', image);`, 'id=value(image.id)'),
    row('a text', `await images.add('a', { id: String(image.id) }); await images.add('b', { id: 1 });`, 'id=value(image.id)'),
    row('a literal', `await images.add('a', { id: 5 }); await images.add('b', { id: 1 });`, 'id=5'),
    row('through a wrapper', `await enqueue('a', image); await enqueue('b', image);`, 'id=value(image.id)', `const enqueue = (name, { id }) => images.add(name, { id });`),
    row('through two wrappers', `await enqueue(image.id); await enqueue(other);`, 'id=value(image.id)', `const add = (name, data) => images.add(name, data); const enqueue = (imageId) => add('a', { id: imageId });`),
  ])('%s', (_, body, expected, before) => {
    expect(linesIn({ 'main.ts': main(body, before), 'queue.ts': QUEUE, 'worker.ts': SAVES })[0]).toEqual([`write plain images.url [${expected}]`]);
  });

  it('something that cannot be told names no row', () => {
    const body = `await images.add('a', { id: image.id + other }); await images.add('b', {});`;
    expect(linesIn({ 'main.ts': main(body), 'queue.ts': QUEUE, 'worker.ts': SAVES })[0]).toEqual(['write plain images.url [id=?]']);
  });
});

describe('one processor for several tasks', () => {
  it('is narrowed by the name and by what is handed over', () => {
    const body = `if (job.name === 'a') await db.images.set(job.data.id, { a: 1 }); else if (job.data.kind === 'full') await db.images.set(job.data.id, { full: 1 }); else await db.images.set(job.data.id, { part: 1 });`;
    const calls = `await images.add('a', { id: image.id }); await images.add('b', { id: image.id, kind: 'full' }); await images.add('c', { id: image.id, kind: 'part' }); await images.add('d', { id: image.id, kind: other });`;
    const row = '[id=value(image.id)]';
    expect(linesIn({ 'main.ts': main(calls), 'queue.ts': QUEUE, 'worker.ts': worker(body) })).toEqual([
      [`write plain images.a ${row}`],
      [`write plain images.full ${row}`],
      [`write plain images.part ${row}`],
      [`write plain images.full ${row}`, `write plain images.part ${row}`],
    ]);
  });
});

describe('tasks that a task dispatches', () => {
  const files = (second: string): Files => ({
    'main.ts': main(`await images.add('a', { id: image.id }); await images.add('z', {});`),
    'queue.ts': `${QUEUE} export const thumbs = new Queue('thumbs');`,
    'worker.ts': worker(`if (job.name === 'a') await thumbs.add('thumb', { imageId: job.data.id });`, `import { thumbs } from './queue';`),
    'second.ts': `import { Worker } from 'bullmq'; import { db } from 'toy-db'; import { thumbs } from './queue'; new Worker('thumbs', async (job) => { ${second} });`,
  });

  it('are read, too, behind their names', () => {
    const known = knowledgeIn(files(`await db.images.set(job.data.imageId, { thumb: 1 });`))[0];
    expect(known?.kind === 'read' ? effectsOf(known) : []).toEqual(['write plain images.thumb [id=value(image.id)] behind thumb']);
    expect(known?.kind === 'read' ? known.dispatches.map(({ name, site }) => `${name} ${site.file}:${String(site.line)}`) : []).toEqual(['thumb worker.ts:1']);
  });

  it('end where they lead back', () => {
    expect(linesIn(files(`await thumbs.add('thumb', job.data); await db.images.set(job.data.imageId, { thumb: 1 });`))[0]).toEqual([
      'write plain images.thumb [id=value(image.id)] behind thumb',
    ]);
  });
});

describe('what a dispatch does not hand over', () => {
  const lines = (body: string): string[] | undefined =>
    linesIn({ 'main.ts': main(`await images.add('a', { id: image.id, kind: 'image', nothing: null, options: { deep: true }, ids: [image.id] }); await images.add('z', {});`), 'queue.ts': QUEUE, 'worker.ts': worker(body) })[0];
  const save = `await db.images.set(job.data.id, { url: 1 });`;

  it.each([
    `if ('page' in job.data)`,
    `if (!('kind' in job.data))`,
    `if (job.data.page !== undefined)`,
    `if (job.data.page === null)`,
    `if (job.data.page != null)`,
    `if (job.data.nothing === undefined)`,
    `if (typeof job.data.page === 'string')`,
    `if (typeof job.data.page !== 'undefined')`,
    `if (job.data.page?.deep)`,
    `if (!job.data.options)`,
    `const kind = job.data.page ?? 'page'; if (kind !== 'page')`,
    `const kind = job.data.kind ?? 'page'; if (kind !== 'image')`,
    `const { page = 'page' } = job.data; if (page !== 'page')`,
    `const { nothing = 'page' } = job.data; if (nothing)`,
    `const { more: { deep = false } = {} } = job.data; if (deep)`,
    `switch (job.data.page) { case 'page': ${save} } if (false)`,
  ])('rules out %s', (test) => {
    expect(lines(`${test} ${save}`)).toEqual([]);
  });

  it.each([`if ('kind' in job.data)`, `if (job.data.page === undefined)`, `if (job.data.nothing === null)`, `if (job.data.options)`, `if (!job.data.ids.length)`, `if (job.data.ids.length)`, `if (job.data.id === undefined)`])('leaves %s', (test) => {
    expect(lines(`${test} ${save}`)).toEqual(['write plain images.url [id=value(image.id)]']);
  });

  it('is not what it hands over as null', () => {
    const enqueue = `const enqueue = (id, kind) => images.add('a', { id, kind });`;
    const files = { 'main.ts': main(`await enqueue(image.id, null); await enqueue(image.id);`, enqueue), 'queue.ts': QUEUE, 'worker.ts': worker(`if (job.data.kind === null) ${save}`) };
    expect(linesIn(files)).toEqual([['write plain images.url [id=value(image.id)]'], []]);
  });
});

describe('jobs that a task describes', () => {
  const files = (first: string): Files => ({
    'main.ts': main(`await images.add('a', { id: image.id }); await images.add('z', {});`),
    'queue.ts': `${QUEUE} export const thumbs = new Queue('thumbs');`,
    'worker.ts': worker(`if (job.name === 'a') { ${first} }`, `import { FlowProducer } from 'bullmq'; import { chain, group, si } from 'task-canvas/bullmq'; import { thumbs } from './queue'; const flows = new FlowProducer();`),
    'second.ts': `import { Worker } from 'bullmq'; import { db } from 'toy-db'; new Worker('thumbs', async (job) => { await db.images.set(job.data.imageId, { thumb: 1 }); });`,
  });
  const JOB = `{ name: 'thumb', queueName: 'thumbs', data: { imageId: job.data.id } }`;

  it.each([
    ['a bulk', `await thumbs.addBulk([${JOB}]);`],
    ['a bulk of what is mapped', `const jobs = [job.data.id].map((imageId) => ({ name: 'thumb', data: { imageId } })); await thumbs.addBulk(jobs);`],
    ['a bulk of what is pushed', `const jobs = []; for (const imageId of [job.data.id]) jobs.push({ name: 'thumb', data: { imageId } }); await thumbs.addBulk(jobs);`],
    ['a bulk in a function', `await all([${JOB}]); async function all(jobs) { await thumbs.addBulk(jobs); }`],
    ['a flow', `await flows.add(${JOB});`],
    ['a flow to a queue by its object', `await flows.add({ ...${JOB}, queueName: thumbs.name });`],
    ['a child of a flow', `await flows.add({ name: 'end', queueName: 'others', children: [{ name: 'middle', queueName: 'others', children: [${JOB}] }] });`],
    ['several flows', `await flows.addBulk([${JOB}]);`],
  ])('%s', (_, body) => {
    const [known] = knowledgeIn(files(body));
    expect(known?.kind === 'read' ? effectsOf(known) : []).toContain('write plain images.thumb [id=value(image.id)] behind thumb');
    expect(known?.kind === 'read' ? known.dispatches.map(({ key }) => key) : []).toContain(`bullmq:'thumbs':'thumb'`);
  });

  it.each([
    ['an error callback', `await chain(si(images, 'other')).linkError(si(thumbs, 'thumb', { imageId: job.data.id })).delay();`],
    ['a job whose name is not known', `await thumbs.addBulk([{ name: job.data.name, data: { imageId: job.data.id } }]);`],
    ["a set's", `new Set().add(${JOB});`],
  ])('not %s', (_, body) => {
    expect(linesIn(files(body))[0]).toEqual([]);
  });
});

describe('what is not known', () => {
  it('has no consumer', () => {
    expect(linesIn({ 'main.ts': main(`await images.add('a', image); await images.add('b', image);`), 'queue.ts': QUEUE })).toEqual([
      ['`a` has no consumer in this project'],
      ['`b` has no consumer in this project'],
    ]);
  });

  it('is elsewhere, with what it is handed', () => {
    const client = `import { createClient } from 'celery-node'; const client = createClient('amqp://', 'amqp://');`;
    const text = `${client} export function main(image) { client.createTask('tasks.a').applyAsync([image.id, 5]); client.createTask('tasks.b').delay(image.id); }`;
    const positional = knowledgeIn({ 'main.ts': text }).map((known) => (known.kind === 'elsewhere' ? known.positional.map(textOf) : []));
    expect(positional).toEqual([['image.id', '5'], ['image.id']]);
  });

  it.each([
    [`client.createTask('tasks.a').applyAsync([image.id], { size: 5 });`, 'celery-node', [['size', '5']], false],
    [`client.sendTask('tasks.a', [], { id: image.id });`, 'celery-node', [['id', 'image.id']], false],
    [`client.createTask('tasks.a').applyAsync({ args: [], kwargs: { id: image.id } });`, 'celery-ts', [['id', 'image.id']], false],
    [`client.createTask('tasks.a').applyAsync([image.id], load());`, 'celery-node', [], true],
    [`client.createTask('tasks.a').applyAsync([image.id], { size: 5, ...load() });`, 'celery-node', [['size', '5']], true],
    [`client.createTask('tasks.a').applyAsync([image.id, ...load()]);`, 'celery-node', [], true],
  ])('is elsewhere, with what it is handed by name: %s', (call, library, keyword, open) => {
    const text = `import { createClient } from '${library}'; const client = createClient('amqp://', 'amqp://'); export function main(image) { ${call} ${call} }`;
    const [known] = knowledgeIn({ 'main.ts': text });
    expect(known).toMatchObject({ kind: 'elsewhere', open });
    expect(known?.kind === 'elsewhere' ? [...known.keyword].map(([name, term]) => [name, textOf(term)]) : []).toEqual(keyword);
  });

  it("hands celery-node's worker what is handed by name last", () => {
    const text = `import { createClient } from 'celery-node'; const client = createClient('amqp://', 'amqp://'); export function main(image) { client.sendTask('tasks.save', [image.id], { url: image.url }); }`;
    const save = `import { createWorker } from 'celery-node'; import { db } from 'toy-db'; const worker = createWorker('amqp://', 'amqp://'); worker.register('tasks.save', async (id, { url, missing }) => { if (url) await db.images.set(id, { url }); if (missing) await db.images.set(id, { missing }); });`;
    expect(linesIn({ 'main.ts': text, 'worker.ts': save })).toEqual([['write plain images.url [id=value(image.id)]']]);
  });
});

describe('a task that Python sends', () => {
  it('is what a worker registers under its name', () => {
    const { root, resolver } = projectOf({
      'worker.ts': `import { createWorker } from 'celery-node'; import { db } from 'toy-db'; const worker = createWorker('amqp://', 'amqp://'); worker.register('tasks.save', async (id, url) => { await db.images.set(id, { url }); });`,
    });
    const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings: {}, roleOf: () => 'service' });
    const sources = createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0);
    const finder = createDefinitionFinder({ resolver, files: sources });
    const { knowledgeNamed } = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: [toy], files: sources });
    const known = knowledgeNamed('tasks.save', [{ kind: 'value', root: 'image', path: ['id'], text: 'image.id' }]);
    expect(known?.kind === 'read' ? effectsOf(known) : []).toEqual(['write plain images.url [id=value(image.id)]']);
    expect(knowledgeNamed('tasks.other', [])).toBeUndefined();
  });
});

function textOf(term: Term): string {
  return term.kind === 'value' ? term.text : term.kind === 'literal' ? String(term.value) : term.kind;
}
