import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIBRARIES } from '../../src/libraries/index.js';
import { createResolver } from '../../src/resolve/resolver.js';
import type { FlowSource } from '../../src/rewrites/context.js';
import { applyEdits, type Rewrite } from '../../src/analysis/edit.js';
import { hazardsOf, rewriteOf, rewritten, type Given } from './rewriting.js';

const QUEUES = `const connection = { host: 'localhost' };
const aQueue = new Queue('a', { connection });
const bQueue = new Queue('b', { connection });
`;
const RUN = `  await aQueue.add('one', { id });
  await bQueue.add('two', { id });
`;

/** A project of a few files, of which the last is rewritten. */
function project(files: Readonly<Record<string, string>>): { given: Given; text: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fix-chains-flow-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const [name = '', text = ''] = Object.entries(files).at(-1) ?? [];
  return {
    folder,
    text,
    given: { style: 'flow', path: join(folder, name), resolver: createResolver({ root: folder, libraries: LIBRARIES }) },
  };
}

function inFile(text: string, name = 'upload.ts'): string {
  const { given, text: source } = project({ [name]: text });
  return rewritten(source, given);
}

function isRewrite(rewrite: Rewrite): asserts rewrite is Extract<Rewrite, { kind: 'rewrite' }> {
  expect(rewrite).toMatchObject({ kind: 'rewrite' });
}

describe('the tree', () => {
  it('has the last step at its root, and fails the later ones with an earlier one', () => {
    expect(inFile(`import { Queue } from 'bullmq';\n\n${QUEUES}\nexport async function go(id: string) {\n${RUN}}\n`))
      .toBe(`import { Queue, FlowProducer } from 'bullmq';

const connection = { host: 'localhost' };
const aQueue = new Queue('a', { connection });
const flowProducer = new FlowProducer({ connection });
const bQueue = new Queue('b', { connection });

export async function go(id: string) {
  await flowProducer.add({
    name: 'two',
    queueName: bQueue.name,
    data: { id },
    children: [
      {
        name: 'one',
        queueName: aQueue.name,
        data: { id },
        opts: { failParentOnFailure: true },
      },
    ],
  });
}
`);
  });

  it('carries options, defaults, prefixes and comments', () => {
    const text = `import { Queue } from 'bullmq';

const connection = { host: 'localhost' };
const common = { connection, prefix: 'shop' };
const aQueue = new Queue('a', { ...common, defaultJobOptions: { attempts: 3 } });
const bQueue = new Queue('b', common);
const cQueue = new Queue('c', common);

export async function go(data: { id: string }) {
  // one
  await aQueue.add('one', data); // 1

  /*
   * two
   */
  await bQueue.add(/* name */ 'two', {
    id: data.id,
    note: \`x
 y\`,
  }, {
    // soon
    priority: 1, // high
    lifo: true,
  });
  const job = await cQueue.add('three', { id: data.id }, { delay: 5 }); // 3
  return job.id;
}
`;
    const result = inFile(text);
    expect(result.slice(result.indexOf('  // one'))).toBe(`  // one
  const job = (await flowProducer.add({
    name: 'three',
    queueName: cQueue.name,
    prefix: 'shop',
    data: { id: data.id },
    opts: { delay: 5 },
    children: [
      /*
       * two
       */
      /* name */
      {
        name: 'two',
        queueName: bQueue.name,
        prefix: 'shop',
        data: {
          id: data.id,
          note: \`x
 y\`,
        },
        opts: {
          // soon
          failParentOnFailure: true,
          priority: 1, // high
          lifo: true,
        },
        children: [
          // 1
          {
            name: 'one',
            queueName: aQueue.name,
            prefix: 'shop',
            data,
            opts: { ...aQueue.defaultJobOptions, failParentOnFailure: true },
          },
        ],
      },
    ],
  })).job; // 3
  return job.id;
}
`);
  });

  it('keeps tabs, CRLF and a style without semicolons', () => {
    const text = `const { Queue } = require("bullmq")\n${QUEUES.replaceAll(';', '').replaceAll(
      "'",
      '"',
    )}\nmodule.exports = async (id) => {\n${RUN.replaceAll(';', '').replaceAll('  ', '\t')}}\n`.replaceAll('\n', '\r\n');
    const result = inFile(text, 'upload.js');
    expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n;]/);
    expect(result).toContain('const { Queue, FlowProducer } = require("bullmq")\r\n');
    expect(result).toContain('const flowProducer = new FlowProducer({ connection })\r\n');
    expect(result).toContain("\tawait flowProducer.add({\r\n\t\tname: 'two',\r\n");
  });

  it('moves log lines and declarations as a chain does', () => {
    const run = "  await aQueue.add('one', { id });\n  console.log(id);\n  const x = id;\n  await bQueue.add('two', { x });\n";
    const result = inFile(`import { Queue } from 'bullmq';\n${QUEUES}async function go(id: string) {\n${run}}\n`);
    expect(result).toContain('  const x = id;\n  await flowProducer.add({\n');
    expect(result).toContain('  });\n  console.log(id);\n}\n');
  });
});

