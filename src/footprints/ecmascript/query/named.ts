/** Tables and columns that are named by texts: `'images as i'`, `'i.file'`. */
import type { Model, Term } from '../../../analysis/footprint.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { tableModel } from '../sql/tables.js';
import { equals, looksAt, SOME, type ColumnRef, type Filter } from './filter.js';
import type { Link } from './links.js';

/** The tables of one query by the names that it gives them, the first first. */
export type NamedTables = ReadonlyMap<string, Model>;

export function tableNamed(text: string | undefined): NamedTables {
  const match = /^\s*([\w.]+)(?:\s+(?:as\s+)?(\w+))?\s*$/i.exec(text ?? '');
  if (match?.[1] === undefined) return new Map();
  const model = tableModel(match[1]);
  return new Map([[match[2] ?? model.name, model]]);
}

/** The schema that a chain says: `db.withSchema('archive').from('images')`. */
export function schemaIn(links: readonly Link[], context: ReadingContext): string | undefined {
  return context.textOf(links.find(({ name }) => name === 'withSchema')?.args[0]);
}

/** A table's name in a schema; one that names its own keeps it. */
export function inSchema(schema: string | undefined, table: string | undefined): string | undefined {
  return schema === undefined || table === undefined || /^\s*\w+\./.test(table) ? table : `${schema}.${table.trimStart()}`;
}

/** @param text may say under what name it comes: `file as path` */
export function columnNamed(text: string | undefined, tables: NamedTables): ColumnRef | undefined {
  const match = /^\s*(?:([\w.]+)\.)?(\w+)\s*$/.exec(withoutAlias(text ?? ''));
  const [first] = tables.values();
  if (match?.[2] === undefined || first === undefined) return undefined;
  const model = match[1] === undefined ? (tables.size === 1 ? first : undefined) : tables.get(match[1]) ?? tables.get(match[1].replace(/^public\./, ''));
  return model === undefined ? undefined : { model, column: match[2] };
}

function withoutAlias(text: string): string {
  return text.replace(/\s+as\s+\w+\s*$/i, '');
}

/** The property that a selected column comes under, where it has a name of its own. */
export function aliasIn(text: string): string | undefined {
  return /\s+as\s+(\w+)\s*$/i.exec(text)?.[1];
}

/** `column operator value`; a list with one element is that element. */
export function comparison(column: ColumnRef | undefined, operator: string | undefined, value: Expressed | undefined, context: ReadingContext): Filter {
  if (column === undefined) return SOME;
  if (value === undefined || !EQUALITIES.has(operator?.toLowerCase() ?? '')) return looksAt(column);
  const [only, ...others] = context.elementsOf(value) ?? [value];
  return only === undefined || others.length > 0 ? looksAt(column) : equals(column, context.termOf(only));
}

const EQUALITIES: ReadonlySet<string> = new Set(['=', '==', '===', 'is', 'in']);

/** `{ id, 'images.status': 'new' }`: every column holds its value. */
export function isEach(entries: ReadonlyMap<string, Expressed>, tables: NamedTables, context: ReadingContext): Filter[] {
  return [...entries].map(([name, value]) => comparison(columnNamed(name, tables), '=', value, context));
}

/** Texts in the arguments, in lists too; undefined among them for what is no text. */
export function textsOf(args: readonly Expressed[], context: ReadingContext): readonly (string | undefined)[] {
  return args.flatMap((argument) => (context.elementsOf(argument) ?? [argument]).map((element) => context.textOf(element)));
}

export const NULL: Term = { kind: 'literal', value: null };
