/** Conditions and values in SQL: what they say of columns. Whatever is not surely understood only says that there is more. */
import type { Model, Term } from '../../../analysis/footprint.js';
import { all, any, equals, looksAt, sameIn, SOME, type ColumnRef, type Filter } from '../query/filter.js';
import { fieldAt } from './json.js';
import { isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';

/** The tables that a statement names. */
export interface Tables {
  /** The table that a name without a qualifier belongs to; absent where there are several. */
  readonly only?: Model;
  readonly byAlias: ReadonlyMap<string, Model>;
}

const NOT_NAMES: ReadonlySet<string> = new Set(
  'and or not null is in like ilike between exists any all some case when then else end true false select from where as asc desc distinct on using interval now current_timestamp excluded cast date at time zone escape nulls first last with without array'.split(' '),
);

export function conditionOf(tokens: readonly Token[], tables: Tables): Filter {
  const alternatives = splitAt(tokens, (token) => isWord(token, 'or'));
  if (alternatives.length > 1) return any(...alternatives.map((part) => conditionOf(part, tables)));
  const parts = splitAt(tokens, (token, index) => isWord(token, 'and') && !isBetween(tokens, index));
  if (parts.length > 1) return all(...parts.map((part) => conditionOf(part, tables)));
  const inner = parenthesised(tokens, 0);
  if (inner?.end === tokens.length) return conditionOf(inner.inner, tables);
  return comparison(tokens, tables) ?? otherCondition(tokens, tables);
}

/** `AND` of `BETWEEN a AND b`. */
function isBetween(tokens: readonly Token[], index: number): boolean {
  const before = tokens.slice(0, index).findLast((token) => isWord(token, 'between', 'and'));
  return isWord(before, 'between');
}

function comparison(tokens: readonly Token[], tables: Tables): Filter | undefined {
  const left = columnAt(tokens, 0, tables);
  if (left === undefined) return reversed(tokens, tables);
  const rest = tokens.slice(left.end);
  // What a field of a column of JSON holds says nothing of the whole column.
  if (left.of.fields !== undefined) return undefined;
  if (isSymbol(rest[0], '=')) {
    const right = columnAt(rest, 1, tables);
    if (right?.of.fields !== undefined) return undefined;
    if (right?.end === rest.length) return sameIn(left.of, right.of);
    const value = valueOf(unwrappedAny(rest.slice(1)));
    return value === undefined ? undefined : equals(left.of, value);
  }
  if (isWord(rest[0], 'is') && isWord(rest[1], 'null') && rest.length === 2) return equals(left.of, { kind: 'literal', value: null });
  if (isWord(rest[0], 'is') && isWord(rest[1], 'true', 'false') && rest.length === 2) return equals(left.of, { kind: 'literal', value: isWord(rest[1], 'true') });
  if (!isWord(rest[0], 'in')) return undefined;
  const list = parenthesised(rest, 1);
  const value = valueOf(list === undefined ? rest.slice(1) : list.inner);
  return value === undefined ? undefined : equals(left.of, value);
}

/** `${id} = images.id` */
function reversed(tokens: readonly Token[], tables: Tables): Filter | undefined {
  if (!isSymbol(tokens[1], '=')) return undefined;
  const [value, right] = [valueOf(tokens.slice(0, 1)), columnAt(tokens, 2, tables)];
  return value === undefined || right?.end !== tokens.length || right.of.fields !== undefined ? undefined : equals(right.of, value);
}

/** The list of `= ANY(${ids})`: the same as `IN`. */
function unwrappedAny(tokens: readonly Token[]): readonly Token[] {
  const inner = isWord(tokens[0], 'any') ? parenthesised(tokens, 1) : undefined;
  return inner?.end === tokens.length ? inner.inner : tokens;
}

function otherCondition(tokens: readonly Token[], tables: Tables): Filter {
  if (tokens.some((token) => isWord(token, 'select'))) return SOME;
  return looksAt(...columnsIn(tokens, tables));
}

/** A single value. */
export function valueOf(tokens: readonly Token[]): Term | undefined {
  const [only, ...others] = tokens;
  if (only === undefined || others.length > 0) return undefined;
  if (only.kind === 'value') return only.term;
  if (only.kind === 'literal') return { kind: 'literal', value: only.value };
  if (isWord(only, 'null')) return { kind: 'literal', value: null };
  return isWord(only, 'true', 'false') ? { kind: 'literal', value: isWord(only, 'true') } : undefined;
}

interface ColumnAt {
  readonly of: ColumnRef;
  /** The position after it. */
  readonly end: number;
}

/** `file`, `images.file`, `"file"`, `meta->>'width'` at a position. */
export function columnAt(tokens: readonly Token[], start: number, tables: Tables): ColumnAt | undefined {
  const found = wholeColumnAt(tokens, start, tables);
  return found === undefined ? undefined : { ...found, ...fieldAt(tokens, start, found) };
}

function wholeColumnAt(tokens: readonly Token[], start: number, tables: Tables): ColumnAt | undefined {
  const token = tokens[start];
  if (token?.kind === 'column') return { of: token.of, end: start + 1 };
  const first = nameOf(token);
  if (first === undefined || isSymbol(tokens[start + 1], '(')) return undefined;
  if (!isSymbol(tokens[start + 1], '.')) return tables.only === undefined ? undefined : { of: { model: tables.only, column: first }, end: start + 1 };
  const [model, column] = [tables.byAlias.get(first), nameOf(tokens[start + 2])];
  return model === undefined || column === undefined || isSymbol(tokens[start + 3], '.', '(') ? undefined : { of: { model, column }, end: start + 3 };
}

/** Every column that an expression mentions. */
export function columnsIn(tokens: readonly Token[], tables: Tables): readonly ColumnRef[] {
  const columns: ColumnRef[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const found = columnAt(tokens, index, tables);
    if (found === undefined) continue;
    columns.push(found.of);
    index = found.end - 1;
  }
  return columns;
}

export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'name') return token.text;
  return token?.kind === 'word' && !NOT_NAMES.has(token.lower) ? token.text : undefined;
}
