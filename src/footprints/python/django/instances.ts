/** Objects of models: what is read off one, assigned to it, saved and deleted. */
import type { Row, Term } from '../../../analysis/footprint.js';
import { childIn, type PyNode } from '../../../readers/python/tree.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyClass, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rootTableOf, tableOf } from './classes.js';
import { recordExpression } from './expressions.js';
import { fieldOf, PRIMARY_KEY, PRIMARY_KEY_NAMES, targetColumn, targetOf, type Field } from './fields.js';
import { findRelation } from './relations.js';
import { relatedRows, rowsThrough } from './related.js';
import {
  columnTerm,
  idOf,
  isMarked,
  isStored,
  keepAssigned,
  keepLoaded,
  keepSaved,
  keptObject,
  keepObject,
  keptValue,
  knownIn,
  keyedRow,
  loadedInstance,
  madeInstance,
  originOf,
  pendingIn,
  rowOf,
  setMark,
  termOf,
  type Given,
  type Pending,
} from './rows.js';

const UNSAVED = 'unsaved';
/** The object has left the row that it was loaded from: `image.pk = None`. */
const COPIED = 'copied';

export function readAttribute(instance: PyInstance, name: string, context: ReadingContext): PyValue | undefined {
  const field = fieldOf(instance.of, name, context);
  if (field !== undefined) return readField(instance, field, name, context);
  if (PRIMARY_KEY_NAMES.has(name)) return termValue(idOf(instance, context));
  const relation = findRelation(instance.of, name, context);
  if (relation === undefined) return name === '_meta' ? { kind: 'external', path: 'django.db.models.options.Options()' } : undefined;
  return relatedRows(instance, relation, context);
}

function readField(instance: PyInstance, field: Field, name: string, context: ReadingContext): PyValue {
  if (field.kind === 'many' || field.kind === 'generic') return rowsThrough(instance, field, context);
  const value = readColumn(instance, field, context);
  if (field.kind !== 'one') return value;
  return name === field.name && name !== field.column ? objectIn(instance, field, value, context) : termValue(termOf(value, context));
}

/** What a column of the object's row holds, as far as the code has not assigned it before. */
function readColumn(instance: PyInstance, field: Field, context: ReadingContext): PyValue {
  const kept = keptValue(instance, field.column, context);
  if (kept !== undefined && !isStored(kept, instance)) return kept;
  const known = kept === undefined ? knownIn(instance, field.column) : undefined;
  if (known !== undefined) return termValue(known);
  if (originOf(instance).made) return kept ?? UNKNOWN_VALUE;
  if (field.column === PRIMARY_KEY) return termValue(idOf(instance, context));
  const term = columnTerm(instance, field, context);
  if (!isOnlySavedTo(context.node, field, context)) context.record({ operation: 'read', resource: term });
  if (kept !== undefined) return kept;
  const value = termValue(term);
  originOfTerm.set(term, { instance, field });
  keepLoaded(instance, field.column, value, context);
  return value;
}

/** `image.file.save(…)` puts another file in the place of what the column names. */
function isOnlySavedTo(node: PyNode, { kind }: Field, { module }: ReadingContext): boolean {
  const around = node.parent;
  const attribute = kind === 'file' && around?.type === 'attribute' && childIn(around, 'object') === node ? childIn(around, 'attribute') : undefined;
  return attribute !== undefined && module.text.slice(...attribute.range) === 'save';
}

/** The object and column that a value was read from, so that what changes the value in place changes the column. */
export interface TermOrigin {
  readonly instance: PyInstance;
  readonly field: Field;
}

const originOfTerm = new WeakMap<Term, TermOrigin>();

export function originOfValue(value: PyValue | undefined): TermOrigin | undefined {
  return value?.kind === 'term' ? originOfTerm.get(value.term) : undefined;
}

/** A part of what a column holds. */
export function partOf(origin: TermOrigin): PyValue {
  const term: Term = { kind: 'unknown' };
  originOfTerm.set(term, origin);
  return termValue(term);
}

/** What a column holds has been changed in place. */
export function changeInPlace({ instance, field }: TermOrigin, context: ReadingContext): void {
  keepAssigned(instance, field.column, keptValue(instance, field.column, context) ?? UNKNOWN_VALUE, pendingAs(instance, field, UNKNOWN_VALUE, context), context);
}

/** The object that a foreign key leads to: one for as long as the key stays as it is. */
function objectIn(instance: PyInstance, field: Field, key: PyValue, context: ReadingContext): PyValue {
  if (key.kind === 'instance') return key;
  const kept = keptObject(instance, field.column, context);
  if (kept !== undefined) return kept;
  const target = targetOf(field, instance.of, context);
  const is = termOf(key, context);
  if (target === undefined || (is.kind === 'literal' && is.value === null)) return UNKNOWN_VALUE;
  const object = loadedInstance(target, keyedRow([{ column: targetColumn(field), is }]));
  keepObject(instance, field.column, object, context);
  return object;
}

export function assignAttribute(instance: PyInstance, name: string, value: PyValue, context: ReadingContext): boolean {
  const field = fieldOf(instance.of, name, context);
  if (PRIMARY_KEY_NAMES.has(name) || field?.column === PRIMARY_KEY) return leaveRow(instance, value, context);
  if (field === undefined || field.kind === 'many' || field.kind === 'generic') return false;
  keepAssigned(instance, field.column, value, pendingAs(instance, field, value, context), context);
  if (field.kind === 'one') keepObject(instance, field.column, value.kind === 'instance' ? value : undefined, context);
  return true;
}

