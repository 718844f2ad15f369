import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit } from '../../src/analysis/edit.js';
import { findForeignChange } from '../../src/rewrites/verify.js';
import { insertAfter, insertBefore, replace, runIn, spanIn, type Step } from './run-in.js';

const IMPORT = "import { queue } from './queue.js';\n";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly steps: readonly Step[];
  readonly edits: (text: string) => readonly Edit[];
  readonly path?: string;
  /** Part of what is said; absent where nothing is. */
  readonly says?: string;
}

function foreignChange({ text, steps, edits, path = '/app/upload.ts' }: Case): string | undefined {
  const made = edits(text);
  const run = steps.length === 0 ? {} : { run: runIn(text, steps) };
  return findForeignChange({ path, text }, applyEdits(text, made), { edits: made, ...run });
}

/** Two awaited dispatches with something before, between and behind. */
function upload({ before = '', between = '', behind = '', semicolon = ';' } = {}): string {
  return `${IMPORT}export async function upload(image) {\n${before}  await queue.add('process', { id: image.id })${semicolon}\n${between}  await queue.add('thumbnail', { id: image.id })${semicolon}\n${behind}}\n`;
}

const FIRST = { dispatch: "await queue.add('process', { id: image.id });", payload: '{ id: image.id }' };
const SECOND = { dispatch: "await queue.add('thumbnail', { id: image.id });", payload: '{ id: image.id }' };

const CANVAS = "import { chain, si } from 'task-canvas/bullmq';\n";
const importCanvas = (text: string): Edit => insertAfter(text, IMPORT, CANVAS);