describe('the FlowProducer', () => {
  const uploadOf = (imports: string): string => `${imports}\n\nexport async function go(id: string) {\n${RUN}}\n`;
  const exported = QUEUES.replaceAll('const a', 'export const a').replaceAll('const b', 'export const b');

  it('of the file is used', () => {
    const text = `import { FlowProducer, Queue } from 'bullmq';\n${QUEUES}const flows = new FlowProducer({ connection });\nasync function go(id: string) {\n${RUN}}\n`;
    const { given } = project({ 'a.ts': text });
    expect(rewritten(text, given)).toContain('  await flows.add({\n');
    expect(rewritten(text, given)).not.toContain('prefix');
    expect(hazardsOf(rewriteOf(text, given))).not.toContain('flow-connection');
  });

  it("of the class is used, with the queues' prefix said and a warning", () => {
    const text = `import { FlowProducer, Queue } from 'bullmq';\n${QUEUES}export class Uploads {\n  constructor(private readonly flows: FlowProducer) {}\n  async go(id: string) {\n${RUN.replaceAll(
      '  ',
      '    ',
    )}  }\n}\n`;
    const { given } = project({ 'a.ts': text });
    expect(rewritten(text, given)).toContain(
      "    await this.flows.add({\n      name: 'two',\n      queueName: bQueue.name,\n      prefix: 'bull',\n",
    );
    expect(hazardsOf(rewriteOf(text, given))).toContain('flow-connection');
  });

  it.each([
    ['the file itself', './queues', {}],
    ['a barrel', './index', { 'index.ts': "export * from './queues';\n" }],
  ])('is made beside a queue that is imported from %s', (_, from, more) => {
    const queues = `import { Queue } from 'bullmq';\n\n${exported}`;
    const { folder, given, text } = project({
      'queues.ts': queues,
      ...more,
      'upload.ts': uploadOf(`import { aQueue, bQueue } from '${from}';`),
    });
    const rewrite = rewriteOf(text, given);
    isRewrite(rewrite);
    expect(applyEdits(text, rewrite.edits)).toContain(`import { aQueue, bQueue, flowProducer } from '${from}';\n`);
    const edits = rewrite.otherFiles.get(join(folder, 'queues.ts')) ?? [];
    expect(applyEdits(queues, edits)).toBe(`import { Queue, FlowProducer } from 'bullmq';

const connection = { host: 'localhost' };
export const aQueue = new Queue('a', { connection });
export const flowProducer = new FlowProducer({ connection });
export const bQueue = new Queue('b', { connection });
`);
  });

  it.each([
    ['export ', 0],
    ['', 1],
  ])('of the other file is imported (%s)', (keyword, changed) => {
    const queues = `import { FlowProducer, Queue } from 'bullmq';\n${exported}${keyword}const flows = new FlowProducer({ connection });\n`;
    const { folder, given, text } = project({ 'queues.ts': queues, 'upload.ts': uploadOf("import { aQueue, bQueue } from './queues';") });
    const rewrite = rewriteOf(text, given);
    isRewrite(rewrite);
    expect(applyEdits(text, rewrite.edits)).toContain("import { aQueue, bQueue, flows } from './queues';");
    expect(rewrite.otherFiles.size).toBe(changed);
    expect(applyEdits(queues, rewrite.otherFiles.get(join(folder, 'queues.ts')) ?? [])).toContain('export const flows = new FlowProducer(');
  });

  it.each([
    [
      'options that are not visible',
      'const aQueue = new Queue("a", load());\nconst bQueue = aQueue;\n',
      'are not visible; use the style chain, which carries them',
    ],
    [
      'different prefixes',
      "const aQueue = new Queue('a', { connection, prefix: 'x' });\nconst bQueue = new Queue('b', { connection });\n",
      'different prefixes, `x` and `bull`',
    ],
    [
      'a queue made in a function',
      'function make() {\n  return new Queue("a", { connection });\n}\nconst aQueue = make();\nconst bQueue = make();\n',
      'inside of a function; add',
    ],
    ['a queue that nothing constructs', 'declare const aQueue: Queue;\ndeclare const bQueue: Queue;\n', 'are not visible'],
  ])('is refused for %s', (_, queues, reason) => {
    const result = inFile(`import { Queue } from 'bullmq';\nconst connection = {};\n${queues}async function go(id: string) {\n${RUN}}\n`);
    expect(result).toMatch(/^refused: /);
    expect(result).toContain(reason);
  });

  it('different prefixes refuse a chain too', () => {
    const text =
      "import { Queue } from 'bullmq';\nconst aQueue = new Queue('a', { prefix: 'x' });\nconst bQueue = new Queue('b', { prefix: 'y' });\nasync function go(id: string) {\n" +
      RUN +
      '}\n';
    const { given } = project({ 'a.ts': text });
    expect(rewritten(text, { ...given, style: 'chain' })).toBe(
      'refused: the queues have different prefixes, `x` and `y`, and a chain has one',
    );
  });
});

