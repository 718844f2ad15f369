/** Objects of models as they are made, saved, read anew and deleted. https://docs.djangoproject.com/en/stable/ref/models/instances/ */
import type { Row } from '../../../analysis/footprint.js';
import type { PyCall, PyClass, PyInstance, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { recordDelete } from './cascades.js';
import { rootTableOf, tableOf } from './classes.js';
import { fieldOf, PRIMARY_KEY, PRIMARY_KEY_NAMES } from './fields.js';
import { filledBy, withTables } from './generic.js';
import { loadColumn } from './instances.js';
import { withParts } from './parts.js';
import {
  COPIED,
  isMarked,
  keepAssigned,
  keepSaved,
  keptValue,
  keyedRow,
  madeInstance,
  originOf,
  partsAssigned,
  pendingIn,
  rowOf,
  setMark,
  termOf,
  UNSAVED,
  type Given,
} from './rows.js';

/** The row that saving or deleting an object changes. */
function changedRowOf(instance: PyInstance, context: ReadingContext): Row {
  return isMarked(instance, COPIED, context) ? { kind: 'new' } : rowOf(instance);
}

/** `Tag(image=image)`: a row that is made when it is saved. */
export function construct(of: PyClass, call: PyCall, context: ReadingContext): PyInstance {
  const instance = madeInstance(of, rowMadeOf(givenIn(of, columnsGiven(of, call.keyword, context), context)));
  keepGiven(instance, call.keyword, context);
  setMark(instance, UNSAVED, true, context);
  return instance;
}

function keepGiven(instance: PyInstance, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext): void {
  for (const [column, value] of columnsGiven(instance.of, keyword, context)) keepAssigned(instance, column, value, 'none', context);
}

function columnsGiven(of: PyClass, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext): (readonly [string, PyValue])[] {
  return [...keyword].flatMap(([name, value]): readonly (readonly [string, PyValue])[] => {
    if (PRIMARY_KEY_NAMES.has(name)) return [[PRIMARY_KEY, value]];
    const field = fieldOf(of, name, context);
    return field === undefined ? [] : field.kind === 'any' ? filledBy(field, value) : [[field.column, value]];
  });
}

/** The columns that a new row is given, where their values can be told. */
function givenIn(of: PyClass, columns: readonly (readonly [string, PyValue | undefined])[], context: ReadingContext): readonly Given[] {
  const given = columns.flatMap(([column, value]): Given[] => {
    const is = termOf(value, context);
    return is.kind === 'unknown' || is.kind === 'object' ? [] : [{ column, is }];
  });
  return withTables(of, given, context);
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
    context.record({ operation: 'write', mode, resource: withParts({ kind: 'column', model, column, row: changedRowOf(instance, context) }, partsAssigned(instance, column, context)) });
    keepSaved(instance, column, context);
  }
  if (listed === undefined) context.record({ operation: 'write', mode: 'whole-save', resource: { kind: 'row', model: rootTableOf(instance.of, context), row: changedRowOf(instance, context) } });
}

/** The first `save()` of an object that the code has made. */
export function createRow(instance: PyInstance, context: ReadingContext, mode: 'plain' | 'lazy' = 'plain'): void {
  const given = givenIn(instance.of, [...originOf(instance).assigned].map((column) => [column, keptValue(instance, column, context)]), context);
  context.record({ operation: 'create', mode, resource: { kind: 'row', model: rootTableOf(instance.of, context), row: rowMadeOf(given) } });
  for (const column of originOf(instance).assigned) keepSaved(instance, column, context);
  setMark(instance, UNSAVED, false, context);
}

/** What a query creates is saved at once. */
export function createdInstance(of: PyClass, keyword: ReadonlyMap<string, PyValue>, context: ReadingContext, mode: 'plain' | 'lazy' = 'plain'): PyInstance {
  const instance = madeInstance(of, rowMadeOf(givenIn(of, columnsGiven(of, keyword, context), context)));
  keepGiven(instance, keyword, context);
  createRow(instance, context, mode);
  return instance;
}

export function deleteInstance(instance: PyInstance, context: ReadingContext): void {
  recordDelete(instance.of, changedRowOf(instance, context), context);
}

/** Everything is read anew. */
export function refresh(instance: PyInstance, context: ReadingContext): void {
  for (const column of originOf(instance).assigned) {
    const field = fieldOf(instance.of, column, context);
    if (field === undefined) continue;
    loadColumn(instance, field, context);
    keepSaved(instance, column, context);
  }
  context.record({ operation: 'read', rank: 'selected', resource: { kind: 'row', model: rootTableOf(instance.of, context), row: rowOf(instance) } });
}