/** The right way: expression spans, the gap kept. */
const asChain = (text: string): Edit[] => [
  importCanvas(text),
  replace(text, "await queue.add('process', { id: image.id });", "await chain(\n    si(queue, 'process', { id: image.id }),"),
  replace(text, "  await queue.add('thumbnail', { id: image.id })", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay()"),
];

describe('says nothing about a rewrite that does what it should', () => {
  const cases: Case[] = [
    { name: 'two dispatches', text: upload(), steps: [FIRST, SECOND], edits: asChain },
    { name: 'CRLF', text: upload({ behind: '  return image;\n' }).replaceAll('\n', '\r\n'), steps: [FIRST, SECOND], edits: (text) => asChain(text.replaceAll('\r\n', '\n')).map((edit) => moved(edit, text)) },
    {
      name: 'a comment that stays between',
      text: upload({ between: '  // and the small one\n' }),
      steps: [FIRST, SECOND],
      edits: asChain,
    },
    {
      name: 'a comment that is indented anew',
      text: upload({ between: '  /* and\n     the small one */\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text), replace(text, '  /* and\n     the', '    /* and\n       the')],
    },
    {
      name: 'a log line that moves behind the chain',
      text: upload({ between: "  console.log('queued', image.id);\n" }),
      steps: [FIRST, { log: "console.log('queued', image.id);" }, SECOND],
      edits: (text) => [
        ...asChain(text).slice(0, 2),
        replace(text, "  console.log('queued', image.id);\n", ''),
        replace(text, "  await queue.add('thumbnail', { id: image.id })", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay();\n  console.log('queued', image.id)"),
      ],
    },
    {
      name: 'a declaration that moves before the chain',
      text: upload({ between: '  const size = image.size;\n' }).replace("'thumbnail', { id: image.id }", "'thumbnail', { id: image.id, size }"),
      steps: [FIRST, { declaration: 'const size = image.size;' }, { dispatch: "await queue.add('thumbnail', { id: image.id, size });", payload: '{ id: image.id, size }' }],
      edits: (text) => [
        importCanvas(text),
        replace(text, "await queue.add('process', { id: image.id });", "const size = image.size;\n  await chain(\n    si(queue, 'process', { id: image.id }),"),
        replace(text, '  const size = image.size;\n', ''),
        replace(text, "  await queue.add('thumbnail', { id: image.id, size })", "    si(queue, 'thumbnail', { id: image.id, size }),\n  ).delay()"),
      ],
    },
    {
      name: 'no semicolons, and an array on the next line',
      text: upload({ semicolon: '', behind: '  ;[1, 2].forEach(log)\n' }),
      steps: [
        { dispatch: "await queue.add('process', { id: image.id })", payload: '{ id: image.id }' },
        { dispatch: "await queue.add('thumbnail', { id: image.id })\n  ;", payload: '{ id: image.id }' },
      ],
      edits: (text) => [
        importCanvas(text),
        replace(text, "await queue.add('process', { id: image.id })", "await chain(\n    si(queue, 'process', { id: image.id }),"),
        replace(text, "  await queue.add('thumbnail', { id: image.id })", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay()"),
      ],
    },
    {
      name: 'arguments taken out of their list',
      text: `${IMPORT}export function pay(id) {\n  audit.applyAsync([id, 'eu']);\n  transfer.delay(id);\n}\n`,
      steps: [{ dispatch: "audit.applyAsync([id, 'eu']);", payload: "[id, 'eu']", elements: ['id', "'eu'"] }, { dispatch: 'transfer.delay(id);', payload: 'id' }],
      edits: (text) => [importCanvas(text), replace(text, "audit.applyAsync([id, 'eu']);", "void chain(si(audit, id, 'eu'),"), replace(text, 'transfer.delay(id)', 'si(transfer, id)).delay()')],
    },
    {
      name: 'names merged into an import',
      text: `import { chain } from 'task-canvas/bullmq';\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertAfter(text, 'import { chain', ', si'), ...asChain(text).slice(1)],
    },
    {
      name: 'names merged into a require',
      text: `const { chain } = require('task-canvas/bullmq');\n${upload().replace(IMPORT, "const queue = require('./queue');\n").replace('export ', '')}`,
      steps: [FIRST, SECOND],
      path: '/app/upload.cjs',
      edits: (text) => [insertAfter(text, 'const { chain', ', si'), ...asChain(IMPORT + text).slice(1).map((edit) => shifted(edit, -IMPORT.length))],
    },
    {
      name: 'a producer at the top of the module',
      text: `import { Queue } from 'bullmq';\nexport const queue = new Queue('images');\n${upload().replace(IMPORT, '')}`,
      steps: [FIRST, SECOND],
      edits: (text) => [
        insertAfter(text, 'import { Queue', ', FlowProducer'),
        insertAfter(text, "new Queue('images');", '\nexport const flowProducer = new FlowProducer();'),
        replace(text, "await queue.add('process', { id: image.id });", ''),
        replace(text, "await queue.add('thumbnail', { id: image.id })", "await flowProducer.add({ data: { id: image.id }, children: [{ data: { id: image.id } }] })"),
      ],
    },
    {
      name: '`export` before a declaration, in a file without a run',
      text: 'const flowProducer = new FlowProducer();\nexport const queue = flowProducer;\n',
      steps: [],
      edits: (text) => [insertBefore(text, 'const flowProducer', 'export ')],
    },
    {
      name: "a constructor's parameter",
      text: `${IMPORT}class Service {\n  constructor(@Inject() private readonly a: A) {}\n  async upload(image) {\n    await queue.add('process', { id: image.id });\n    await queue.add('thumbnail', { id: image.id });\n  }\n}\n`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertAfter(text, 'private readonly a: A', ', @InjectFlowProducer() private readonly flowProducer: FlowProducer'), ...asChain(text)],
    },
    {
      name: 'a Nest module, in a file without a run',
      text: "import { Module } from '@nestjs/common';\n@Module({ imports: [BullModule.registerQueue({ name: 'images' })] })\nexport class AppModule {}\n",
      steps: [],
      edits: (text) => [insertAfter(text, "{ name: 'images' })", ', BullModule.registerFlowProducer({})')],
    },
  ];
  test.each(cases)('$name', (each) => {
    expect(foreignChange(each)).toBeUndefined();
  });
});

describe('says what a wrong edit does', () => {
  const cases: Case[] = [
    {
      name: 'a statement replaced together with the semicolon that guards the next line',
      text: upload({ semicolon: '', behind: '  ;[1, 2].forEach(log)\n' }),
      steps: [
        { dispatch: "await queue.add('process', { id: image.id })" },
        { dispatch: "await queue.add('thumbnail', { id: image.id })\n  ;" },
      ],
      edits: (text) => [
        importCanvas(text),
        replace(text, "await queue.add('process', { id: image.id })\n", "await chain(si(queue, 'process', { id: image.id }), si(queue, 'thumbnail', { id: image.id })).delay()\n"),
        replace(text, "  await queue.add('thumbnail', { id: image.id })\n  ;", ''),
      ],
      says: 'line 5 would mean something else',
    },
    {
      name: 'a neighbour swallowed by too long a span',
      text: upload({ behind: '  image.touch();\n  return image;\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [
        ...asChain(text).slice(0, 2),
        replace(text, "  await queue.add('thumbnail', { id: image.id });\n  image.touch()", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay()"),
      ],
      says: 'would mean something else',
    },
    {
      name: 'a neighbour before the run swallowed',
      text: upload({ before: '  image.touch();\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [
        importCanvas(text),
        replace(text, "image.touch();\n  await queue.add('process', { id: image.id });", "await chain(si(queue, 'process', { id: image.id }),"),
        asChain(text)[2] ?? importCanvas(text),
      ],
      says: 'would mean something else',
    },
    {
      name: 'a neighbour drawn into the chain',
      text: upload({ behind: '  image.touch();\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [
        ...asChain(text).slice(0, 2),
        replace(text, "  await queue.add('thumbnail', { id: image.id });\n", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay(),\n"),
      ],
      says: 'would mean something else',
    },
    {
      name: 'an import written into a template',
      text: `const page = \`\n<p>\`;\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertBefore(text, '<p>', CANVAS), ...asChain(text).slice(1)],
      says: 'line 1 would mean something else',
    },
    {
      name: 'an import written into a comment',
      text: `/* the\n   images */\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertBefore(text, '   images', CANVAS), ...asChain(text).slice(1)],
      says: 'the comment `/* the\nimages */` would be lost',
    },
    {
      name: 'a comment between the dispatches lost',
      text: upload({ between: '  // and the small one\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text), replace(text, '  // and the small one\n', '')],
      says: 'the comment `// and the small one` would be lost',
    },
    {
      name: 'one of two equal comments lost',
      text: upload({ before: '  // job\n', between: '  // job\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text), { span: spanIn(text, '  // job\n', 1), text: '' }],
      says: 'the comment `// job` would be lost',
    },
    {
      name: 'code that falls behind a comment',
      text: upload({ between: '  // and the small one\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text).slice(0, 2), replace(text, "\n  await queue.add('thumbnail', { id: image.id });", " si(queue, 'thumbnail', { id: image.id })).delay();")],
      says: 'would not parse',
    },
    {
      name: 'a log line lost',
      text: upload({ between: "  console.log('queued');\n" }),
      steps: [FIRST, { log: "console.log('queued');" }, SECOND],
      edits: (text) => [...asChain(text), replace(text, "  console.log('queued');\n", '')],
      says: 'line 4 would mean something else',
    },
    {
      name: 'a log line changed',
      text: upload({ between: "  console.log('queued');\n" }),
      steps: [FIRST, { log: "console.log('queued');" }, SECOND],
      edits: (text) => [
        ...asChain(text).slice(0, 2),
        replace(text, "  console.log('queued');\n", ''),
        replace(text, "  await queue.add('thumbnail', { id: image.id })", "    si(queue, 'thumbnail', { id: image.id }),\n  ).delay();\n  console.log('queue')"),
      ],
      says: 'line 4 would mean something else',
    },
    {
      name: 'an argument changed',
      text: upload(),
      steps: [FIRST, SECOND],
      edits: (text) => [importCanvas(text), asChain(text)[1] ?? importCanvas(text), replace(text, "  await queue.add('thumbnail', { id: image.id })", "si(queue, 'thumbnail', { id: image })).delay()")],
      // The first step's equal argument is no excuse.
      says: 'the argument `{ id: image.id }` would be lost',
    },
    {
      name: 'an element of a list of arguments lost',
      text: `${IMPORT}export function pay(id) {\n  audit.applyAsync([id, 'eu']);\n  transfer.delay(id);\n}\n`,
      steps: [{ dispatch: "audit.applyAsync([id, 'eu']);", payload: "[id, 'eu']", elements: ['id', "'eu'"] }, { dispatch: 'transfer.delay(id);', payload: 'id' }],
      edits: (text) => [importCanvas(text), replace(text, "audit.applyAsync([id, 'eu']);", 'void chain(si(audit, id),'), replace(text, 'transfer.delay(id)', 'si(transfer, id)).delay()')],
      says: "the argument `[id, 'eu']` would be lost",
    },
    {
      name: 'all of the run removed',
      text: upload({ behind: '  return image;\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [replace(text, "await queue.add('process', { id: image.id });", ''), replace(text, "await queue.add('thumbnail', { id: image.id });", '')],
      says: 'would mean something else',
    },
    {
      name: 'an empty statement left over',
      text: upload(),
      steps: [FIRST, SECOND],
      edits: (text) => [importCanvas(text), replace(text, "await queue.add('process', { id: image.id })", ''), replace(text, "await queue.add('thumbnail', { id: image.id })", "await chain(si(queue, 'process', { id: image.id }), si(queue, 'thumbnail', { id: image.id })).delay()")],
      says: 'would mean something else',
    },
    {
      name: 'a directive that is one no longer',
      text: `'use client';\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertBefore(text, "'use client'", CANVAS), ...asChain(text).slice(1)],
      says: 'line 1 would mean something else',
    },
    {
      name: 'a name merged into a destructuring that is no require',
      text: `const { chain } = canvas;\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [insertAfter(text, 'const { chain', ', si'), ...asChain(text).slice(1)],
      says: 'line 1 would mean something else',
    },
    {
      name: 'a statement inserted beside the run',
      text: upload({ behind: '  return image;\n' }),
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text), insertBefore(text, 'return image;', 'await metrics.send();\n  ')],
      says: 'would mean something else',
    },
    {
      name: 'a type-only import made a value',
      text: `import type { Job } from 'bullmq';\n${upload()}`,
      steps: [FIRST, SECOND],
      edits: (text) => [...asChain(text), replace(text, 'import type {', 'import {')],
      says: 'line 1 would mean something else',
    },
    {
      name: 'a name that the file declares already',
      text: `${upload()}function chain() {}\n`,
      steps: [FIRST, SECOND],
      edits: asChain,
      says: '`chain` is declared already',
    },
    {
      name: 'a name that the file takes from somewhere else',
      text: upload({ behind: '  si(image);\n' }),
      steps: [FIRST, SECOND],
      edits: asChain,
      says: '`si` already means something else in this file',
    },
    {
      name: 'a name that is hidden where the run stands',
      text: upload({ before: '  const chain = image.chain;\n' }),
      steps: [FIRST, SECOND],
      edits: asChain,
      says: '`chain` means something else where the rewritten code stands',
    },
    {
      name: 'a plain parameter added to a constructor',
      text: `${IMPORT}class A { constructor(a) {} }\n`,
      steps: [],
      edits: (text) => [insertAfter(text, '(a', ', b')],
      says: 'line 2 would mean something else',
    },
    {
      name: 'an element added to an array',
      text: 'export const all = [1, 2];\n',
      steps: [],
      edits: (text) => [insertAfter(text, '1', ', 3')],
      says: 'line 1 would mean something else',
    },
    {
      name: 'code that does not parse',
      text: upload(),
      steps: [FIRST, SECOND],
      edits: (text) => asChain(text).slice(0, 2),
      says: 'would not parse',
    },
    {
      name: 'spans of a run that are no statements',
      text: upload(),
      steps: [{ dispatch: "queue.add('process', { id: image.id });" }, SECOND],
      edits: (text) => [importCanvas(text)],
      says: 'the statements of the run were not found',
    },
  ];
  test.each(cases)('$name', (each) => {
    expect(foreignChange(each)).toContain(each.says);
  });

  test('text that is not what the edits make', () => {
    const text = upload();
    const edits = asChain(text);
    expect(findForeignChange({ path: '/a.ts', text }, applyEdits(text, edits).replace('export ', ''), { edits, run: runIn(text, [FIRST, SECOND]) })).toBe(
      'text outside of the edits changed',
    );
  });

  test('code that is nested too deeply', () => {
    const text = `export const sum = ${'1 + '.repeat(1500)}1;\n`;
    expect(findForeignChange({ path: '/a.ts', text }, `${CANVAS}${text}`, { edits: [{ span: { start: 0, end: 0 }, text: CANVAS }] })).toContain('nested too deeply');
  });
});

test.each([
  'export const re = /a+/giu; const t = `a${1}b`; const big = 10n; label: for (const [, b] of x) continue label;',
  'class A<T extends B> extends C<T> implements D { static #x?: number; declare y: string; @dec() get z(): T { return this.#x as T } }',
  'enum E { A = 1, B }\nnamespace N { export type X = keyof typeof E }\nabstract class Q { abstract m(this: Q, ...r: [a: 1, b?: 2]): asserts this is Q }',
  'async function* f({ a = 1, ...r }: P, [b]: Q = []) { try { yield* await g?.(a)?.[b]! } catch { } finally { } }',
])('every kind of node equals itself: %s', (text) => {
  expect(findForeignChange({ path: '/a.ts', text }, `${CANVAS}${text}`, { edits: [{ span: { start: 0, end: 0 }, text: CANVAS }] })).toBeUndefined();
});

describe('on generated blocks', () => {
  const neighbour = fc.constantFrom('image.touch()', '[1, 2].forEach(log)', '(() => {})()', '`x`.trim()', '/a/g.test(image)', '+image.n', 'const n = `a\n${image.n}`', '// note', '/* note */', 'if (image) { }', 'log(image)');
  const guarded = (statement: string, semicolons: boolean): string => (semicolons ? `${statement};` : /^[[(`/+]/.test(statement) && !/^\/[/*]/.test(statement) ? `;${statement}` : statement);
  const block = fc.record({ before: fc.array(neighbour, { maxLength: 3 }), behind: fc.array(neighbour, { maxLength: 3 }), semicolons: fc.boolean(), eol: fc.constantFrom('\n', '\r\n') });

  test('a rewrite by expression spans passes, and the same with anything else touched does not', () => {
    fc.assert(
      fc.property(block, fc.nat(), ({ before, behind, semicolons, eol }, pick) => {
        // Every neighbour declares and does something of its own, so none can be mistaken for another.
        const unique = (statement: string, index: number): string => statement.replace('image', `image${String(index)}`).replace('const n', `const n${String(index)}`).replace('note', `note ${String(index)}`);
        const lines = [...before, ...behind].map(unique).map((statement) => guarded(statement, semicolons));
        const dispatches = ["await queue.add('a', { id })", "await queue.add('b', { id })"].map((statement) => (semicolons ? `${statement};` : statement));
        const body = [...lines.slice(0, before.length), ...dispatches, ...lines.slice(before.length)];
        const text = `async function f(id) {${eol}  ${body.join(`${eol}  `)}${eol}}${eol}`;
        // `;[1, 2]…` on a later line, be there comments before it: that semicolon belongs to the dispatch.
        const comments = /^(?:\s|\/\/.*|\/\*.*?\*\/)*;/.exec(text.slice(spanIn(text, "await queue.add('b', { id })").end))?.[0] ?? '';
        const second = `await queue.add('b', { id })${comments}`;
        const run = runIn(text, [{ dispatch: dispatches[0] ?? '', payload: '{ id }' }, { dispatch: second, payload: '{ id }' }]);
        const edits = [
          { span: { start: 0, end: 0 }, text: `import { chain, si } from 'task-canvas/bullmq';${eol}` },
          replace(text, dispatches[0] ?? '', "await chain(si(queue, 'a', { id }),"),
          replace(text, "await queue.add('b', { id })", "si(queue, 'b', { id })).delay()"),
        ];
        const before_ = { path: '/a.ts', text };
        expect(findForeignChange(before_, applyEdits(text, edits), { edits, run })).toBeUndefined();

        const victims = [...lines.map((line) => line.replace(/^;/, ''))];
        const victim = victims[pick % Math.max(victims.length, 1)];
        if (victim === undefined) return;
        const wrong = [...edits, replace(text, victim, victim.startsWith('if') || victim.startsWith('//') || victim.startsWith('/*') ? '' : 'other()')];
        expect(findForeignChange(before_, applyEdits(text, wrong), { edits: wrong, run })).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });
});

test('applyEdits keeps every character outside of the edits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.tuple(fc.nat(40), fc.nat(10), fc.string({ maxLength: 5 })), { maxLength: 5 }), (text, drafts) => {
      let from = 0;
      const kept: string[] = [];
      const edits = drafts.map(([gap, length, inserted]) => {
        const start = Math.min(from + gap, text.length);
        const end = Math.min(start + length, text.length);
        kept.push(text.slice(from, start));
        from = end;
        return { span: { start, end }, text: inserted };
      });
      kept.push(text.slice(from));
      const expected = kept.map((piece, index) => piece + (edits[index]?.text ?? '')).join('');
      expect(applyEdits(text, edits)).toBe(expected);
    }),
    { numRuns: 100 },
  );
});

function shifted({ span, text }: Edit, by: number): Edit {
  return { span: { start: span.start + by, end: span.end + by }, text };
}

/** An edit of the text with LF, for the same text with CRLF. */
function moved({ span, text }: Edit, crlf: string): Edit {
  const offset = (position: number): number => {
    let lf = 0;
    let index = 0;
    for (; lf < position; index++) if (crlf[index] !== '\r') lf++;
    return index;
  };
  return { span: { start: offset(span.start), end: offset(span.end) }, text: text.replaceAll('\n', '\r\n') };
}
