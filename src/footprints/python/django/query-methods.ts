/** What the methods of query sets and managers do. https://docs.djangoproject.com/en/stable/ref/models/querysets/ */
import { keywordOf } from '../../../readers/python/calls.js';
import type { Mode } from '../../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { classOn, databaseOf } from '../databases.js';
import { recordDelete } from './cascades.js';
import { databaseNamed, rootTableOf } from './classes.js';
import { contentTypeOf } from './generic.js';
import { columnsIn, conditionsOf, recordExpression, uncertain } from './expressions.js';
import { narrow, reach, recordReached, type Condition } from './lookups.js';
import { changedRowsOf, columnNamed, elementOf, instanceOf, queryValue, recordRows, rowsOf, type Query } from './queries.js';
import { recordThrough } from './related.js';
import { isObject, loadedInstance, objectOn } from './rows.js';
import { createdInstance, createRow, saveInstance } from './saving.js';

export type Method = (query: Query, call: PyCall, context: ReadingContext) => PyValue;

/** Give the same rows, in another order or loaded in another way. */
const SAME_ROWS = ['all', 'select_related', 'prefetch_related', 'only', 'defer', 'distinct', 'reverse', 'iterator', 'select_for_update', 'non_polymorphic', 'select_subclasses', 'get_queryset'];
/** Give some of the rows, by conditions that name no value. */
const SOME_ROWS = ['none', 'extra', 'union', 'intersection', 'difference', 'instance_of', 'not_instance_of', 'dates', 'datetimes'];
/** Give one of the rows. */
const ONE_ROW = ['first', 'last', 'latest', 'earliest'];
/** Of Django's own managers: rows that are looked up once and kept, and that nobody changes. */
const KEPT_ROWS = ['get_for_models', 'get_for_id', 'get_current', 'clear_cache'];
/** Tell something about the rows. */
const ABOUT_ROWS = ['exists', 'count', 'contains', 'explain'];

export const QUERY_METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...SAME_ROWS.map((name): [string, Method] => [name, (query) => queryValue(query)]),
  ...SOME_ROWS.map((name): [string, Method] => [name, (query) => queryValue({ ...query, narrowed: true })]),
  ...ONE_ROW.map((name): [string, Method] => [name, (query, call, context) => loaded(ordered(query, call, context), context)]),
  ...KEPT_ROWS.map((name): [string, Method] => [name, () => UNKNOWN_VALUE]),
  ['get_for_model', (_, { positional, keyword }, context) => termValue(contentTypeOf(positional[0] ?? keyword.get('model'), context))],
  ...ABOUT_ROWS.map((name): [string, Method] => [name, (query, _, context) => counted(query, context)]),
  ['using', (query, call, context) => queryValue(queryOn(query, call, context))],
  ['db_manager', (query, call, context) => managerOn(queryOn(query, call, context), call)],
  ['filter', (query, call, context) => queryValue(narrow(query, conditionsOf(call, context), context))],
  ['exclude', (query, call, context) => queryValue(narrow(query, uncertain(conditionsOf(call, context)), context, true))],
  ['order_by', (query, call, context) => queryValue(ordered(query, call, context))],
  ['get', (query, call, context) => loaded(narrow(query, conditionsOf(call, context), context), context)],
  ['values', (query, call, context) => queryValue({ ...query, form: 'dict', names: namesIn(call, context) })],
  ['values_list', (query, call, context) => queryValue({ ...query, form: call.keyword.has('flat') ? 'flat' : 'tuple', names: namesIn(call, context) })],
  ['annotate', (query, call, context) => queryValue(computed(query, call, context))],
  ['alias', (query, call, context) => queryValue(computed(query, call, context))],
  ['aggregate', (query, call, context) => counted(computed(query, call, context), context)],
  ['in_bulk', (query, _, context) => counted(query, context)],
  ['create', create],
  ['get_or_create', getOrCreate],
  ['update_or_create', updateOrCreate],
  ['bulk_create', bulkCreate],
  ['bulk_update', bulkUpdate],
  ['update', update],
  ['delete', removeRows],
  ['raw', rawRows],
]);

/** `using('archive')` */
function queryOn(query: Query, { positional, keyword }: PyCall, context: ReadingContext): Query {
  return { ...query, of: classOn(query.of, databaseNamed(positional[0] ?? keyword.get('alias') ?? keyword.get('using'), query.of, context)) };
}

/** A manager stays one of its own class. */
function managerOn(query: Query, { receiver }: PyCall): PyValue {
  return receiver?.kind === 'instance' ? instanceOf(receiver.of, query) : queryValue(query);
}

/** One row of the query as it is given. */
function loaded(query: Query, context: ReadingContext): PyValue {
  if (query.through !== undefined) recordThrough(query.through, 'read', context);
  return elementOf(query, context);
}

function counted(query: Query, context: ReadingContext): PyValue {
  if (query.through !== undefined) recordThrough(query.through, 'read', context);
  recordRows(query, context);
  return UNKNOWN_VALUE;
}

function namesIn({ positional }: PyCall, context: ReadingContext): string[] {
  return positional.flatMap((value) => context.textOf(value) ?? []);
}

/** `order_by('-created')`, `latest('created')`: the column chooses which rows come first. */
function ordered(query: Query, call: PyCall, context: ReadingContext): Query {
  for (const name of namesIn(call, context)) {
    const [...reached] = reach(query.of, name.replace(/^-/, ''), context);
    for (const each of reached) recordReached(each, query.by, 'where', context);
  }
  return query;
}

