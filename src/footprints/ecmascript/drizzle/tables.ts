/** Drizzle's tables: `pgTable('images', { file: text('file') })`, followed from wherever they are named. */
import type { Model } from '../../../analysis/footprint.js';
import { staticName, unwrapped, type Node } from '../../../readers/ecmascript/estree.js';
import type { Module } from '../../../readers/ecmascript/module.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import type { ColumnRef } from '../query/filter.js';
import { partOf, returnedBy } from '../query/given.js';
import { madeWith } from '../query/links.js';
import { shaped } from '../query/rows.js';
import { tableModel } from '../sql/tables.js';

export interface Table {
  readonly model: Model;
  /** The column that a property of the table's object is. */
  readonly columnOf: (property: string) => string;
  /** Where it stands. */
  readonly module: Module;
}

/** Names that stand for tables and operators in a callback: `(images, { eq }) => eq(images.id, id)`. */
export interface Scope {
  readonly tables: ReadonlyMap<string, Table>;
  readonly operators: ReadonlySet<string>;
}

export const NO_NAMES: Scope = { tables: new Map(), operators: new Set() };

const CREATORS = /^(?:pg|mysql|sqlite|singlestore|cockroach|mssql|snake)Table$/;
const SCHEMAS = /^(?:pg|mysql|singlestore|cockroach|mssql)Schema$/;

const known = new WeakMap<Node, Table>();

export function tableOf(value: Value, context: ReadingContext): Table | undefined {
  const { is } = value;
  if (is.kind !== 'package' || is.package !== 'drizzle-orm' || is.made === undefined) return undefined;
  const [maker = '', ...rest] = withoutDefault(is.path);
  const way = rest.join('.');
  const [first, columns] = madeWith(value);
  if (maker === 'alias' && way === '()' && first !== undefined) return tableOf(context.resolve(first), context);
  const isTable = (CREATORS.test(maker) && way === '()') || (maker.endsWith('TableCreator') && way === '().()') || (SCHEMAS.test(maker) && way === '().table.()');
  if (!isTable) return undefined;
  const table = known.get(is.made.node) ?? readTable(CREATORS.test(maker) ? context.textOf(first) : undefined, value, is.made.module, columns, context);
  known.set(is.made.node, table);
  return table;
}

/** @param name the table's own name; absent where it is put together, and only the object tells it */
function readTable(name: string | undefined, { is }: Value, module: Module, columns: Expressed | undefined, context: ReadingContext): Table {
  const symbol = 'symbol' in is ? is.symbol : undefined;
  const model = name === undefined ? { key: `drizzle:${symbol?.module.path ?? ''}#${symbol?.name ?? ''}`, name: symbol?.name ?? 'table' } : tableModel(name);
  const names = columnNames(columns, context);
  const columnOf = (property: string): string => names.get(property) ?? property;
  return { model: shaped(model, (property) => (names.has(property) ? { kind: 'column', of: { model, column: columnOf(property) } } : undefined)), columnOf, module };
}

function columnNames(columns: Expressed | undefined, context: ReadingContext): ReadonlyMap<string, string> {
  const made = columns === undefined ? undefined : returnedBy(columns.node);
  const entries = context.entriesOf(columns === undefined || made === undefined ? columns : partOf(columns, made))?.entries ?? new Map<string, Expressed>();
  return new Map([...entries].map(([property, column]) => [property, columnName(property, column, context)]));
}

/** `'file_name'` of `text('file_name').notNull()`; a primary key is `id`. A column made by the project's own function has the property's name. */
function columnName(property: string, column: Expressed, context: ReadingContext): string {
  let node = unwrapped(column.node);
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && unwrapped(node.callee.object).type === 'CallExpression') {
    if (staticName(node.callee.property, node.callee.computed) === 'primaryKey') return 'id';
    node = unwrapped(node.callee.object);
  }
  if (node.type !== 'CallExpression') return property;
  const { is } = context.resolve(partOf(column, node.callee));
  const [first] = node.arguments;
  const isOwn = is.kind !== 'package' && node.callee.type !== 'MemberExpression';
  return isOwn || first === undefined ? property : context.textOf(partOf(column, first)) ?? property;
}

/** `images` where an expression is a table, by its object or by a callback's name. */
export function tableAt(expression: Expressed, scope: Scope, context: ReadingContext): Table | undefined {
  const node = unwrapped(expression.node);
  const named = node.type === 'Identifier' ? scope.tables.get(node.name) : undefined;
  return named ?? tableOf(context.resolve(partOf(expression, node)), context);
}

/** `images.file` */
export function columnAt(expression: Expressed, scope: Scope, context: ReadingContext): ColumnRef | undefined {
  const node = unwrapped(expression.node);
  if (node.type !== 'MemberExpression') return undefined;
  const name = staticName(node.property, node.computed);
  const table = name === undefined ? undefined : tableAt(partOf(expression, node.object), scope, context);
  return table === undefined || name === undefined ? undefined : { model: table.model, column: table.columnOf(name) };
}
