/** Entities that are saved and removed: those that were loaded, those that were made, and plain objects. */
import { keyOfTerm, UNKNOWN_TERM, type Model, type Term } from '../../../analysis/footprint.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rowOf } from '../query/filter.js';
import { newRowsOf } from '../query/given.js';
import { assignedTo } from '../query/pending.js';
import { newRow } from '../query/query.js';
import { columnTerm, UNKNOWN_JS, type Rows } from '../query/rows.js';
import { entityOf, type Entity } from './entities.js';

export interface Place {
  readonly library: string;
  readonly at: Expressed;
}

interface Known {
  readonly entity: Entity;
  /** What a row that was made here was given. */
  readonly given?: ReadonlyMap<string, Term>;
}

/** Of rows that were loaded or made here. */
const entities = new WeakMap<Model, Known>();

export function noteEntity(model: Model, known: Known): void {
  entities.set(model, known);
}

export function columnOfRows({ model }: Rows, property: string): string {
  return entities.get(model)?.entity.columnOf(property) ?? property;
}

type Change = 'save' | 'remove';

/** Methods that are handed entities. */
const CHANGES: ReadonlyMap<string, Change> = new Map([
  ['save', 'save'],
  ['remove', 'remove'],
  ['softRemove', 'remove'],
]);

export function changeCalled(method: string): Change | undefined {
  return CHANGES.get(method);
}

/** What an entity's own method does: `image.save()`. */
export function readOwnMethod(value: JsValue, name: string, place: Place, context: ReadingContext): JsValue | undefined {
  const change = changeCalled(name);
  return change === undefined ? undefined : changeOf(change, value, place, context);
}

/** Undefined where what is changed is no entity that was loaded or made. */
function changeOf(change: Change, value: JsValue, place: Place, context: ReadingContext): JsValue | undefined {
  if (value.kind === 'rows') {
    if (change === 'save') save(value, place, context);
    else context.record({ operation: 'delete', resource: { kind: 'row', model: value.model, row: value.row }, at: place.at });
    return value;
  }
  const made = value.kind === 'resolved' && value.value.is.kind === 'instance' ? entityOf(value.value, context) : undefined;
  if (made === undefined || value.kind !== 'resolved' || change === 'remove') return undefined;
  saveObject(made, fieldsOf(made, value.value, context), place, context);
  return value;
}

export function saveOrRemove(entity: Entity | undefined, change: Change, target: Expressed, place: Place, context: ReadingContext): JsValue {
  const changed = (context.elementsOf(target) ?? [target]).map((each) => changeOf(change, context.valueOf(each), place, context));
  if (changed.every((value) => value !== undefined)) return changed[0] ?? UNKNOWN_JS;
  const objects = entity === undefined || change === 'remove' ? [] : newEntitiesOf(target, entity, context).filter((given) => given.size > 0);
  if (entity === undefined || objects.length === 0) {
    context.noteOpaque(`${change}s an entity that is not known`, place.at);
    return UNKNOWN_JS;
  }
  for (const given of objects) saveObject(entity, given, place, context);
  return UNKNOWN_JS;
}

/** New rows by what they are given; a foreign key by the row that it names: `{ image }`, `{ image: { id } }`. */
export function newEntitiesOf(expression: Expressed | undefined, entity: Entity, context: ReadingContext): readonly ReadonlyMap<string, Term>[] {
  return newRowsOf(expression, entity.columnOf, context, (value, property) => {
    const relation = entity.relations.get(property);
    if (relation?.column === undefined) return context.termOf(value);
    const other = entityOf(context.resolve(relation.target), context);
    const id = [...(context.entriesOf(value)?.entries ?? [])].find(([name]) => other?.columnOf(name) === 'id')?.[1];
    return id === undefined ? termIn(context.valueOf(value)) : context.termOf(id);
  });
}

/** A value as what a column holds: a row as its key. */
function termIn(value: JsValue): Term {
  if (value.kind === 'rows') return columnTerm({ model: value.model, column: 'id' }, value.row);
  return value.kind === 'term' ? value.term : UNKNOWN_TERM;
}

/** What was assigned to an entity that was made here: `tag.name = name`, `tag.image = image`. */
function fieldsOf(entity: Entity, made: Value, context: ReadingContext): ReadonlyMap<string, Term> {
  return new Map(
    entity.properties.flatMap((property): [string, Term][] => {
      const value = context.fieldOf(made, property);
      return value === undefined ? [] : [[entity.columnOf(property), termIn(value)]];
    }),
  );
}

/** Only columns that differ are written. */
function save({ model, row }: Rows, { at }: Place, context: ReadingContext): void {
  const own = entities.get(model);
  if (own?.given !== undefined) context.record({ operation: 'create', resource: { kind: 'row', model, row }, at });
  else for (const { column, mode, at: assigned } of assignedTo(model)) context.record({ operation: 'write', resource: { kind: 'column', model, column, row }, mode, at: assigned });
}

/** `save({ id, file })` writes the row of that id, or makes it. */
function saveObject({ model }: Entity, given: ReadonlyMap<string, Term>, { at }: Place, context: ReadingContext): void {
  const id = given.get('id');
  const isThere = id !== undefined && keyOfTerm(id) !== undefined;
  const row = isThere ? rowOf({ conditions: [{ of: { model, column: 'id' }, is: id }], open: false }, model) : newRow(given);
  context.record({ operation: 'create', resource: { kind: 'row', model, row }, at, ...(id === undefined ? {} : { mode: 'lazy' as const }) });
  if (!isThere) return;
  for (const column of given.keys()) if (column !== 'id') context.record({ operation: 'write', resource: { kind: 'column', model, column, row }, at });
}
