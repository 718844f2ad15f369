/** Rows that a query has loaded: what their properties are, and what reading them says. */
import { UNKNOWN_TERM, keyOfTerm, type Model, type Row, type Term } from '../../../analysis/footprint.js';
import type { JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import type { ColumnRef } from './filter.js';

export type Rows = Extract<JsValue, { kind: 'rows' }>;

/** What a property is: rows of their own (`image.tags`), something computed, or a column; `row` where it is none of the rows' own table. */
export type Property = Rows | Extract<JsValue, { kind: 'term' }> | { readonly kind: 'column'; readonly of: ColumnRef; readonly row?: Row };

/** What the properties of loaded rows are, by the model object of the load; a property that is not there is the column of its name. */
const shapes = new WeakMap<Model, (name: string) => Property | undefined>();

/** The same model, with its own word on what the properties of rows are. */
export function shaped(model: Model, propertyOf: (name: string) => Property | undefined): Model {
  const own = { ...model };
  const inherited = shapes.get(model);
  shapes.set(own, (name) => propertyOf(name) ?? inherited?.(name));
  return own;
}

/** The same model, as it is meant in a database; rows of tables that are read off its rows lie there, too. */
export function placedIn(database: string | undefined, model: Model): Model {
  if (database === undefined) return model;
  const own = { ...model, database };
  shapes.set(own, (name) => shapes.get(model)?.(name));
  return own;
}

/** What arrays have: read off many rows it is no column. */
const OF_ARRAYS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Array.prototype));

/** `property` of a library whose rows are shaped here. */
export function readProperty(rows: Rows, name: string, context: ReadingContext): JsValue | undefined {
  if (rows.many && (OF_ARRAYS.has(name) || /^\d+$/.test(name))) return undefined;
  const { database } = rows.model;
  const property = shapes.get(rows.model)?.(name) ?? { kind: 'column', of: { model: rows.model, column: name }, row: rows.row };
  if (property.kind === 'rows') return { ...property, model: placedIn(database, property.model) };
  if (property.kind !== 'column') return property;
  const row = property.row ?? rows.row;
  const of = { ...property.of, model: placedIn(database, property.of.model) };
  context.record({ operation: 'read', resource: { kind: 'column', ...of, row } });
  return { kind: 'term', term: columnTerm(of, row) };
}

/**
 * What a column holds; the column that the row was chosen by holds what it was chosen by. Only of a row that its primary key names is it one
 * value: two rows of one owner, picked by whatever comes later, hold different ones.
 */
export function columnTerm({ model, column, fields }: ColumnRef, row: Row): Term {
  if (fields !== undefined) return UNKNOWN_TERM;
  const by = row.kind === 'keyed' ? row.by.filter(({ is }) => keyOfTerm(is) !== undefined) : [];
  const chosen = by.find((key) => key.column === column)?.is;
  if (chosen !== undefined) return chosen;
  return by.some((key) => key.column === 'id') ? { kind: 'column', model, column, row } : UNKNOWN_TERM;
}

export const UNKNOWN_JS: Extract<JsValue, { kind: 'term' }> = { kind: 'term', term: UNKNOWN_TERM };
