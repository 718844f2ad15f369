/** `SELECT`: what it reads, and what the rows that it gives are made of. */
import { keyOfTerm, type Term } from '../../../analysis/footprint.js';
import type { ColumnRef, Filter } from '../query/filter.js';
import { COMPUTED, queryOf, type Picked, type Query } from '../query/query.js';
import { columnAt, columnsIn, nameOf, valueOf, type Tables } from './expressions.js';
import { AFTER_WHERE, conditionsOf, fromOf, tablesOf, type Derived, type From, type Names } from './tables.js';
import { findWord, isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';

interface Select {
  /** Absent where it only reads what others derive. */
  readonly query?: Query;
  /** What it is to a query around it. */
  readonly derived: Derived;
  /** What is known of the values that it gives, in their order. */
  readonly values: readonly Term[];
}

/** Undefined where it is not understood. */
export function selectOf(tokens: readonly Token[], names: Names): Select | undefined {
  const fromAt = findWord(tokens, 'from');
  const list = listTokens(tokens.slice(1, fromAt));
  if (fromAt === tokens.length) return isPlain(list) ? { derived: NOTHING, values: splitAt(list, isComma).map(valueAt) } : undefined;
  const end = findWord(tokens, 'where', ...AFTER_WHERE);
  const from = fromOf(tokens.slice(fromAt + 1, end), names);
  if (from === undefined) return undefined;
  const tables = tablesOf(from.sources);
  const filter = conditionsOf(from, whereIn(tokens), tables);
  const [model, ...joined] = from.sources.flatMap((source) => source.model ?? []);
  if (model === undefined) return { derived: NOTHING, values: [] };
  const { looked, ...given } = listOf(list, tables, from);
  const query: Query = { ...queryOf('select', model), ...given, filter, joined, orderedBy: [...looked, ...orderOf(tokens, tables)] };
  const isSimple = from.sources.length === 1 && given.properties.size === 0 && given.others === undefined && list.length === tokens.slice(1, fromAt).length && findWord(tokens, 'group') === tokens.length;
  return { query, derived: isSimple ? { model, filter } : NOTHING, values: splitAt(list, isComma).map((item) => givenBy(item, filter, tables)) };
}

const NOTHING: Derived = { filter: { conditions: [], open: true } };

function isComma(token: Token): boolean {
  return isSymbol(token, ',');
}

/** `SELECT 1`, `SELECT $1, $2`: no function is called. */
function isPlain(list: readonly Token[]): boolean {
  return splitAt(list, isComma).every((item) => valueOf(item) !== undefined) || isWord(list[0], 'pg_advisory_lock', 'pg_advisory_xact_lock', 'pg_try_advisory_lock', 'pg_try_advisory_xact_lock', 'pg_advisory_unlock');
}

/** The list without what `DISTINCT ON (a, b)` looks at. */
function listTokens(tokens: readonly Token[]): readonly Token[] {
  if (!isWord(tokens[0], 'distinct', 'all')) return tokens;
  return tokens.slice(isWord(tokens[1], 'on') ? parenthesised(tokens, 2)?.end : 1);
}

/** The condition of `WHERE`; empty without one. */
export function whereIn(tokens: readonly Token[]): readonly Token[] {
  const rest = tokens.slice(findWord(tokens, 'where') + 1);
  return rest.slice(0, findWord(rest, ...AFTER_WHERE));
}

function orderOf(tokens: readonly Token[], tables: Tables): readonly ColumnRef[] {
  const order = findWord(tokens, 'order', 'group');
  return columnsIn(tokens.slice(order + 1).filter((token) => !isWord(token, 'by', 'limit', 'offset', 'order', 'for', 'update', 'share', 'skip', 'locked', 'having')), tables);
}

/** What a select list gives: plain columns, the properties that they are under, and the columns that expressions are worked out from. */
function listOf(list: readonly Token[], tables: Tables, { sources }: From): Pick<Query, 'selected' | 'others' | 'properties'> & { readonly looked: readonly ColumnRef[] } {
  const selected: ColumnRef[] = [];
  const properties = new Map<string, Picked>();
  const looked: ColumnRef[] = [];
  const starred: (Query['others'] | undefined)[] = [];
  for (const item of splitAt(list, isComma)) {
    const column = columnAt(item, 0, tables);
    const alias = column === undefined ? undefined : nameOf(item[isWord(item[column.end], 'as') ? column.end + 1 : column.end]);
    if (isSymbol(item.at(-1), '*') && (item.length === 1 || isSymbol(item.at(-2), '.'))) starred.push(starOf(item, tables, sources.length));
    else if (column === undefined || item.length > column.end + 2) {
      const { expression, name } = computedIn(item);
      looked.push(...columnsIn(expression, tables));
      if (name !== undefined) properties.set(name, COMPUTED);
    } else {
      selected.push(column.of);
      if (alias !== undefined || tables.only === undefined || column.of.fields !== undefined) properties.set(alias ?? column.of.column, column.of);
    }
  }
  const [others, ...more] = starred;
  const rest = more.length > 0 ? COMPUTED : others;
  return { ...(starred.length > 0 ? {} : { selected }), ...(rest === undefined ? {} : { others: rest }), properties, looked };
}

/** Whose columns `*` or `i.*` stands for; undefined for those of the only table. */
function starOf(item: readonly Token[], tables: Tables, sources: number): Query['others'] | undefined {
  if (sources === 1) return undefined;
  const name = item.length === 3 ? nameOf(item[0]) : undefined;
  return (name === undefined ? undefined : tables.byAlias.get(name)) ?? COMPUTED;
}

/** `count(*) AS n`, `count(*) n`; without a name of its own it is called after its function. */
function computedIn(item: readonly Token[]): { readonly expression: readonly Token[]; readonly name: string | undefined } {
  const [before, last] = item.slice(-2);
  const isNamed = last?.kind === 'word' || last?.kind === 'name';
  if (isNamed && isWord(before, 'as')) return { expression: item.slice(0, -2), name: last.text };
  const alias = isSymbol(before, ')') ? nameOf(last) : undefined;
  return alias === undefined ? { expression: item, name: nameOf(item[0]) } : { expression: item.slice(0, -1), name: alias };
}

function valueAt(item: readonly Token[]): Term {
  return valueOf(item) ?? { kind: 'unknown' };
}

/** A value, or a column that the chosen rows hold a known value in. */
function givenBy(item: readonly Token[], { conditions }: Filter, tables: Tables): Term {
  const column = columnAt(item, 0, tables);
  if (column === undefined || column.of.fields !== undefined || (item.length > column.end && !isWord(item[column.end], 'as'))) return valueAt(item);
  const held = conditions.find(({ of, is }) => of.column === column.of.column && of.model.key === column.of.model.key && keyOfTerm(is) !== undefined);
  return held?.is ?? { kind: 'unknown' };
}
