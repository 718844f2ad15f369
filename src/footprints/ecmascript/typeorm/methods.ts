/** What the methods of TypeORM's repositories and entity managers do. */
import type { Model, Row, Term } from '../../../analysis/footprint.js';
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rowOf, type Filter } from '../query/filter.js';
import { partOf } from '../query/given.js';
import type { Link } from '../query/links.js';
import { noteAssigned } from '../query/pending.js';
import { filtered, newRow, queryOf, rowsOf, run, type Query } from '../query/query.js';
import { columnTerm, shaped, UNKNOWN_JS, type Rows } from '../query/rows.js';
import { setIn } from './builder.js';
import { criteriaFilter, findFilter } from './criteria.js';
import { childColumn, entityOf, type Entity } from './entities.js';
import { changeCalled, columnOfRows, newEntitiesOf, noteEntity, saveOrRemove, type Place } from './saving.js';

/** Loads, by whether they give many rows; `By`: the argument is the condition itself. */
const LOADS: ReadonlyMap<string, { readonly many: boolean; readonly by: 'options' | 'where' | 'id' }> = new Map([
  ['find', { many: true, by: 'options' }],
  ['findBy', { many: true, by: 'where' }],
  ['findAndCount', { many: true, by: 'options' }],
  ['findAndCountBy', { many: true, by: 'where' }],
  ['findOne', { many: false, by: 'options' }],
  ['findOneOrFail', { many: false, by: 'options' }],
  ['findOneBy', { many: false, by: 'where' }],
  ['findOneByOrFail', { many: false, by: 'where' }],
  ['findOneById', { many: false, by: 'id' }],
  ['findByIds', { many: true, by: 'id' }],
  ['count', { many: false, by: 'options' }],
  ['countBy', { many: false, by: 'where' }],
  ['exist', { many: false, by: 'options' }],
  ['exists', { many: false, by: 'options' }],
  ['existsBy', { many: false, by: 'where' }],
]);

export function readMethod(entity: Entity | undefined, { name, args }: Link, place: Place, context: ReadingContext): JsValue | undefined {
  const [first, second] = args;
  const change = changeCalled(name);
  if (change !== undefined) return first === undefined ? undefined : saveOrRemove(entity, change, first, place, context);
  if (entity === undefined) return undefined;
  const load = LOADS.get(name);
  if (load !== undefined) return readLoad(entity, load, first, place, context);
  const changing = (kind: Query['kind']): Query => filtered(queryOf(kind, entity.model), criteriaFilter(first, entity, context));
  switch (name) {
    case 'update':
      return run({ ...changing('update'), ...setIn(second, entity, entity.model.name, context) }, context, place);
    case 'increment':
    case 'decrement': {
      const property = context.textOf(second);
      return property === undefined ? undefined : run({ ...changing('update'), written: [{ column: entity.columnOf(property), mode: 'atomic' }] }, context, place);
    }
    case 'delete':
    case 'softDelete':
      return run(changing('delete'), context, place);
    case 'insert':
      return run({ ...queryOf('insert', entity.model), created: newEntitiesOf(first, entity, context) }, context, place);
    case 'upsert': {
      const created = newEntitiesOf(first, entity, context);
      const written = created.flatMap((row) => [...row.keys()]).map((column) => ({ column, mode: 'plain' as const }));
      return run({ ...queryOf('insert', entity.model), created, written, conflict: 'update' }, context, place);
    }
    case 'create': {
      const [given = new Map<string, Term>()] = newEntitiesOf(first, entity, context);
      const model = withEntity(entity, newRow(given), place, context, given);
      return rowsOf({ model, many: false }, newRow(given), place.library, place.at);
    }
    case 'preload': {
      const filter = findFilter(first, entity, context);
      const row = rowOf({ ...filter, conditions: filter.conditions.filter(({ of }) => of.column === 'id') }, entity.model);
      return assigned(rowsOf({ model: withEntity(entity, row, place, context), many: false }, row, place.library, place.at), [first], context);
    }
    case 'merge': {
      const target = first === undefined ? UNKNOWN_JS : context.valueOf(first);
      return target.kind === 'rows' ? assigned(target, args.slice(1), context) : target;
    }
    default:
      return undefined;
  }
}

