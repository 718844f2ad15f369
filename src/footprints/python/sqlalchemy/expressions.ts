/** Conditions and sums of columns: `Image.id == image_id`, `Image.views + 1`. https://docs.sqlalchemy.org/en/20/core/operators.html */
import type { Term } from '../../../analysis/footprint.js';
import { childIn, unwrapped, type PyNode } from '../../../readers/python/tree.js';
import type { PyCall, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { dataIn, NOTHING, valueOf, type Bound, type ColumnUse, type Data, type Expression, type Source } from './data.js';
import { columnsOf } from './mapped.js';
import { termOf } from './objects.js';
import { recordReads } from './rows.js';

/** How deep functions of SQL are gone into: `func.coalesce(func.max(Image.position), 0)`. */
const DEEPEST = 6;
/** Give the column again, under another name or in another order. */
const SAME: ReadonlySet<string> = new Set(['label', 'desc', 'asc', 'nullsfirst', 'nullslast', 'nulls_first', 'nulls_last', 'distinct', 'collate']);

/** The columns in a value, through SQL's functions; the reads of a query within are recorded. */
export function expressionIn(value: PyValue | undefined, context: ReadingContext, depth = 0): Expression {
  const data = dataIn(value);
  if (data?.kind === 'expression') return data;
  if (data?.kind === 'statement') recordReads(data, context);
  if (value === undefined || data !== undefined || depth > DEEPEST) return NOTHING;
  const inner = value.kind === 'external' ? [...(value.call?.positional ?? []), ...(value.call?.keyword.values() ?? [])] : value.kind === 'list' ? value.elements : [];
  return uncertain(inner.map((each) => expressionIn(each, context, depth + 1)));
}

/** All of them together. */
function both(expressions: readonly Expression[]): Expression {
  return {
    kind: 'expression',
    columns: expressions.flatMap(({ columns }) => columns),
    names: expressions.flatMap(({ names }) => names),
    bounds: expressions.flatMap(({ bounds }) => bounds),
    links: expressions.flatMap(({ links }) => links),
  };
}

/** As one of several, or turned round: the columns are read, and no row is named. */
function uncertain(expressions: readonly Expression[]): Expression {
  return { ...NOTHING, columns: expressions.flatMap(({ columns }) => columns) };
}

export function combined(symbol: string, left: PyValue, right: PyValue, context: ReadingContext): PyValue | undefined {
  if (![left, right].some((side) => isExpression(dataIn(side)))) return undefined;
  const sides = [expressionIn(left, context), expressionIn(right, context)];
  if (symbol === '&') return valueOf(both(sides));
  const [a, b] = sides;
  if (symbol === '!=' && a?.only !== undefined && b?.only === undefined) return valueOf({ ...uncertain(sides), bounds: [boundOf(a.only, [right], true, context)] });
  if (symbol !== '==') return valueOf(uncertain(sides));
  if (a?.only !== undefined && b?.only !== undefined) return valueOf({ ...uncertain(sides), links: [[a.only, b.only]] });
  if (a?.only !== undefined) return valueOf(equal(a.only, right, false, context));
  return valueOf(b?.only !== undefined ? equal(b.only, left, false, context) : uncertain(sides));
}

function isExpression(data: Data | undefined): boolean {
  return data?.kind === 'expression';
}

/** A column that holds a value, or one of a list's. */
export function equal(use: ColumnUse, value: PyValue, among: boolean, context: ReadingContext): Expression {
  const columns = [use, ...expressionIn(value, context).columns];
  const is = termOf(value, context);
  return { ...NOTHING, columns, names: isNaming(is) ? [{ ...use, is, among }] : [] };
}

function boundOf(use: ColumnUse, values: readonly PyValue[], isOut: boolean, context: ReadingContext): Bound {
  return { ...use, values: values.map((value) => termOf(value, context)), isOut };
}

function isNaming(term: Term): boolean {
  return term.kind !== 'unknown' && term.kind !== 'object' && !(term.kind === 'literal' && term.value === null);
}

/** `Image.id.in_(ids)`, `Image.created.desc()` */
export function callOfExpression(data: Expression, { method = '', positional }: PyCall, context: ReadingContext): PyValue {
  if (SAME.has(method)) return valueOf(data);
  const [argument] = positional;
  if (data.only === undefined || argument === undefined) return valueOf(uncertain([data, ...positional.map((value) => expressionIn(value, context))]));
  const listed = argument.kind === 'list' ? argument.elements : undefined;
  if (method === 'in_') {
    const [only, ...others] = listed ?? [];
    const chosen = equal(data.only, others.length === 0 && only !== undefined ? only : argument, others.length > 0 || only === undefined, context);
    return valueOf({ ...chosen, bounds: others.length === 0 ? [] : [boundOf(data.only, listed ?? [], false, context)] });
  }
  if (listed !== undefined && (method === 'not_in' || method === 'notin_')) return valueOf({ ...uncertain([data]), bounds: [boundOf(data.only, listed, true, context)] });
  if (method === 'is_' || method === '__eq__') return valueOf(equal(data.only, argument, false, context));
  return valueOf(uncertain([data, ...positional.map((value) => expressionIn(value, context))]));
}

/** What `and_(…)`, `or_(…)`, `not_(…)` give. */
export function callOfFunction({ callee, positional }: PyCall, context: ReadingContext): PyValue | undefined {
  const [, name] = callee.kind === 'external' ? (/^sqlalchemy(?:\.\w+)*\.(and_|or_|not_|desc|asc)$/.exec(callee.path) ?? []) : [];
  if (name === undefined) return undefined;
  const expressions = positional.map((value) => expressionIn(value, context));
  return valueOf(name === 'and_' ? both(expressions) : uncertain(expressions));
}

/** What the arguments of `filter(…)` ask for, each: undefined where one cannot be read. */
export function conditionsIn({ positional, nodes, module }: PyCall, context: ReadingContext): (Expression | undefined)[] {
  return positional.map((value, index) => {
    if (isExpression(dataIn(value))) return expressionIn(value, context);
    const turned = inverted(nodes[index]);
    const read = expressionIn(turned === undefined ? value : context.evaluate(turned, module), context);
    return read.columns.length === 0 ? undefined : uncertain([read]);
  });
}

/** `~(Image.id == x)` */
function inverted(node: PyNode | undefined): PyNode | undefined {
  const expression = node === undefined ? undefined : unwrapped(node);
  return expression?.type === 'unary_operator' ? childIn(expression, 'argument') : undefined;
}

/** The columns that keyword arguments name: `filter_by(image_id=x)`. */
export function namedBy(source: Source, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext): Expression[] {
  const columns = new Set(columnsOf(source.of, context).map(({ name }) => name));
  return [...keyword].map(([name, value]) => (columns.has(name) ? equal({ source, name }, value, false, context) : NOTHING));
}
