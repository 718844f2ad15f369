/** Functions of Django's beside the models' own methods. */
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { isModel } from './classes.js';
import { conditionsOf, conditionsValue, expressionValue } from './expressions.js';
import { modelNamed, userModel } from './fields.js';
import { narrow } from './lookups.js';
import { allOf, elementOf, queryOf, queryValue, recordRows, type Query } from './queries.js';
import { classIn } from './own-models.js';
import { managerOf, startOf } from './managers.js';

type OfFunction = (call: PyCall, context: ReadingContext) => PyValue | undefined;

/** By the path of what is called; a new function is one row. */
const FUNCTIONS: ReadonlyMap<string, OfFunction> = new Map<string, OfFunction>([
  ['django.db.models.Q', conditionsValue],
  ['django.db.models.query_utils.Q', conditionsValue],
  ['django.db.models.F', expression],
  ['django.db.models.expressions.F', expression],
  ['django.shortcuts.get_object_or_404', (call, context) => found(call, (query) => elementOf(query, context), context)],
  ['django.shortcuts.aget_object_or_404', (call, context) => found(call, (query) => elementOf(query, context), context)],
  ['django.shortcuts.get_list_or_404', (call, context) => found(call, queryValue, context)],
  ['django.contrib.auth.get_user_model', (call, context) => userModel(call.module, context)],
  ['django.apps.apps.get_model', namedModel],
  ['django.db.transaction.on_commit', onCommit],
  ['django.utils.timezone.now', () => UNKNOWN_VALUE],
  ['django.db.connection.cursor().execute', rawStatement],
  ['django.db.connection.cursor().executemany', rawStatement],
]);

/** Builtins that carry out a query and tell something about its rows. */
const CARRYING_OUT: ReadonlySet<string> = new Set(['len', 'bool', 'any', 'all', 'sum', 'min', 'max']);

export function callOfFunction(call: PyCall, context: ReadingContext): PyValue | undefined {
  if (call.callee.kind !== 'external') return undefined;
  const query = CARRYING_OUT.has(call.callee.path) ? queryOf(call.positional[0]) : undefined;
  if (query === undefined) return FUNCTIONS.get(call.callee.path)?.(call, context);
  recordRows(query, context);
  return UNKNOWN_VALUE;
}

function expression({ positional }: PyCall, context: ReadingContext): PyValue {
  return expressionValue(positional.flatMap((name) => context.textOf(name) ?? []));
}

/** `get_object_or_404(Image, pk=image_id)`: of a class, a manager or a query. */
function found(call: PyCall, give: (query: Query) => PyValue, context: ReadingContext): PyValue | undefined {
  const [from, ...positional] = call.positional;
  const of = classIn(from);
  const value = of !== undefined && isModel(of, context) ? managerOf(of, '_default_manager', allOf(of), context) : from;
  const query = queryOf(value);
  if (query === undefined || value === undefined) return undefined;
  const conditions = conditionsOf({ ...call, positional, nodes: call.nodes.slice(1) }, context);
  return give(narrow(startOf(value, query, context), conditions, context));
}

/** `apps.get_model('shop', 'Image')`, `apps.get_model('shop.Image')`. */
function namedModel({ positional, module }: PyCall, context: ReadingContext): PyValue | undefined {
  const names = positional.map((value) => context.textOf(value));
  return names.includes(undefined) ? undefined : modelNamed(names.join('.'), module, context);
}

/** What is put off until the transaction is over is done, too. */
function onCommit({ positional, keyword }: PyCall, context: ReadingContext): PyValue {
  const [later = keyword.get('func')] = positional;
  if (later !== undefined && context.invoke(later, []) === undefined) context.noteOpaque('puts off a call that cannot be read');
  return UNKNOWN_VALUE;
}

function rawStatement(_: PyCall, context: ReadingContext): PyValue {
  context.noteOpaque('runs SQL that is written by hand');
  return UNKNOWN_VALUE;
}
