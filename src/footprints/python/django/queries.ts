/** Query sets and managers: of which model, which of its rows, and what each round of a loop over one gives. */
import type { Limit, Model, Row } from '../../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyClass, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { isModel, rootTableOf } from './classes.js';
import { columnOf, fieldOf, PRIMARY_KEY, PRIMARY_KEY_NAMES, type Column } from './fields.js';
import { keyedRow, loadedInstance, type Given } from './rows.js';

export const LIBRARY = 'django';

/** What is made of each row: an object, or what `values()` and `values_list()` give. */
type Form = 'object' | 'dict' | 'tuple' | 'flat';

/** The rows of a table between two models, of which a relation to many is made. */
export interface Through {
  readonly model: Model;
  /** What names this side's row. */
  readonly by: readonly Given[];
}

export interface Query {
  readonly of: PyClass;
  readonly by: readonly Given[];
  /** Conditions that name no value narrow it further. */
  readonly narrowed: boolean;
  /** What conditions that name no row say of which rows are not meant. */
  readonly limits?: readonly Limit[];
  readonly form: Form;
  /** Of `values('width', 'height')`; none for all of them. */
  readonly names: readonly string[];
  /** The project's own query set class. */
  readonly as?: PyClass;
  /** Of a related manager: what `create()` fills in by itself. */
  readonly filled?: readonly Given[];
  readonly through?: Through;
}

export function allOf(of: PyClass, as?: PyClass): Query {
  return { of, by: [], narrowed: false, form: 'object', names: [], ...(as === undefined ? {} : { as }) };
}

/** Queries and managers of the project's own classes, by the identity of their rows, which they keep when seen as of another class. */
const ofInstances = new WeakMap<object, Query>();

interface Handle {
  readonly query: Query;
}

export function queryValue(query: Query): PyValue {
  return query.as === undefined ? { kind: 'handle', library: LIBRARY, data: { query } satisfies Handle } : instanceOf(query.as, query);
}

/** A manager of a class of the project's own. */
export function instanceOf(as: PyClass, query: Query): PyInstance {
  const row: Row = { kind: 'unknown' };
  ofInstances.set(row, query);
  return { kind: 'instance', of: as, row };
}

export function queryOf(value: PyValue | undefined): Query | undefined {
  if (value?.kind === 'instance') return value.row === undefined ? undefined : ofInstances.get(value.row);
  return value?.kind === 'handle' && value.library === LIBRARY && isHandle(value.data) ? value.data.query : undefined;
}

function isHandle(data: unknown): data is Handle {
  return typeof data === 'object' && data !== null && 'query' in data;
}

/** The rows of a query: those that its conditions name; unknown ones where conditions narrow it and none names a value. */
export function rowsOf({ by, narrowed, limits }: Query): Row {
  return by.length === 0 && narrowed ? { kind: 'unknown' } : keyedRow(by, limits);
}

/**
 * The rows that a query changes: a condition that names no value may well leave out those that another task has in mind (`created__lt=…`
 * those that it has just made), unless there is one row at most.
 */
export function changedRowsOf(query: Query): Row {
  const isSingle = query.by.some(({ column, among }) => column === PRIMARY_KEY && among !== true);
  return query.narrowed && !isSingle ? { kind: 'unknown' } : rowsOf({ ...query, limits: [] });
}

/** Takes note that the query is carried out, so its rows are read. */
export function recordRows(query: Query, context: ReadingContext): void {
  context.record({ operation: 'read', resource: { kind: 'row', model: rootTableOf(query.of, context), row: rowsOf(query) } });
}

/** What one of the query's rows is given as. */
export function elementOf(query: Query, context: ReadingContext): PyValue {
  recordRows(query, context);
  const values = query.names.map((name) => valueOf(query, name, context));
  switch (query.form) {
    case 'object':
      return loadedInstance(query.of, rowsOf(query), new Set(query.by.flatMap(({ column, among }) => (among === true ? [column] : []))));
    case 'dict':
      return { kind: 'dict', entries: new Map(query.names.map((name, index) => [name, values[index] ?? UNKNOWN_VALUE])), open: query.names.length === 0 };
    case 'tuple':
      return query.names.length === 0 ? UNKNOWN_VALUE : { kind: 'list', elements: values };
    case 'flat':
      return values[0] ?? UNKNOWN_VALUE;
  }
}

/** What a row holds under a name that `values()` asks for; asking for it is using it. */
function valueOf(query: Query, name: string, context: ReadingContext): PyValue {
  const column = columnNamed(query.of, name, context);
  if (column === undefined) return UNKNOWN_VALUE;
  const given = query.by.find((each) => each.column === column.column && each.among !== true && each.is.kind !== 'unknown');
  if (given !== undefined) return termValue(given.is);
  const row = rowsOf(query);
  if (column.column !== PRIMARY_KEY) context.record({ operation: 'read', resource: { kind: 'column', ...column, row } });
  return termValue({ kind: 'column', ...column, row });
}

/** The column of a model under a name without joins. */
export function columnNamed(of: PyClass, name: string, context: ReadingContext): Column | undefined {
  const field = fieldOf(of, name, context);
  if (field !== undefined) return field.kind === 'many' || field.kind === 'generic' ? undefined : columnOf(of, field, context);
  return PRIMARY_KEY_NAMES.has(name) && isModel(of, context) ? { model: rootTableOf(of, context), column: PRIMARY_KEY } : undefined;
}
