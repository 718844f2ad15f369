/** https://www.prisma.io/docs/orm/reference/prisma-client-reference */
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { rowOf, type ColumnRef } from '../query/filter.js';
import { newRowsOf } from '../query/given.js';
import { afterAny, handle, linksOf, type Link } from '../query/links.js';
import { filtered, queryOf, run, type Query } from '../query/query.js';
import { relatedRow } from '../query/relations.js';
import { readProperty, UNKNOWN_JS } from '../query/rows.js';
import { runText, runTokens, templateTokens } from '../sql/run.js';
import { dataOf, recordRelations } from './data.js';
import { columnOf, ofSchema, relationOf, tableOf, withRelations, type Table } from './models.js';
import { CLIENT, NO_SCHEMA, type Schema, type Schemas } from './schemas.js';
import { whereFilter } from './where.js';

const ID = 'prisma';
const CLIENTS = [['PrismaClient', 'new'], ['Prisma', 'TransactionClient', 'new'], ['Prisma', 'DefaultPrismaClient', 'new']];

export function createPrisma(schemas: Schemas): EcmascriptDataLibrary {
  return {
    id: ID,
    packages: [CLIENT, '.prisma/client'],
    read(chain, context) {
      const links = chain.root.kind === 'handle' ? linksOf(chain) : afterAny(linksOf(chain), CLIENTS);
      // An extended client has what the client has.
      const rest = links?.filter(({ name }) => name !== '$extends' && name !== '$on' && name !== '$use');
      return rest === undefined ? undefined : readCalls(rest, schemaOf(chain, schemas), chain, context);
    },
    property: readProperty,
  };
}

function readCalls([first, second, ...others]: readonly Link[], schema: Schema, chain: Chain, context: ReadingContext): JsValue | undefined {
  const where = { library: ID, at: chain.whole };
  if (first === undefined) return chain.steps.length === 0 ? undefined : handle(ID, schema);
  const [argument, parameters] = first.args;
  switch (first.name) {
    case '$transaction':
      for (const element of context.elementsOf(argument) ?? []) context.valueOf(element);
      return argument === undefined ? undefined : context.invoke(argument, [handle(ID, schema)]) ?? UNKNOWN_JS;
    case '$queryRaw':
    case '$executeRaw':
      return second?.name === '`' ? runRaw(schema, context, (inner) => runTokens(templateTokens(second, inner), inner, where)) : undefined;
    case '$queryRawUnsafe':
    case '$executeRawUnsafe':
      return runRaw(schema, context, (inner) => runText(argument, parameters === undefined ? undefined : first.args.at(-1), inner, where, first.args.slice(1)));
    default:
      if (second?.called !== true || others.length > 0 || first.name.startsWith('$')) return undefined;
      return readMethod(tableOf(first.name, schema), second, chain.whole, context);
  }
}

/** SQL names its tables only: which schema's they are, the client says. */
function runRaw(schema: Schema, context: ReadingContext, runIn: (context: ReadingContext) => JsValue): JsValue {
  const value = runIn({
    ...context,
    record: ({ resource, ...effect }) => {
      context.record({ ...effect, resource: 'model' in resource ? { ...resource, model: ofSchema(resource.model, schema) } : resource });
    },
  });
  return value.kind === 'rows' && ofSchema(value.model, schema) !== value.model ? UNKNOWN_JS : value;
}

/** What a client hands on, an extended one or a transaction, speaks of its own schema. */
function schemaOf({ root, whole }: Chain, schemas: Schemas): Schema {
  if (root.kind === 'handle') return root.data as Schema;
  const { is } = root.kind === 'resolved' ? root.value : { is: undefined };
  if (is?.kind !== 'package') return NO_SCHEMA;
  const made = is.made === undefined ? NO_SCHEMA : schemas.schemaOf(is.package, is.made.module.path);
  return made === NO_SCHEMA ? schemas.schemaOf(is.package, whole.module.path) : made;
}