/** Rows whose columns have been given the values of objects. */
function assigned(rows: Rows, objects: readonly (Expressed | undefined)[], context: ReadingContext): Rows {
  for (const object of objects) {
    for (const [property, value] of context.entriesOf(object)?.entries ?? []) {
      const column = columnOfRows(rows, property);
      if (column !== 'id') noteAssigned(rows.model, property, { column }, partOf(value, unwrapped(value.node)));
    }
  }
  return rows;
}

function readLoad(entity: Entity, { many, by }: { readonly many: boolean; readonly by: string }, first: Expressed | undefined, place: Place, context: ReadingContext): JsValue {
  const options = by === 'options' ? context.entriesOf(first)?.entries : undefined;
  const filter = filterOfLoad(entity, by, first, options?.get('where'), context);
  const selected = context.elementsOf(options?.get('select'))?.flatMap((part) => context.textOf(part) ?? []) ?? [...(context.entriesOf(options?.get('select'))?.entries.keys() ?? [])];
  const columns = selected.length === 0 ? {} : { selected: selected.map((property) => ({ model: entity.model, column: entity.columnOf(property) })) };
  const orderedBy = [...(context.entriesOf(options?.get('order'))?.entries.keys() ?? [])].map((property) => ({ model: entity.model, column: entity.columnOf(property) }));
  const value = run({ ...filtered(queryOf('select', entity.model), filter), many, orderedBy, ...columns }, context, place);
  if (value.kind !== 'rows') return value;
  recordRelations(entity, options?.get('relations'), value.row, place, context);
  return { ...value, model: withEntity(entity, value.row, place, context) };
}

function filterOfLoad(entity: Entity, by: string, first: Expressed | undefined, where: Expressed | undefined, context: ReadingContext): Filter {
  if (by === 'id') return criteriaFilter(first, entity, context);
  if (by === 'where') return findFilter(first, entity, context);
  // `findOne(id)` of old versions.
  return first !== undefined && context.entriesOf(first) === undefined ? criteriaFilter(first, entity, context) : findFilter(where, entity, context);
}

/** `relations: ['tags']`, `relations: { tags: true }`: child rows are loaded by the parent's key. */
function recordRelations(entity: Entity, relations: Expressed | undefined, row: Row, { at }: Place, context: ReadingContext): void {
  const names = context.elementsOf(relations)?.flatMap((part) => context.textOf(part) ?? []) ?? [...(context.entriesOf(relations)?.entries.keys() ?? [])];
  for (const name of names) {
    const child = childOf(entity, name, row, context);
    if (child !== undefined) context.record({ operation: 'read', resource: { kind: 'row', model: child.entity.model, row: child.row }, rank: 'where', at });
  }
}

function childOf(entity: Entity, property: string, row: Row, context: ReadingContext): { readonly entity: Entity; readonly row: Row } | undefined {
  const relation = entity.relations.get(property);
  const child = relation === undefined ? undefined : childColumn(relation, context);
  if (child === undefined) return undefined;
  return { entity: child.entity, row: { kind: 'keyed', by: [{ column: child.column, is: columnTerm({ model: entity.model, column: 'id' }, row) }] } };
}

/** The model of loaded rows, whose properties have other names in the table. */
function withEntity(entity: Entity, row: Row, { library, at }: Place, context: ReadingContext, given?: ReadonlyMap<string, Term>): Model {
  const model = shaped(entity.model, (property) => {
    const child = childOf(entity, property, row, context);
    if (child !== undefined) return rowsOf({ model: child.entity.model, many: true }, child.row, library, at);
    return relatedOne(entity, property, row, library, at, context) ?? { kind: 'column', of: { model: entity.model, column: entity.columnOf(property) } };
  });
  noteEntity(model, { entity, ...(given === undefined ? {} : { given }) });
  return model;
}

/** `tag.image`: the row that a foreign key names. */
function relatedOne(entity: Entity, property: string, row: Row, library: string, at: Expressed, context: ReadingContext): Rows | undefined {
  const relation = entity.relations.get(property);
  const other = relation?.column === undefined ? undefined : entityOf(context.resolve(relation.target), context);
  if (relation?.column === undefined || other === undefined) return undefined;
  const theirs: Row = { kind: 'keyed', by: [{ column: 'id', is: columnTerm({ model: entity.model, column: relation.column }, row) }] };
  return rowsOf({ model: withEntity(other, theirs, { library, at }, context), many: false }, theirs, library, at);
}
