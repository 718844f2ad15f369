import { expect, it } from 'vitest';
import { termOf } from '../../src/analysis/terms.js';
import type { CallExpression } from '../../src/readers/ecmascript/estree.js';
import { walk } from '../../src/readers/ecmascript/estree.js';
import { parseModule } from '../../src/readers/ecmascript/module.js';
import { argumentOf } from '../../src/readers/ecmascript/paths.js';
import type { Term } from '../../src/analysis/footprint.js';

/** The argument of `f(…)` in a function with the parameters `order` and `base`. */
function termIn(argument: string): Term {
  const text = `function handle(order, base) { f(${argument}); }`;
  const result = parseModule('/project/a.ts', text);
  if (!result.ok) throw new Error(result.problem.message);
  const { module } = result;
  const calls: CallExpression[] = [];
  walk(module.ast, (node) => {
    if (node.type === 'CallExpression') calls.push(node);
  });
  const first = calls[0]?.arguments[0];
  if (first === undefined) throw new Error('there is no argument');
  return termOf(argumentOf(first, module), module.text);
}

/** `order.id`, `'text'`, `{ a: …, open }` */
function written(term: Term): string {
  switch (term.kind) {
    case 'value':
      return term.text;
    case 'literal':
      return JSON.stringify(term.value);
    case 'object':
      return `{ ${[...[...term.entries].map(([name, entry]) => `${name}: ${written(entry)}`), ...(term.open ? ['…'] : [])].join(', ')} }`;
    default:
      return '?';
  }
}

it.each([
  ['order.id', 'order.id'],
  ['String(order.id)', 'order.id'],
  ['order.id.toString()', 'order.id'],
  ["'all'", '"all"'],
  ['{ orderId: order.id, kind: 1 }', '{ orderId: order.id, kind: 1 }'],
  ['[order.id]', '{ 0: order.id }'],
  ['{ ...base, orderId: order.id }', '{ orderId: order.id, … }'],
])('%s is %s', (argument, expected) => {
  expect(written(termIn(argument))).toBe(expected);
});

it.each(['order.id + 1', 'order.id ?? base.id', 'make(order.id)', '`${order.id}:${base.id}`', '`order:${order.id}`', '...order.ids'])('%s is not known', (argument) => {
  expect(written(termIn(argument))).toBe('?');
});

it('knows nothing of a property that a later spread may change', () => {
  expect(written(termIn('{ orderId: order.id, ...base }'))).toBe('{ orderId: ?, … }');
});
