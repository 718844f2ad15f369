/** Where two effects touch the same thing, and how one disturbs the other if they change places. */
import { excludeEachOther } from './conditions.js';
import { keyOfRow, keyOfTerm, type Effect, type Resource, type Row } from './footprint.js';
import type { Conflict } from './ir.js';
import { compareRows, compareTerms, PRIMARY_KEY, type Sameness } from './rows.js';

export interface Meeting {
  readonly kind: Conflict['kind'];
  readonly sameness: Sameness;
}

/** Effects of different subjects never meet: a table's, a store's. Undefined for what lies outside. */
export function subjectOf(resource: Resource): string | undefined {
  switch (resource.kind) {
    case 'column':
    case 'row':
      return `table ${resource.model.key}`;
    case 'key':
      return `store ${resource.store}`;
    case 'external':
      return undefined;
  }
}

/** What is written or read, rows and keys left aside: conflicts of two tasks are told apart by it. */
export function aspectOf(resource: Resource): string {
  const subject = subjectOf(resource) ?? 'outside';
  return resource.kind === 'column' ? `${subject} ${resource.column}` : subject;
}

/** A text that is equal for two resources exactly when they surely are one column of the same rows, or one key; undefined where that is not known. */
export function keyOfResource(resource: Resource): string | undefined {
  if (resource.kind === 'external') return undefined;
  const key = resource.kind === 'key' ? keyOfTerm(resource.key) : keyOfRow(resource.row);
  return key === undefined ? undefined : `${aspectOf(resource)} ${key}`;
}

/** The fields that are meant, each as a part of a key; one empty part for all of the value. */
export function fieldsOf(resource: Resource): readonly string[] {
  return 'fields' in resource ? resource.fields.map((field) => ` ${field}`) : [''];
}

/** @param before an effect of the earlier task, `after` one of the later */
export function meetingOf(before: Effect, after: Effect): Meeting | undefined {
  if (subjectOf(before.resource) === undefined || subjectOf(before.resource) !== subjectOf(after.resource)) return undefined;
  if (excludeEachOther(before.when, after.when)) return undefined;
  const kind = before.resource.kind === 'key' ? kindOfKeys(before, after) : kindOfRows(before, after);
  return kind === undefined ? undefined : { kind, sameness: samenessOf(before.resource, after.resource) };
}

export function samenessOf(a: Resource, b: Resource): Sameness {
  if (areOtherFields(a, b) || areOtherDatabases(a, b)) return 'apart';
  if (a.kind === 'key') return b.kind === 'key' ? compareTerms(a.key, b.key) : 'apart';
  if (a.kind === 'external' || b.kind === 'external' || b.kind === 'key') return 'apart';
  return compareRows(a.row, b.row, a.kind === 'column' ? a.column : undefined);
}

function areOtherFields(a: Resource, b: Resource): boolean {
  const [mine, theirs] = [fieldsOf(a), fieldsOf(b)];
  return !mine.includes('') && !theirs.includes('') && !mine.some((field) => theirs.includes(field));
}

function areOtherDatabases(a: Resource, b: Resource): boolean {
  const [mine, theirs] = [a, b].map((each) => ('model' in each ? each.model.database : undefined));
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

function kindOfKeys(before: Effect, after: Effect): Meeting['kind'] | undefined {
  if (after.operation === 'read') {
    if (before.operation === 'read') return undefined;
    return before.operation === 'delete' ? 'delete-read' : 'write-read';
  }
  if (after.operation !== 'delete' || before.operation === 'delete') return undefined;
  if (before.operation !== 'read') return 'write-delete';
  return isKept(before.resource) ? 'read-delete' : undefined;
}

/** Whether a store keeps what it is given: what a cache has dropped is made again by who misses it, a file is gone. */
function isKept(resource: Resource): boolean {
  return resource.kind === 'key' && (resource.store === 'file' || resource.store === 'object');
}

function kindOfRows(before: Effect, after: Effect): Meeting['kind'] | undefined {
  const written = before.resource;
  const isMade = before.operation === 'write' || before.operation === 'create';
  if (after.operation === 'delete' && after.resource.kind === 'row') return isMade ? 'write-delete' : undefined;
  if (after.operation !== 'read') return undefined;
  if (written.kind === 'column') return isMade && aspectOf(written) === aspectOf(after.resource) ? 'write-read' : undefined;
  if (before.operation === 'create') return 'insert-read';
  if (before.operation === 'write') return isValueRead(after) ? 'write-read' : undefined;
  if (before.operation !== 'delete' || written.kind !== 'row') return undefined;
  return isByPrimaryKey(written.row) ? 'delete-read' : 'insert-read';
}

/** What is written of a row may be any of its columns but the key; those that only choose rows are seldom written again. */
function isValueRead({ rank, resource }: Effect): boolean {
  return rank === 'used' && resource.kind === 'column' && resource.column !== PRIMARY_KEY;
}

function isByPrimaryKey(row: Row): boolean {
  return row.kind === 'keyed' && row.by.some(({ column }) => column === PRIMARY_KEY);
}
