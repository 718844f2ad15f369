/** https://orm.drizzle.team/docs/data-querying */
import type { Model } from '../../../analysis/footprint.js';
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { databaseOf, readIn } from '../query/databases.js';
import type { ColumnRef } from '../query/filter.js';
import { newRowsOf, partOf } from '../query/given.js';
import { handle, linksOf, type Link } from '../query/links.js';
import { COMPUTED, filtered, queryOf, run, type Picked, type Query, type Written } from '../query/query.js';
import { readProperty, UNKNOWN_JS } from '../query/rows.js';
import { columnsIn as columnsOfTokens, type Tables } from '../sql/expressions.js';
import { runTokens } from '../sql/run.js';
import { writeOf } from '../sql/writes.js';
import { filterOf, queryFilter, sqlTokens } from './conditions.js';
import { recordWith, withRelations } from './relations.js';
import { columnAt, NO_NAMES, tableAt, tableOf, type Table } from './tables.js';

const ID = 'drizzle';

/** A database or a transaction, with the module or object that holds its tables. */
interface Database {
  readonly schema: Value | undefined;
  readonly name: string | undefined;
}

export const drizzle: EcmascriptDataLibrary = {
  id: ID,
  packages: ['drizzle-orm'],
  read(chain, context) {
    const found = beginningOf(chain, context);
    const [first] = found?.rest ?? [];
    if (found === undefined || first === undefined) return undefined;
    return readIn(found.database.name, context, (there) => readCalls(found.database, first, found.rest, chain, there));
  },
  property: readProperty,
};

/** The database that a chain begins in, and what follows. */
function beginningOf(chain: Chain, context: ReadingContext): { readonly database: Database; readonly rest: readonly Link[] } | undefined {
  const { root } = chain;
  const links = linksOf(chain);
  if (root.kind === 'handle') return { database: root.data as Database, rest: links };
  const [first, second] = links;
  if (first?.name === 'drizzle' && first.called) return { database: { schema: schemaIn(first.args, context), name: databaseOf(first.args, context) }, rest: links.slice(1) };
  // `NodePgDatabase`, `SQLiteTransaction`: databases by their types.
  if (second?.name === 'new' && /(?:Database|Transaction)$/.test(first?.name ?? '')) return { database: { schema: undefined, name: undefined }, rest: links.slice(2) };
  return undefined;
}

function schemaIn(args: readonly Expressed[], context: ReadingContext): Value | undefined {
  for (const argument of args) {
    const schema = context.entriesOf(argument)?.entries.get('schema');
    if (schema !== undefined) return context.resolve(schema);
  }
  return undefined;
}

function readCalls(database: Database, first: Link, rest: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const where = { library: ID, at: chain.whole };
  const [argument] = first.args;
  switch (first.name) {
    case 'transaction':
      return argument === undefined ? undefined : context.invoke(argument, [handle(ID, database)]) ?? UNKNOWN_JS;
    case 'batch':
      for (const element of context.elementsOf(argument) ?? []) context.valueOf(element);
      return UNKNOWN_JS;
    case 'execute':
    case 'run':
    case 'all':
    case 'get':
    case 'values': {
      const node = argument === undefined ? undefined : unwrapped(argument.node);
      const tokens = argument !== undefined && node?.type === 'TaggedTemplateExpression' ? sqlTokens(node, argument, context) : undefined;
      return runTokens(tokens, context, where);
    }
    case 'query':
      return relationalQuery(database, rest, chain.whole, context);
    default: {
      const query = builtQuery(rest, context);
      return query === undefined ? undefined : run(query, context, where);
    }
  }
}

/** `db.query.images.findFirst({ where: eq(images.id, id), with: { tags: true } })` */
function relationalQuery({ schema }: Database, [, name, method]: readonly Link[], at: Expressed, context: ReadingContext): JsValue | undefined {
  if (name === undefined || (method?.name !== 'findFirst' && method?.name !== 'findMany')) return undefined;
  const table = schema === undefined ? undefined : tableOf(context.memberOf(schema, name.name), context);
  if (table === undefined) {
    context.noteOpaque('queries a table of a schema that is not known', at);
    return UNKNOWN_JS;
  }
  const options = context.entriesOf(method.args[0])?.entries;
  const query = filtered({ ...queryOf('select', table.model), many: method.name === 'findMany' }, queryFilter(options?.get('where'), table, context));
  const rows = run({ ...query, ...columnsIn(options?.get('columns'), table, context) }, context, { library: ID, at });
  if (rows.kind !== 'rows') return rows;
  recordWith(options?.get('with'), table, rows.row, at, context);
  return options?.has('with') === true ? { ...rows, model: withRelations(table, rows.row, ID, at, context) } : rows;
}

function columnsIn(columns: Expressed | undefined, { model, columnOf }: Table, context: ReadingContext): Partial<Query> {
  const entries = context.entriesOf(columns)?.entries;
  return entries === undefined ? {} : { selected: [...entries.keys()].map((property) => ({ model, column: columnOf(property) })) };
}

interface Building {
  readonly query: Query;
  readonly table: Table;
}

