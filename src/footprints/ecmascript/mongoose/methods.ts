/** What the methods of Mongoose's models do: https://mongoosejs.com/docs/api/model.html */
import type { Model, Term } from '../../../analysis/footprint.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, SOME, type Filter } from '../query/filter.js';
import { mappedTo, newRowsOf } from '../query/given.js';
import type { Link } from '../query/links.js';
import { filtered, newRow, queryOf, run, type Query } from '../query/query.js';
import { shaped, UNKNOWN_JS } from '../query/rows.js';
import { columnOf, conditionFilter, givenBy, idFilter, termOf, updateOf } from './documents.js';
import { readPipeline } from './pipeline.js';

export const ID = 'mongoose';

/** Each load has a model of its own, since what is assigned to its rows belongs to them. */
export function loadedModel(model: Model): Model {
  return shaped(model, (name) => (name === '_id' ? { kind: 'column', of: { model, column: 'id' } } : undefined));
}

/** Methods by what they do and whether they give several documents; `By` of an id. */
const METHODS: ReadonlyMap<string, { readonly kind: Query['kind']; readonly many: boolean; readonly isById?: true }> = new Map([
  ['find', { kind: 'select', many: true }],
  ['findOne', { kind: 'select', many: false }],
  ['findById', { kind: 'select', many: false, isById: true }],
  ['exists', { kind: 'select', many: false }],
  ['countDocuments', { kind: 'select', many: false }],
  ['updateOne', { kind: 'update', many: false }],
  ['updateMany', { kind: 'update', many: true }],
  ['replaceOne', { kind: 'update', many: false }],
  ['findOneAndUpdate', { kind: 'update', many: false }],
  ['findByIdAndUpdate', { kind: 'update', many: false, isById: true }],
  ['deleteOne', { kind: 'delete', many: false }],
  ['deleteMany', { kind: 'delete', many: true }],
  ['findOneAndDelete', { kind: 'delete', many: false }],
  ['findByIdAndDelete', { kind: 'delete', many: false, isById: true }],
]);

export function readMethod(of: Model, { name, args }: Link, rest: readonly Link[], at: Expressed, context: ReadingContext): JsValue | undefined {
  const model = loadedModel(of);
  const [first, update, options] = args;
  switch (name) {
    case 'create':
    case 'insertMany':
      return run({ ...queryOf('insert', model), created: newDocumentsOf(first, context), many: name === 'insertMany' }, context, { library: ID, at });
    case 'aggregate':
      return readPipeline(model, first, rest, { library: ID, at }, context);
    case 'bulkWrite':
      return readBulk(of, first, at, context);
  }
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  const chosen = method.isById === true ? idFilter(first, of, context) : conditionFilter(first, of, context);
  // `find().where('owner').equals(id)`
  const filter = rest.some((link) => NARROWING.has(link.name)) ? all(chosen, SOME) : chosen;
  const query: Query = { ...filtered(queryOf(method.kind, model), filter), many: method.many };
  if (method.kind !== 'update') return run({ ...query, ...selectedIn(rest, model, context) }, context, { library: ID, at });
  if (isTrue(context.entriesOf(options)?.entries.get('upsert'), context)) recordUpsert(of, filter, at, context);
  return run({ ...query, ...updateOf(update, context) }, context, { library: ID, at });
}

const NARROWING: ReadonlySet<string> = new Set(['where', 'equals', 'and', 'or', 'nor', 'in', 'nin', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists', 'find', 'findOne', 'regex', 'elemMatch']);

/** Anything but `false` may be. */
function isTrue(option: Expressed | undefined, context: ReadingContext): boolean {
  if (option === undefined) return false;
  const term = context.termOf(option);
  return term.kind !== 'literal' || term.value === true;
}

export function newDocumentsOf(documents: Expressed | undefined, context: ReadingContext): readonly ReadonlyMap<string, Term>[] {
  return newRowsOf(documents, columnOf, context, (value) => termOf(value, context));
}

/** `bulkWrite([{ updateOne: { filter, update } }, { insertOne: { document } }])` */
function readBulk(model: Model, operations: Expressed | undefined, at: Expressed, context: ReadingContext): JsValue {
  const each = operations === undefined ? undefined : context.elementsOf(operations) ?? [mappedTo(operations, context) ?? operations];
  for (const operation of each ?? []) {
    const [[name, options] = []] = context.entriesOf(operation)?.entries ?? [];
    const parts = context.entriesOf(options)?.entries;
    if (name === undefined || parts === undefined || !readBulkOperation(model, name, parts, at, context)) context.noteOpaque('writes documents in bulk that are not known', at);
  }
  return UNKNOWN_JS;
}

function readBulkOperation(model: Model, name: string, parts: ReadonlyMap<string, Expressed>, at: Expressed, context: ReadingContext): boolean {
  const filter = conditionFilter(parts.get('filter'), model, context);
  const kind = name === 'insertOne' ? 'insert' : METHODS.get(name)?.kind;
  if (kind === undefined || kind === 'select') return false;
  if (kind === 'update' && isTrue(parts.get('upsert'), context)) recordUpsert(model, filter, at, context);
  const change = kind === 'update' ? updateOf(parts.get('update') ?? parts.get('replacement'), context) : {};
  run({ ...filtered(queryOf(kind, model), filter), created: newDocumentsOf(parts.get('document'), context), ...change }, context, { library: ID, at });
  return true;
}

function recordUpsert(model: Model, filter: Filter, at: Expressed, context: ReadingContext): void {
  context.record({ operation: 'create', resource: { kind: 'row', model, row: newRow(givenBy(filter)) }, mode: 'lazy', at });
}

/** `.select('file title')` */
function selectedIn(rest: readonly Link[], model: Model, context: ReadingContext): Partial<Query> {
  const text = context.textOf(rest.find(({ name }) => name === 'select')?.args[0]);
  if (text === undefined || /[-+]/.test(text)) return {};
  return { selected: text.split(/\s+/).map((path) => ({ model, column: columnOf(path) })) };
}
