/** Sessions: what carries statements out, and what makes and deletes rows. https://docs.sqlalchemy.org/en/20/orm/session_api.html */
import { declaredPath, receiverNode } from '../declared.js';
import { type PyNode } from '../../../readers/python/tree.js';
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { updateEach } from './bulk.js';
import { changing, dataIn, selecting, valueOf, type Statement } from './data.js';
import { databaseIn, meantIn } from './databases.js';
import { declaredIn } from './mapped.js';
import { addObject, deleteObject, isObject, mergeObject, refresh, writeColumn } from './objects.js';
import { callOfResult, carryOut, valuesGiven } from './results.js';
import { entityIn, lookUp, mappedSource } from './statements.js';

/** Dotted paths of sessions. `scoped_session()` is one itself, and gives one. */
const SESSION =
  /^(?:sqlalchemy(?:\.\w+)*\.(?:Session|AsyncSession|(?:async_)?scoped_session|(?:async_)?sessionmaker\(\)|(?:async_)?scoped_session\(\))\(\)|sqlalchemy(?:\.\w+)*\.(?:async_)?sessionmaker\(\)\.begin\(\)|sqlmodel(?:\.\w+)*\.(?:Async)?Session\(\)|flask_sqlalchemy\.SQLAlchemy\(\)\.(?:session|session\(\)|create_scoped_session\(\)|create_session\(\)))$/;
const CLASSES: ReadonlySet<string> = new Set(['sqlalchemy.orm.Session', 'sqlalchemy.orm.session.Session', 'sqlalchemy.ext.asyncio.AsyncSession', 'sqlmodel.Session']);
const FLASK = 'flask_sqlalchemy.SQLAlchemy';

type Method = (call: PyCall, context: ReadingContext) => PyValue | undefined;

/** What any receiver may be asked: that it is given a mapped class or a statement says that it is a session or a connection. */
const BY_ARGUMENT: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['query', query],
  ['get', ({ positional, keyword }, context) => loaded(positional[0], positional[1] ?? keyword.get('ident'), context)],
  ['get_one', ({ positional, keyword }, context) => loaded(positional[0], positional[1] ?? keyword.get('ident'), context)],
  ['execute', execute],
  ['exec', execute],
  ['stream', execute],
  ['scalars', execute],
  ['stream_scalars', execute],
  ['scalar', execute],
]);

const OF_SESSION: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['add', ({ positional }, context) => each(positional[0], context, (object) => { addObject(object, context); })],
  ['add_all', ({ positional }, context) => each(positional[0], context, (object) => { addObject(object, context); })],
  ['bulk_save_objects', ({ positional }, context) => each(positional[0], context, (object) => { addObject(object, context); })],
  ['merge', ({ positional: [object] }, context) => {
    each(object, context, (one) => { mergeObject(one, context); });
    return object;
  }],
  ['delete', ({ positional }, context) => each(positional[0], context, (object) => { deleteObject(object, context); })],
  ['refresh', ({ positional }, context) => each(positional[0], context, (object) => { refresh(object, context); })],
  ['bulk_insert_mappings', (call, context) => insertAll(call, context)],
  ['bulk_update_mappings', updateAll],
]);

/** What other calls of a session do touches no row by itself. */
const HARMLESS: ReadonlySet<string> = new Set(['commit', 'rollback', 'flush', 'close', 'remove', 'begin', 'begin_nested', 'expire', 'expire_all', 'expunge', 'expunge_all', 'get_bind', 'connection', 'invalidate', 'is_modified', 'prepare', 'in_transaction']);

export function callOfSession(given: PyCall, context: ReadingContext): PyValue | undefined {
  const { method = '', receiver } = given;
  if (receiver === undefined) return flagModified(given, context);
  const database = databaseIn(receiver, context);
  const call = database === undefined ? given : { ...given, positional: given.positional.map((value) => meantIn(database, value)) };
  const byArgument = BY_ARGUMENT.get(method)?.(call, context);
  if (byArgument !== undefined) return byArgument;
  const known = OF_SESSION.get(method);
  const isKnown = known !== undefined || BY_ARGUMENT.has(method) || HARMLESS.has(method);
  if (!isKnown || !isSession(receiver, receiverNode(call), context)) return flagModified(call, context);
  if (known !== undefined) return known(call, context) ?? UNKNOWN_VALUE;
  if (method === 'execute') context.noteOpaque('runs SQL that is written by hand');
  return UNKNOWN_VALUE;
}

