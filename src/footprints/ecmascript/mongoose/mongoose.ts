/** https://mongoosejs.com/docs/queries.html */
import type { Model } from '../../../analysis/footprint.js';
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { SOME, type Filter } from '../query/filter.js';
import { newRowsOf, partOf } from '../query/given.js';
import { handle, linksOf, type Link } from '../query/links.js';
import { assignedTo, noteAssigned } from '../query/pending.js';
import { filtered, newRow, queryOf, run, type Query } from '../query/query.js';
import { readProperty, shaped, UNKNOWN_JS, type Rows } from '../query/rows.js';
import { typeArgumentOf } from '../typeorm/typeorm.js';
import { columnOf, conditionFilter, givenBy, idFilter, updateOf } from './documents.js';

const ID = 'mongoose';

/** A document that was made here and is not saved yet. */
interface Made {
  readonly model: Model;
  readonly given: ReturnType<typeof newRowsOf>;
}

export const mongoose: EcmascriptDataLibrary = {
  id: ID,
  packages: ['mongoose'],
  read(chain, context) {
    const { root } = chain;
    const links = linksOf(chain);
    if (root.kind === 'rows') return readDocument(root, links, chain, context);
    if (root.kind === 'handle') return links[0]?.name === 'save' ? saveNew(root.data as Made, chain, context) : undefined;
    if (links[0]?.name === 'startSession' || links[0]?.name === 'connection') return readSession(links, context);
    if (root.kind !== 'resolved') return undefined;
    const name = modelName(root.value, context);
    return name === undefined ? undefined : readModel(modelOf(name), root.value, links, chain, context);
  },
  property: readProperty,
  assign(rows, name, value) {
    noteAssigned(rows.model, name, columnOf(name), value);
    return true;
  },
};

function modelOf(name: string): Model {
  return { key: `mongo:${name}`, name };
}

/** Each load has a model of its own, since what is assigned to its rows belongs to them. */
function loadedModel(model: Model): Model {
  return shaped(model, (name) => (name === '_id' ? { kind: 'column', of: { model, column: 'id' } } : undefined));
}

/** `'Image'` of `model('Image', schema)`, `models.Image`, `@InjectModel(Image.name) images: Model<Image>`. */
function modelName(value: Value, context: ReadingContext): string | undefined {
  const { is } = value;
  if (is.kind !== 'package') return undefined;
  const [first, second] = is.path.filter((name) => name !== 'default');
  if (first === 'models') return second;
  if (first === 'model' && second === '()') return nameArgument(value, context);
  if (first !== 'Model' || second !== 'new' || is.symbol === undefined) return undefined;
  return injectedName(is.symbol, context) ?? typeArgumentOf(is.symbol.node)?.name;
}

function nameArgument({ is, madeEnv }: Value, context: ReadingContext): string | undefined {
  if (is.kind !== 'package' || is.made === undefined) return undefined;
  const { node, module } = is.made;
  // Of `new Image({ … })` the model is what is constructed.
  if (node.type === 'NewExpression') return modelName(context.resolve({ node: node.callee, module, env: madeEnv }), context);
  const [first] = node.arguments;
  return first === undefined ? undefined : context.textOf({ node: first, module, env: madeEnv });
}

function injectedName({ node, module }: NonNullable<Extract<Value['is'], { kind: 'package' }>['symbol']>, context: ReadingContext): string | undefined {
  for (const { expression } of ('decorators' in node ? node.decorators : undefined) ?? []) {
    if (expression.type !== 'CallExpression') continue;
    const { is } = context.resolve({ node: expression.callee, module, env: undefined });
    const [first] = expression.arguments;
    if (is.kind === 'package' && is.package === '@nestjs/mongoose' && is.path.at(-1) === 'InjectModel' && first !== undefined) return context.textOf({ node: first, module, env: undefined });
  }
  return undefined;
}

/** `session.withTransaction(async () => …)` */
function readSession(links: readonly Link[], context: ReadingContext): JsValue | undefined {
  const [callback] = links.find(({ name }) => name === 'withTransaction' || name === 'transaction')?.args ?? [];
  return callback === undefined ? undefined : context.invoke(callback, [UNKNOWN_JS]) ?? UNKNOWN_JS;
}

