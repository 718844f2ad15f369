/** `Q` and `F` and what is built of them, read where they are written: operators between them are no calls. */
import { lastName } from '../classes.js';
import type { Row } from '../../../analysis/footprint.js';
import { textOf } from '../../../readers/python/literals.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { childIn, namedChildren, sourceOf, unwrapped, walk, type PyNode } from '../../../readers/python/tree.js';
import type { PyCall, PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { PRIMARY_KEY } from './fields.js';
import { reach, type Condition, type Reached } from './lookups.js';
import { LIBRARY } from './queries.js';

/** A condition that cannot be read: it narrows, and names nothing. */
const UNREAD: Condition = { path: '', value: undefined, certain: false };

interface Conditions {
  readonly conditions: readonly Condition[];
}

/** The value of `Q(…)`. */
export function conditionsValue(call: PyCall, context: ReadingContext): PyValue {
  return { kind: 'handle', library: LIBRARY, data: { conditions: conditionsOf(call, context) } satisfies Conditions };
}

/** What `filter(Q(a=1) | Q(b=2), c=3)` asks for. */
export function conditionsOf(call: PyCall, context: ReadingContext): Condition[] {
  const named = [...call.keyword].filter(([name]) => !name.startsWith('_')).map(([path, value]): Condition => ({ path, value, certain: true }));
  const others = call.positional.flatMap((value, index) => conditionsIn(call.nodes[index], value, call.module, context));
  return [...others, ...named, ...(call.open ? [UNREAD] : [])];
}

/** As one of several, or turned round: the columns are read, and no row is named. */
export function uncertain(conditions: readonly Condition[]): Condition[] {
  return conditions.map((condition) => ({ ...condition, certain: false }));
}

function conditionsIn(written: PyNode | undefined, value: PyValue, module: PythonModule, context: ReadingContext): readonly Condition[] {
  if (value.kind === 'handle' && isConditions(value.data)) return value.data.conditions;
  const node = written === undefined ? undefined : unwrapped(written);
  const argument = node?.type === 'unary_operator' ? childIn(node, 'argument') : undefined;
  return argument === undefined ? [UNREAD] : uncertain(conditionsIn(argument, context.evaluate(argument, module), module, context));
}

/** `Q(a=1) | Q(b=2)`, `F('views') + 1`. */
export function combined(symbol: string, left: PyValue, right: PyValue): PyValue | undefined {
  const sides = [left, right].map((side) => (side.kind === 'handle' && side.library === LIBRARY ? side.data : undefined));
  if (sides.some(isConditions)) {
    const conditions = sides.flatMap((side) => (isConditions(side) ? side.conditions : [UNREAD]));
    return { kind: 'handle', library: LIBRARY, data: { conditions: symbol === '&' ? conditions : uncertain(conditions) } satisfies Conditions };
  }
  const names = sides.flatMap((side) => (isExpression(side) ? side.names : []));
  return names.length === 0 ? undefined : expressionValue(names);
}

interface Expression {
  /** The columns that it is made of, as lookups name them. */
  readonly names: readonly string[];
}

/** The value of `F('views')`. */
export function expressionValue(names: readonly string[]): PyValue {
  return { kind: 'handle', library: LIBRARY, data: { names } satisfies Expression };
}

function isExpression(data: unknown): data is Expression {
  return typeof data === 'object' && data !== null && 'names' in data;
}

function isConditions(data: unknown): data is Conditions {
  return typeof data === 'object' && data !== null && 'conditions' in data;
}

/** Wrap values, or name columns of a query around: `Value('new')`, `OuterRef('pk')`. */
const NAMES_NO_COLUMN: ReadonlySet<string> = new Set(['Value', 'OuterRef', 'Cast', 'Concat', 'RawSQL', 'Subquery', 'Exists', 'Prefetch']);

/** The columns that an expression of Django's names: `F('views') + 1`, `Count('tags', filter=Q(tags__word='sea'))`. */
export function columnsIn(expression: PyNode, of: PyClass, module: PythonModule, context: ReadingContext): readonly Reached[] {
  const reached: Reached[] = [];
  walk(expression, (node) => {
    const called = node.type === 'call' ? childIn(node, 'function') : undefined;
    if (called === undefined) return !node.type.includes('lambda');
    const value = context.evaluate(called, module);
    if (value.kind === 'external' && value.path.startsWith('django.')) reached.push(...columnsNamed(node, lastName(value.path), of, module, context));
    return true;
  });
  return reached;
}

function columnsNamed(call: PyNode, name: string, of: PyClass, module: PythonModule, context: ReadingContext): Reached[] {
  const list = childIn(call, 'arguments');
  const written = list === undefined ? [] : namedChildren(list);
  const paths = written.flatMap((argument) => {
    if (argument.type === 'keyword_argument') {
      const keyword = childIn(argument, 'name');
      return keyword !== undefined && (name === 'Q' || name === 'When') ? [sourceOf(keyword, module)] : [];
    }
    const text = NAMES_NO_COLUMN.has(name) ? undefined : textOf(argument, module);
    return text === undefined ? [] : [text];
  });
  return paths.flatMap((path) => reach(of, path, context));
}

/** An expression that is written to a column, by its value and as it is written. */
export interface Written {
  readonly value: PyValue;
  readonly node: PyNode | undefined;
  readonly module: PythonModule;
}

/** Reads what an expression needs, but for the column that it is written to; whether it counts that one up where it is kept. */
export function recordExpression({ value, node, module }: Written, of: PyClass, row: Row, to: string | undefined, context: ReadingContext): 'atomic' | 'plain' {
  const named = value.kind === 'handle' && isExpression(value.data) ? value.data.names.flatMap((name) => reach(of, name, context)) : [];
  const reached = node === undefined || named.length > 0 ? named : columnsIn(node, of, module, context);
  for (const { column, joins } of reached) {
    if (column.column === PRIMARY_KEY || (joins.length === 0 && column.column === to)) continue;
    context.record({ operation: 'read', resource: { kind: 'column', ...column, row: joins.length === 0 ? row : { kind: 'unknown' } } });
  }
  return reached.some(({ column, joins }) => joins.length === 0 && column.column === to) ? 'atomic' : 'plain';
}
