/** The conditions of a query: `filter(image_id=x, image__status__in=[…])`. https://docs.djangoproject.com/en/stable/ref/models/querysets/#field-lookups */
import type { Effect, Limit } from '../../../analysis/footprint.js';
import type { PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { columnOf, fieldOf, PRIMARY_KEY, PRIMARY_KEY_NAMES, targetOf, type Column } from './fields.js';
import { withTables } from './generic.js';
import { columnNamed, type Query } from './queries.js';
import { findRelation } from './relations.js';
import { keyedRow, termOf, type Given } from './rows.js';

/** What is compared how; `exact` where nothing is said. */
const COMPARISONS: ReadonlySet<string> = new Set(
  ('exact iexact contains icontains in gt gte lt lte startswith istartswith endswith iendswith range date year iso_year month day week week_day quarter time hour minute ' +
    'second isnull regex iregex contained_by overlap has_key has_keys has_any_keys len search trigram_similar').split(' '),
);

/** A column that a path of names leads to, through other models or not. */
export interface Reached {
  readonly column: Column;
  /** The class whose rows hold it. */
  readonly of: PyClass;
  /** The names that lead to that class, as columns, outermost first: `['image_id']`. */
  readonly joins: readonly string[];
  readonly comparison: string;
}

export interface Condition {
  readonly path: string;
  readonly value: PyValue | undefined;
  /** Under a `not` or beside an `or` it names no row. */
  readonly certain: boolean;
}

/** Follows a path such as `image__album__title__startswith`; each column on the way is told. */
export function reach(of: PyClass, path: string, context: ReadingContext): readonly Reached[] {
  const reached: Reached[] = [];
  const joins: string[] = [];
  let current = of;
  const names = path.split('__');
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    const rest = names.slice(at + 1);
    const field = fieldOf(current, name, context);
    const ends = rest.length === 0 || COMPARISONS.has(rest[0] ?? '');
    if (field?.kind === 'one') {
      const isNamed = ends || PRIMARY_KEY_NAMES.has(rest[0] ?? '');
      const column = columnOf(current, field, context);
      reached.push({ column, of: current, joins: [...joins], comparison: isNamed ? comparisonIn(ends ? rest : rest.slice(1)) : 'join' });
      const target = isNamed ? undefined : targetOf(field, current, context);
      if (target === undefined) return reached;
      joins.push(column.column);
      current = target;
      continue;
    }
    if (field === undefined && !PRIMARY_KEY_NAMES.has(name)) {
      const relation = findRelation(current, name, context);
      if (relation === undefined) return reached;
      joins.push(`${name}[]`);
      current = relation.of;
      if (ends) return reached;
      continue;
    }
    if (field?.kind === 'many' || field?.kind === 'generic') {
      const target = targetOf(field, current, context);
      if (target === undefined || ends) return reached;
      joins.push(`${name}[]`);
      current = target;
      continue;
    }
    const column = columnNamed(current, name, context);
    if (column !== undefined) reached.push({ column, of: current, joins: [...joins], comparison: comparisonIn(rest) });
    return reached;
  }
  return reached;
}

function comparisonIn(rest: readonly string[]): string {
  return rest.length === 0 ? 'exact' : rest.join('__');
}

/** Reads the columns of the conditions and adds what they name to the query. */
export function narrow(query: Query, conditions: readonly Condition[], context: ReadingContext, isOut = false): Query {
  const told = conditions.map((condition) => ({ condition, reached: reach(query.of, condition.path, context) }));
  const named = withTables(query.of, told.flatMap(({ condition, reached }) => givenBy(condition, reached.at(-1), context)), context);
  const by = [...query.by.filter(({ column }) => !named.some((other) => other.column === column)), ...named];
  for (const { reached } of told) for (const each of reached) recordReached(each, by, 'where', context);
  const { of, form, names, as, through } = query;
  // What is left out is left out where all of the conditions hold.
  const limits = [...(query.limits ?? []), ...(isOut && told.length > 1 ? [] : told.flatMap(({ condition, reached }) => limitsOf(condition, reached.at(-1), isOut, context)))];
  return { of, form, names, by, limits, narrowed: query.narrowed || named.length < conditions.length, ...(as === undefined ? {} : { as }), ...(through === undefined ? {} : { through }) };
}

/** What a condition says that a row holds; in a column of another model under the path that leads to it. */
function givenBy({ value, certain }: Condition, last: Reached | undefined, context: ReadingContext): Given[] {
  if (!certain || last === undefined || value === undefined) return [];
  const is = termOf(value.kind === 'list' && value.elements.length === 1 ? value.elements[0] : value, context);
  if (is.kind === 'unknown' || is.kind === 'object' || (last.comparison !== 'exact' && last.comparison !== 'in')) return [];
  const column = [...last.joins, last.column.column].join('.');
  return [{ column, is, ...(last.comparison === 'in' ? { among: true } : {}) }];
}

/** `kind__in=['a', 'b']`, and of `exclude` also `kind='a'`. */
function limitsOf({ value, certain }: Condition, last: Reached | undefined, isOut: boolean, context: ReadingContext): Limit[] {
  if (certain === isOut || last === undefined || value === undefined || last.joins.length > 0) return [];
  const listed = last.comparison === 'in' && value.kind === 'list' ? value.elements : undefined;
  const values = (listed ?? (isOut && last.comparison === 'exact' ? [value] : [])).map((each) => termOf(each, context));
  // One value names the rows.
  return values.length === 0 || (values.length === 1 && !isOut) ? [] : [{ column: last.column.column, values, isOut }];
}

/** A column by which rows are chosen is read of all rows that the other conditions name. */
export function recordReached({ column, joins }: Reached, by: readonly Given[], rank: Effect['rank'], context: ReadingContext): void {
  if (column.column === PRIMARY_KEY) return;
  const own = joins.length === 0 ? by.filter((given) => given.column !== column.column && !given.column.includes('.')) : byBehind(joins, column, by);
  context.record({ operation: 'read', rank, resource: { kind: 'column', ...column, row: keyedRow(own) } });
}

/** What the conditions name of the rows at the other end of joins. */
function byBehind(joins: readonly string[], { column }: Column, by: readonly Given[]): Given[] {
  const prefix = `${joins.join('.')}.`;
  const there = by.flatMap((given) => (given.column.startsWith(prefix) ? [{ ...given, column: given.column.slice(prefix.length) }] : []));
  const key = by.find((given) => given.column === joins.join('.'));
  const named = there.filter((given) => given.column !== column && !given.column.includes('.'));
  return key === undefined ? named : [{ column: PRIMARY_KEY, is: key.is }, ...named];
}

