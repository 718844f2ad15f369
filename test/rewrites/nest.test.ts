import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../src/analysis/ir.js';
import { createNestFlowProducers } from '../../src/rewrites/nest.js';
import { LIBRARIES } from '../../src/libraries/index.js';
import { parseModule } from '../../src/readers/ecmascript/module.js';
import { createResolver } from '../../src/resolve/resolver.js';
import type { FlowSource } from '../../src/rewrites/context.js';
import { applyEdits } from '../../src/analysis/edit.js';
import { openImports } from '../../src/rewrites/imports.js';
import { findForeignChange } from '../../src/rewrites/verify.js';
import { runIn, spanIn } from '../rewrites/run-in.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-chains-nest-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SERVICE = `import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';

@Injectable()
export class ImagesService {
  constructor(
    @InjectQueue('images') private readonly images: Queue,
    @InjectQueue('mails') private readonly mails: Queue,
  ) {}

  async publish(id: string): Promise<void> {
    await this.images.add('process', { id });
    await this.mails.add('notify', { id });
  }
}
`;

const MODULE = `import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ImagesService } from './images.service';

@Module({
  imports: [
    BullModule.registerQueue({ name: 'images' }, { name: 'mails' }),
  ],
  providers: [ImagesService],
})
export class ImagesModule {}
`;

interface Answer {
  readonly source: FlowSource | undefined;
  /** The texts with the edits, by file name. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What the hook answers for the two dispatches of `src/images.service.ts`. */
function answerFor(files: Readonly<Record<string, string>>): Answer {
  const all: Record<string, string> = { 'package.json': '{ "name": "gallery" }', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const path = join(folder, 'src/images.service.ts');
  const text = all['src/images.service.ts'] ?? '';
  const parsed = parseModule(path, text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { module } = parsed;
  const resolver = createResolver({ root: folder, libraries: LIBRARIES });
  resolver.setModule(module);
  const imports = openImports(module);
  const source = createNestFlowProducers()(runOf(text), { module, resolver, imports });
  if (source?.kind !== 'found') return { source, texts: {} };

  const edits = new Map([[path, [...imports.edits(), ...source.edits]], ...source.otherFiles]);
  const texts: Record<string, string> = {};
  for (const [file, fileEdits] of edits) {
    const name = file.slice(folder.length + 1);
    const before = { path: file, text: all[name] ?? '' };
    texts[name] = applyEdits(before.text, fileEdits);
    expect(findForeignChange(before, texts[name], { edits: fileEdits })).toBeUndefined();
  }
  return { source, texts };
}

function runOf(text: string): Run {
  const run = runIn(text, [...text.matchAll(/await [\w.]+\.add\(.*\);/g)].map(([dispatch]) => ({ dispatch })));
  return {
    ...run,
    dispatches: run.dispatches.map((dispatch) => {
      const receiver = /[\w.]+(?=\.add)/.exec(text.slice(dispatch.call.start))?.[0] ?? '';
      return { ...dispatch, receiver: spanIn(text.slice(0, dispatch.call.end), receiver, text.slice(0, dispatch.call.start).split(receiver).length - 1) };
    }),
  };
}

function refusalOf(files: Readonly<Record<string, string>>): string {
  const { source } = answerFor(files);
  return source?.kind === 'refused' ? source.hazard.message : `not refused: ${source?.kind ?? 'undefined'}`;
}

describe('finds a FlowProducer for injected queues', () => {
  test('registers one in the module that provides the class, and injects it', () => {
    const { source, texts } = answerFor({ 'src/images.service.ts': SERVICE, 'src/images.module.ts': MODULE });
    expect(source).toMatchObject({ kind: 'found', expression: 'this.flowProducer', prefixed: false });
    expect(source?.kind === 'found' ? source.warnings.map(({ id }) => id) : []).toEqual(['constructor-parameter']);
    expect(texts['src/images.module.ts']).toBe(
      MODULE.replace("{ name: 'mails' }),\n", "{ name: 'mails' }),\n    BullModule.registerFlowProducer({}),\n"),
    );
    expect(texts['src/images.service.ts']).toBe(
      SERVICE.replace('InjectQueue }', 'InjectQueue, InjectFlowProducer }')
        .replace('{ Queue }', '{ Queue, FlowProducer }')
        .replace('mails: Queue,\n', 'mails: Queue,\n    @InjectFlowProducer() private readonly flowProducer: FlowProducer,\n'),
    );
  });

  test('with lists on one line, and the queues registered in another module', () => {
    const { texts } = answerFor({
      'src/images.service.ts': SERVICE.replace(/\(\n\s*(@.*),\n\s*(@.*),\n\s*\)/, '($1, $2)'),
      'src/app.module.ts': "import { BullModule } from '@nestjs/bullmq';\nimport { Module } from '@nestjs/common';\n@Module({ imports: [BullModule.registerQueue({ name: 'images', configKey: 'a', prefix: 'p' }), BullModule.registerQueue({ name: 'mails', configKey: \"a\", prefix: 'p' })] })\nexport class AppModule {}\n",
      'src/images.module.ts': "import { BullModule } from '@nestjs/bullmq';\nimport { Module } from '@nestjs/common';\nimport { AppModule } from './app.module';\nimport { ImagesService } from './images.service';\n@Module({ imports: [AppModule], controllers: [ImagesService] })\nexport class ImagesModule { b = BullModule }\n",
    });
    expect(texts['src/images.service.ts']).toContain("(@InjectQueue('images') private readonly images: Queue, @InjectQueue('mails') private readonly mails: Queue, @InjectFlowProducer() private readonly flowProducer: FlowProducer)");
    expect(texts['src/images.module.ts']).toContain("imports: [AppModule, BullModule.registerFlowProducer({ configKey: 'a', prefix: 'p' })]");
    expect(texts['src/app.module.ts']).toBeUndefined();
  });

  test('injects the one that the module registers already', () => {
    const { texts, source } = answerFor({ 'src/images.service.ts': SERVICE, 'src/images.module.ts': MODULE.replace("'mails' }),", "'mails' }),\n    BullModule.registerFlowProducer({ name: 'media' }),") });
    expect(source).toMatchObject({ kind: 'found', otherFiles: new Map() });
    expect(texts['src/images.service.ts']).toContain("@InjectFlowProducer('media') private readonly flowProducer: FlowProducer,");
  });

  test('uses the one that the class has already', () => {
    const { source, texts } = answerFor({
      'src/images.service.ts': SERVICE.replace('InjectQueue }', 'InjectQueue, InjectFlowProducer }').replace('mails: Queue,\n', "mails: Queue,\n    @InjectFlowProducer('media') private readonly flows: FlowProducer,\n"),
      'src/images.module.ts': MODULE.replace("'mails' }),", "'mails' }),\n    BullModule.registerFlowProducer({ name: 'media' }),"),
    });
    expect(source).toMatchObject({ kind: 'found', expression: 'this.flows', edits: [], otherFiles: new Map() });
    expect(Object.keys(texts)).toEqual(['src/images.service.ts']);
  });

  test('with the module in the same file', () => {
    const text = SERVICE.replace("{ InjectQueue } from '@nestjs/bullmq'", "{ BullModule, InjectQueue } from '@nestjs/bullmq'").replace('{ Injectable }', '{ Injectable, Module }');
    const { source, texts } = answerFor({ 'src/images.service.ts': `${text}\n@Module({ imports: [BullModule.registerQueue({ name: 'images' }, { name: 'mails' })], providers: [ImagesService] })\nexport class ImagesModule {}\n` });
    expect(source).toMatchObject({ kind: 'found', otherFiles: new Map() });
    expect(texts['src/images.service.ts']).toContain("{ name: 'mails' }), BullModule.registerFlowProducer({})]");
  });

  test('under a name that the class has not used', () => {
    const { source } = answerFor({ 'src/images.service.ts': SERVICE.replace('  async publish', '  flowProducer = 1;\n\n  async publish'), 'src/images.module.ts': MODULE });
    expect(source).toMatchObject({ expression: 'this.bullFlowProducer' });
  });
});

describe('refuses', () => {
  const module = (registration: string): Record<string, string> => ({ 'src/images.service.ts': SERVICE, 'src/images.module.ts': MODULE.replace("BullModule.registerQueue({ name: 'images' }, { name: 'mails' })", registration) });
  test.each<[string, Record<string, string>, string]>([
    ['queues that nothing registers', { 'src/images.service.ts': SERVICE }, 'no Nest module is found that registers the queue `images`'],
    ['a queue with its own connection', module("BullModule.registerQueue({ name: 'images', connection: { port: 1 } }, { name: 'mails' })"), 'the connection of the queue `images` is its own, or is not visible'],
    ['a queue by a factory', module("BullModule.registerQueueAsync({ name: 'images', useFactory: () => ({}) }), BullModule.registerQueue({ name: 'mails' })"), 'the connection of the queue `images`'],
    ['queues with different configurations', module("BullModule.registerQueue({ name: 'images', configKey: 'a' }, { name: 'mails' })"), 'the queues differ in connection or prefix'],
    ['queues with different prefixes', module("BullModule.registerQueue({ name: 'images', prefix: 'a' }, { name: 'mails', prefix: 'b' })"), 'the queues differ in connection or prefix'],
    ['options that are spread', module("BullModule.registerQueue({ ...base, name: 'images' }, { name: 'mails' })"), 'no Nest module is found that registers the queue `images`'],
    ['a class that no module provides', { 'src/images.service.ts': SERVICE, 'src/images.module.ts': MODULE.replace('providers: [ImagesService],', '') }, 'no Nest module is found that provides `ImagesService`'],
    ['a module whose unnamed producer is on another connection', { 'src/images.service.ts': SERVICE, 'src/images.module.ts': MODULE.replace("'mails' }),", "'mails' }),\n    BullModule.registerFlowProducer({ connection: {} }),") }, 'has no place for the producer'],
    ['a producer in the class that nothing registers', { 'src/images.service.ts': SERVICE.replace('InjectQueue }', 'InjectQueue, InjectFlowProducer }').replace('mails: Queue,\n', 'mails: Queue,\n    @InjectFlowProducer() private readonly flows: FlowProducer,\n'), 'src/images.module.ts': MODULE }, '`this.flows` is not seen to be on the queues'],
    ['a constructor that ends with an optional parameter', { 'src/images.service.ts': SERVICE.replace('mails: Queue,', 'mails: Queue,\n    private readonly now?: number,'), 'src/images.module.ts': MODULE }, 'cannot take one more parameter'],
    ['a queue that is not injected beside one that is', { 'src/images.service.ts': SERVICE.replace("await this.mails.add('notify'", "await mails.add('notify'"), 'src/images.module.ts': MODULE }, 'only some of the queues are injected'],
  ])('%s', (_name, files, message) => {
    expect(refusalOf(files)).toContain(message);
  });

  test('with what to write by hand', () => {
    expect(refusalOf({ 'src/images.service.ts': SERVICE })).toContain(
      'put `BullModule.registerFlowProducer({})` into the imports of the module that provides `ImagesService` and `@InjectFlowProducer() private readonly flowProducer: FlowProducer` into its constructor',
    );
  });
});

test('says nothing about queues that are not injected', () => {
  const text = "import { Queue } from 'bullmq';\nconst images = new Queue('images');\nexport async function publish(id) {\n  await images.add('process', { id });\n  await images.add('notify', { id });\n}\n";
  expect(answerFor({ 'src/images.service.ts': text }).source).toBeUndefined();
});
