/** https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators */
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { identifierOf, isUndefined } from '../query/given.js';
import { all, any, ALL, equals, looksAt, SOME, type ColumnRef, type Filter } from '../query/filter.js';
import { columnOf, relationOf, type Relation, type Table } from './models.js';

const MAX_DEPTH = 12;

export function whereFilter(where: Expressed | undefined, table: Table, context: ReadingContext, depth = 0): Filter {
  if (where === undefined) return ALL;
  const given = context.entriesOf(where);
  if (given === undefined || depth > MAX_DEPTH) return SOME;
  const filters = [...given.entries].map(([name, value]) => entryFilter(name, value, table, context, depth));
  return all(...filters, ...(given.open ? [SOME] : []));
}

function entryFilter(name: string, value: Expressed, table: Table, context: ReadingContext, depth: number): Filter {
  const parts = (): Filter[] => (context.elementsOf(value) ?? [value]).map((part) => whereFilter(part, table, context, depth + 1));
  if (name === 'AND') return all(...parts());
  if (name === 'OR') return any(...parts());
  if (name === 'NOT') return any(...parts(), ALL);
  const column: ColumnRef = { model: table.model, column: columnOf(table, name) };
  const given = context.entriesOf(value);
  if (given === undefined) return isLeftOut(value) ? ALL : equals(column, context.termOf(value));
  const relation = relationOf(table, name);
  if (relation !== undefined) return relationFilter(relation, value, table, context);
  return compound(name, given.entries, table, context) ?? operatorFilter(column, given.entries, context);
}

/** What leaves a condition or a column out. */
export function isLeftOut(value: Expressed): boolean {
  const { node } = value;
  return isUndefined(value) || (node.type === 'MemberExpression' && identifierOf(node.object) === 'Prisma' && identifierOf(node.property) === 'skip');
}

/** `imageId_tagId: { imageId, tagId }`: a key of several columns. */
function compound(name: string, entries: ReadonlyMap<string, Expressed>, table: Table, context: ReadingContext): Filter | undefined {
  if (!name.includes('_') || name !== [...entries.keys()].join('_')) return undefined;
  return all(...[...entries].map(([column, value]) => equals({ model: table.model, column: columnOf(table, column) }, context.termOf(value))));
}

function operatorFilter(column: ColumnRef, entries: ReadonlyMap<string, Expressed>, context: ReadingContext): Filter {
  const same = entries.get('equals');
  if (same !== undefined) return equals(column, context.termOf(same));
  const list = entries.get('in');
  if (list === undefined) return looksAt(column);
  const [only, ...others] = context.elementsOf(list) ?? [list];
  return only === undefined || others.length > 0 ? looksAt(column) : equals(column, context.termOf(only));
}

/** `image: { id }`: a foreign key by the row that it names. */
function relationFilter(relation: Relation, value: Expressed, table: Table, context: ReadingContext): Filter {
  const inner = context.entriesOf(value)?.entries ?? new Map<string, Expressed>();
  const own = inner.get('is') ?? value;
  const theirs = whereFilter(inner.get('some') ?? inner.get('every') ?? inner.get('none') ?? own, relation.table, context);
  const key = relation.isOwn ? relation.keys.find(({ theirs: column }) => theirs.conditions.some(({ of, is }) => of.column === column && is.kind !== 'unknown')) : undefined;
  const is = key === undefined ? undefined : theirs.conditions.find(({ of }) => of.column === key.theirs)?.is;
  if (key !== undefined && is !== undefined) return equals({ model: table.model, column: key.ours }, is);
  return { conditions: theirs.conditions.map(({ of }) => ({ of, is: { kind: 'unknown' } })), open: true };
}