const LOADS: ReadonlyMap<string, boolean> = new Map([
  ['findUnique', false],
  ['findUniqueOrThrow', false],
  ['findFirst', false],
  ['findFirstOrThrow', false],
  ['findMany', true],
  ['count', false],
  ['aggregate', false],
  ['groupBy', true],
]);

function readMethod(table: Table, { name, args: [options] }: Link, at: Expressed, context: ReadingContext): JsValue | undefined {
  const entries = context.entriesOf(options)?.entries ?? new Map<string, Expressed>();
  const many = LOADS.get(name);
  const chosen = (kind: Query['kind']): Query => filtered(queryOf(kind, table.model), whereFilter(entries.get('where'), table, context));
  const loaded = (query: Query): JsValue => withIncluded(run(query, context, { library: ID, at }), table, entries, at, context);
  if (many !== undefined) return loaded({ ...chosen('select'), many, ...selectedIn(entries.get('select'), table, context), orderedBy: orderOf(entries.get('orderBy'), table, context) });
  const data = dataOf(entries.get('data') ?? entries.get('update'), table, context);
  switch (name) {
    case 'update':
    case 'updateMany':
    case 'updateManyAndReturn': {
      const query = chosen('update');
      recordRelations(data, table, rowOf(query.filter, table.model), at, context);
      return loaded({ ...query, written: data.written, openWrite: data.open, many: name !== 'update' });
    }
    case 'upsert': {
      const query = chosen('update');
      const row = rowOf(query.filter, table.model);
      context.record({ operation: 'create', resource: { kind: 'row', model: table.model, row }, mode: 'lazy', at });
      recordRelations(data, table, row, at, context);
      return loaded({ ...query, written: data.written, openWrite: data.open, many: false });
    }
    case 'create': {
      const query: Query = { ...queryOf('insert', table.model), created: [data.given], many: false };
      const created = run(query, context, { library: ID, at });
      if (created.kind === 'rows') recordRelations(data, table, created.row, at, context);
      return withIncluded(created, table, entries, at, context);
    }
    case 'createMany':
    case 'createManyAndReturn': {
      const created = newRowsOf(entries.get('data'), (property) => columnOf(table, property), context);
      return run({ ...queryOf('insert', table.model), created, ...(entries.has('skipDuplicates') ? { conflict: 'nothing' } : {}) }, context, { library: ID, at });
    }
    case 'delete':
    case 'deleteMany':
      return run({ ...chosen('delete'), many: name === 'deleteMany' }, context, { library: ID, at });
    default:
      return undefined;
  }
}

function selectedIn(select: Expressed | undefined, table: Table, context: ReadingContext): { readonly selected?: readonly ColumnRef[] } {
  const entries = context.entriesOf(select)?.entries;
  if (entries === undefined) return {};
  const columns = [...entries.keys()].filter((name) => !name.startsWith('_') && relationOf(table, name) === undefined);
  return { selected: columns.map((name) => ({ model: table.model, column: columnOf(table, name) })) };
}

function orderOf(order: Expressed | undefined, table: Table, context: ReadingContext): readonly ColumnRef[] {
  const each = order === undefined ? [] : context.elementsOf(order) ?? [order];
  return each.flatMap((one) => [...(context.entriesOf(one)?.entries.keys() ?? [])].map((name) => ({ model: table.model, column: columnOf(table, name) })));
}

/** Rows that come along with a row: `include: { tags: true }`. */
function withIncluded(value: JsValue, table: Table, options: ReadonlyMap<string, Expressed>, at: Expressed, context: ReadingContext): JsValue {
  if (value.kind !== 'rows') return value;
  const asked = [options.get('include'), options.get('select')].flatMap((part) => [...(context.entriesOf(part)?.entries.keys() ?? [])]);
  for (const name of asked) {
    const relation = relationOf(table, name);
    if (relation !== undefined) context.record({ operation: 'read', resource: { kind: 'row', model: relation.table.model, row: relatedRow(relation.keys, table.model, value.row) }, rank: 'where', at });
  }
  return { ...value, model: withRelations(table, value.row, new Set(asked), ID, at) };
}
