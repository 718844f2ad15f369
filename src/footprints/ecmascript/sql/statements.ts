/**
 * A small reader of SQL: the four plain statements, with the queries that they hold, on tables that are named. Anything else is not
 * understood, and said to be so.
 */
import { queryOf, type Query } from '../query/query.js';
import { changeOf } from './changes.js';
import { nameOf } from './expressions.js';
import { selectOf } from './select.js';
import { sourceAt, type Derived, type Names } from './tables.js';
import { isSymbol, isWord, parenthesised, splitAt, type Token } from './tokens.js';

export interface Statement {
  /** In the order in which they are run. */
  readonly queries: readonly Query[];
  /** Whether the last of them gives the statement's rows. */
  readonly givesRows: boolean;
}

/** The statements of a text; undefined for those that are not understood. */
export function statementsOf(tokens: readonly Token[]): readonly (Statement | undefined)[] {
  return splitAt(tokens, (token) => isSymbol(token, ';'))
    .filter((statement) => statement.length > 0)
    .map((statement) => readStatement(statement, new Map())?.statement);
}

interface Read {
  readonly statement: Statement;
  /** What it is to a query around it. */
  readonly derived: Derived;
}

const NO_ROWS: Statement = { queries: [], givesRows: false };
const UNKNOWN: Derived = { filter: { conditions: [], open: true } };

/** Touch no data by themselves. */
const HARMLESS = ['begin', 'commit', 'rollback', 'start', 'savepoint', 'release', 'set', 'analyze', 'vacuum'];
const COMBINING = ['union', 'intersect', 'except'];
const MAX_DEPTH = 12;

function readStatement(tokens: readonly Token[], names: Names, depth = 0): Read | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (isWord(tokens[0], ...HARMLESS)) return { statement: NO_ROWS, derived: UNKNOWN };
  if (isWord(tokens[0], 'with')) return readWith(tokens, names, depth);
  const parts = splitAt(tokens, (token) => isWord(token, ...COMBINING));
  if (parts.length > 1) return readCombined(parts, names, depth);
  const outer = withoutQueries(tokens, names, depth);
  if (outer === undefined) return undefined;
  const own = readPlain(outer.tokens, outer.names);
  return own === undefined ? undefined : { ...own, statement: { ...own.statement, queries: [...outer.queries, ...own.statement.queries] } };
}

function readPlain(tokens: readonly Token[], names: Names): Read | undefined {
  if (isWord(tokens[0], 'select')) {
    const select = selectOf(tokens, names);
    return select === undefined ? undefined : { statement: { queries: select.query === undefined ? [] : [select.query], givesRows: select.query !== undefined }, derived: select.derived };
  }
  if (isWord(tokens[0], 'truncate')) return readTruncate(tokens, names);
  const queries = changeOf(tokens, names);
  return queries === undefined ? undefined : { statement: { queries, givesRows: true }, derived: UNKNOWN };
}

/** `TRUNCATE TABLE images, tags CASCADE` */
function readTruncate(tokens: readonly Token[], names: Names): Read | undefined {
  const tables = splitAt(tokens.slice(isWord(tokens[1], 'table') ? 2 : 1), (token) => isSymbol(token, ',')).map((part) => sourceAt(part, 0, names)?.model);
  const known = tables.flatMap((table) => table ?? []);
  return known.length < tables.length ? undefined : { statement: { queries: known.map((model) => queryOf('delete', model)), givesRows: false }, derived: UNKNOWN };
}

/** `WITH old AS (…), new AS (…) UPDATE …` */
function readWith(tokens: readonly Token[], outer: Names, depth: number): Read | undefined {
  const names = new Map(outer);
  const queries: Query[] = [];
  let start = isWord(tokens[1], 'recursive') ? 2 : 1;
  for (;;) {
    const name = nameOf(tokens[start]);
    const columns = parenthesised(tokens, start + 1);
    const as = columns?.end ?? start + 1;
    const inner = parenthesised(tokens, isWord(tokens[as + 1], 'materialized') ? as + 2 : isWord(tokens[as + 1], 'not') ? as + 3 : as + 1);
    if (name === undefined || inner === undefined || !isWord(tokens[as], 'as')) return undefined;
    // A recursive query names itself.
    const read = readStatement(inner.inner, new Map([...names, [name, UNKNOWN]]), depth + 1);
    if (read === undefined) return undefined;
    queries.push(...read.statement.queries);
    names.set(name, columns === undefined ? read.derived : UNKNOWN);
    start = inner.end + 1;
    if (isSymbol(tokens[inner.end], ',')) continue;
    const main = readStatement(tokens.slice(inner.end), names, depth + 1);
    return main === undefined ? undefined : { ...main, statement: { ...main.statement, queries: [...queries, ...main.statement.queries] } };
  }
}

/** `SELECT … UNION ALL SELECT …` */
function readCombined(parts: readonly (readonly Token[])[], names: Names, depth: number): Read | undefined {
  const reads = parts.map((part) => {
    const own = part.slice(isWord(part[0], 'all', 'distinct') ? 1 : 0);
    const inner = parenthesised(own, 0);
    return readStatement(inner?.end === own.length ? inner.inner : own, names, depth + 1);
  });
  const known = reads.flatMap((read) => read?.statement.queries ?? []);
  return reads.includes(undefined) ? undefined : { statement: { queries: known, givesRows: false }, derived: UNKNOWN };
}

interface Outer {
  readonly tokens: readonly Token[];
  readonly names: Names;
  readonly queries: readonly Query[];
}

/** The statement without the queries in parentheses: each becomes a value that nobody knows or, in `FROM`, a table by a name of its own. */
function withoutQueries(tokens: readonly Token[], outer: Names, depth: number): Outer | undefined {
  const own: Token[] = [];
  const names = new Map(outer);
  const queries: Query[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const inner = isSymbol(token, '(') && isWord(tokens[index + 1], 'select', 'with') ? parenthesised(tokens, index) : undefined;
    if (token !== undefined && inner === undefined) own.push(token);
    if (inner === undefined) continue;
    const read = readStatement(inner.inner, outer, depth + 1);
    if (read === undefined) return undefined;
    queries.push(...read.statement.queries);
    const name = `(${String(names.size)})`;
    names.set(name, read.derived);
    own.push(isSource(own) ? { kind: 'table', name } : { kind: 'value', term: { kind: 'unknown' } });
    index = inner.end - 1;
  }
  return { tokens: own, names, queries };
}

/** Whether a table may follow these tokens. */
function isSource(before: readonly Token[]): boolean {
  const clause = before.findLast((token) => isWord(token, 'select', 'from', 'join', 'using', 'where', 'on', 'set', 'values', 'order', 'group', 'having', 'returning', 'in', 'and', 'or'));
  const last = before.at(-1);
  return isWord(clause, 'from', 'join', 'using') && (last === clause || isWord(last, 'lateral') || isSymbol(last, ','));
}
