/** A loop, or `Promise.all` of a map, as an expression that makes an object of each. */
import { isArray, isIterator } from '../readers/ecmascript/arrays.js';
import type { Node } from '../readers/ecmascript/estree.js';
import type { All, Loop } from '../readers/ecmascript/many.js';
import type { Module } from '../readers/ecmascript/module.js';
import { isReassigned } from '../readers/ecmascript/variables.js';

/** What stands around the object of one job: `images.map((image) => (` and `))`. */
export interface Mapping {
  readonly open: string;
  readonly close: string;
}

/** Undefined where the callback that is left would not mean the same, or have another type. */
export function mappingOf(of: All | Loop, module: Module): Mapping | undefined {
  return of.kind === 'all' ? ofAll(of, module) : ofLoop(of, module);
}

function ofLoop({ statement, over, each, condition }: Loop, module: Module): Mapping | undefined {
  if (readsReassigned(statement.body, module)) return undefined;
  const written = sourceOf(over, module);
  const values = ['Identifier', 'MemberExpression', 'CallExpression', 'ArrayExpression'].includes(over.type) ? written : `(${written})`;
  // `Array.from` would make `unknown` of `any`.
  const list = isArray(over, module) ? values : `[...${written}]`;
  const variable = `(${sourceOf(each, module)}) => `;
  // `flatMap` with the condition inside keeps what TypeScript learns from it.
  if (condition !== undefined) return { open: `${list}.flatMap(${variable}(${testOf(condition, module)} ? [`, close: '] : []))' };
  return { open: `${list}.map(${variable}(`, close: '))' };
}

/** Expressions that bind less than the `?` behind them. */
const LOOSE = new Set(['ConditionalExpression', 'SequenceExpression', 'ArrowFunctionExpression', 'AssignmentExpression', 'YieldExpression']);

function testOf(condition: Node, module: Module): string {
  const written = sourceOf(condition, module);
  return LOOSE.has(condition.type) ? `(${written})` : written;
}

/** Whether a variable is read that is given several values: TypeScript forgets in a callback what it has learnt of such a one. */
function readsReassigned({ range: [start, end] }: Node, { scopes }: Module): boolean {
  return scopes.scopes.some(({ references }) =>
    references.some(({ identifier: { range }, resolved }) => start <= range[0] && range[1] <= end && resolved != null && isReassigned(resolved)),
  );
}

function ofAll({ call, mapping, over, callback }: All, module: Module): Mapping | undefined {
  const isTyped = [call.typeArguments, mapping.typeArguments, callback.returnType].some((type) => type !== undefined);
  if (isTyped || isIterator(over)) return undefined;
  const parameters = module.text.slice(callback.range[0], callback.body.range[0]);
  const variable = parameters.slice(0, parameters.lastIndexOf('=>')).replace(callback.async ? /^async\s*/ : /^/, '').trimEnd();
  return { open: `${module.text.slice(mapping.range[0], callback.range[0])}${variable} => (`, close: '))' };
}

function sourceOf({ range }: Node, { text }: Module): string {
  return text.slice(range[0], range[1]);
}
