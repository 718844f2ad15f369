/** A small reader of SQL: the four plain statements on tables that are named. Anything else is not understood, and said to be so. */
import type { Model, Term } from '../../../analysis/footprint.js';
import { all, type ColumnRef, type Filter } from '../query/filter.js';
import { COMPUTED, filtered, queryOf, type Picked, type Query, type Written } from '../query/query.js';
import { columnAt, columnsIn, conditionOf, modeOf, nameOf, valueOf, type Tables } from './expressions.js';
import { findWord, isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';

/** Two mentions of one table have one key, whichever library makes them. */
export function tableModel(table: string): Model {
  const name = table.replace(/^public\./, '');
  return { key: `sql:${name}`, name };
}

const AFTER_WHERE = ['group', 'order', 'limit', 'offset', 'returning', 'for', 'fetch', 'having', 'window'];
const NOT_FOLLOWED = ['union', 'intersect', 'except', 'with'];

/** Undefined where the statement is not understood. */
export function statementOf(tokens: readonly Token[]): Query | undefined {
  const own = isSymbol(tokens.at(-1), ';') ? tokens.slice(0, -1) : tokens;
  if (own.some((token) => isSymbol(token, ';')) || findWord(own, ...NOT_FOLLOWED) < own.length) return undefined;
  const [verb] = own;
  if (isWord(verb, 'select')) return selectOf(own);
  if (isWord(verb, 'update')) return updateOf(own);
  if (isWord(verb, 'delete')) return deleteOf(own);
  return isWord(verb, 'insert') ? insertOf(own) : undefined;
}

interface Named {
  readonly model: Model;
  readonly alias: string;
  readonly end: number;
}

/** `images`, `public.images AS i`, `"images" i` at a position. */
function tableAt(tokens: readonly Token[], start: number): Named | undefined {
  const first = tokens[start];
  if (first?.kind === 'table') return { model: tableModel(first.name), alias: first.name, end: start + 1 };
  const qualified = isSymbol(tokens[start + 1], '.');
  const [schema, name] = qualified ? [nameOf(first), nameOf(tokens[start + 2])] : [undefined, nameOf(first)];
  if (name === undefined || (qualified && schema === undefined)) return undefined;
  const model = tableModel(schema === undefined ? name : `${schema}.${name}`);
  const end = start + (qualified ? 3 : 1);
  const aliasAt = isWord(tokens[end], 'as') ? end + 1 : end;
  const alias = isWord(tokens[aliasAt], 'set', 'inner', 'left', 'right', 'full', 'cross', 'join', 'values', 'default', ...AFTER_WHERE) ? undefined : nameOf(tokens[aliasAt]);
  return alias === undefined ? { model, alias: name, end } : { model, alias, end: aliasAt + 1 };
}

function only({ model, alias }: Named): Tables {
  return { only: model, byAlias: new Map([[alias, model], [model.name, model]]) };
}

function selectOf(tokens: readonly Token[]): Query | undefined {
  const from = findWord(tokens, 'from');
  const first = tableAt(tokens, from + 1);
  if (first === undefined) return undefined;
  const end = findWord(tokens, 'where', ...AFTER_WHERE);
  const joins = joinsOf(tokens.slice(first.end, end));
  if (joins === undefined) return undefined;
  const tables: Tables = joins.length === 0 ? only(first) : { byAlias: new Map([first, ...joins.map(({ table }) => table)].map(({ alias, model }) => [alias, model])) };
  const list = tokens.slice(isWord(tokens[1], 'distinct') ? 2 : 1, from);
  const { selected, renamed, looked } = listOf(list, tables);
  const query = filtered(queryOf('select', first.model), all(whereOf(tokens, tables), ...joins.map(({ on }) => conditionOf(on, tables))));
  return { ...query, properties: renamed, joined: joins.map(({ table }) => table.model), orderedBy: [...looked, ...orderOf(tokens, tables)], ...(selected === undefined ? {} : { selected }) };
}

interface Join {
  readonly table: Named;
  readonly on: readonly Token[];
}

function joinsOf(tokens: readonly Token[]): readonly Join[] | undefined {
  const joins: Join[] = [];
  let rest = tokens;
  while (rest.length > 0) {
    const start = findWord(rest, 'join');
    if (!rest.slice(0, start).every((token) => isWord(token, 'inner', 'left', 'right', 'full', 'outer', 'cross'))) return undefined;
    const table = tableAt(rest, start + 1);
    if (table === undefined) return undefined;
    const after = rest.slice(table.end);
    const next = findWord(after, 'inner', 'left', 'right', 'full', 'cross', 'join');
    if (next > 0 && !isWord(after[0], 'on')) return undefined;
    joins.push({ table, on: after.slice(1, next) });
    rest = after.slice(next);
  }
  return joins;
}

function whereOf(tokens: readonly Token[], tables: Tables): Filter {
  const where = findWord(tokens, 'where');
  if (where === tokens.length) return all();
  const rest = tokens.slice(where + 1);
  return conditionOf(rest.slice(0, findWord(rest, ...AFTER_WHERE)), tables);
}

function orderOf(tokens: readonly Token[], tables: Tables): readonly ColumnRef[] {
  const order = findWord(tokens, 'order', 'group');
  return columnsIn(tokens.slice(order + 1).filter((token) => !isWord(token, 'by', 'limit', 'offset', 'order', 'for', 'update', 'skip', 'locked')), tables);
}

/** What a select list gives: plain columns, the properties that they are under, and the columns that expressions are worked out from. */
function listOf(list: readonly Token[], tables: Tables) {
  const items = splitAt(list, (token) => isSymbol(token, ','));
  const selected: ColumnRef[] = [];
  const renamed = new Map<string, Picked>();
  const looked: ColumnRef[] = [];
  let isAll = false;
  for (const item of items) {
    const column = columnAt(item, 0, tables);
    const alias = column === undefined ? undefined : nameOf(item[isWord(item[column.end], 'as') ? column.end + 1 : column.end]);
    if (isSymbol(item.at(-1), '*') && (item.length === 1 || isSymbol(item.at(-2), '.'))) isAll = true;
    else if (column === undefined || item.length > column.end + 2) {
      looked.push(...columnsIn(item, tables));
      const [word, last] = item.slice(-2);
      const name = isWord(word, 'as') && (last?.kind === 'word' || last?.kind === 'name') ? last.text : nameOf(item[0]);
      if (name !== undefined) renamed.set(name, COMPUTED);
    } else {
      selected.push(column.of);
      if (alias !== undefined || tables.only === undefined) renamed.set(alias ?? column.of.column, column.of);
    }
  }
  return { selected: isAll ? undefined : selected, renamed, looked };
}

function updateOf(tokens: readonly Token[]): Query | undefined {
  const table = tableAt(tokens, isWord(tokens[1], 'only') ? 2 : 1);
  const set = findWord(tokens, 'set');
  if (table?.end !== set) return undefined;
  const tables = only(table);
  const end = findWord(tokens, 'from', 'where', ...AFTER_WHERE);
  if (isWord(tokens[end], 'from')) return undefined;
  const assigned = assignmentsOf(tokens.slice(set + 1, end), tables);
  if (assigned === undefined) return undefined;
  return { ...filtered(queryOf('update', table.model), whereOf(tokens, tables)), ...assigned };
}

/** `file = ${file}, n = n + 1` */
function assignmentsOf(tokens: readonly Token[], tables: Tables): Pick<Query, 'written' | 'orderedBy' | 'openWrite'> | undefined {
  const written: Written[] = [];
  const read: ColumnRef[] = [];
  let openWrite = false;
  for (const part of splitAt(tokens, (token) => isSymbol(token, ','))) {
    const [first] = part;
    if (first?.kind === 'entries' && part.length === 1) {
      written.push(...[...first.entries.keys()].map((column): Written => ({ column, mode: 'plain' })));
      openWrite ||= first.open;
      continue;
    }
    const target = columnAt(part, 0, tables);
    if (target === undefined || !isSymbol(part[target.end], '=')) return undefined;
    const value = part.slice(target.end + 1);
    const mode = modeOf(target.of, value, tables);
    written.push({ column: target.of.column, mode });
    if (mode === 'plain') read.push(...columnsIn(value, tables));
  }
  return { written, orderedBy: read, openWrite };
}

function deleteOf(tokens: readonly Token[]): Query | undefined {
  const table = isWord(tokens[1], 'from') ? tableAt(tokens, 2) : undefined;
  if (table === undefined || (table.end < tokens.length && !isWord(tokens[table.end], 'where', 'returning'))) return undefined;
  return filtered(queryOf('delete', table.model), whereOf(tokens, only(table)));
}

function insertOf(tokens: readonly Token[]): Query | undefined {
  const table = isWord(tokens[1], 'into') ? tableAt(tokens, 2) : undefined;
  if (table === undefined) return undefined;
  const query = queryOf('insert', table.model);
  const put = tokens[table.end];
  if (put?.kind === 'entries') return { ...query, created: [put.entries], ...conflictOf(tokens, only(table)) };
  const columns = parenthesised(tokens, table.end);
  if (columns === undefined || !isWord(tokens[columns.end], 'values')) return undefined;
  const names = splitAt(columns.inner, (token) => isSymbol(token, ',')).map(([token]) => (token?.kind === 'column' ? token.of.column : nameOf(token)));
  const created = rowsAt(tokens, columns.end + 1, names);
  return created === undefined ? undefined : { ...query, created, ...conflictOf(tokens, only(table)) };
}

function rowsAt(tokens: readonly Token[], start: number, names: readonly (string | undefined)[]): readonly ReadonlyMap<string, Term>[] | undefined {
  const row = parenthesised(tokens, start);
  if (row === undefined) return undefined;
  const values = splitAt(row.inner, (token) => isSymbol(token, ',')).map(valueOf);
  const given = new Map(names.flatMap((name, index): [string, Term][] => (name === undefined ? [] : [[name, values[index] ?? { kind: 'unknown' }]])));
  const others = isSymbol(tokens[row.end], ',') ? rowsAt(tokens, row.end + 1, names) : [];
  return others === undefined ? undefined : [given, ...others];
}

/** `ON CONFLICT … DO NOTHING | DO UPDATE SET …`, `ON DUPLICATE KEY UPDATE …` */
function conflictOf(tokens: readonly Token[], tables: Tables): Partial<Query> {
  const on = findWord(tokens, 'on');
  const rest = tokens.slice(on);
  if (findWord(rest, 'nothing') < rest.length) return { conflict: 'nothing' };
  const update = findWord(rest, 'update');
  if (update === rest.length) return {};
  const start = isWord(rest[update + 1], 'set') ? update + 2 : update + 1;
  const assigned = assignmentsOf(rest.slice(start, findWord(rest, 'where', 'returning')), tables);
  return assigned === undefined ? { conflict: 'update', openWrite: true } : { conflict: 'update', written: assigned.written };
}

