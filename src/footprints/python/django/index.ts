/** The Django ORM: models, managers, query sets and files in fields. https://docs.djangoproject.com/en/stable/topics/db/ */
import { UNKNOWN_VALUE, type PyCall, type PyClass, type PyInstance, type PyValue } from '../values.js';
import { childIn } from '../../../readers/python/tree.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';
import { databaseNamed, isModel } from './classes.js';
import { combined } from './expressions.js';
import { callOfFunction } from './functions.js';
import { callOfFile, fileAttribute } from './files.js';
import { assignAttribute, changeInPlace, originOfValue, partOf, readAttribute, type TermOrigin } from './instances.js';
import { fromQuerySet, managerOf, querySetMade, startOf } from './managers.js';
import { allOf, queryOf, queryValue, type Query } from './queries.js';
import { classIn } from './own-models.js';
import { partsChanged } from './parts.js';
import { partOfQuery, QUERY_METHODS, roundOf } from './query-methods.js';
import { changeRelated } from './related.js';
import { isObject, objectOn } from './rows.js';
import { construct, deleteInstance, refresh, saveInstance } from './saving.js';

/** Done without looking at the rows that a manager starts from. */
const WITHOUT_START: ReadonlySet<string> = new Set(['get_queryset', 'create', 'bulk_create', 'db_manager']);

/** Change a list or a dict in place. */
const CHANGING: ReadonlySet<string> = new Set(['append', 'extend', 'insert', 'remove', 'pop', 'popitem', 'clear', 'update', 'setdefault', 'add', 'discard', 'sort', 'reverse']);

export const django: PythonDataLibrary = { id: 'django', attribute, assign, call, around, iterate, subscript, operator: combined };

function attribute(of: PyValue, name: string, context: ReadingContext): PyValue | undefined {
  const known = classIn(of);
  if (known !== undefined) return attributeOfClass(known, name, context);
  const query = queryOf(of);
  if (query !== undefined) return attributeOfQuery(of, query, name, context);
  if (isObject(of, context)) return readAttribute(of, name, context);
  const origin = originOfValue(of);
  return origin === undefined ? undefined : fileAttribute(of, origin, name, context);
}

function attributeOfClass(of: PyClass, name: string, context: ReadingContext): PyValue | undefined {
  if (!isModel(of, context)) return undefined;
  if (name === 'DoesNotExist' || name === 'MultipleObjectsReturned') return { kind: 'external', path: `django.core.exceptions.${name}` };
  return managerOf(of, name, allOf(of), context);
}

/** A manager has the methods of the query set class that it is made of. */
function attributeOfQuery(of: PyValue, query: Query, name: string, context: ReadingContext): PyValue | undefined {
  if (name === 'model') return query.of;
  const isManager = of.kind === 'instance' && query.as !== undefined && of.of !== query.as;
  return isManager && context.boundIn(query.as, name) !== undefined ? context.memberOf(queryValue({ ...startOf(of, query, context), as: query.as }), name) : undefined;
}

function assign(of: PyValue, name: string, value: PyValue, context: ReadingContext): boolean {
  return isObject(of, context) && assignAttribute(of, name, value, context);
}

function call(called: PyCall, context: ReadingContext): PyValue | undefined {
  const { callee, receiver } = called;
  const of = classIn(callee);
  if (of !== undefined) return isModel(of, context) ? construct(of, called, context) : querySetMade(of, called, context);
  const made = fromQuerySet(called, context) ?? callOfFunction(called, context);
  if (made !== undefined || receiver === undefined) return made;
  const query = queryOf(receiver);
  if (query !== undefined) return callOfQuery(receiver, query, called, context);
  if (isObject(receiver, context)) return callOfObject(receiver, called, context);
  const origin = originOfValue(receiver);
  if (origin === undefined) return undefined;
  return callOfFile(receiver, origin, called, context) ?? callOfPlain(origin, called, context);
}

/** `aget` is `get`, awaited. */
function plainName(method: string, known: { has(name: string): boolean }): string {
  return !known.has(method) && method.startsWith('a') && known.has(method.slice(1)) ? method.slice(1) : method;
}

