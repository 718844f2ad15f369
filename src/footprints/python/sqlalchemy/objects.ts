/** Objects of mapped classes: what is read off one and assigned to it; what is assigned is written, since nobody calls `save()`. */
import { UNKNOWN_TERM, type Row, type Term } from '../../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyClass, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { classOn, databaseOf } from '../databases.js';
import { dataIn, related, valueOf, type Data } from './data.js';
import { columnIn, columnsOf, declaredIn, isMapped, PRIMARY_KEY, tableOf, type Declared } from './mapped.js';
import { relationNamed, type Relation } from './relations.js';

/** What is known of an object beyond its row, by the row's identity, which it keeps when it is seen as of another class. */
interface Origin {
  /** The task makes the row itself. */
  readonly made: boolean;
  /** Columns that are known only to be one of several. */
  readonly among: ReadonlySet<string>;
  /** Attributes that the code has assigned at some time. */
  readonly assigned: Set<string>;
}

const origins = new WeakMap<object, Origin>();

function identityOf(instance: PyInstance): object {
  return instance.row ?? instance;
}

function originOf(instance: PyInstance): Origin {
  const identity = identityOf(instance);
  const origin = origins.get(identity) ?? { made: false, among: new Set<string>(), assigned: new Set<string>() };
  origins.set(identity, origin);
  return origin;
}

export function loadedObject(of: PyClass, row: Row, among: ReadonlySet<string> = new Set()): PyInstance {
  const instance: PyInstance = { kind: 'instance', of, row: { ...row } };
  origins.set(identityOf(instance), { made: false, among, assigned: new Set() });
  return instance;
}

/** An object that holds the row of a primary key. */
export function keyedObject(of: PyClass, key: PyValue, context: ReadingContext): PyInstance {
  return loadedObject(of, keyedRow(PRIMARY_KEY, termOf(key, context)));
}

function keyedRow(column: string, is: Term): Row {
  return is.kind === 'unknown' ? { kind: 'unknown' } : { kind: 'keyed', by: [{ column, is }] };
}

/** `Tag(image_id=image_id)`: a row that is made when the object is added. */
export function construct(of: PyClass, { keyword }: PyCall, context: ReadingContext): PyInstance {
  const instance: PyInstance = { kind: 'instance', of, row: { kind: 'new' } };
  origins.set(identityOf(instance), { made: true, among: new Set(), assigned: new Set() });
  for (const [name, value] of keyword) assignAttribute(instance, name, value, context);
  return instance;
}

export function isObject(value: PyValue | undefined, context: ReadingContext): value is PyInstance {
  return value?.kind === 'instance' && isMapped(value.of, context);
}

function rowOf(instance: PyInstance): Row {
  return instance.row ?? { kind: 'unknown' };
}

/** A value as data: an object stands for its primary key. */
export function termOf(value: PyValue, context: ReadingContext): Term {
  if (!isObject(value, context)) return context.termOf(value);
  const given = keptValue(value, PRIMARY_KEY, context);
  if (given !== undefined) return context.termOf(given);
  if (originOf(value).made) return UNKNOWN_TERM;
  return knownIn(value, PRIMARY_KEY) ?? { kind: 'column', model: tableOf(value.of, context), column: PRIMARY_KEY, row: rowOf(value) };
}

function knownIn(instance: PyInstance, column: string): Term | undefined {
  const row = rowOf(instance);
  if (row.kind !== 'keyed' || originOf(instance).among.has(column)) return undefined;
  return row.by.find((each) => each.column === column && each.is.kind !== 'unknown')?.is;
}

function keptValue(instance: PyInstance, column: string, context: ReadingContext): PyValue | undefined {
  return context.kept(identityOf(instance), `column ${column}`);
}

function keep(instance: PyInstance, column: string, value: PyValue, context: ReadingContext): void {
  originOf(instance).assigned.add(column);
  context.keep(identityOf(instance), `column ${column}`, value.kind === 'handle' ? UNKNOWN_VALUE : value);
}

export function readAttribute(instance: PyInstance, name: string, context: ReadingContext): PyValue | undefined {
  const declared = declaredIn(instance.of, name, context);
  if (declared?.kind === 'column') return readColumn(instance, declared, context);
  const relation = relationNamed(instance.of, name, context);
  if (relation !== undefined) return readRelation(instance, name, relation, context);
  return declared === undefined ? undefined : UNKNOWN_VALUE;
}

function readColumn(instance: PyInstance, declared: Declared, context: ReadingContext): PyValue {
  const { model, column } = columnIn(instance.of, declared, context);
  const kept = keptValue(instance, column, context);
  if (kept !== undefined) return kept;
  const known = knownIn(instance, column);
  if (known !== undefined) return termValue(known);
  if (originOf(instance).made) return UNKNOWN_VALUE;
  if (column === PRIMARY_KEY) return termValue(termOf(instance, context));
  const term = { kind: 'column', model, column, row: rowOf(instance) } as const;
  context.record({ operation: 'read', resource: term });
  return termValue(term);
}

