/** https://knexjs.org/guide/query-builder.html */
import { unwrapped } from '../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from './values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from './library.js';
import { begin, change, inserting, joining, narrowed, ordering, selecting, setting, widened, type Building } from './query/building.js';
import { databaseOf, readIn } from './query/databases.js';
import { all, equals, looksAt, SOME, type Filter } from './query/filter.js';
import { partOf } from './query/given.js';
import { afterAny, handle, linksOf, type Link } from './query/links.js';
import { columnNamed, comparison, inSchema, isEach, NULL, schemaIn, textsOf } from './query/named.js';
import { run, type Query, type Written } from './query/query.js';
import { readProperty, UNKNOWN_JS } from './query/rows.js';
import { runText } from './sql/run.js';
import { tokensOf } from './sql/tokens.js';
import { writeOf } from './sql/writes.js';

const ID = 'knex';
/** The package itself is called: `knex(config)`. */
const DATABASES = [['()'], ['knex', 'new'], ['Knex', 'Transaction', 'new'], ['Knex', 'new']];

interface Database {
  readonly name: string | undefined;
}

export const knex: EcmascriptDataLibrary = {
  id: ID,
  packages: ['knex'],
  read(chain, context) {
    const links = linksOf(chain);
    const made = links[0]?.name === 'knex' && links[1]?.name !== 'new' && links[0].called ? links.slice(1) : afterAny(links, DATABASES);
    const rest = chain.root.kind === 'handle' ? links : made;
    if (rest === undefined) return undefined;
    const name = chain.root.kind === 'handle' ? (chain.root.data as Database).name : databaseOf(links[links.length - rest.length - 1]?.args ?? [], context);
    return readIn(name, context, (there) => readCalls(rest, handle(ID, { name } satisfies Database), chain, there));
  },
  property: readProperty,
};

function readCalls(links: readonly Link[], database: JsValue, chain: Chain, context: ReadingContext): JsValue | undefined {
  const [first] = links;
  const where = { library: ID, at: chain.whole };
  if (first === undefined) return undefined;
  if (first.name === 'raw') return runText(first.args[0], first.args[1], context, where);
  if (first.name === 'transaction') {
    const [callback] = first.args;
    return callback === undefined ? database : context.invoke(callback, [database]) ?? UNKNOWN_JS;
  }
  if (first.name === 'transactionProvider') return undefined;
  const naming = links.find(({ name }) => NAMING.has(name));
  if (naming === undefined) return undefined;
  const building = begin('select', inSchema(schemaIn(links, context), context.textOf(naming.args[0])));
  if (building === undefined) {
    context.noteOpaque('queries a table that is not known', chain.whole);
    return UNKNOWN_JS;
  }
  return run(links.reduce((before, link) => step(before, link, context), building).query, context, where);
}

/** Calls that say the table; `()` is `knex('images')`. */
const NAMING: ReadonlySet<string> = new Set(['()', 'from', 'into', 'table']);

function step(building: Building, { name, args }: Link, context: ReadingContext): Building {
  const [first, second] = args;
  const or = /^or(Where\w*)$/.exec(name)?.[1];
  const filter = filterOf(or === undefined ? name.replace(/^andWhere/, 'where') : `w${or.slice(1)}`, args, building, context);
  if (filter !== undefined) return or === undefined ? narrowed(building, filter) : widened(building, filter);
  switch (name) {
    case 'first':
      return change(selecting(building, args, context), { many: false });
    case 'select':
    case 'column':
    case 'columns':
    case 'pluck':
      return selecting(building, args, context);
    case 'orderBy':
    case 'groupBy':
      return ordering(building, args, context);
    case 'join':
    case 'innerJoin':
    case 'leftJoin':
    case 'leftOuterJoin':
      return joining(building, args, context);
    case 'update':
      return change(assigning(building, args, context), { kind: 'update' });
    case 'increment':
    case 'decrement':
      return change(counting(building, first, context), { kind: 'update' });
    case 'insert':
      return change(inserting(building, first, context), { kind: 'insert' });
    case 'del':
    case 'delete':
      return change(building, { kind: 'delete' });
    case 'ignore':
      return change(building, { conflict: 'nothing' });
    case 'merge':
      return change(merging(building, first, context), { conflict: 'update' });
    default:
      return second === undefined && TRUNCATING.has(name) ? change(building, { kind: 'delete' }) : building;
  }
}

const TRUNCATING: ReadonlySet<string> = new Set(['truncate']);

/** Undefined where the method is none of `where…`. */
function filterOf(name: string, args: readonly Expressed[], { tables }: Building, context: ReadingContext): Filter | undefined {
  const [first, second, third] = args;
  const column = columnNamed(context.textOf(first), tables);
  switch (name) {
    case 'where': {
      const entries = context.entriesOf(first);
      if (entries !== undefined) return all(...isEach(entries.entries, tables, context), ...(entries.open ? [SOME] : []));
      return third === undefined ? comparison(column, '=', second, context) : comparison(column, context.textOf(second), third, context);
    }
    case 'whereIn':
      return comparison(column, 'in', second, context);
    case 'whereNull':
      return column === undefined ? SOME : equals(column, NULL);
    default:
      if (!name.startsWith('where')) return undefined;
      return looksAt(...(column === undefined ? [] : [column]));
  }
}

function assigning(building: Building, [first, second]: readonly Expressed[], context: ReadingContext): Building {
  const column = columnNamed(context.textOf(first), building.tables)?.column;
  const writeIn = (of: string, value: Expressed): Written => writeOfRaw(building, of, value, context);
  if (column !== undefined && second !== undefined) return change(building, { written: [...building.query.written, writeIn(column, second)] });
  return setting(building, first, writeIn, context);
}

/** `{ n: knex.raw('n + 1') }` */
function writeOfRaw({ query, tables }: Building, column: string, value: Expressed, context: ReadingContext): Written {
  const node = unwrapped(value.node);
  const [text] = node.type === 'CallExpression' ? node.arguments : [];
  const source = text === undefined ? undefined : context.textOf(partOf(value, text));
  const tokens = source === undefined ? undefined : tokensOf(source, () => undefined);
  return tokens === undefined ? { column, mode: 'plain' } : writeOf({ model: query.model, column }, tokens, { only: query.model, byAlias: tables });
}

function counting(building: Building, counters: Expressed | undefined, context: ReadingContext): Building {
  const names = context.entriesOf(counters)?.entries.keys() ?? textsOf(counters === undefined ? [] : [counters], context);
  const written = [...names].flatMap((name): Written[] => (name === undefined ? [] : [{ column: name, mode: 'atomic' }]));
  return change(building, { written: [...building.query.written, ...written] });
}

/** `onConflict('id').merge()`: all columns that are given, or those that are named. */
function merging(building: Building, merged: Expressed | undefined, context: ReadingContext): Building {
  if (merged !== undefined && context.elementsOf(merged) === undefined) return assigning(building, [merged], context);
  const names = merged === undefined ? building.query.created.flatMap((row) => [...row.keys()]) : textsOf([merged], context);
  const written: Query['written'] = names.flatMap((column) => (column === undefined ? [] : [{ column, mode: 'plain' as const }]));
  return change(building, { written });
}
