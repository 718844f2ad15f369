/** https://kysely-org.github.io/kysely-apidoc/ */
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { begin, change, inserting, joining, narrowed, ordering, selecting, setting, widened, type Building } from '../query/building.js';
import { databaseOf, readIn } from '../query/databases.js';
import { ALL, any, sameIn } from '../query/filter.js';
import { partOf, returnedBy } from '../query/given.js';
import { afterAny, handle, linksOf, packageOf, type Link } from '../query/links.js';
import { columnNamed, inSchema, schemaIn } from '../query/named.js';
import { run, type Query, type Written } from '../query/query.js';
import { readProperty, UNKNOWN_JS } from '../query/rows.js';
import { runTokens, templateTokens } from '../sql/run.js';
import { tokensOfTemplate } from '../sql/tokens.js';
import { writeOf } from '../sql/writes.js';
import { whereFilter } from './conditions.js';

const ID = 'kysely';
const DATABASES = [['Kysely', 'new'], ['Transaction', 'new'], ['ControlledTransaction', 'new'], ['QueryCreator', 'new']];

/** A database, with its name and the schema that it was made with, where these are known; or a query that is not run yet. */
type Held = Database | { readonly kind: 'building'; readonly building: Building; readonly database: string | undefined };

interface Database {
  readonly kind: 'database';
  readonly schema: string | undefined;
  readonly database: string | undefined;
}

export const kysely: EcmascriptDataLibrary = {
  id: ID,
  packages: ['kysely', 'nestjs-kysely'],
  read(chain, context) {
    const links = linksOf(chain);
    if (chain.root.kind === 'handle') {
      const held = chain.root.data as Held;
      return readIn(held.database, context, (there) => (held.kind === 'database' ? readCalls(held, links, chain, there) : continued(held, links, chain, there)));
    }
    if (links[0]?.name === 'sql') return readTemplate(links, chain, context);
    const rest = packageOf(chain) === 'kysely' ? afterAny(links, DATABASES) : undefined;
    if (rest === undefined) return undefined;
    const database = databaseOf(links[links.length - rest.length - 1]?.args ?? [], context);
    return readIn(database, context, (there) => readCalls({ kind: 'database', schema: undefined, database }, rest, chain, there));
  },
  property: readProperty,
};

/** `` sql`…`.execute(db) `` */
function readTemplate(links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const template = links.find(({ name }) => name === '`');
  if (template === undefined || links.at(-1)?.name !== 'execute') return undefined;
  return runTokens(templateTokens(template, context), context, { library: ID, at: chain.whole });
}

const KINDS: ReadonlyMap<string, Query['kind']> = new Map([
  ['selectFrom', 'select'],
  ['updateTable', 'update'],
  ['insertInto', 'insert'],
  ['replaceInto', 'insert'],
  ['deleteFrom', 'delete'],
]);

/** Calls of a database that give a database. */
const PASSING: ReadonlySet<string> = new Set(['withSchema', 'withPlugin', 'withoutPlugins', 'withTables', 'with', 'setIsolationLevel', 'setAccessMode']);

function readCalls(outer: Database, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const calls = links.filter(({ name }) => !PASSING.has(name));
  const [first, second] = calls;
  const database = { ...outer, schema: schemaIn(links, context) ?? outer.schema };
  if (first === undefined) return links.length === 0 ? undefined : handle(ID, database satisfies Held);
  if (first.name === 'transaction' || first.name === 'connection') {
    const [callback] = second?.args ?? [];
    return second?.name !== 'execute' || callback === undefined ? undefined : context.invoke(callback, [handle(ID, database satisfies Held)]) ?? UNKNOWN_JS;
  }
  if (first.name === 'startTransaction') return handle(ID, database satisfies Held);
  const kind = KINDS.get(first.name);
  if (kind === undefined) return undefined;
  const [table, ...others] = context.elementsOf(first.args[0]) ?? first.args;
  const building = others.length > 0 ? undefined : begin(kind, inSchema(database.schema, context.textOf(table)));
  if (building !== undefined) return continued({ building, database: database.database }, calls.slice(1), chain, context);
  if (kind !== 'select') context.noteOpaque('writes a table that is not known', chain.whole);
  return UNKNOWN_JS;
}

const RUNNING: ReadonlySet<string> = new Set(['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow', 'stream']);

