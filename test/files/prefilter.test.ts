import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWrapperNames } from '../../src/cli/outward.js';
import { countDispatchNames, mentionsPackage } from '../../src/files/prefilter.js';
import { DISPATCH_NAMES } from '../../src/libraries/index.js';

const METHODS = [...DISPATCH_NAMES];
const count = (text: string, wrappers: readonly string[] = [], limit = 9): number =>
  countDispatchNames(Buffer.from(text), { methods: METHODS, wrappers: new Set(wrappers) }, limit);

describe('countDispatchNames', () => {
  it.each([
    ['', 0],
    ['add', 0],
    ['queue.add', 1],
    ["queue.add('a', x); queue.add('b', x);", 2],
    ['queue.add<Job>(x); queue.add<Other<Job>>(y)', 2],
    ['queue.add (x); queue.add\n(y)', 2],
    ['queue\n  .add(x)\n  queue?.add(y)', 2],
    ['queue. add(x); queue.\r\n\tadd(y)', 2],
    ['queue[\'add\'](x); queue["add"](y); queue[`add`](z)', 3],
    ['queue["add" ](x); queue?.[ \'add\' ](y)', 2],
    ['queue./* to */add(x); queue. // to\n  add(y)', 2],
    ['task.delay(x); other.applyAsync([x])', 2],
    ["client.sendTask('a'); client.sendTask('b')", 2],
    ['queue.addBulk(x); queue.addFlow(y)', 0],
    ['.added .address .readd .$add .add$ .add_', 0],
    ['function add(a, b) { return a + b } add(1, 2)', 0],
    ['// add one, then add another', 0],
    ['queue.\u00a0add(x); queue.\ufeffadd(x)', 2],
    ['sadd.add', 1],
    ['.add.add.add', 3],
  ])('%j: %d', (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  it.each([
    ['launch(a); launch(b)', ['launch'], 2],
    ['import { launch as l } from "x"', ['launch'], 0],
    ['launch the job, then launch another; "launch"', ['launch'], 0],
    ['jobs[\'launch\'](a); jobs[ "launch" ](b); jobs[`launch`/* c */](c)', ['launch'], 3],
    ['launch\n(a); launch?.(b); launch/* c */(c); launch!(d)', ['launch'], 4],
    ['relaunch(a); launched(b)', ['launch'], 0],
    ['jobs.launch(a); launch<T>(b); queue.add(c)', ['launch'], 3],
    ['$launch(a)', ['$launch'], 1],
    ['add(a); add (b)', ['add'], 2],
    ['we add things, and add others', ['add'], 0],
    ['this.jobs.add(a); add<T>(b); add?.(c); add/**/(d)', ['add'], 4],
  ])('%j with the wrappers %j: %d', (text, wrappers, expected) => {
    expect(count(text, wrappers)).toBe(expected);
  });

  it('stops at the limit', () => {
    expect(count('.add.add.add', [], 2)).toBe(2);
    expect(count('.add.delay.add', ['x'], 1)).toBe(1);
    expect(count('x() x() x()', ['x'], 2)).toBe(2);
  });

  it('never says no for two calls', () => {
    const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
    const gap = fc.oneof(space, fc.constantFrom('/* x */', '// y\n', '\n// .\n', '/* a\n b */ '), fc.constant(' '));
    const access = fc.oneof(
      fc.tuple(gap, fc.constantFrom('.', '?.'), gap, fc.constantFrom(...METHODS)).map((parts) => parts.join('')),
      fc
        .tuple(gap, fc.constantFrom('[', '?.['), gap, fc.constantFrom(...METHODS), fc.constantFrom("'", '"', '`'), gap)
        .map(([a, open, b, name, quote, c]) => `${a}${open}${b}${quote}${name}${quote}${c}]`),
    );
    const call = fc
      .tuple(fc.constantFrom('q', 'this.queue', 'f()', 'ä', 'a[0]'), access, gap, fc.constantFrom('', '<T>', '?.'), space)
      .map(([receiver, read, between, types, after]) => `${receiver}${read}${between}${types}${after}(x)`);
    const noise = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', ';', 'Set.prototype', '"add"'));
    fc.assert(
      fc.property(noise, call, noise, call, noise, (a, first, b, second, c) => {
        expect(count([a, first, b, second, c].join('\n'), [], 2)).toBe(2);
      }),
      { numRuns: 500 },
    );
  });
});

describe('mentionsPackage', () => {
  it.each([
    ["import { Queue } from 'bullmq';", true],
    ['require("bullmq")', true],
    ['import("bullmq/dist/x.js")', true],
    ['import x from "@nestjs/bull"', true],
    ['import x from "bullmq-pro"', false],
    ['import x from "./bull"', false],
    ['we use bullmq here', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(mentionsPackage(Buffer.from(text), ['bullmq', 'bull', '@nestjs/bull'])).toBe(expected);
  });
});

describe('findWrapperNames', () => {
  function wrappersIn(files: Readonly<Record<string, string>>, declared: readonly string[] = []): { names: string[]; parsed: string[] } {
    const parsed: string[] = [];
    const names = findWrapperNames(
      {
        paths: Object.keys(files),
        bytesOf: (path) => {
          const text = files[path];
          return text === undefined ? undefined : Buffer.from(text);
        },
        dispatcherNamesOf: (path) => {
          parsed.push(path);
          return [...(files[path] ?? '').matchAll(/function (\w+)/g)].map(([, name]) => name ?? '');
        },
      },
      ['add'],
      declared,
    );
    return { names: [...names].sort(), parsed };
  }

  it('goes outward until nothing is new, parses each file once, and no other', () => {
    const files = {
      'app.ts': 'third(1); third(2)',
      'third.ts': 'function third() { second() }',
      'second.ts': 'function second() { first() }',
      'first.ts': 'function first() { queue.add() }',
      'other.ts': 'function other() {}',
    };
    expect(wrappersIn(files)).toEqual({ names: ['first', 'second', 'third'], parsed: ['first.ts', 'second.ts', 'third.ts', 'app.ts'] });
  });

  it('is bounded', () => {
    const files = Object.fromEntries(
      Array.from(
        { length: 9 },
        (_, i) => [`${String(i)}.ts`, `function w${String(i)}() { ${i === 0 ? 'q.add()' : `w${String(i - 1)}()`} }`] as const,
      ).reverse(),
    );
    expect(wrappersIn(files).names).toEqual(['w0', 'w1', 'w2', 'w3', 'w4']);
  });

  it.each([
    ['import { launch as start } from "./l"'],
    ['export { launch as start } from "./l"'],
    ['const { launch: start } = require("./l")'],
    ['const { x, launch: start } = await import("./l")'],
    ['const start = launch;'],
    ['let start = jobs.launch\n'],
  ])('follows the name in %j', (text) => {
    expect(wrappersIn({ 'l.ts': 'export function launch() { q.add() }', 'x.ts': text }).names).toEqual(['launch', 'start']);
  });

  it.each([
    ['type T = { launch: Fn; launch: string };'],
    ['const job = launch(1);'],
    ['const job = launch.length;'],
    ['const a = { type: launch, launch: true };'],
    ['"branch: launch"; x = launch;'],
    ['export { launch as default };'],
  ])('takes nothing from %j', (text) => {
    expect(wrappersIn({ 'l.ts': 'export function launch() { q.add() }', 'x.ts': text }).names).toEqual(['launch']);
  });

  it.each([
    ['l-mail.ts', 'import start from "./l-mail"', 'start'],
    ['l-mail.ts', "import start, { x } from '../jobs/l-mail.js'", 'start'],
    ['l-mail.ts', 'const start = require("./l-mail")', 'start'],
    ['l-mail.ts', 'export { default as start } from "./l-mail"', 'start'],
    ['jobs/index.ts', 'import start from "./jobs"', 'start'],
    ['jobs/index.ts', 'import start from "@/jobs/index.js"', 'start'],
    ['jobs/index.ts', 'import start from "./robs"', undefined],
  ])('follows a default export of %s into %j', (path, text, alias) => {
    const { names } = wrappersIn({ [path]: 'export default function launch() { q.add() }', 'x.ts': text });
    expect(names).toEqual(alias === undefined ? ['launch'] : ['launch', alias]);
  });

  it('starts from declared names too', () => {
    expect(wrappersIn({ 'a.ts': 'function outer() { fire() }' }, ['fire']).names).toEqual(['fire', 'outer']);
  });

  it('is not slow on long words', () => {
    const started = performance.now();
    wrappersIn({ 'l.ts': 'function launch() { q.add() }', 'x.ts': `launch(1); const data = "${'a'.repeat(2_000_000)}"` });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
