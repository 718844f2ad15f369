/** Related managers: the rows at the other end of a relation. https://docs.djangoproject.com/en/stable/ref/models/relations/ */
import { keywordOf } from '../../../readers/python/calls.js';
import { UNKNOWN_VALUE, type PyCall, type PyClass, type PyInstance, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rootTableOf } from './classes.js';
import { columnOf, fieldsOf, modelNamed, targetOf, type Field } from './fields.js';
import { namedThrough, withTables } from './generic.js';
import { managerOf } from './managers.js';
import { allOf, columnNamed, elementOf, rowsOf, type Query, type Through } from './queries.js';
import type { Relation } from './relations.js';
import { idOf, isObject, keyedRow, rowOf, termOf, type Given } from './rows.js';

/** `image.tag_set`, `image.cover`, where `Tag` and `Cover` name the image. */
export function relatedRows(instance: PyInstance, { of, field, single }: Relation, context: ReadingContext): PyValue {
  const is = idOf(instance, context);
  if (field.kind === 'many') {
    const through = throughOf(instance, of, field, context);
    return managerOf(of, 'objects', { ...allOf(of), narrowed: true, through }, context) ?? UNKNOWN_VALUE;
  }
  const by = [{ column: field.column, is }];
  if (single) return elementOf({ ...allOf(of), by }, context);
  return managerOf(of, 'objects', { ...allOf(of), by, filled: by }, context) ?? UNKNOWN_VALUE;
}

/** `image.tags`, where the image's class declares the field. */
export function rowsThrough(instance: PyInstance, field: Field, context: ReadingContext): PyValue {
  const target = targetOf(field, instance.of, context);
  if (target === undefined) return UNKNOWN_VALUE;
  const is = idOf(instance, context);
  const query: Query = field.kind === 'generic' ? named(target, namedThrough(field, instance.of, is), context) : { ...allOf(target), narrowed: true, through: throughOf(instance, instance.of, field, context) };
  return managerOf(target, 'objects', query, context) ?? UNKNOWN_VALUE;
}

function named(target: PyClass, filled: readonly Given[], context: ReadingContext): Query {
  return { ...allOf(target), by: withTables(target, filled, context), filled };
}

/** The table between, and its rows that name the row of an object. */
function throughOf(instance: PyInstance, declaring: PyClass, field: Field, context: ReadingContext): Through {
  const side = rootTableOf(instance.of, context);
  const is = idOf(instance, context);
  const between = modelBetween(field, context);
  if (between !== undefined) return { model: rootTableOf(between, context), by: keysTo(side.key, between, context).map((column) => ({ column, is })) };
  const { model } = columnOf(declaring, field, context);
  return { model: { key: `${model.key}.${field.name}`, name: `${model.name}.${field.name}` }, by: [{ column: `${side.name.toLowerCase()}_id`, is }] };
}

/** `through='Labelling'`, `through=Labelling` */
function modelBetween({ declaration, owner }: Field, context: ReadingContext): PyClass | undefined {
  const node = keywordOf(declaration, 'through', owner.module);
  if (node === undefined) return undefined;
  const value = context.evaluate(node, owner.module);
  return value.kind === 'class' ? value : modelNamed(context.textOf(value), owner.module, context);
}

/** The column by which rows of a class name rows of a table; none where there are several. */
function keysTo(table: string, of: PyClass, context: ReadingContext): readonly string[] {
  const keys = fieldsOf(of, context).filter((field) => {
    const target = field.kind === 'one' ? targetOf(field, of, context) : undefined;
    return target !== undefined && rootTableOf(target, context).key === table;
  });
  return keys.length === 1 ? keys.map(({ column }) => column) : [];
}

type Change = 'create' | 'delete';

/** What the methods of a related manager do to the rows between. */
const CHANGES: ReadonlyMap<string, readonly Change[]> = new Map([
  ['add', ['create']],
  ['remove', ['delete']],
  ['clear', ['delete']],
  ['set', ['delete', 'create']],
]);

export function changeRelated(query: Query, name: string, call: PyCall, context: ReadingContext): boolean {
  const changes = query.through === undefined && query.filled === undefined ? undefined : CHANGES.get(name);
  if (changes === undefined) return false;
  if (query.through === undefined) changeKeys(query, call, context);
  else for (const operation of changes) recordThrough(query.through, operation, context);
  return true;
}

export function recordThrough({ model, by }: Through, operation: Change | 'read', context: ReadingContext): void {
  context.record({ operation, resource: { kind: 'row', model, row: keyedRow(by) } });
}

/** `image.tag_set.add(tag)` writes the key in the tag's row. */
function changeKeys(query: Query, { positional }: PyCall, context: ReadingContext): void {
  for (const { column } of query.filled ?? []) {
    const resource = columnNamed(query.of, column, context);
    if (resource === undefined) continue;
    const objects = positional.flatMap((value) => (value.kind === 'list' ? value.elements : [value]));
    const rows = objects.length === 0 ? [rowsOf(query)] : objects.map((value) => (isObject(value, context) ? rowOf(value) : keyedRow([{ column: 'id', is: termOf(value, context) }])));
    for (const row of rows) context.record({ operation: 'write', resource: { kind: 'column', ...resource, row } });
  }
}
