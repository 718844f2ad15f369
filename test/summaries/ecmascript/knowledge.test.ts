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
  const finder = createDefinitionFinder({ resolver, files: createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0) });
  const knowledge = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: [toy] });
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
});

describe('a task that Python sends', () => {
  it('is what a worker registers under its name', () => {
    const { root, resolver } = projectOf({
      'worker.ts': `import { createWorker } from 'celery-node'; import { db } from 'toy-db'; const worker = createWorker('amqp://', 'amqp://'); worker.register('tasks.save', async (id, url) => { await db.images.set(id, { url }); });`,
    });
    const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings: {}, roleOf: () => 'service' });
    const finder = createDefinitionFinder({ resolver, files: createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0) });
    const { knowledgeNamed } = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: [toy] });
    const known = knowledgeNamed('tasks.save', [{ kind: 'value', root: 'image', path: ['id'], text: 'image.id' }]);
    expect(known?.kind === 'read' ? effectsOf(known) : []).toEqual(['write plain images.url [id=value(image.id)]']);
    expect(knowledgeNamed('tasks.other', [])).toBeUndefined();
  });
});

function textOf(term: Term): string {
  return term.kind === 'value' ? term.text : term.kind === 'literal' ? String(term.value) : term.kind;
}
