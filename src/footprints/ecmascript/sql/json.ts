/** Columns of JSON: the fields that are read or written of them. */
import type { ColumnRef } from '../query/filter.js';
import { isSymbol, isWord, splitAt, type Token } from './tokens.js';

interface Found {
  readonly of: ColumnRef;
  readonly end: number;
}

/** `->>'width'`, `->'size'->>'width'`, `#>>'{size,width}'` after a column; `json_extract(` before it and `, '$.width')` after it. */
export function fieldAt(tokens: readonly Token[], start: number, { of, end }: Found): Partial<Found> {
  const isExtracted = isSymbol(tokens[start - 1], '(') && isWord(tokens[start - 2], 'json_extract', 'json_value', 'json_unquote', 'jsonb_extract_path', 'jsonb_extract_path_text');
  if (isExtracted && isSymbol(tokens[end], ',')) return withField(of, fieldIn(tokens[end + 1]), end);
  if (!isSymbol(tokens[end], '->', '->>', '#>', '#>>')) return {};
  let after = end;
  while (isSymbol(tokens[after], '->', '->>', '#>', '#>>')) after += 2;
  return withField(of, fieldIn(tokens[end + 1]), after);
}

function withField(of: ColumnRef, field: string | undefined, end: number): Partial<Found> {
  return field === undefined ? { end } : { of: { ...of, fields: [field] }, end };
}

/** The first step of a path: `'width'`, `'{size,width}'`, `'$.size.width'`. */
function fieldIn(token: Token | undefined): string | undefined {
  if (token?.kind !== 'literal' || typeof token.value !== 'string') return undefined;
  return /^(?:\$\.|\{)?\s*"?([\w-]+)/.exec(token.value)?.[1];
}

/** Functions that set some fields and leave the others as they are; the paths stand after the column, each with its value. */
const SETTING = ['jsonb_set', 'json_set', 'jsonb_insert', 'json_insert', 'json_replace', 'jsonb_set_lax', 'json_remove'];

/**
 * The fields that an expression gives a column of JSON: `jsonb_set(meta, '{width}', $1)`, `meta || '{"width": 1}'`, `meta - 'width'`; undefined
 * where it gives the column as a whole, or nobody can tell.
 * @param isOwn whether an expression is the column's own value
 */
export function fieldsWritten(tokens: readonly Token[], isOwn: (tokens: readonly Token[]) => boolean): readonly string[] | undefined {
  if (isWord(tokens[0], ...SETTING) && isSymbol(tokens[1], '(') && isSymbol(tokens.at(-1), ')')) {
    const [target = [], ...rest] = splitAt(tokens.slice(2, -1), (token) => isSymbol(token, ','));
    const isRemoving = isWord(tokens[0], 'json_remove');
    const isPaired = isWord(tokens[0], 'json_set', 'json_insert', 'json_replace');
    const paths = isRemoving ? rest : isPaired ? rest.filter((_, index) => index % 2 === 0) : rest.slice(0, 1);
    return together(isOwn(target) ? [] : fieldsWritten(target, isOwn), allOf(paths.map((path) => fieldIn(path.length === 1 ? path[0] : elementOf(path)))));
  }
  const cut = tokens.findLastIndex((token) => isSymbol(token, '||', '-'));
  if (cut < 1) return undefined;
  const [target, given] = [tokens.slice(0, cut), tokens.slice(cut + 1)];
  const before = isOwn(target) ? [] : fieldsWritten(target, isOwn);
  return together(before, isSymbol(tokens[cut], '-') ? allOf([given.length === 1 ? fieldIn(given[0]) : undefined]) : keysIn(given));
}

/** `ARRAY['width']` */
function elementOf(path: readonly Token[]): Token | undefined {
  return isWord(path[0], 'array') && isSymbol(path[1], '[') ? path[2] : undefined;
}

/** Of `'{"width": 1}'` or `jsonb_build_object('width', $1)`. */
function keysIn(tokens: readonly Token[]): readonly string[] | undefined {
  const [first] = tokens;
  if (isWord(first, 'jsonb_build_object', 'json_build_object')) {
    const parts = splitAt(tokens.slice(2, -1), (token) => isSymbol(token, ','));
    return allOf(parts.filter((_, index) => index % 2 === 0).map((part) => (part.length === 1 ? fieldIn(part[0]) : undefined)));
  }
  const text = first?.kind === 'literal' && tokens.length === 1 ? String(first.value) : '';
  const keys = /^\s*\{([^{}]*)\}\s*$/.exec(text)?.[1]?.matchAll(/"([^"]+)"\s*:/g);
  return allOf([...(keys ?? [])].map((match) => match[1]));
}

function allOf(fields: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = fields.flatMap((field) => field ?? []);
  return known.length === fields.length && known.length > 0 ? known : undefined;
}

function together(before: readonly string[] | undefined, more: readonly string[] | undefined): readonly string[] | undefined {
  return before === undefined || more === undefined ? undefined : [...before, ...more];
}