function readRelation(instance: PyInstance, name: string, relation: Relation, context: ReadingContext): PyValue {
  const target = classOn(relation.target, databaseOf(instance.of));
  if (relation.kind === 'one') {
    const key = readColumn(instance, relation.key, context);
    const kept = context.kept(identityOf(instance), `object ${name}`);
    if (kept?.kind === 'instance') return kept;
    const is = termOf(key, context);
    const object = loadedObject(target, keyedRow(relation.references, is));
    context.keep(identityOf(instance), `object ${name}`, object);
    return object;
  }
  if (relation.kind === 'through') {
    recordLinks('read', instance, name, context);
    return valueOf(related(target, undefined));
  }
  const is = termOf(instance, context);
  if (!relation.single) return valueOf(related(target, { name: relation.key.name, is }));
  const row = keyedRow(columnIn(target, relation.key, context).column, is);
  context.record({ operation: 'read', resource: { kind: 'row', model: tableOf(target, context), row } });
  return loadedObject(target, row);
}

/** The rows of a table between two are told as a column of the side that declares it. */
function recordLinks(operation: 'read' | 'write', instance: PyInstance, name: string, context: ReadingContext): void {
  context.record({ operation, resource: { kind: 'column', model: tableOf(instance.of, context), column: name, row: rowOf(instance) } });
}

export function assignAttribute(instance: PyInstance, name: string, value: PyValue, context: ReadingContext): boolean {
  const declared = declaredIn(instance.of, name, context);
  if (declared?.kind === 'column') {
    writeColumn(instance, declared, value, context);
    return true;
  }
  const relation = relationNamed(instance.of, name, context);
  if (relation === undefined && declared === undefined) return false;
  if (relation?.kind === 'one') {
    writeColumn(instance, relation.key, termValue(termOf(value, context)), context);
    context.keep(identityOf(instance), `object ${name}`, value);
  } else if (relation?.kind === 'through' && !originOf(instance).made) recordLinks('write', instance, name, context);
  return true;
}

export function writeColumn(instance: PyInstance, declared: Declared, value: PyValue, context: ReadingContext): void {
  const { model, column } = columnIn(instance.of, declared, context);
  keep(instance, column, value, context);
  if (originOf(instance).made && !isAdded(instance, context)) return;
  context.record({ operation: 'write', resource: { kind: 'column', model, column, row: rowOf(instance) }, ...(counts(dataIn(value), instance, declared) ? { mode: 'atomic' } : {}) });
}

/** `image.views = Image.views + 1` */
function counts(data: Data | undefined, { of }: PyInstance, { name }: Declared): boolean {
  return data?.kind === 'expression' && data.columns.some((use) => use.name === name && use.source.of.node === of.node);
}

const ADDED = 'added';

function isAdded(instance: PyInstance, context: ReadingContext): boolean {
  return context.kept(identityOf(instance), ADDED) !== undefined;
}

/** An object that is added to the session: where the code has made it, its row is made. */
export function addObject(instance: PyInstance, context: ReadingContext, mode: 'plain' | 'lazy' = 'plain'): void {
  const { made, assigned } = originOf(instance);
  if (!made || isAdded(instance, context)) return;
  context.keep(identityOf(instance), ADDED, termValue({ kind: 'literal', value: true }));
  const by = [...assigned].flatMap((column) => {
    const value = keptValue(instance, column, context);
    const is = value === undefined ? UNKNOWN_TERM : context.termOf(value);
    return is.kind === 'unknown' || is.kind === 'object' ? [] : [{ column, is }];
  });
  context.record({ operation: 'create', mode, resource: { kind: 'row', model: tableOf(instance.of, context), row: by.length === 0 ? { kind: 'new' } : { kind: 'keyed', by } } });
}

/** The row of an object's primary key gets what the object has; it is made where there is none. */
export function mergeObject(instance: PyInstance, context: ReadingContext): void {
  const { made, assigned } = originOf(instance);
  addObject(instance, context, 'lazy');
  const is = made ? termOf(instance, context) : UNKNOWN_TERM;
  if (is.kind === 'unknown') return;
  for (const declared of columnsOf(instance.of, context)) {
    const { model, column } = columnIn(instance.of, declared, context);
    if (assigned.has(column) && column !== PRIMARY_KEY) context.record({ operation: 'write', resource: { kind: 'column', model, column, row: keyedRow(PRIMARY_KEY, is) } });
  }
}

export function deleteObject(instance: PyInstance, context: ReadingContext): void {
  context.record({ operation: 'delete', resource: { kind: 'row', model: tableOf(instance.of, context), row: rowOf(instance) } });
}

/** The columns are read anew. */
export function refresh(instance: PyInstance, context: ReadingContext): void {
  const row = rowOf(instance);
  const model = tableOf(instance.of, context);
  for (const column of originOf(instance).assigned) context.keep(identityOf(instance), `column ${column}`, termValue({ kind: 'column', model, column, row }));
  context.record({ operation: 'read', rank: 'selected', resource: { kind: 'row', model, row } });
}