describe('injected queues', () => {
  const text = `import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';

export class Uploads {
  constructor(@InjectQueue('a') private readonly aQueue: Queue, @InjectQueue('b') private readonly bQueue: Queue) {}

  async go(id: string) {
    await this.aQueue.add('one', { id });
    await this.bQueue.add('two', { id });
  }
}
`;

  it('are refused with the snippet where nothing is known of them', () => {
    const { given } = project({ 'a.ts': text });
    expect(rewritten(text, given)).toMatch(
      /^refused: the queues are injected: register a FlowProducer with `BullModule.registerFlowProducer/,
    );
  });

  it('use the FlowProducer that the hook finds, with the defaults that the queues have when they run', () => {
    const { given } = project({ 'a.ts': text });
    const source: FlowSource = { kind: 'found', expression: 'this.flows', edits: [], otherFiles: new Map(), prefixed: false, warnings: [] };
    const result = rewritten(text, { ...given, context: { findInjectedFlowProducer: () => source } });
    expect(result).toContain(
      "    await this.flows.add({\n      name: 'two',\n      queueName: this.bQueue.name,\n      data: { id },\n      opts: { ...this.bQueue.defaultJobOptions },\n",
    );
    expect(result).toContain('opts: { ...this.aQueue.defaultJobOptions, failParentOnFailure: true },\n');
  });

  it('pass on what the hook refuses', () => {
    const { given } = project({ 'a.ts': text });
    const source: FlowSource = { kind: 'refused', hazard: { effect: 'refuse', id: 'no-module', message: 'no module registers them' } };
    expect(rewritten(text, { ...given, context: { findInjectedFlowProducer: () => source } })).toBe('refused: no module registers them');
  });
});

it('refuses a queue that is more than a name', () => {
  const result = inFile(
    `import { Queue } from 'bullmq';\n${QUEUES}async function go(id: string) {\n${RUN.replace('aQueue', '(aQueue as Queue)')}}\n`,
  );
  expect(result).toBe(
    'refused: the queue of `one` is more than a name, and a flow would evaluate it more than once; put it in a constant first',
  );
});
