import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDefinitionFinder } from '../../../src/definitions/ecmascript/finder.js';
import { createSourceFiles } from '../../../src/files/source-files.js';
import { LIBRARIES } from '../../../src/libraries/index.js';
import { createRecogniser } from '../../../src/summaries/recognise.js';
import { ECMASCRIPT_EXTENSIONS } from '../../../src/readers/ecmascript/module.js';
import { dispatchesIn } from '../../../src/readers/ecmascript/routines.js';
import { createKnowledgeFinder } from '../../../src/summaries/ecmascript/knowledge.js';
import { lineOf } from '../../footprints/ecmascript/lab.js';
import { projectOf } from '../../resolve/project.js';
import type { Files } from '../../resolve/project.js';
import { toy } from '../../summaries/ecmascript/toy-library.js';

/** What the tasks of `main.ts` do with data, without the places. */
function effectsIn(files: Files): string[][] {
  const { root, resolver } = projectOf(files);
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings: {}, roleOf: () => 'service' });
  const sources = createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0);
  const finder = createDefinitionFinder({ resolver, files: sources });
  const knowledge = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: [toy], files: sources });
  const module = resolver.moduleAt(join(root, 'main.ts'));
  if (module === undefined) throw new Error('main.ts cannot be parsed');
  return dispatchesIn(module, recogniser).map((dispatch) => {
    const known = knowledge.knowledgeOf(dispatch, module);
    return known.kind === 'read' ? known.effects.map((effect) => lineOf(effect).replace(/ \S+:\d+.*$/, '').replace(/@\d+/g, '')) : [known.kind === 'unread' ? known.reason : known.name];
  });
}

const QUEUES = `import { Queue } from 'bullmq'; export const tasks = new Queue('tasks');`;

it('task classes that share a method are read apart, each with its part of the payload', () => {
  const effects = effectsIn({
    'main.ts': `import { Resize, Crop } from './tasks'; export async function main(image) { await new Resize().schedule({ id: image.id }); await new Crop().schedule({ id: image.id }); }`,
    'queues.ts': QUEUES,
    'base.ts': `import { tasks } from './queues'; export abstract class Task { schedule(props) { return tasks.add('task', { name: this.constructor.name, props }); } async perform(props) { await this.step(props); } abstract step(props); }`,
    'tasks.ts': `import { db } from 'toy-db'; import { Task } from './base'; export class Resize extends Task { async step({ id }) { await db.images.set(id, { url: 1 }); } } export class Crop extends Task { async step({ id }) { await db.crops.set(id, { url: 1 }); } }`,
    'worker.ts': `import { Worker } from 'bullmq'; import { all } from './all'; new Worker('tasks', async (job) => { const { name, props } = job.data; await new all[name]().perform(props); });`,
  });
  expect(effects).toEqual([['write plain images.url [id=value(image.id)]'], ['write plain crops.url [id=value(image.id)]']]);
});

it('processors in a map are read apart', () => {
  const effects = effectsIn({
    'main.ts': `import { tasks } from './queues'; export async function main(image) { await tasks.add('resize', { id: image.id }); await tasks.add('crop', { id: image.id }); }`,
    'queues.ts': QUEUES,
    'worker.ts': `import { Worker } from 'bullmq'; import { db } from 'toy-db'; const map = new Map([['resize', async (job) => { await db.images.set(job.data.id, { url: 1 }); }], ['crop', async (job) => { await db.crops.set(job.data.id, { url: 1 }); }]]); new Worker('tasks', (job) => map.get(job.name)(job));`,
  });
  expect(effects).toEqual([['write plain images.url [id=value(image.id)]'], ['write plain crops.url [id=value(image.id)]']]);
});

it('processors in an object are read apart', () => {
  const effects = effectsIn({
    'main.ts': `import { tasks } from './queues'; export async function main(image) { await tasks.add('resize', { id: image.id }); await tasks.add('crop', { id: image.id }); }`,
    'queues.ts': QUEUES,
    'worker.ts': `import { Worker } from 'bullmq'; import { db } from 'toy-db'; const handlers = { resize: async (job) => { await db.images.set(job.data.id, { url: 1 }); }, crop: async (job) => { await db.crops.set(job.data.id, { url: 1 }); } }; new Worker('tasks', (job) => handlers[job.name](job));`,
  });
  expect(effects).toEqual([['write plain images.url [id=value(image.id)]'], ['write plain crops.url [id=value(image.id)]']]);
});

it('a job that one worker sends on to itself is followed under its own name', () => {
  const effects = effectsIn({
    'main.ts': `import { tasks } from './queues'; export async function main(image) { await tasks.add('resize', { id: image.id }); }`,
    'queues.ts': QUEUES,
    'worker.ts': `import { Worker } from 'bullmq'; import { db } from 'toy-db'; import { tasks } from './queues'; new Worker('tasks', async (job) => { switch (job.name) { case 'resize': await tasks.add('crop', { id: job.data.id }); break; case 'crop': await db.crops.set(job.data.id, { url: 1 }); break; } });`,
  });
  expect(effects).toEqual([['write plain crops.url [id=value(image.id)]']]);
});
