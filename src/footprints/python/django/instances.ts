/** Objects of models: what is read off one and assigned to it. */
import type { Term } from '../../../analysis/footprint.js';
import { childIn, type PyNode } from '../../../readers/python/tree.js';
import { termValue, UNKNOWN_VALUE, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { recordExpression } from './expressions.js';
import { fieldOf, PRIMARY_KEY, PRIMARY_KEY_NAMES, targetColumn, targetOf, type Field } from './fields.js';
import { filledBy } from './generic.js';
import { partsRead, withParts } from './parts.js';
import { findRelation } from './relations.js';
import { relatedRows, rowsThrough } from './related.js';
import {
  columnTerm,
  COPIED,
  idOf,
  isStored,
  keepAssigned,
  keepLoaded,
  keepObject,
  keepParts,
  keptObject,
  keptValue,
  keyedRow,
  knownIn,
  loadedInstance,
  originOf,
  partsAssigned,
  pendingIn,
  rowOf,
  setMark,
  termOf,
  UNSAVED,
  type Pending,
} from './rows.js';

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
  if (field.kind === 'any') return UNKNOWN_VALUE;
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
  if (!isOnlySavedTo(context.node, field, context)) context.record({ operation: 'read', resource: withParts(columnTerm(instance, field, context), partsRead(context)) });
  return kept ?? loadColumn(instance, field, context);
}

/** What the row holds is in the object from now on. */
export function loadColumn(instance: PyInstance, field: Field, context: ReadingContext): PyValue {
  const term = columnTerm(instance, field, context);
  originOfTerm.set(term, { instance, field });
  const value = termValue(term);
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
  /** Of a part of what the column holds, where its name is known: `image.meta['sizes']`. */
  readonly part?: string;
}

const originOfTerm = new WeakMap<Term, TermOrigin>();

export function originOfValue(value: PyValue | undefined): TermOrigin | undefined {
  return value?.kind === 'term' ? originOfTerm.get(value.term) : undefined;
}

/** A part of what a column holds, or a part of that. */
export function partOf(origin: TermOrigin, name?: string): PyValue {
  const term: Term = { kind: 'unknown' };
  const part = origin.part ?? name;
  originOfTerm.set(term, { ...origin, ...(part === undefined ? {} : { part }) });
  return termValue(term);
}

/**
 * What a column holds has been changed in place, and with what is left of it goes back to the row when the object is saved.
 * @param parts those that are changed, where they are known
 */
export function changeInPlace({ instance, field }: TermOrigin, parts: readonly string[] | undefined, context: ReadingContext): void {
  const before = pendingIn(instance, field.column, context) === undefined ? [] : partsAssigned(instance, field.column, context);
  if (parts !== undefined && !originOf(instance).made) context.record({ operation: 'read', resource: columnTerm(instance, field, context) });
  keepAssigned(instance, field.column, keptValue(instance, field.column, context) ?? UNKNOWN_VALUE, pendingAs(instance, field, UNKNOWN_VALUE, context), context);
  if (before !== undefined && parts !== undefined) keepParts(instance, field.column, [...before, ...parts], context);
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
  const columns = field.kind === 'any' ? filledBy(field, value) : [[field.column, value] as const];
  for (const [column, given] of columns) keepAssigned(instance, column, given, pendingAs(instance, field, given, context), context);
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

function pendingAs(instance: PyInstance, field: Field, value: PyValue, context: ReadingContext): Pending {
  if (context.isFilling(columnTerm(instance, field, context))) return 'lazy';
  return recordExpression({ value, node: assignedAt(context.node), module: context.module }, instance.of, rowOf(instance), field.column, context);
}

/** What stands on the right of the assignment around a target. */
function assignedAt(node: PyNode): PyNode | undefined {
  const assignment = node.type === 'assignment' ? node : node.parent;
  return assignment?.type === 'assignment' ? childIn(assignment, 'right') : undefined;
}
