/** Mongoose's conditions and updates: `{ _id: id, status: { $in: […] } }`, `{ $set: { file }, $inc: { views: 1 } }`. */
import { UNKNOWN_TERM, type Model, type Term } from '../../../analysis/footprint.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, any, ALL, equals, looksAt, SOME, type Filter } from '../query/filter.js';
import { madeWith } from '../query/links.js';
import type { Query, Written } from '../query/query.js';

const IDS: ReadonlySet<string> = new Set(['mongoose', 'mongodb', 'bson']);

/** A value as the database keeps it: an ObjectId is the id that it was made of. */
export function termOf(expression: Expressed, context: ReadingContext): Term {
  const value = context.valueOf(expression);
  if (value.kind !== 'resolved' || value.value.is.kind !== 'package' || !IDS.has(value.value.is.package) || !value.value.is.path.includes('ObjectId')) return context.termOf(expression);
  const [id] = madeWith(value.value);
  return id === undefined ? UNKNOWN_TERM : context.termOf(id);
}

/** The path's beginning: `meta` of `meta.file`. The primary key is `id`. */
export function columnOf(path: string): string {
  const [first = path] = path.split('.');
  return first === '_id' ? 'id' : first;
}

/** A path as a column and the field of it that is meant: `meta.file`, but all of `tags` for `tags.0` and `tags.$.name`. */
export function placeOf(path: string): { readonly column: string; readonly fields?: readonly string[] } {
  const [, field] = path.split('.');
  return { column: columnOf(path), ...(field === undefined || !/^[A-Za-z_]/.test(field) ? {} : { fields: [field] }) };
}

export function conditionFilter(condition: Expressed | undefined, model: Model, context: ReadingContext): Filter {
  if (condition === undefined) return ALL;
  const given = context.entriesOf(condition);
  if (given === undefined) return SOME;
  return all(...[...given.entries].map(([name, value]) => entryFilter(name, value, model, context)), ...(given.open ? [SOME] : []));
}

function entryFilter(name: string, value: Expressed, model: Model, context: ReadingContext): Filter {
  const parts = (): Filter[] => (context.elementsOf(value) ?? []).map((part) => conditionFilter(part, model, context));
  if (name === '$and') return all(...parts());
  if (name === '$or' || name === '$nor') return any(...parts(), ...(name === '$nor' ? [ALL] : []));
  if (name.startsWith('$')) return SOME;
  const column = { model, ...placeOf(name) };
  if (name.includes('.')) return looksAt(column);
  const operators = context.entriesOf(value)?.entries;
  if (operators === undefined) return equals(column, termOf(value, context));
  const same = operators.get('$eq');
  if (same !== undefined) return equals(column, termOf(same, context));
  const list = operators.get('$in');
  const [only, ...others] = list === undefined ? [] : context.elementsOf(list) ?? [list];
  return only === undefined || others.length > 0 ? looksAt(column) : equals(column, termOf(only, context));
}

export function idFilter(id: Expressed | undefined, model: Model, context: ReadingContext): Filter {
  return id === undefined ? SOME : equals({ model, column: 'id' }, termOf(id, context));
}

const MODES: Readonly<Record<string, Written['mode']>> = { $inc: 'atomic', $mul: 'atomic', $min: 'atomic', $max: 'atomic', $setOnInsert: 'lazy' };

export function updateOf(update: Expressed | undefined, context: ReadingContext): Pick<Query, 'written' | 'openWrite'> {
  const given = context.entriesOf(update);
  if (given === undefined) return { written: [], openWrite: true };
  const written: Written[] = [];
  let openWrite = given.open;
  for (const [name, value] of given.entries) {
    if (!name.startsWith('$')) {
      written.push({ ...placeOf(name), mode: 'plain' });
      continue;
    }
    const inner = context.entriesOf(value);
    openWrite ||= inner?.open ?? true;
    for (const path of inner?.entries.keys() ?? []) written.push({ ...placeOf(path), mode: MODES[name] ?? 'plain' });
  }
  return { written, openWrite };
}

/** What an upsert gives a new document: the conditions that are equalities. */
export function givenBy({ conditions }: Filter): ReadonlyMap<string, Term> {
  return new Map(conditions.map(({ of, is }) => [of.column, is]));
}