/** With another primary key, or none, `save()` makes another row. */
function leaveRow(instance: PyInstance, value: PyValue, context: ReadingContext): true {
  const isNone = value.kind === 'term' && value.term.kind === 'literal' && value.term.value === null;
  keepAssigned(instance, PRIMARY_KEY, isNone ? UNKNOWN_VALUE : value, 'none', context);
  setMark(instance, UNSAVED, true, context);
  setMark(instance, COPIED, true, context);
  return true;
}

/** The row that saving or deleting an object changes. */
function changedRowOf(instance: PyInstance, context: ReadingContext): Row {
  return isMarked(instance, COPIED, context) ? { kind: 'new' } : rowOf(instance);
}

function pendingAs(instance: PyInstance, field: Field, value: PyValue, context: ReadingContext): Pending {
  if (context.isFilling(columnTerm(instance, field, context))) return 'lazy';
  return recordExpression({ value, node: assignedAt(context.node), module: context.module }, instance.of, rowOf(instance), field.column, context);
}

/** What stands on the right of the assignment around a target. */
function assignedAt(node: PyNode): PyNode | undefined {
  const assignment = node.type === 'assignment' ? node : node.parent;
  return assignment?.type === 'assignment' ? childIn(assignment, 'right') : undefined;
}

/** `Tag(image=image)`: a row that is made when it is saved. */
export function construct(of: PyClass, call: PyCall, context: ReadingContext): PyInstance {
  const given = givenIn(of, call.keyword, context);
  const instance = madeInstance(of, rowMadeOf(given));
  keepGiven(instance, call.keyword, context);
  setMark(instance, UNSAVED, true, context);
  return instance;
}

function keepGiven(instance: PyInstance, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext): void {
  for (const [name, value] of keyword) {
    const column = PRIMARY_KEY_NAMES.has(name) ? PRIMARY_KEY : fieldOf(instance.of, name, context)?.column;
    if (column !== undefined) keepAssigned(instance, column, value, 'none', context);
  }
}

/** The columns that keyword arguments give a new row, where their values can be told. */
function givenIn(of: PyClass, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext): Given[] {
  return [...keyword].flatMap(([name, value]) => {
    const column = PRIMARY_KEY_NAMES.has(name) ? PRIMARY_KEY : fieldOf(of, name, context)?.column;
    const is = termOf(value, context);
    return column === undefined || is.kind === 'unknown' || is.kind === 'object' ? [] : [{ column, is }];
  });
}

function rowMadeOf(given: readonly Given[]): Row {
  return given.length === 0 ? { kind: 'new' } : keyedRow(given);
}

/** @param listed what `update_fields` names, where it is known */
export function saveInstance(instance: PyInstance, listed: readonly string[] | undefined, context: ReadingContext): void {
  if (isMarked(instance, UNSAVED, context)) {
    createRow(instance, context);
    return;
  }
  const names = listed?.flatMap((name) => fieldOf(instance.of, name, context)?.column ?? []) ?? [...originOf(instance).assigned];
  for (const column of new Set(names)) {
    const mode = pendingIn(instance, column, context) ?? (listed === undefined ? undefined : 'plain');
    if (mode === undefined) continue;
    const field = fieldOf(instance.of, column, context);
    const model = field === undefined ? rootTableOf(instance.of, context) : tableOf(instance.of, field.owner, context);
    context.record({ operation: 'write', mode, resource: { kind: 'column', model, column, row: changedRowOf(instance, context) } });
    keepSaved(instance, column, context);
  }
  if (listed === undefined) context.record({ operation: 'write', mode: 'whole-save', resource: { kind: 'row', model: rootTableOf(instance.of, context), row: changedRowOf(instance, context) } });
}

/** The first `save()` of an object that the code has made. */
export function createRow(instance: PyInstance, context: ReadingContext, mode: 'plain' | 'lazy' = 'plain'): void {
  const given = [...originOf(instance).assigned].flatMap((column): Given[] => {
    const is = termOf(keptValue(instance, column, context), context);
    return is.kind === 'unknown' || is.kind === 'object' ? [] : [{ column, is }];
  });
  context.record({ operation: 'create', mode, resource: { kind: 'row', model: rootTableOf(instance.of, context), row: rowMadeOf(given) } });
  for (const column of originOf(instance).assigned) keepSaved(instance, column, context);
  setMark(instance, UNSAVED, false, context);
}

/** What a query creates is saved at once. */
export function createdInstance(of: PyClass, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext, mode: 'plain' | 'lazy' = 'plain'): PyInstance {
  const instance = madeInstance(of, rowMadeOf(givenIn(of, keyword, context)));
  keepGiven(instance, keyword, context);
  createRow(instance, context, mode);
  return instance;
}

export function deleteInstance(instance: PyInstance, context: ReadingContext): void {
  context.record({ operation: 'delete', resource: { kind: 'row', model: rootTableOf(instance.of, context), row: changedRowOf(instance, context) } });
}

/** Everything is read anew. */
export function refresh(instance: PyInstance, context: ReadingContext): void {
  for (const column of originOf(instance).assigned) {
    const field = fieldOf(instance.of, column, context);
    if (field === undefined) continue;
    const term = columnTerm(instance, field, context);
    originOfTerm.set(term, { instance, field });
    keepLoaded(instance, column, termValue(term), context);
    keepSaved(instance, column, context);
  }
  context.record({ operation: 'read', rank: 'selected', resource: { kind: 'row', model: rootTableOf(instance.of, context), row: rowOf(instance) } });
}

