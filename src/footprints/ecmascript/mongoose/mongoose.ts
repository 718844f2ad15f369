/** https://mongoosejs.com/docs/queries.html */
import type { Model, Term } from '../../../analysis/footprint.js';
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { SOME, type Filter } from '../query/filter.js';
import { partOf } from '../query/given.js';
import { handle, linksOf, type Link } from '../query/links.js';
import { assignedTo, noteAssigned } from '../query/pending.js';
import { queryOf, run } from '../query/query.js';
import { readProperty, UNKNOWN_JS, type Rows } from '../query/rows.js';
import { placeOf, updateOf } from './documents.js';
import { ID, loadedModel, newDocumentsOf, readMethod } from './methods.js';
import { modelOf, type Begun } from './models.js';

/** A document that was made here and is not saved yet. */
interface Made {
  readonly model: Model;
  readonly given: readonly ReadonlyMap<string, Term>[];
}

export const mongoose: EcmascriptDataLibrary = {
  id: ID,
  packages: ['mongoose'],
  read(chain, context) {
    const { root } = chain;
    const links = linksOf(chain);
    if (root.kind === 'rows') return readDocument(root, links, chain, context);
    if (root.kind === 'handle') return links[0]?.name === 'save' ? saveNew(root.data as Made, chain.whole, context) : undefined;
    const begun = modelOf(chain, context);
    return begun === undefined ? readSession(links, context) : readModel(begun, chain, context);
  },
  property: readProperty,
  assign(rows, name, value) {
    noteAssigned(rows.model, name, placeOf(name), value);
    return true;
  },
};

/** `session.withTransaction(async () => …)` */
function readSession(links: readonly Link[], context: ReadingContext): JsValue | undefined {
  const [callback] = links.find(({ name }) => name === 'withTransaction' || name === 'transaction')?.args ?? [];
  return callback === undefined ? undefined : context.invoke(callback, [UNKNOWN_JS]) ?? UNKNOWN_JS;
}

function readModel({ model, rest: [first, ...rest] }: Begun, { root, whole }: Chain, context: ReadingContext): JsValue | undefined {
  if (first?.name !== 'new') return first === undefined ? undefined : readMethod(model, first, rest, whole, context);
  const given = (root.kind === 'resolved' ? madeArgument(root.value) : undefined) ?? first.args[0];
  const made: Made = { model, given: newDocumentsOf(given, context) };
  const [method] = rest;
  if (method === undefined) return handle(ID, made);
  return method.name === 'save' ? saveNew(made, whole, context) : undefined;
}

function madeArgument({ is, madeEnv }: Value): Expressed | undefined {
  if (is.kind !== 'package' || is.made?.node.type !== 'NewExpression') return undefined;
  const [first] = is.made.node.arguments;
  return first === undefined ? undefined : { node: first, module: is.made.module, env: madeEnv };
}

function saveNew({ model, given }: Made, at: Expressed, context: ReadingContext): JsValue {
  return run({ ...queryOf('insert', loadedModel(model)), created: given, many: false }, context, { library: ID, at });
}

/** What is called on a loaded document, or on a query that has become one. */
function readDocument(rows: Rows, [first]: readonly Link[], { whole }: Chain, context: ReadingContext): JsValue | undefined {
  const { model, row } = rows;
  const [argument, value] = first?.args ?? [];
  switch (first?.name) {
    case 'save':
      for (const { mode, at, ...place } of assignedTo(model)) context.record({ operation: 'write', resource: { kind: 'column', model, ...place, row }, mode, at });
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
    case 'markModified': {
      const path = context.textOf(argument);
      if (path !== undefined && argument !== undefined) noteAssigned(model, path, placeOf(path), argument);
      return rows;
    }
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
  if (path !== undefined && value !== undefined) noteAssigned(model, path, placeOf(path), value);
  for (const [name, given] of context.entriesOf(argument)?.entries ?? []) noteAssigned(model, name, placeOf(name), partOf(given, unwrapped(given.node)));
}
