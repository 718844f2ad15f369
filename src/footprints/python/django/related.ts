/** Related managers: the rows at the other end of a relation. https://docs.djangoproject.com/en/stable/ref/models/relations/ */
import type { PyCall, PyInstance, PyValue } from '../values.js';
import { UNKNOWN_VALUE } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rootTableOf } from './classes.js';
import { columnOf, targetOf, type Field } from './fields.js';
import { managerOf } from './managers.js';
import { allOf, columnNamed, elementOf, rowsOf, type Query, type Through } from './queries.js';
import type { Relation } from './relations.js';
import { idOf, isObject, keyedRow, rowOf, termOf } from './rows.js';

/** `image.tag_set`, `image.cover`, where `Tag` and `Cover` name the image. */
export function relatedRows(instance: PyInstance, { of, field, single }: Relation, context: ReadingContext): PyValue {
  const is = idOf(instance, context);
  if (field.kind === 'many') {
    const through = throughOf(of, field, [{ column: sideOf(instance, context), is }], context);
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
  const query: Query =
    field.kind === 'generic'
      ? { ...allOf(target), by: [{ column: 'object_id', is }], filled: [{ column: 'object_id', is }] }
      : { ...allOf(target), narrowed: true, through: throughOf(instance.of, field, [{ column: sideOf(instance, context), is }], context) };
  return managerOf(target, 'objects', query, context) ?? UNKNOWN_VALUE;
}

/** How the table between calls the row of an object. */
function sideOf(instance: PyInstance, context: ReadingContext): string {
  return `${rootTableOf(instance.of, context).name.toLowerCase()}_id`;
}

function throughOf(declaring: PyInstance['of'], field: Field, by: Through['by'], context: ReadingContext): Through {
  const { model } = columnOf(declaring, field, context);
  return { model: { key: `${model.key}.${field.name}`, name: `${model.name}.${field.name}` }, by };
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