/** `annotate(tags=Count('tag'))`. */
function computed(query: Query, { nodes, module }: PyCall, context: ReadingContext): Query {
  for (const node of nodes) for (const each of columnsIn(node, query.of, module, context)) recordReached(each, query.by, 'used', context);
  return query;
}

/** What a related manager fills in, as keyword arguments. */
function withFilled(query: Query, keyword: ReadonlyMap<string, PyValue>): ReadonlyMap<string, PyValue> {
  return new Map([...(query.filled ?? []).map(({ column, is }): [string, PyValue] => [column, { kind: 'term', term: is }]), ...keyword]);
}

function create(query: Query, { keyword }: PyCall, context: ReadingContext): PyInstance {
  if (query.through !== undefined) recordThrough(query.through, 'create', context);
  return createdInstance(query.of, withFilled(query, keyword), context);
}

/** Looks a row up, and makes it only where there is none. */
function getOrCreate(query: Query, call: PyCall, context: ReadingContext): PyValue {
  const lookups = conditionsOf(call, context).filter(({ path }) => path !== 'defaults');
  const found = narrow(query, lookups, context);
  recordRows(found, context);
  createdInstance(query.of, withFilled(query, new Map([...valuesOf(lookups), ...entriesOf(call.keyword.get('defaults'))])), context, 'lazy');
  return { kind: 'list', elements: [loadedInstance(query.of, rowsOf(found)), UNKNOWN_VALUE] };
}

/** Looks a row up and changes it; makes it where there is none. */
function updateOrCreate(query: Query, call: PyCall, context: ReadingContext): PyValue {
  const lookups = conditionsOf(call, context).filter(({ path }) => path !== 'defaults' && path !== 'create_defaults');
  const found = narrow(query, lookups, context);
  const defaults = entriesOf(call.keyword.get('defaults'));
  createdInstance(query.of, withFilled(query, new Map([...valuesOf(lookups), ...defaults])), context, 'lazy');
  for (const name of defaults.keys()) recordWrite(found, name, 'plain', context);
  return { kind: 'list', elements: [loadedInstance(query.of, rowsOf(found)), UNKNOWN_VALUE] };
}

function valuesOf(lookups: readonly Condition[]): [string, PyValue][] {
  return lookups.flatMap(({ path, value }): [string, PyValue][] => (value === undefined ? [] : [[path, value]]));
}

function entriesOf(value: PyValue | undefined): ReadonlyMap<string, PyValue> {
  return value?.kind === 'dict' ? value.entries : new Map<string, PyValue>();
}

function bulkCreate(query: Query, { positional, keyword }: PyCall, context: ReadingContext): PyValue {
  const [objects = UNKNOWN_VALUE] = positional;
  const mode = keyword.has('ignore_conflicts') ? 'lazy' : 'plain';
  const made = elementsOf(objects).filter((each) => isObject(each, context));
  for (const instance of made) createRow(objectOn(instance, databaseOf(query.of)), context, mode);
  if (made.length === 0) context.record({ operation: 'create', mode, resource: { kind: 'row', model: rootTableOf(query.of, context), row: { kind: 'unknown' } } });
  return objects;
}

function bulkUpdate(query: Query, { positional, keyword }: PyCall, context: ReadingContext): PyValue {
  const listed = elementsOf(keyword.get('fields') ?? positional[1] ?? UNKNOWN_VALUE).flatMap((name) => context.textOf(name) ?? []);
  const changed = elementsOf(positional[0] ?? keyword.get('objs') ?? UNKNOWN_VALUE).filter((each) => isObject(each, context));
  for (const instance of changed) saveInstance(objectOn(instance, databaseOf(query.of)), listed, context);
  if (changed.length === 0) for (const name of listed) recordWrite({ ...query, by: [], narrowed: true }, name, 'plain', context);
  return UNKNOWN_VALUE;
}

function elementsOf(value: PyValue): readonly PyValue[] {
  if (value.kind === 'alternatives') return value.values.flatMap(elementsOf);
  return value.kind === 'list' ? value.elements : [];
}

function update(query: Query, { node, keyword, module }: PyCall, context: ReadingContext): PyValue {
  for (const [name, value] of keyword) {
    const column = columnNamed(query.of, name, context)?.column;
    const mode = recordExpression({ value, node: keywordOf(node, name, module), module }, query.of, rowsOf(query), column, context);
    recordWrite(query, name, mode, context);
  }
  return UNKNOWN_VALUE;
}

function recordWrite(query: Query, name: string, mode: Mode, context: ReadingContext): void {
  const column = columnNamed(query.of, name, context);
  if (column !== undefined) context.record({ operation: 'write', mode, resource: { kind: 'column', ...column, row: changedRowsOf(query) } });
}

function removeRows(query: Query, _: PyCall, context: ReadingContext): PyValue {
  recordDelete(query.of, changedRowsOf(query), context);
  return UNKNOWN_VALUE;
}

function rawRows(query: Query, _: PyCall, context: ReadingContext): PyValue {
  context.noteOpaque('runs SQL that is written by hand');
  return queryValue({ ...query, by: [], narrowed: true });
}

/** A subset that an index or a slice names: `query[0]`, `query[:10]`. */
export function partOfQuery(query: Query, isSlice: boolean, context: ReadingContext): PyValue {
  return isSlice ? queryValue(query) : loaded(query, context);
}

/** What each round of a loop over a query gives. */
export function roundOf(query: Query, context: ReadingContext): PyValue {
  return loaded(query, context);
}