function readModel(model: Model, value: Value, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const [first, second] = links;
  const own = first?.name === 'models' || second?.name === 'new' ? links.slice(2) : links.slice(1);
  const made = first?.name === 'model' && second?.name === 'new' ? second : undefined;
  if (made !== undefined) {
    const created: Made = { model, given: newRowsOf(madeArgument(value) ?? made.args[0], columnOf, context) };
    if (own.length === 0) return handle(ID, created);
    return own[0]?.name === 'save' ? saveNew(created, chain, context) : undefined;
  }
  const [method, ...rest] = own[0]?.name === 'new' ? own.slice(1) : own;
  return method === undefined ? undefined : readMethod(model, method, rest, chain.whole, context);
}

function madeArgument({ is, madeEnv }: Value): Expressed | undefined {
  if (is.kind !== 'package' || is.made?.node.type !== 'NewExpression') return undefined;
  const [first] = is.made.node.arguments;
  return first === undefined ? undefined : { node: first, module: is.made.module, env: madeEnv };
}

function saveNew({ model, given }: Made, { whole }: Chain, context: ReadingContext): JsValue {
  return run({ ...queryOf('insert', loadedModel(model)), created: given, many: false }, context, { library: ID, at: whole });
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

function readMethod(of: Model, { name, args }: Link, rest: readonly Link[], at: Expressed, context: ReadingContext): JsValue | undefined {
  const model = loadedModel(of);
  const [first, update, options] = args;
  if (name === 'create' || name === 'insertMany') return run({ ...queryOf('insert', model), created: newRowsOf(first, columnOf, context), many: name === 'insertMany' }, context, { library: ID, at });
  const method = METHODS.get(name);
  if (method === undefined) {
    if (name !== 'aggregate' && name !== 'bulkWrite') return undefined;
    context.noteOpaque(`calls \`${name}\` of a model`, at);
    return UNKNOWN_JS;
  }
  const filter = method.isById === true ? idFilter(first, of, context) : conditionFilter(first, of, context);
  const query: Query = { ...filtered(queryOf(method.kind, model), filter), many: method.many };
  if (method.kind !== 'update') return run({ ...query, ...selectedIn(rest, model, context) }, context, { library: ID, at });
  if (context.entriesOf(options)?.entries.has('upsert') === true) recordUpsert(of, filter, at, context);
  return run({ ...query, ...updateOf(update, context) }, context, { library: ID, at });
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

/** What is called on a loaded document, or on a query that has become one. */
function readDocument(rows: Rows, [first]: readonly Link[], { whole }: Chain, context: ReadingContext): JsValue | undefined {
  const { model, row } = rows;
  const [argument, value] = first?.args ?? [];
  switch (first?.name) {
    case 'save':
      for (const { column, mode, at } of assignedTo(model)) context.record({ operation: 'write', resource: { kind: 'column', model, column, row }, mode, at });
      return rows;
    case 'deleteOne':
    case 'remove':
      context.record({ operation: 'delete', resource: { kind: 'row', model, row }, at: whole });
      return UNKNOWN_JS;
    case 'updateOne':
      return run({ ...queryOf('update', model), ...updateOf(argument, context), filter: filterOf(rows) }, context, { library: ID, at: whole });
    case 'set':
      assignAll(rows, argument, value, context);
      return rows;
    case 'toObject':
    case 'toJSON':
    case 'populate':
    case 'lean':
    case 'exec':
      return rows;
    default:
      return undefined;
  }
}

function filterOf({ model, row }: Rows): Filter {
  return row.kind === 'keyed' ? { conditions: row.by.map(({ column, is }) => ({ of: { model, column }, is })), open: false } : SOME;
}

/** `set('file', file)`, `set({ file })` */
function assignAll({ model }: Rows, argument: Expressed | undefined, value: Expressed | undefined, context: ReadingContext): void {
  const path = context.textOf(argument);
  if (path !== undefined && value !== undefined) noteAssigned(model, path, columnOf(path), value);
  for (const [name, given] of context.entriesOf(argument)?.entries ?? []) noteAssigned(model, name, columnOf(name), partOf(given, unwrapped(given.node)));
}
