/** The tables that a statement names. */
import type { Model } from '../../../analysis/footprint.js';
import { ALL, all, any, type Filter } from '../query/filter.js';
import { conditionOf, nameOf, type Tables } from './expressions.js';
import { findWord, isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';

/** Two mentions of one table have one key, whichever library makes them. */
export function tableModel(table: string): Model {
  const name = table.replace(/^public\./, '');
  return { key: `sql:${name}`, name };
}

/** What a query gives to the one around it under a name: rows of a table; without one nobody can tell what its columns are. */
export interface Derived {
  readonly model?: Model;
  readonly filter: Filter;
}

/** The names that are no tables: of `WITH`, of queries in parentheses. */
export type Names = ReadonlyMap<string, Derived>;

/** One item of `FROM`. */
export interface Source extends Derived {
  readonly alias: string;
  readonly end: number;
}

export const AFTER_WHERE = ['group', 'order', 'limit', 'offset', 'returning', 'for', 'fetch', 'having', 'window'];
const JOINING = ['inner', 'left', 'right', 'full', 'outer', 'cross', 'natural', 'join', 'lateral'];
const NO_ALIAS = [...JOINING, ...AFTER_WHERE, 'set', 'values', 'default', 'using', 'on', 'where', 'overriding', 'select'];
/** Functions that make rows out of what they are handed. */
const MAKING = ['unnest', 'generate_series', 'values', 'json_each', 'jsonb_each', 'json_to_recordset', 'jsonb_to_recordset', 'jsonb_array_elements', 'jsonb_array_elements_text', 'json_array_elements'];

/** `images`, `public.images AS i`, `"images" i`, `(SELECT …) i`, `unnest($1) AS u(id)` at a position. */
export function sourceAt(tokens: readonly Token[], at: number, names: Names): Source | undefined {
  const start = isWord(tokens[at], 'only', 'lateral') ? at + 1 : at;
  const made = isWord(tokens[start], ...MAKING) ? parenthesised(tokens, start + 1) : undefined;
  if (made !== undefined) return aliased(tokens, made.end, { filter: ALL }, '');
  const first = tokens[start];
  const isQualified = first?.kind !== 'table' && isSymbol(tokens[start + 1], '.');
  const parts = isQualified ? [nameOf(first), nameOf(tokens[start + 2])] : [first?.kind === 'table' ? first.name : nameOf(first)];
  const name = parts.at(-1);
  if (name === undefined || parts.includes(undefined)) return undefined;
  const derived = isQualified ? undefined : names.get(name);
  return aliased(tokens, start + parts.length * 2 - 1, derived ?? { model: tableModel(parts.join('.')), filter: ALL }, name);
}

function aliased(tokens: readonly Token[], end: number, derived: Derived, name: string): Source {
  const aliasAt = isWord(tokens[end], 'as') ? end + 1 : end;
  const alias = isWord(tokens[aliasAt], ...NO_ALIAS) ? undefined : nameOf(tokens[aliasAt]);
  if (alias === undefined) return { ...derived, alias: name, end };
  // With names of its own for the columns: `u(id, title)`.
  const columns = derived.model === undefined ? parenthesised(tokens, aliasAt + 1) : undefined;
  return { ...derived, alias, end: columns?.end ?? aliasAt + 1 };
}

export interface From {
  readonly sources: readonly Source[];
  /** The conditions of the joins. */
  readonly on: readonly (readonly Token[])[];
}

/** `images i LEFT JOIN tags t ON t.image_id = i.id, owners`; undefined where it is not understood. */
export function fromOf(tokens: readonly Token[], names: Names): From | undefined {
  const first = sourceAt(tokens, 0, names);
  if (first === undefined) return undefined;
  const sources = [first];
  const on: (readonly Token[])[] = [];
  let rest = tokens.slice(first.end);
  while (rest.length > 0) {
    const start = isSymbol(rest[0], ',') ? 0 : findWord(rest, 'join');
    if (!rest.slice(0, start).every((token) => isWord(token, ...JOINING))) return undefined;
    const source = sourceAt(rest, start + 1, names);
    if (source === undefined) return undefined;
    const after = rest.slice(source.end);
    const next = nextSource(after);
    if (next > 0 && !isWord(after[0], 'on', 'using')) return undefined;
    sources.push(source);
    if (isWord(after[0], 'on')) on.push(after.slice(1, next));
    rest = after.slice(next);
  }
  return { sources, on };
}

/** Where the next item begins; the commas of a condition stand in parentheses. */
function nextSource(tokens: readonly Token[]): number {
  const [first = []] = splitAt(tokens, (token) => isSymbol(token, ',') || isWord(token, ...JOINING));
  return first.length;
}

/** How names stand for columns where these tables are. */
export function tablesOf(sources: readonly Source[]): Tables {
  const byAlias = new Map(sources.flatMap(({ alias, model }): [string, Model][] => (model === undefined ? [] : [[alias, model]])));
  const [only, ...others] = sources;
  if (only?.model === undefined || others.length > 0) return { byAlias };
  return { only: only.model, byAlias: new Map([[only.model.name, only.model], ...byAlias]) };
}

/** The conditions that choose the rows of all of them. Where one table comes twice, nobody can tell which rows of it a condition is about. */
export function conditionsOf({ sources, on }: From, where: readonly Token[], tables: Tables): Filter {
  const filter = all(...sources.map((source) => source.filter), ...on.map((condition) => conditionOf(condition, tables)), ...(where.length === 0 ? [] : [conditionOf(where, tables)]));
  const keys = sources.flatMap(({ model }) => model?.key ?? []);
  return new Set(keys).size < keys.length ? any(filter, ALL) : filter;
}
