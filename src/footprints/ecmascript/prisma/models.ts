/** Prisma's models as tables, with their relations where the schema is known. */
import type { Model, Row } from '../../../analysis/footprint.js';
import type { Expressed } from '../values.js';
import { rowsOf } from '../query/query.js';
import { relatedRow, type Keys } from '../query/relations.js';
import { shaped, type Rows } from '../query/rows.js';
import { tableModel } from '../sql/tables.js';
import { clientName, type Field, type SchemaModel } from './schema.js';
import type { Schema } from './schemas.js';

export interface Table {
  readonly model: Model;
  readonly schema: Schema;
  readonly described: SchemaModel | undefined;
}

/** How rows of another table hang on a row: each of its columns holds what a column of the row holds. */
export interface Relation {
  readonly table: Table;
  readonly many: boolean;
  readonly keys: Keys;
  /** The keys are columns of the row itself. */
  readonly isOwn: boolean;
}

/** @param name of the client's property: `image` */
export function tableOf(name: string, schema: Schema): Table {
  const described = schema.models.get(name);
  const called = described?.name ?? name.charAt(0).toUpperCase() + name.slice(1);
  return { model: { key: keyOf(called, described, schema), name: called }, schema, described };
}

function keyOf(name: string, described: SchemaModel | undefined, schema: Schema): string {
  return described === undefined ? `prisma:${schema.path}#${name}` : ofSchema(tableModel(described.table), schema).key;
}

/** A table as the schema's client knows it. Where its name says which is meant, SQL of any client meets it. */
export function ofSchema(model: Model, { path, ambiguous }: Schema): Model {
  return ambiguous.has(model.name) ? { ...model, key: `prisma:${path}#${model.name}` } : model;
}

/** The primary key is `id`, whatever it is called. */
export function columnOf({ described }: Table, property: string): string {
  return described?.fields.get(property)?.isId === true ? 'id' : property;
}

export function relationOf(table: Table, property: string): Relation | undefined {
  const field = table.described?.fields.get(property);
  const other = field === undefined ? undefined : table.schema.models.get(clientName(field.type));
  if (field === undefined || other === undefined) return undefined;
  const theirs = tableOf(clientName(other.name), table.schema);
  if (field.keys !== undefined) {
    return { table: theirs, many: false, isOwn: true, keys: field.keys.map(({ own, other: column }) => ({ theirs: columnOf(theirs, column), ours: columnOf(table, own) })) };
  }
  const back = backField(table, field, other);
  if (back?.keys === undefined) return undefined;
  return { table: theirs, many: field.isList, isOwn: false, keys: back.keys.map(({ own, other: column }) => ({ theirs: columnOf(theirs, own), ours: columnOf(table, column) })) };
}

/** The field of the other model that holds the relation; undefined where there are several that could be meant. */
function backField({ described }: Table, field: Field, other: SchemaModel): Field | undefined {
  const backs = [...other.fields.values()].filter(({ type, keys, relation }) => type === described?.name && keys !== undefined && relation === field.relation);
  return backs.length === 1 ? backs[0] : undefined;
}

/** A table's rows with the relations that a load brings along; any other relation is just a column. */
export function withRelations(table: Table, row: Row, included: ReadonlySet<string>, library: string, site: Expressed, depth = 0): Model {
  return shaped(table.model, (name) => {
    const relation = included.has(name) ? relationOf(table, name) : undefined;
    if (relation !== undefined) return relatedRows(relation, table, row, library, site, depth);
    const column = columnOf(table, name);
    return column === name ? undefined : { kind: 'column', of: { model: table.model, column } };
  });
}

const EVERY: ReadonlySet<string> = new Set();
const MAX_DEPTH = 6;

function relatedRows(relation: Relation, table: Table, row: Row, library: string, site: Expressed, depth: number): Rows {
  const theirs = relatedRow(relation.keys, table.model, row);
  const included = depth > MAX_DEPTH ? EVERY : new Set(relation.table.described?.fields.keys());
  return rowsOf({ model: withRelations(relation.table, theirs, included, library, site, depth + 1), many: relation.many }, theirs, library, site);
}
