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

/** What arrays have: read off many rows it is no column. */
const OF_ARRAYS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Array.prototype));

/** `property` of a library whose rows are shaped here. */
export function readProperty(rows: Rows, name: string, context: ReadingContext): JsValue | undefined {
  if (rows.many && (OF_ARRAYS.has(name) || /^\d+$/.test(name))) return undefined;
  const property = shapes.get(rows.model)?.(name) ?? { kind: 'column', of: { model: rows.model, column: name }, row: rows.row };
  if (property.kind !== 'column') return property;
  const row = property.row ?? rows.row;
  context.record({ operation: 'read', resource: { kind: 'column', ...property.of, row } });
  return { kind: 'term', term: columnTerm(property.of, row) };
}

/**
 * What a column holds; the column that the row was chosen by holds what it was chosen by. Only of a row that its primary key names is it one
 * value: two rows of one owner, picked by whatever comes later, hold different ones.
 */
export function columnTerm({ model, column }: ColumnRef, row: Row): Term {
  const by = row.kind === 'keyed' ? row.by.filter(({ is }) => keyOfTerm(is) !== undefined) : [];
  const chosen = by.find((key) => key.column === column)?.is;
  if (chosen !== undefined) return chosen;
  return by.some((key) => key.column === 'id') ? { kind: 'column', model, column, row } : UNKNOWN_TERM;
}

export const UNKNOWN_JS: Extract<JsValue, { kind: 'term' }> = { kind: 'term', term: UNKNOWN_TERM };
