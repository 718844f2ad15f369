/** Objects of models: which row one holds, and what the code has made of it since. */
import { keyOfTerm, UNKNOWN_TERM, type Limit, type Row, type Term } from '../../../analysis/footprint.js';
import { classOn } from '../databases.js';
import { termValue, UNKNOWN_VALUE, type PyClass, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { isModel, rootTableOf } from './classes.js';
import { columnOf, PRIMARY_KEY, type Field } from './fields.js';

/** A column of which a row is known to hold a value. */
export interface Given {
  readonly column: string;
  readonly is: Term;
  /** The value is one of those that the term stands for: `pk__in=ids`. */
  readonly among?: boolean;
}

export function keyedRow(by: readonly Given[], limits: readonly Limit[] = []): Row {
  return { kind: 'keyed', by: by.map(({ column, is }) => ({ column, is })), ...(limits.length === 0 ? {} : { limits }) };
}

/** What is known of an object beyond its row: it goes by the row's identity, which an object keeps when it is seen as of another class. */
interface Origin {
  /** The task makes the row itself: what it does not assign is a default, and nobody else's. */
  readonly made: boolean;
  /** Columns that are known only to be one of several. */
  readonly among: ReadonlySet<string>;
  /** Columns that the code has assigned at some time. */
  readonly assigned: Set<string>;
}

const origins = new WeakMap<object, Origin>();

function identityOf(instance: PyInstance): object {
  return instance.row ?? instance;
}

export function originOf(instance: PyInstance): Origin {
  const identity = identityOf(instance);
  const origin = origins.get(identity) ?? { made: false, among: new Set<string>(), assigned: new Set<string>() };
  origins.set(identity, origin);
  return origin;
}

/** An object that holds a row which is there. */
export function loadedInstance(of: PyClass, row: Row, among: ReadonlySet<string> = new Set()): PyInstance {
  const instance: PyInstance = { kind: 'instance', of, row: { ...row } };
  origins.set(identityOf(instance), { made: false, among, assigned: new Set() });
  return instance;
}

/** An object whose row the task makes itself. */
export function madeInstance(of: PyClass, row: Row): PyInstance {
  const instance: PyInstance = { kind: 'instance', of, row: { ...row } };
  origins.set(identityOf(instance), { made: true, among: new Set(), assigned: new Set() });
  return instance;
}

export function rowOf(instance: PyInstance): Row {
  return instance.row ?? { kind: 'unknown' };
}

export function isObject(value: PyValue | undefined, context: ReadingContext): value is PyInstance {
  return value?.kind === 'instance' && isModel(value.of, context);
}

/** The object as one of a database: `save(using='archive')`. */
export function objectOn(instance: PyInstance, database: string | undefined): PyInstance {
  return { ...instance, of: classOn(instance.of, database) };
}

/** What a row is known to hold in a column, because it was chosen by it. */
export function knownIn(instance: PyInstance, column: string): Term | undefined {
  const row = rowOf(instance);
  if (row.kind !== 'keyed' || originOf(instance).among.has(column)) return undefined;
  const found = row.by.find((each) => each.column === column);
  return found === undefined || found.is.kind === 'unknown' ? undefined : found.is;
}

/** The primary key of the row that an object holds. */
export function idOf(instance: PyInstance, context: ReadingContext): Term {
  const given = keptValue(instance, PRIMARY_KEY, context);
  if (given !== undefined) return context.termOf(given);
  const known = knownIn(instance, PRIMARY_KEY);
  if (known !== undefined) return known;
  if (originOf(instance).made) return UNKNOWN_TERM;
  return { kind: 'column', model: rootTableOf(instance.of, context), column: PRIMARY_KEY, row: rowOf(instance) };
}

/** What a value is as data: an object of a model stands for its primary key. */
export function termOf(value: PyValue | undefined, context: ReadingContext): Term {
  if (value === undefined) return UNKNOWN_TERM;
  return isObject(value, context) ? idOf(value, context) : context.termOf(value);
}

/** What the code has assigned to a column of an object; undefined where it has not. */
export function keptValue(instance: PyInstance, column: string, context: ReadingContext): PyValue | undefined {
  return context.kept(identityOf(instance), `column ${column}`);
}

/** How a column that is assigned and not yet saved will have been written. */
export type Pending = 'plain' | 'lazy' | 'atomic';

export function keepAssigned(instance: PyInstance, column: string, value: PyValue, pending: Pending | 'none', context: ReadingContext): void {
  originOf(instance).assigned.add(column);
  context.keep(identityOf(instance), `column ${column}`, told(value));
  context.keep(identityOf(instance), `pending ${column}`, termValue({ kind: 'literal', value: pending }));
  context.keep(identityOf(instance), `parts ${column}`, UNKNOWN_VALUE);
}

/** Only these parts of what a column holds are changed. */
export function keepParts(instance: PyInstance, column: string, parts: readonly string[], context: ReadingContext): void {
  context.keep(identityOf(instance), `parts ${column}`, { kind: 'list', elements: parts.map((value) => termValue({ kind: 'literal', value })) });
}

/** The parts of what a column holds that wait for `save()`, in any arm; undefined where it may be all of it. */
export function partsAssigned(instance: PyInstance, column: string, context: ReadingContext): readonly string[] | undefined {
  const arms = partsOf(context.kept(identityOf(instance), `parts ${column}`));
  const parts = arms.flatMap((arm) => (arm.kind === 'list' ? arm.elements : [arm])).map((part) => (part.kind === 'term' && part.term.kind === 'literal' ? String(part.term.value) : undefined));
  return parts.length === 0 || parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** A value as far as it can be told again: the others are all alike, and kept apart they would crowd out what the row holds. */
function told(value: PyValue): PyValue {
  switch (value.kind) {
    case 'alternatives': {
      const values = value.values.map(told);
      return { kind: 'alternatives', values: values.filter((each, index) => values.indexOf(each) === index) };
    }
    case 'term':
      return value.term.kind === 'object' || keyOfTerm(value.term) !== undefined ? value : UNKNOWN_VALUE;
    case 'external':
      return value.call === undefined ? value : UNKNOWN_VALUE;
    case 'handle':
    case 'function':
      return UNKNOWN_VALUE;
    default:
      return value;
  }
}

/** How a column that waits for `save()` was assigned; undefined where none waits. Where arms differ, a plain one counts. */
export function pendingIn(instance: PyInstance, column: string, context: ReadingContext): Pending | undefined {
  const found = partsOf(context.kept(identityOf(instance), `pending ${column}`)).flatMap((part) => (part.kind === 'term' && part.term.kind === 'literal' ? [part.term.value] : []));
  return (['plain', 'lazy', 'atomic'] as const).find((pending) => found.includes(pending));
}

export function keepSaved(instance: PyInstance, column: string, context: ReadingContext): void {
  context.keep(identityOf(instance), `pending ${column}`, termValue({ kind: 'literal', value: 'none' }));
}

function partsOf(value: PyValue | undefined): readonly PyValue[] {
  if (value === undefined) return [];
  return value.kind === 'alternatives' ? value.values : [value];
}

/** Marks of an object: its row has yet to be made; it has left the row that it was loaded from (`image.pk = None`). */
export const UNSAVED = 'unsaved';
export const COPIED = 'copied';

/** Marks go with the code: that it is being saved, that its row has been made. */
export function isMarked(instance: PyInstance, mark: string, context: ReadingContext): boolean {
  return partsOf(context.kept(identityOf(instance), mark)).some((part) => part.kind === 'term' && part.term.kind === 'literal' && part.term.value === true);
}

export function setMark(instance: PyInstance, mark: string, value: boolean, context: ReadingContext): void {
  context.keep(identityOf(instance), mark, termValue({ kind: 'literal', value }));
}

/** What an object holds in a field when it is read from its row. */
export function columnTerm(instance: PyInstance, field: Field, context: ReadingContext): Extract<Term, { kind: 'column' }> {
  return { kind: 'column', ...columnOf(instance.of, field, context), row: rowOf(instance) };
}

/** Whether a value, or one of several, is what the object's row holds: that is read anew where it is worked with. */
export function isStored(value: PyValue, instance: PyInstance): boolean {
  return partsOf(value).some((part) => part.kind === 'term' && part.term.kind === 'column' && part.term.row === rowOf(instance));
}

/** What has been read from the row stays in the object. */
export function keepLoaded(instance: PyInstance, column: string, value: PyValue, context: ReadingContext): void {
  context.keep(identityOf(instance), `column ${column}`, value);
}

/** The object that a foreign key leads to, once it is known. */
export function keptObject(instance: PyInstance, column: string, context: ReadingContext): PyInstance | undefined {
  const kept = context.kept(identityOf(instance), `object ${column}`);
  return kept?.kind === 'instance' ? kept : undefined;
}

export function keepObject(instance: PyInstance, column: string, object: PyInstance | undefined, context: ReadingContext): void {
  context.keep(identityOf(instance), `object ${column}`, object ?? UNKNOWN_VALUE);
}