function callOfQuery(receiver: PyValue, query: Query, called: PyCall, context: ReadingContext): PyValue | undefined {
  const name = plainName(called.method ?? '', QUERY_METHODS);
  const method = QUERY_METHODS.get(name);
  if (method !== undefined) return method(WITHOUT_START.has(name) ? query : startOf(receiver, query, context), called, context);
  if (!changeRelated(query, name.replace(/^a(?=(?:add|remove|set|clear)$)/, ''), called, context)) noteForeign(called, context);
  return UNKNOWN_VALUE;
}

const OBJECT_METHODS: ReadonlySet<string> = new Set(['save', 'delete', 'refresh_from_db']);
/** Look at nothing but the object itself, or only check it. */
const HARMLESS: ReadonlySet<string> = new Set(
  ('full_clean clean clean_fields validate_unique validate_constraints get_deferred_fields serializable_value __init__ ' +
    'check_password has_usable_password get_username get_full_name get_short_name get_session_auth_hash get_dirty_fields').split(' '),
);
const SHOWING = /^get_(\w+)_display$/;

function callOfObject(receiver: PyInstance, called: PyCall, context: ReadingContext): PyValue | undefined {
  const instance = objectOf(receiver, called, context);
  const name = plainName(called.method ?? '', OBJECT_METHODS);
  switch (name) {
    case 'save':
    case 'save_base':
      saveInstance(instance, listedIn(called, context), context);
      return UNKNOWN_VALUE;
    case 'delete':
      deleteInstance(instance, context);
      return UNKNOWN_VALUE;
    case 'refresh_from_db':
      refresh(instance, context);
      return UNKNOWN_VALUE;
    case 'get_real_instance':
      return instance;
    default: {
      const [, shown] = SHOWING.exec(name) ?? [];
      if (shown !== undefined) readAttribute(instance, shown, context);
      else if (!HARMLESS.has(name)) noteForeign(called, context);
      return UNKNOWN_VALUE;
    }
  }
}

/** `image.save(using='archive')` */
function objectOf(instance: PyInstance, { keyword }: PyCall, context: ReadingContext): PyInstance {
  return objectOn(instance, databaseNamed(keyword.get('using'), instance.of, context));
}

/** A method of a base outside of the project that is not Django's own. */
function noteForeign({ method = '' }: PyCall, context: ReadingContext): void {
  context.noteOpaque(`calls \`${method}\`, which a package defines`);
}

/** What `update_fields` names; undefined where all columns are saved, or nobody can tell which. */
function listedIn({ keyword }: PyCall, context: ReadingContext): readonly string[] | undefined {
  const value = keyword.get('update_fields');
  if (value?.kind !== 'list') return undefined;
  const names = value.elements.map((name) => context.textOf(name));
  return names.includes(undefined) ? undefined : names.flatMap((name) => name ?? []);
}

/** `image.sizes.append(…)`. */
function callOfPlain(origin: TermOrigin, call: PyCall, context: ReadingContext): PyValue | undefined {
  const { method = '' } = call;
  if (!CHANGING.has(method)) return undefined;
  changeInPlace(origin, origin.part === undefined ? partsChanged(call, context) : [origin.part], context);
  return partOf(origin);
}

/** A model's own `save()`: what it writes by itself is a hook's, what was assigned before is not. */
function around(called: PyCall, context: ReadingContext): PyValue | undefined {
  const { receiver, method } = called;
  if ((method !== 'save' && method !== 'asave') || !isObject(receiver, context)) return undefined;
  saveInstance(objectOf(receiver, called, context), listedIn(called, context), context);
  return context.invoke(called.callee, called.positional, 'hook') ?? UNKNOWN_VALUE;
}

function iterate(of: PyValue, context: ReadingContext): PyValue | undefined {
  const query = queryOf(of);
  return query === undefined ? undefined : roundOf(startOf(of, query, context), context);
}

function subscript(of: PyValue, index: PyValue, use: 'read' | 'assigned' | 'deleted', context: ReadingContext): PyValue | undefined {
  const query = queryOf(of);
  if (query !== undefined) return partOfQuery(query, isSlice(context), context);
  const origin = originOfValue(of);
  if (origin === undefined) return undefined;
  const part = origin.part ?? context.textOf(index);
  if (use !== 'read') changeInPlace(origin, part === undefined ? undefined : [part], context);
  return partOf(origin, part);
}

function isSlice({ node }: ReadingContext): boolean {
  return node.type === 'subscript' && childIn(node, 'subscript')?.type === 'slice';
}
