/** A query that names its tables and columns by texts, while it is put together: what Kysely's and Knex's builders have in common. */
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, any, sameIn, type ColumnRef, type Filter } from './filter.js';
import { newRowsOf } from './given.js';
import { aliasIn, columnNamed, tableNamed, textsOf, type NamedTables } from './named.js';
import { filtered, queryOf, type Query, type Written } from './query.js';

export interface Building {
  readonly query: Query;
  readonly tables: NamedTables;
}

/** Undefined where the table is not known. */
export function begin(kind: Query['kind'], table: string | undefined): Building | undefined {
  const tables = tableNamed(table);
  const [model] = tables.values();
  return model === undefined ? undefined : { query: queryOf(kind, model), tables };
}

export function change(building: Building, of: Partial<Query>): Building {
  return { ...building, query: { ...building.query, ...of } };
}

export function narrowed(building: Building, filter: Filter): Building {
  return { ...building, query: filtered(building.query, filter) };
}

/** One more condition that may hold instead of the others. */
export function widened(building: Building, filter: Filter): Building {
  return change(building, { filter: any(building.query.filter, filter) });
}

/** `select('file', 'i.id as image')` */
export function selecting(building: Building, args: readonly Expressed[], context: ReadingContext): Building {
  const texts = textsOf(args, context).filter((text) => text !== undefined);
  const { query, tables } = building;
  const columns = texts.map((text) => ({ text, of: columnNamed(text, tables) }));
  if (columns.every(({ of }) => of === undefined)) return building;
  const found = columns.flatMap(({ of }) => of ?? []);
  const renamed = columns.flatMap(({ text, of }): [string, ColumnRef][] => {
    const alias = aliasIn(text) ?? (of?.model.key === query.model.key ? undefined : of?.column);
    return alias === undefined || of === undefined ? [] : [[alias, of]];
  });
  return change(building, { selected: [...(query.selected ?? []), ...found], properties: new Map([...query.properties, ...renamed]) });
}

export function ordering(building: Building, args: readonly Expressed[], context: ReadingContext): Building {
  const columns = textsOf(args, context)
    .map((text) => text?.replace(/(?:^|\s+)(?:asc|desc)$/i, ''))
    .flatMap((text) => columnNamed(text, building.tables) ?? []);
  return change(building, { orderedBy: [...building.query.orderedBy, ...columns] });
}

/** `join('tags as t', 't.image_id', 'images.id')` */
export function joining(building: Building, args: readonly Expressed[], context: ReadingContext): Building {
  const [table, ...texts] = args.map((argument) => context.textOf(argument));
  const [[alias, model] = []] = tableNamed(table);
  if (alias === undefined || model === undefined) return building;
  const tables = new Map([...building.tables, [alias, model]]);
  const [one, other] = texts.filter((text) => text !== '=').map((text) => columnNamed(text, tables));
  const joined = narrowed({ ...building, tables }, one === undefined || other === undefined ? all() : sameIn(one, other));
  return change(joined, { joined: [...building.query.joined, model] });
}

export function inserting(building: Building, rows: Expressed | undefined, context: ReadingContext): Building {
  return change(building, { created: newRowsOf(rows, (property) => property, context) });
}

/** `set({ file, n: … })`; `writeOf` says what a value does to its column. */
export function setting(building: Building, set: Expressed | undefined, writeOf: (column: string, value: Expressed) => Written, context: ReadingContext): Building {
  const given = context.entriesOf(set);
  if (given === undefined) return change(building, { openWrite: true });
  const written = [...given.entries].flatMap(([name, value]): Written[] => {
    const column = columnNamed(name, building.tables)?.column;
    return column === undefined ? [] : [writeOf(column, value)];
  });
  return change(building, { written: [...building.query.written, ...written], openWrite: building.query.openWrite || given.open });
}