/** `select().from(images).where(…)`, `update(images).set(…).where(…)`, `insert(images).values(…)`, `delete(images).where(…)` */
function builtQuery(links: readonly Link[], context: ReadingContext): Query | undefined {
  const own = links.filter(({ name }) => name !== 'with');
  const [first] = own;
  const kind = KINDS.get(first?.name ?? '');
  const holder = kind === 'select' ? own.find(({ name }) => name === 'from') : first;
  const named = first?.name === '$count' ? first.args[0] : holder?.args[0];
  const table = named === undefined ? undefined : tableAt(named, NO_NAMES, context);
  if (kind === undefined || table === undefined || first === undefined) return undefined;
  const query = queryOf(kind, table.model);
  const begun = first.name === '$count' ? filtered(query, filterOf(first.args[1], context)) : kind === 'select' ? withFields(query, first.args.at(-1), context) : query;
  return own.reduce<Building>((building, link) => ({ ...building, query: step(building, link, context) }), { query: begun, table }).query;
}

const KINDS: ReadonlyMap<string, Query['kind']> = new Map([
  ['select', 'select'],
  ['selectDistinct', 'select'],
  ['selectDistinctOn', 'select'],
  ['$count', 'select'],
  ['update', 'update'],
  ['insert', 'insert'],
  ['delete', 'delete'],
]);

function step({ query, table }: Building, { name, args }: Link, context: ReadingContext): Query {
  const [first, second] = args;
  switch (name) {
    case 'where':
      return filtered(query, filterOf(first, context));
    case 'set':
      return { ...query, ...writtenIn(first, table, context) };
    case 'values':
      return { ...query, created: newRowsOf(first, table.columnOf, context) };
    case 'onConflictDoNothing':
      return { ...query, conflict: 'nothing' };
    case 'onConflictDoUpdate':
    case 'onDuplicateKeyUpdate':
      return { ...query, conflict: 'update', ...writtenIn(context.entriesOf(first)?.entries.get('set'), table, context) };
    case 'leftJoin':
    case 'innerJoin':
    case 'rightJoin':
    case 'fullJoin': {
      const joined = first === undefined ? undefined : tableAt(first, NO_NAMES, context);
      return joined === undefined ? query : withJoined(filtered(query, filterOf(second, context)), joined);
    }
    case 'orderBy':
    case 'groupBy':
      return { ...query, orderedBy: [...query.orderedBy, ...args.flatMap((argument) => mentioned(argument, context))] };
    case 'get':
      return { ...query, many: false };
    default:
      return query;
  }
}

/** Joined rows come under the names of their tables, unless fields are picked. */
function withJoined(query: Query, { model }: Table): Query {
  const both: [string, Model][] = [query.model, model].map((each) => [each.name, each]);
  return { ...query, joined: [...query.joined, model], properties: query.selected === undefined ? new Map([...query.properties, ...both]) : query.properties };
}

/** `select({ name: tags.name, tag: tags, n: count(tags.id) })` */
function withFields(query: Query, fields: Expressed | undefined, context: ReadingContext): Query {
  const picked = context.entriesOf(fields);
  if (picked === undefined) return query;
  const properties = new Map<string, Picked>();
  const looked: ColumnRef[] = [];
  for (const [property, value] of picked.entries) {
    const found = columnAt(value, NO_NAMES, context) ?? tableAt(value, NO_NAMES, context)?.model;
    if (found === undefined) looked.push(...mentioned(value, context));
    properties.set(property, found ?? COMPUTED);
  }
  return { ...query, properties, selected: [...properties.values()].filter((property) => typeof property !== 'string' && 'column' in property), orderedBy: [...query.orderedBy, ...looked] };
}

/** The columns that `desc(images.createdAt)`, `count(images.id)` or `` sql`…` `` are worked out from. */
function mentioned(expression: Expressed, context: ReadingContext): readonly ColumnRef[] {
  const node = unwrapped(expression.node);
  if (node.type === 'CallExpression') return node.arguments.flatMap((argument) => columnAt(partOf(expression, argument), NO_NAMES, context) ?? []);
  if (node.type === 'TaggedTemplateExpression') return columnsOfTokens(sqlTokens(node, expression, context) ?? [], NO_TABLES);
  const column = columnAt(expression, NO_NAMES, context);
  return column === undefined ? [] : [column];
}

const NO_TABLES: Tables = { byAlias: new Map() };

function writtenIn(set: Expressed | undefined, { model, columnOf }: Table, context: ReadingContext): Pick<Query, 'written' | 'openWrite'> {
  const given = context.entriesOf(set);
  if (given === undefined) return { written: [], openWrite: true };
  const written = [...given.entries].map(([property, value]): Written => {
    const column = columnOf(property);
    const node = unwrapped(value.node);
    const tokens = node.type === 'TaggedTemplateExpression' ? sqlTokens(node, value, context) : undefined;
    return tokens === undefined ? { column, mode: 'plain' } : writeOf({ model, column }, tokens, NO_TABLES);
  });
  return { written, openWrite: given.open };
}
