import { describe, expect, it } from 'vitest';
import type { Argument, Dispatch, Run } from '../../src/analysis/ir.js';
import { DISPATCH_NAMES, LIBRARIES, libraryOf } from '../../src/libraries/index.js';
import type { Style } from '../../src/analysis/edit.js';
import { argumentOf } from '../../src/readers/ecmascript/paths.js';
import { hazardsOf, library, moduleOf, rewriteOf, rewritten } from '../rewrites/rewriting.js';

/** The arguments of `f(…)`. */
function argumentsOf(text: string): Argument[] {
  const module = moduleOf(`f(${text});\n`);
  const [statement] = module.ast.body;
  if (statement?.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') throw new Error(text);
  return statement.expression.arguments.map((argument) => argumentOf(argument, module));
}

function arrange(id: string, method: string, text: string) {
  return library(id)
    .dispatches.find((row) => row.method === method)
    ?.arrange(argumentsOf(text));
}

describe('what the arguments mean', () => {
  it.each([
    ['bullmq', 'add', "'x', data", { name: 0, payload: [1] }],
    ['bullmq', 'add', "'x', data, { delay: 1 }", { name: 0, payload: [1], options: 2 }],
    ['bullmq', 'add', "'x'", { name: 0, payload: [] }],
    ['bullmq', 'add', '...all', { payload: [0] }],
    ['bullmq', 'add', "'x', data, { repeat: { every: 1 } }", undefined],
    ['bullmq', 'add', '', undefined],
    ['bull', 'add', 'data', { payload: [0] }],
    ['bull', 'add', '{ id }', { payload: [0] }],
    ['bull', 'add', '{ id }, { delay: 1 }', { payload: [0], options: 1 }],
    ['bull', 'add', '{ id }, options', { payload: [0], options: 1 }],
    ['bull', 'add', 'data, { attempts: 3, backoff: 1 }', { payload: [0], options: 1 }],
    ['bull', 'add', "'x', data", { name: 0, payload: [1] }],
    ['bull', 'add', 'Jobs.X, { id }', { name: 0, payload: [1] }],
    ['bull', 'add', "'x', data, options", { name: 0, payload: [1], options: 2 }],
    ['bull', 'add', "'x', data, { repeat: { cron } }", undefined],
    ['bull', 'add', '{ id }, { repeat: { cron } }', undefined],
    ['celery-node', 'delay', 'a, b', { payload: [0, 1] }],
    ['celery-node', 'applyAsync', '[a], { b }', { payload: [0, 1] }],
    ['celery-node', 'sendTask', "'x', [a], { b }, id", { name: 0, payload: [1, 2] }],
    ['celery-ts', 'applyAsync', '{ args: [a], kwargs: {} }', { payload: [0], options: 0 }],
  ])('%s %s(%s)', (id, method, text, arrangement) => {
    expect(arrange(id, method, text)).toEqual(arrangement);
  });
});

it('lists every name that dispatches', () => {
  expect([...DISPATCH_NAMES].sort()).toEqual(['add', 'applyAsync', 'delay', 'sendTask']);
  expect(libraryOf('bullmq')?.canvas).toBe('task-canvas/bullmq');
  expect(libraryOf('nothing')).toBeUndefined();
});

describe('libraries that are only reported', () => {
  it.each(['bull'])('%s says why', (id) => {
    const dispatch = { library: id, task: { key: 'x', name: 'x' } } as Dispatch;
    expect(library(id).reportOnly).toMatch(/chain/);
    expect(library(id).findHazards({ dispatches: [dispatch] } as unknown as Run, 'chain')).toEqual([]);
  });

  it('every other one has styles and writes signatures', () => {
    const rewritable = LIBRARIES.filter(({ reportOnly }) => reportOnly === undefined);
    expect(rewritable.map(({ id }) => id)).toEqual(['bullmq', 'celery-node', 'celery-ts']);
    expect(rewritable.every((each) => each.styles.length > 0 && 'renderSignature' in each)).toBe(true);
  });
});

describe('hazards of BullMQ', () => {
  function textOf(second: string): string {
    return `import { aQueue, bQueue, o } from './q';\n\nasync function f(id, all) {\n  await aQueue.add('a', { id }, { attempts: 2 });\n  await bQueue.add${second};\n}\n`;
  }

  it.each<[string, Style, string]>([
    ["('b', { id }, { deduplication: { id: 'x' } })", 'chain', 'refused option-not-in-flow'],
    ["('b', { id }, { debounce: { id: 'x' } })", 'flow', 'refused option-not-in-flow'],
    ["('b', { id }, { parent })", 'pipe', 'refused option-not-in-flow'],
    ["('b', { id }, { repeat: { every: 1 } })", 'chain', 'refused option-not-in-flow'],
    ["('b', { id }, { jobId: 'x' })", 'chain', 'refused job-id'],
    ["('b', { id }, { removeDependencyOnFailure: true })", 'chain', 'refused failure-option'],
    ["('b', { id }, o)", 'chain', 'options-not-visible'],
    ["('b', { id }, { ...o })", 'pipe', 'options-not-visible'],
    ["('b', { id }, o)", 'flow', 'refused options-not-visible'],
    ["('b', { id }, ...all)", 'chain', 'refused spread-arguments'],
    ["<Job>('b', { id })", 'chain', 'type-arguments'],
    ["('b', { id }, { delay: 5 })", 'chain', 'later-delay'],
    ["('b', { id })", 'chain', 'failed-event-of-skipped'],
  ])('add%s in style %s', (second, style, hazard) => {
    expect(hazardsOf(rewriteOf(textOf(second), { style }))).toContain(hazard);
  });

  it('refuses a flow that would evaluate two arguments in the other order', () => {
    const text =
      "import { aQueue, bQueue } from './q';\n\nasync function f(id) {\n  await aQueue.add('a', { id, at: Date.now() });\n  await bQueue.add('b', { id, at: Date.now() });\n}\n";
    expect(hazardsOf(rewriteOf(text, { style: 'flow' }))).toEqual(['refused reversed-arguments']);
    expect(hazardsOf(rewriteOf(text))).toContain('argument-fresh');
  });

  it('has no style link', () => {
    expect(rewritten(textOf("('b', { id })"), { style: 'link' })).toBe('refused: bullmq has no style link; it has chain, pipe, flow');
  });
});
