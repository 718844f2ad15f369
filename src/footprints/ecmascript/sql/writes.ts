/** What `column = <expression>` does to the column. */
import type { ColumnRef } from '../query/filter.js';
import type { Written } from '../query/query.js';
import { columnAt, columnsIn, type Tables } from './expressions.js';
import { fieldsWritten } from './json.js';
import { isSymbol, isWord, type Token } from './tokens.js';

/** `n = n + 1` counts, `c = COALESCE(c, …)` fills what is empty, `j = jsonb_set(j, '{width}', …)` writes one field. */
export function writeOf(column: ColumnRef, tokens: readonly Token[], tables: Tables): Written {
  const own = (at: number): number | undefined => {
    const found = columnAt(tokens, at, tables);
    return found !== undefined && isSameColumn(found.of, column) ? found.end : undefined;
  };
  const fields = fieldsWritten(tokens, (part) => isOwnValue(part, column, tables));
  if (fields !== undefined) return { column: column.column, mode: 'plain', fields };
  return { column: column.column, mode: isCounted(tokens, own, tables) ? 'atomic' : isFilled(tokens, own) ? 'lazy' : 'plain' };
}

type Own = (at: number) => number | undefined;

/** `n + 1`, `n - $1`, `$1 + n`; `meta || $1`, which leaves nobody knows what of it as it was */
function isCounted(tokens: readonly Token[], own: Own, tables: Tables): boolean {
  const end = own(0);
  if (end !== undefined) return isSymbol(tokens[end], '+', '-', '||') && columnsIn(tokens.slice(end), tables).length === 0;
  return isSymbol(tokens[1], '+') && own(2) === tokens.length;
}

/** `COALESCE(c, …)`, `CASE WHEN c IS NULL THEN … ELSE c END` */
function isFilled(tokens: readonly Token[], own: Own): boolean {
  if (isWord(tokens[0], 'coalesce', 'ifnull', 'nvl') && own(2) !== undefined) return true;
  const test = isWord(tokens[0], 'case') && isWord(tokens[1], 'when') ? own(2) : undefined;
  return test !== undefined && isWord(tokens[test], 'is') && isWord(tokens[test + 1], 'null');
}

/** `meta`, `COALESCE(meta, '{}')` */
function isOwnValue(tokens: readonly Token[], column: ColumnRef, tables: Tables): boolean {
  const start = isWord(tokens[0], 'coalesce', 'ifnull') ? 2 : 0;
  const found = columnAt(tokens, start, tables);
  return found !== undefined && isSameColumn(found.of, column) && (start === 2 || found.end === tokens.length);
}

export function isSameColumn(one: ColumnRef, other: ColumnRef): boolean {
  return one.column === other.column && one.model.key === other.model.key;
}
