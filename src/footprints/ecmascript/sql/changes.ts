/** `UPDATE`, `DELETE` and `INSERT`: what they read, and what they make of it. */
import type { Term } from '../../../analysis/footprint.js';
import type { ColumnRef } from '../query/filter.js';
import { queryOf, type Query, type Written } from '../query/query.js';
import { columnAt, columnsIn, nameOf, valueOf, type Tables } from './expressions.js';
import { selectOf, whereIn } from './select.js';
import { AFTER_WHERE, conditionsOf, fromOf, sourceAt, tablesOf, type From, type Names, type Source } from './tables.js';
import { findWord, isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';
import { isSameColumn, writeOf } from './writes.js';

/** What is run, the change itself last; undefined where it is not understood. */
export function changeOf(tokens: readonly Token[], names: Names): readonly Query[] | undefined {
  const [verb] = tokens;
  if (isWord(verb, 'insert', 'replace')) return insertOf(tokens, names);
  const query = isWord(verb, 'update') ? updateOf(tokens, names) : isWord(verb, 'delete') ? deleteOf(tokens, names) : undefined;
  return query === undefined ? undefined : [query];
}

/** `UPDATE images i SET … FROM staged s WHERE …`, `UPDATE images i JOIN staged s ON … SET …` */
function updateOf(tokens: readonly Token[], names: Names): Query | undefined {
  const set = findWord(tokens, 'set');
  const end = findWord(tokens, 'from', 'where', ...AFTER_WHERE);
  const target = fromOf(tokens.slice(1, set), names);
  const from = isWord(tokens[end], 'from') ? itemsAfter(tokens, end, names) : NONE;
  const [changed] = target?.sources ?? [];
  if (target === undefined || from === undefined || changed?.model === undefined) return undefined;
  const query = changing('update', changed, together(target, from), tokens);
  const assigned = assignmentsOf(tokens.slice(set + 1, end), tablesOf([changed]), query?.tables);
  return assigned === undefined || query === undefined ? undefined : { ...query.query, ...assigned };
}

/** `DELETE FROM tags t USING images i WHERE …` */
function deleteOf(tokens: readonly Token[], names: Names): Query | undefined {
  const target = isWord(tokens[1], 'from') ? sourceAt(tokens, 2, names) : undefined;
  if (target === undefined) return undefined;
  const isUsing = isWord(tokens[target.end], 'using');
  if (!isUsing && target.end < tokens.length && !isWord(tokens[target.end], 'where', ...AFTER_WHERE)) return undefined;
  const using = isUsing ? itemsAfter(tokens, target.end, names) : NONE;
  return using === undefined ? undefined : changing('delete', target, together({ sources: [target], on: [] }, using), tokens)?.query;
}

const NONE: From = { sources: [], on: [] };

function itemsAfter(tokens: readonly Token[], word: number, names: Names): From | undefined {
  const rest = tokens.slice(word + 1);
  return fromOf(rest.slice(0, findWord(rest, 'where', ...AFTER_WHERE)), names);
}

function together(one: From, other: From): From {
  return { sources: [...one.sources, ...other.sources], on: [...one.on, ...other.on] };
}

/** A change of rows of the first table, chosen by all that the statement says. */
function changing(kind: 'update' | 'delete', { model }: Source, from: From, tokens: readonly Token[]): { readonly query: Query; readonly tables: Tables } | undefined {
  if (model === undefined) return undefined;
  const tables = tablesOf(from.sources);
  const joined = from.sources.slice(1).flatMap((source) => source.model ?? []);
  return { query: { ...queryOf(kind, model), joined, filter: conditionsOf(from, whereIn(tokens), tables) }, tables };
}

/**
 * `file = ${file}, n = n + 1`
 * @param own the table that is written, `all` what the values may be worked out from
 */
function assignmentsOf(tokens: readonly Token[], own: Tables, all: Tables = own): Pick<Query, 'written' | 'orderedBy' | 'openWrite'> | undefined {
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
    const target = columnAt(part, 0, own);
    if (target === undefined || !isSymbol(part[target.end], '=')) return undefined;
    const value = part.slice(target.end + 1);
    const write = writeOf(target.of, value, all.only === undefined ? { ...all, ...own, byAlias: new Map([...all.byAlias, ...own.byAlias]) } : all);
    written.push(write);
    // The row is locked while a statement changes it: what it makes of the column's own value is never lost.
    if (write.mode === 'plain') read.push(...columnsIn(value, all).filter((column) => !isSameColumn(column, target.of)));
  }
  return { written, orderedBy: read, openWrite };
}

