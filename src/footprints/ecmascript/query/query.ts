/** A query, however it was put together, and what running it reads and writes. */
import { keyOfTerm, type Mode, type Model, type Row, type Term } from '../../../analysis/footprint.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { ALL, SOME, rowOf, all, type ColumnRef, type Filter } from './filter.js';
import { shaped, UNKNOWN_JS, type Property, type Rows } from './rows.js';

export interface Written {
  readonly column: string;
  readonly mode: Mode;
  /** Of a column of JSON those fields that are written; without, all of it. */
  readonly fields?: readonly string[];
}

export interface Query {
  readonly kind: 'select' | 'update' | 'insert' | 'delete';
  readonly model: Model;
  /** Tables beside the model's. */
  readonly joined: readonly Model[];
  readonly filter: Filter;
  /** Absent for all columns. */
  readonly selected?: readonly ColumnRef[];
  readonly orderedBy: readonly ColumnRef[];
  readonly written: readonly Written[];
  /** The new rows, by what is given for their columns. */
  readonly created: readonly ReadonlyMap<string, Term>[];
  /** Of an insert: what becomes of a row that is there already. `written` is then for that row. */
  readonly conflict?: 'update' | 'nothing';
  /** Of an update or delete: columns are written of which nobody can tell which. */
  readonly openWrite: boolean;
  readonly many: boolean;
  /** What the loaded rows' properties are; any other is a column of `others`. */
  readonly properties: ReadonlyMap<string, Picked>;
  /** The table whose columns all other properties are; the query's own where it is absent, none where several tables give theirs. */
  readonly others?: Model | typeof COMPUTED;
}

/** What an expression gives that is no plain column: `count(*)`. */
export const COMPUTED = 'computed';

/** What a property of loaded rows is: a column, or all of a table's row. */
export type Picked = ColumnRef | Model | typeof COMPUTED;

export function queryOf(kind: Query['kind'], model: Model): Query {
  return { kind, model, joined: [], filter: ALL, orderedBy: [], written: [], created: [], openWrite: false, many: true, properties: new Map() };
}

export function filtered(query: Query, filter: Filter): Query {
  return { ...query, filter: all(query.filter, filter) };
}

interface Run {
  readonly library: string;
  readonly at: Expressed;
}

/** Records what running a query does, and gives what it gives. */
export function run(query: Query, context: ReadingContext, { library, at }: Run): JsValue {
  const model = query.model;
  switch (query.kind) {
    case 'select':
      recordConditions(query, context, at);
      return load(query, context, { library, at });
    case 'update': {
      recordConditions(query, context, at);
      recordRows(query, query.joined, context, at);
      const row = rowOf(query.filter, model);
      recordWrites(query, row, context, at);
      return rowsOf(query, row, library, at);
    }
    case 'delete': {
      recordConditions(query, context, at);
      recordRows(query, query.joined, context, at);
      const row = rowOf(query.filter, model);
      context.record({ operation: 'delete', resource: { kind: 'row', model, row }, at });
      return rowsOf(query, row, library, at);
    }
    case 'insert':
      return insert(query, context, { library, at });
  }
}

function recordConditions({ filter, orderedBy }: Query, context: ReadingContext, at: Expressed): void {
  for (const of of [...filter.conditions.map((condition) => condition.of), ...orderedBy]) {
    context.record({ operation: 'read', resource: { kind: 'column', ...of, row: rowOf(filter, of.model) }, rank: 'where', at });
  }
}

function recordRows({ filter }: Query, models: readonly Model[], context: ReadingContext, at: Expressed): void {
  for (const model of models) context.record({ operation: 'read', resource: { kind: 'row', model, row: rowOf(filter, model) }, rank: 'where', at });
}

function load(query: Query, context: ReadingContext, { library, at }: Run): Rows {
  recordRows(query, [query.model, ...query.joined], context, at);
  for (const of of query.selected ?? []) {
    context.record({ operation: 'read', resource: { kind: 'column', ...of, row: rowOf(query.filter, of.model) }, rank: 'selected', at });
  }
  const model = query.properties.size === 0 && query.others === undefined ? query.model : shaped(query.model, (name) => propertyOf(query, name, library, at));
  return rowsOf({ model, many: query.many }, rowOf(all(query.filter, pickedBy(query)), query.model), library, at);
}

/** One row of several: the first in an order. */
function pickedBy({ many, orderedBy }: Query): Filter {
  return many || orderedBy.length === 0 ? ALL : SOME;
}

function propertyOf({ properties, others, filter }: Query, name: string, library: string, at: Expressed): Property | undefined {
  const property = properties.get(name) ?? (others === undefined || others === COMPUTED ? others : { model: others, column: name });
  if (property === undefined) return undefined;
  if (property === COMPUTED) return UNKNOWN_JS;
  if (!('column' in property)) return rowsOf({ model: property, many: false }, rowOf(filter, property), library, at);
  return { kind: 'column', of: property, row: rowOf(filter, property.model) };
}

function recordWrites({ kind, model, written, openWrite }: Query, row: Row, context: ReadingContext, at: Expressed): void {
  for (const { mode, ...column } of written) {
    const isFill = kind === 'update' && mode === 'plain' && isEmptyIn(row, column.column);
    context.record({ operation: 'write', resource: { kind: 'column', model, ...column, row }, mode: isFill ? 'lazy' : mode, at });
  }
  if (!openWrite) return;
  context.record({ operation: 'write', resource: { kind: 'row', model, row }, at });
  context.noteOpaque(`writes columns of ${model.name} that are not known`, at);
}

/** `SET url = … WHERE url IS NULL` */
function isEmptyIn(row: Row, column: string): boolean {
  return row.kind === 'keyed' && row.by.some(({ column: of, is }) => of === column && is.kind === 'literal' && is.value === null);
}

function insert(query: Query, context: ReadingContext, { library, at }: Run): JsValue {
  const { model, conflict } = query;
  for (const given of query.created.length === 0 ? [new Map<string, Term>()] : query.created) {
    const row = newRow(given);
    context.record({ operation: 'create', resource: { kind: 'row', model, row }, at, ...(conflict === undefined ? {} : { mode: 'lazy' as const }) });
    if (conflict === 'update') recordWrites(query, row, context, at);
  }
  const [only, ...others] = query.created;
  return others.length > 0 || only === undefined ? UNKNOWN_JS : rowsOf(query, newRow(only), library, at);
}

/** A new row by what is given for its columns, as far as that is known. */
export function newRow(given: ReadonlyMap<string, Term>): Row {
  const by = [...given].filter(([, is]) => keyOfTerm(is) !== undefined).map(([column, is]) => ({ column, is }));
  return by.length === 0 ? { kind: 'new' } : { kind: 'keyed', by };
}

export function rowsOf({ model, many }: Pick<Query, 'model' | 'many'>, row: Row, library: string, site: Expressed): Rows {
  return { kind: 'rows', library, model, row, many, site };
}