/** A database of Flask's, of a class of the project: what is read off it is what Flask's has. */
export function attributeOfFlask(of: PyValue, name: string, context: ReadingContext): PyValue | undefined {
  return of.kind === 'instance' && context.inheritsFrom(of.of, new Set([FLASK])) ? { kind: 'external', path: `${FLASK}().${name}` } : undefined;
}

function isSession(value: PyValue, node: PyNode | undefined, context: ReadingContext): boolean {
  if (value.kind === 'external' && SESSION.test(value.path)) return true;
  if (value.kind === 'instance') return context.inheritsFrom(value.of, CLASSES);
  const isOpen = value.kind === 'external' || value.kind === 'term';
  return isOpen && node !== undefined && CLASSES.has(declaredPath(node, context) ?? '');
}

function query({ positional }: PyCall, context: ReadingContext): PyValue | undefined {
  const entities = positional.map((value) => entityIn(value, context));
  return entities.some((entity) => entity !== undefined) ? valueOf(selecting(entities, true)) : undefined;
}

function loaded(of: PyValue | undefined, key: PyValue | undefined, context: ReadingContext): PyValue | undefined {
  const source = mappedSource(of, context);
  return source === undefined ? undefined : lookUp(source, key, context);
}

/** `execute(statement)`; a second argument of an insert holds its rows. */
function execute({ method, positional, ...call }: PyCall, context: ReadingContext): PyValue | undefined {
  const data = dataIn(positional[0]);
  if (data?.kind !== 'statement') return undefined;
  const [source] = data.sources;
  if (data.verb === 'update' && source !== undefined && data.values.size === 0 && data.names.length === 0 && positional[1] !== undefined) {
    updateEach(source.of, positional[1], context);
    return UNKNOWN_VALUE;
  }
  const given = positional[1] === undefined || data.verb === 'select' ? new Map<string, PyValue>() : valuesGiven({ ...call, positional: positional.slice(1), keyword: new Map(), nodes: call.nodes.slice(1) }, context);
  const statement: Statement = { ...data, values: new Map([...data.values, ...given]) };
  const result = carryOut(statement, context);
  if (method?.includes('scalar') !== true) return valueOf(method === 'exec' && statement.entities.length === 1 ? { ...result, form: 'first' } : result);
  return callOfResult(result, { ...call, method: method.endsWith('s') ? 'scalars' : 'scalar', positional: [] }, context);
}

/** Objects, also in lists and as one of several. */
function each(value: PyValue | undefined, context: ReadingContext, read: (object: PyValue & { kind: 'instance' }) => void): PyValue {
  if (isObject(value, context)) read(value);
  const inner = value?.kind === 'alternatives' ? value.values : value?.kind === 'list' ? value.elements : [];
  for (const part of inner) each(part, context, read);
  return UNKNOWN_VALUE;
}

function updateAll({ positional: [of, rows] }: PyCall, context: ReadingContext): PyValue {
  const source = mappedSource(of, context);
  if (source !== undefined && rows !== undefined) updateEach(source.of, rows, context);
  return UNKNOWN_VALUE;
}

function insertAll({ positional: [of, rows], ...call }: PyCall, context: ReadingContext): PyValue {
  const source = mappedSource(of, context);
  if (source === undefined) return UNKNOWN_VALUE;
  const values = valuesGiven({ ...call, positional: rows === undefined ? [] : [rows], keyword: new Map(), nodes: [] }, context);
  carryOut({ ...changing('insert', source), values }, context);
  return UNKNOWN_VALUE;
}

/** `flag_modified(image, 'sizes')`: the column has been changed in place. */
function flagModified({ callee, positional: [object, name] }: PyCall, context: ReadingContext): PyValue | undefined {
  if (callee.kind !== 'external' || !/^sqlalchemy\.orm(?:\.\w+)*\.flag_modified$/.test(callee.path)) return undefined;
  const column = context.textOf(name);
  const declared = isObject(object, context) && column !== undefined ? declaredIn(object.of, column, context) : undefined;
  if (declared?.kind === 'column' && isObject(object, context)) writeColumn(object, declared, UNKNOWN_VALUE, context);
  return UNKNOWN_VALUE;
}
