/** What Prisma's `data` writes: columns, counters, and rows of other tables. */
import type { Row, Term } from '../../../analysis/footprint.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rowOf } from '../query/filter.js';
import { newRow, type Written } from '../query/query.js';
import { relatedRow } from '../query/relations.js';
import { columnOf, relationOf, type Relation, type Table } from './models.js';
import { isLeftOut, whereFilter } from './where.js';

export interface Data {
  readonly written: readonly Written[];
  /** What a new row is given. */
  readonly given: ReadonlyMap<string, Term>;
  readonly open: boolean;
  readonly relations: readonly { readonly relation: Relation; readonly operations: ReadonlyMap<string, Expressed> }[];
}

const COUNTERS = ['increment', 'decrement', 'multiply', 'divide'];
/** What is done to rows of a relation; of a model whose schema is not known these tell a relation. */
const OPERATIONS = ['create', 'createMany', 'connect', 'connectOrCreate', 'disconnect', 'delete', 'deleteMany', 'update', 'updateMany', 'upsert'];

export function dataOf(data: Expressed | undefined, table: Table, context: ReadingContext): Data {
  const found = context.entriesOf(data);
  const written: Written[] = [];
  const given = new Map<string, Term>();
  const relations: Data['relations'][number][] = [];
  for (const [name, value] of found?.entries ?? []) {
    if (isLeftOut(value)) continue;
    const operations = context.entriesOf(value)?.entries;
    const relation = relationOf(table, name);
    if (relation !== undefined && operations !== undefined) {
      relations.push({ relation, operations });
      for (const [column, is] of connected(relation, operations, context)) {
        written.push({ column, mode: 'plain' });
        given.set(column, is);
      }
      continue;
    }
    const column = columnOf(table, name);
    const isCounter = operations !== undefined && COUNTERS.some((operation) => operations.has(operation));
    written.push({ column, mode: isCounter ? 'atomic' : 'plain' });
    const set = operations?.get('set') ?? value;
    if (!isCounter && !OPERATIONS.some((operation) => operations?.has(operation) === true)) given.set(column, context.termOf(set));
  }
  return { written, given, open: found?.open ?? true, relations };
}

/** `image: { connect: { id } }` gives the foreign key. */
function connected({ isOwn, keys, table }: Relation, operations: ReadonlyMap<string, Expressed>, context: ReadingContext): [string, Term][] {
  const target = operations.get('connect');
  if (!isOwn) return [];
  const filter = target === undefined ? undefined : whereFilter(target, table, context);
  return keys.map(({ ours, theirs }) => [ours, filter?.conditions.find(({ of }) => of.column === theirs)?.is ?? { kind: 'unknown' }]);
}

/** Records what is done to rows that hang on a row: `tags: { create: [{ name }], deleteMany: {} }`. */
export function recordRelations({ relations }: Data, table: Table, row: Row, at: Expressed, context: ReadingContext): void {
  for (const { relation, operations } of relations) {
    if (relation.isOwn) continue;
    for (const [operation, value] of operations) recordOperation(operation, value, relation, relatedRow(relation.keys, table.model, row), at, context);
  }
}

function recordOperation(operation: string, value: Expressed, { table }: Relation, row: Row, at: Expressed, context: ReadingContext): void {
  const keys = row.kind === 'keyed' ? row.by : [];
  const each = context.elementsOf(value) ?? [value];
  switch (operation) {
    case 'create':
    case 'createMany':
      for (const one of each.flatMap((part) => partsOf(operation === 'createMany' ? context.entriesOf(part)?.entries.get('data') : part, context))) {
        const given = new Map([...keys.map(({ column, is }): [string, Term] => [column, is]), ...dataOf(one, table, context).given]);
        context.record({ operation: 'create', resource: { kind: 'row', model: table.model, row: newRow(given) }, at });
      }
      return;
    case 'delete':
    case 'deleteMany':
      context.record({ operation: 'delete', resource: { kind: 'row', model: table.model, row }, at });
      return;
    case 'update':
    case 'updateMany':
      for (const one of each) {
        const entries = context.entriesOf(one)?.entries;
        const chosen = entries?.get('where');
        const own = chosen === undefined ? row : rowOf(whereFilter(chosen, table, context), table.model);
        for (const { column, mode } of dataOf(entries?.get('data') ?? one, table, context).written) {
          context.record({ operation: 'write', resource: { kind: 'column', model: table.model, column, row: own }, mode, at });
        }
      }
      return;
    case 'connectOrCreate':
    case 'upsert':
      context.record({ operation: 'create', resource: { kind: 'row', model: table.model, row }, mode: 'lazy', at });
  }
}

function partsOf(value: Expressed | undefined, context: ReadingContext): readonly Expressed[] {
  return value === undefined ? [] : context.elementsOf(value) ?? [value];
}