function continued({ building, database }: Omit<Extract<Held, { kind: 'building' }>, 'kind'>, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue {
  const built = links.reduce((before, link) => step(before, link, context), building);
  const last = links.find(({ name }) => RUNNING.has(name));
  if (last === undefined) return handle(ID, { kind: 'building', building: built, database } satisfies Held);
  const many = !last.name.startsWith('executeTakeFirst');
  return run({ ...built.query, many }, context, { library: ID, at: chain.whole });
}

function step(building: Building, { name, args }: Link, context: ReadingContext): Building {
  const [first, second, third] = args;
  switch (name) {
    case 'where':
      return narrowed(building, whereFilter(args, building.tables, context));
    case 'orWhere':
      return widened(building, whereFilter(args, building.tables, context));
    case 'whereRef': {
      const [one, other] = [first, third].map((argument) => columnNamed(context.textOf(argument), building.tables));
      return one === undefined || other === undefined ? building : narrowed(building, sameIn(one, other));
    }
    case 'select':
      return selecting(building, args, context);
    case 'orderBy':
    case 'groupBy':
      return ordering(building, args, context);
    case 'innerJoin':
    case 'leftJoin':
    case 'rightJoin':
    case 'fullJoin':
      return joining(building, args, context);
    case 'values':
      return inserting(building, first, context);
    case 'set':
      return assigning(building, args, context);
    case 'onConflict':
      return conflicting(building, first, context);
    case '$if':
      return merged(building, second === undefined ? undefined : applied(startOf(building), second, context));
    case '$call':
      return (first === undefined ? undefined : applied(building, first, context)) ?? building;
    default:
      return building;
  }
}

/** What a callback makes of a query that is handed to it. */
function applied(building: Building, callback: Expressed, context: ReadingContext): Building | undefined {
  const given = context.invoke(callback, [handle(ID, { kind: 'building', building, database: undefined } satisfies Held)]);
  if (given?.kind !== 'handle' || given.library !== ID) return undefined;
  const held = given.data as Held;
  return held.kind === 'building' ? held.building : undefined;
}

function startOf({ query, tables }: Building): Building {
  return { query: { ...query, filter: ALL, selected: [], orderedBy: [], written: [] }, tables };
}

/** What may come to a query as well: its conditions may hold or not. */
function merged(building: Building, more: Building | undefined): Building {
  if (more === undefined) return building;
  const { query } = building;
  const { filter, selected = [], orderedBy, written } = more.query;
  const narrowing = filter.conditions.length === 0 ? building : narrowed(building, any(filter, ALL));
  return change(narrowing, {
    ...(query.selected === undefined && selected.length === 0 ? {} : { selected: [...(query.selected ?? []), ...selected] }),
    orderedBy: [...query.orderedBy, ...orderedBy],
    written: [...query.written, ...written],
  });
}

/** `set({ file })`, `set('file', file)`, `set((eb) => ({ n: eb('n', '+', 1) }))` */
function assigning(building: Building, args: readonly Expressed[], context: ReadingContext): Building {
  const [first, second] = args;
  const writeIn = (column: string, value: Expressed): Written => writeOfValue(building, column, value, context);
  if (first !== undefined && second !== undefined) {
    const column = columnNamed(context.textOf(first), building.tables)?.column;
    return column === undefined ? change(building, { openWrite: true }) : change(building, { written: [...building.query.written, writeIn(column, second)] });
  }
  const made = first === undefined ? undefined : returnedBy(first.node);
  return setting(building, first === undefined || made === undefined ? first : partOf(first, made), writeIn, context);
}

function writeOfValue({ query, tables }: Building, column: string, value: Expressed, context: ReadingContext): Written {
  const node = unwrapped(value.node);
  if (node.type === 'TaggedTemplateExpression') {
    const texts = node.quasi.quasis.map(({ value: { cooked, raw } }) => cooked ?? raw);
    const puts = node.quasi.expressions.map((inner) => refIn(partOf(value, inner), tables, context));
    return writeOf({ model: query.model, column }, tokensOfTemplate(texts, puts) ?? [], { only: query.model, byAlias: tables });
  }
  const [of, operator] = node.type === 'CallExpression' ? node.arguments.map((argument) => context.textOf(partOf(value, argument))) : [];
  const isCounted = columnNamed(of, tables)?.column === column && (operator === '+' || operator === '-');
  return { column, mode: isCounted ? 'atomic' : 'plain' };
}

/** `${sql.ref('n')}` */
function refIn(expression: Expressed, tables: Building['tables'], context: ReadingContext) {
  const node = unwrapped(expression.node);
  const [first] = node.type === 'CallExpression' ? node.arguments : [];
  const of = first === undefined ? undefined : columnNamed(context.textOf(partOf(expression, first)), tables);
  return of === undefined ? { kind: 'value' as const, term: context.termOf(expression) } : { kind: 'column' as const, of };
}

/** `onConflict((oc) => oc.column('id').doUpdateSet({ … }))` */
function conflicting(building: Building, callback: Expressed | undefined, context: ReadingContext): Building {
  const body = callback === undefined ? undefined : returnedBy(callback.node);
  if (callback === undefined || body?.type !== 'CallExpression' || body.callee.type !== 'MemberExpression') return change(building, { conflict: 'update', openWrite: true });
  const isNothing = body.callee.property.type === 'Identifier' && body.callee.property.name === 'doNothing';
  if (isNothing) return change(building, { conflict: 'nothing' });
  return change(assigning(building, body.arguments.map((argument) => partOf(callback, argument)), context), { conflict: 'update' });
}
