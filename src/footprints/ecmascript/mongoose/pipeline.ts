/** Aggregation pipelines: https://mongoosejs.com/docs/api/aggregate.html */
import type { Model } from '../../../analysis/footprint.js';
import { walk } from '../../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, ALL, rowOf, SOME, type ColumnRef, type Filter } from '../query/filter.js';
import type { Link } from '../query/links.js';
import { COMPUTED, filtered, queryOf, run, type Picked, type Query } from '../query/query.js';
import { UNKNOWN_JS } from '../query/rows.js';
import { columnOf, conditionFilter } from './documents.js';

interface Stage {
  readonly name: string;
  readonly value: Expressed;
}

/** Stages after which the documents are still those of the model. */
const KEEPING: ReadonlySet<string> = new Set(['$match', '$sort', '$limit', '$skip', '$sample', '$lookup', '$graphLookup', '$addFields', '$set', '$project', '$unset']);
/** Stages that write what they are given to some collection. */
const WRITING: ReadonlySet<string> = new Set(['$out', '$merge']);

/** @param rest more stages, put on one by one: `.match({ … }).sort({ … })` */
export function readPipeline(model: Model, pipeline: Expressed | undefined, rest: readonly Link[], place: { readonly library: string; readonly at: Expressed }, context: ReadingContext): JsValue {
  const stages = stagesOf(pipeline, rest, context);
  if (stages === undefined) {
    context.noteOpaque('aggregates in a way that is not known', place.at);
    return UNKNOWN_JS;
  }
  if (stages.some(({ name }) => WRITING.has(name))) context.noteOpaque('writes what it aggregates to a collection', place.at);
  const end = stages.findIndex(({ name }) => !KEEPING.has(name));
  // The first stage that makes something else of the documents still reads theirs.
  const own = end === -1 ? stages : stages.slice(0, end + 1);
  const query = { ...filtered(queryOf('select', model), filterOf(own, model, context)), orderedBy: orderOf(own, model, context) };
  const shape = shapeOf(own, model, context);
  for (const column of columnsIn(own)) {
    if (!shape.properties.has(column)) context.record({ operation: 'read', resource: { kind: 'column', model, column, row: rowOf(query.filter, model) }, at: place.at });
  }
  const value = run({ ...query, ...shape }, context, place);
  return end === -1 ? value : UNKNOWN_JS;
}

function stagesOf(pipeline: Expressed | undefined, rest: readonly Link[], context: ReadingContext): readonly Stage[] | undefined {
  const listed = pipeline === undefined ? [] : context.elementsOf(pipeline);
  const stages = listed?.map((stage) => [...(context.entriesOf(stage)?.entries ?? [])].map(([name, value]): Stage => ({ name, value }))[0]);
  if (stages === undefined || stages.includes(undefined)) return undefined;
  const added = rest.flatMap(({ name, args: [value] }): Stage[] => (value === undefined ? [] : [{ name: `$${name}`, value }]));
  return [...stages, ...added.filter(({ name }) => name !== '$option' && name !== '$allowDiskUse')].flatMap((stage) => stage ?? []);
}

/** What is matched before the documents become something else chooses them; what comes later only narrows them. */
function filterOf(stages: readonly Stage[], model: Model, context: ReadingContext): Filter {
  const end = stages.findIndex(({ name }) => name !== '$match' && name !== '$sort');
  const [first, later] = end === -1 ? [stages, []] : [stages.slice(0, end), stages.slice(end)];
  const chosen = first.map(({ name, value }) => (name === '$match' ? conditionFilter(value, model, context) : ALL));
  return all(...chosen, ...(later.some(({ name }) => name === '$match') ? [SOME] : []));
}

function orderOf(stages: readonly Stage[], model: Model, context: ReadingContext): readonly ColumnRef[] {
  const sorted = stages.filter(({ name }) => name === '$sort').flatMap(({ value }) => [...(context.entriesOf(value)?.entries.keys() ?? [])]);
  return sorted.map((path) => ({ model, column: columnOf(path) }));
}

/** `'$file'` anywhere in an expression, but `'$$this'` not. */
function columnsIn(stages: readonly Stage[]): ReadonlySet<string> {
  const columns = new Set<string>();
  for (const { name, value } of stages) {
    if (name === '$match' || name === '$lookup') continue;
    walk(value.node, (node) => {
      const path = node.type === 'Literal' && typeof node.value === 'string' ? /^\$([\w.]+)$/.exec(node.value)?.[1] : undefined;
      if (path !== undefined) columns.add(columnOf(path));
    });
  }
  return columns;
}

/** What `$project`, `$addFields` and `$lookup` make of the documents' properties. */
function shapeOf(stages: readonly Stage[], model: Model, context: ReadingContext): Pick<Query, 'properties' | 'selected'> {
  const properties = new Map<string, Picked>();
  const selected: ColumnRef[] = [];
  for (const { name, value } of stages) {
    const entries = context.entriesOf(value)?.entries ?? new Map<string, Expressed>();
    const joined = name === '$lookup' ? context.textOf(entries.get('as')) : undefined;
    if (joined !== undefined) properties.set(joined, COMPUTED);
    if (name !== '$project' && name !== '$addFields' && name !== '$set') continue;
    for (const [property, given] of entries) {
      const term = context.termOf(given);
      if (name === '$project' && term.kind === 'literal' && (term.value === 1 || term.value === true)) selected.push({ model, column: columnOf(property) });
      else if (term.kind !== 'literal' || (term.value !== 0 && term.value !== false)) properties.set(property, COMPUTED);
    }
  }
  return { properties, ...(selected.length === 0 ? {} : { selected }) };
}