/** `INSERT INTO tags (image_id) VALUES (…)`, `INSERT INTO tags (image_id) SELECT …`, `REPLACE INTO …` */
function insertOf(tokens: readonly Token[], names: Names): readonly Query[] | undefined {
  const into = findWord(tokens, 'into');
  const table = sourceAt(tokens, into + 1, names);
  if (table?.model === undefined) return undefined;
  const query = queryOf('insert', table.model);
  const put = tokens[table.end];
  const conflict = (written: readonly (string | undefined)[]): Partial<Query> => conflictOf(tokens, into, tablesOf([table]), written);
  if (put?.kind === 'entries') return [{ ...query, created: [put.entries], ...conflict([...put.entries.keys()]) }];
  const columns = parenthesised(tokens, table.end);
  const given = columns?.end ?? table.end;
  const columnNames = columns === undefined ? [] : splitAt(columns.inner, (token) => isSymbol(token, ',')).map(([token]) => (token?.kind === 'column' ? token.of.column : nameOf(token)));
  if (isWord(tokens[given], 'select')) {
    const select = selectOf(tokens.slice(given, endOfSelect(tokens, given)), names);
    if (select === undefined) return undefined;
    return [...(select.query === undefined ? [] : [copied(select.query)]), { ...query, created: [rowOf(columnNames, select.values)], ...conflict(columnNames) }];
  }
  const created = columns !== undefined && isWord(tokens[given], 'values') ? rowsAt(tokens, given + 1, columnNames) : undefined;
  return created === undefined ? undefined : [{ ...query, created, ...conflict(columnNames) }];
}

/** What is selected is worked with: it goes into the new rows. */
function copied(query: Query): Query {
  return { ...query, orderedBy: [...query.orderedBy, ...(query.selected ?? [])] };
}

/** Where `ON CONFLICT`, `ON DUPLICATE KEY` or `RETURNING` begins. */
function endOfSelect(tokens: readonly Token[], start: number): number {
  const end = tokens.findIndex((token, index) => index > start && isWord(token, 'on') && isWord(tokens[index + 1], 'conflict', 'duplicate'));
  return Math.min(end === -1 ? tokens.length : end, findWord(tokens, 'returning'));
}

function rowOf(names: readonly (string | undefined)[], values: readonly (Term | undefined)[]): ReadonlyMap<string, Term> {
  return new Map(names.flatMap((name, index): [string, Term][] => (name === undefined ? [] : [[name, values[index] ?? { kind: 'unknown' }]])));
}

function rowsAt(tokens: readonly Token[], start: number, names: readonly (string | undefined)[]): readonly ReadonlyMap<string, Term>[] | undefined {
  const row = parenthesised(tokens, start);
  if (row === undefined) return undefined;
  const given = rowOf(names, splitAt(row.inner, (token) => isSymbol(token, ',')).map(valueOf));
  const others = isSymbol(tokens[row.end], ',') ? rowsAt(tokens, row.end + 1, names) : [];
  return others === undefined ? undefined : [given, ...others];
}

/** `INSERT IGNORE`, `INSERT OR REPLACE`, `ON CONFLICT … DO NOTHING | DO UPDATE SET …`, `ON DUPLICATE KEY UPDATE …` */
function conflictOf(tokens: readonly Token[], into: number, tables: Tables, given: readonly (string | undefined)[]): Partial<Query> {
  const before = tokens.slice(0, into);
  if (before.some((token) => isWord(token, 'replace'))) return { conflict: 'update', written: given.flatMap((column): Written[] => (column === undefined ? [] : [{ column, mode: 'plain' }])) };
  if (before.some((token) => isWord(token, 'ignore'))) return { conflict: 'nothing' };
  const rest = tokens.slice(tokens.findIndex((token, index) => isWord(token, 'on') && isWord(tokens[index + 1], 'conflict', 'duplicate')));
  if (!isWord(rest[0], 'on')) return {};
  if (findWord(rest, 'nothing') < rest.length) return { conflict: 'nothing' };
  const update = findWord(rest, 'update');
  if (update === rest.length) return {};
  const start = isWord(rest[update + 1], 'set') ? update + 2 : update + 1;
  // The condition of a partial index comes before.
  const after = rest.slice(start);
  const assigned = assignmentsOf(after.slice(0, findWord(after, 'where', 'returning')), tables);
  return assigned === undefined ? { conflict: 'update', openWrite: true } : { conflict: 'update', written: assigned.written };
}
