/** https://orm.drizzle.team/docs/relations: `relations(images, ({ many }) => ({ tags: many(tags) }))`, beside the table that it is of. */
import type { Model, Row } from '../../../analysis/footprint.js';
import { staticName, unwrapped, type Expression, type Node, type Program } from '../../../readers/ecmascript/estree.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { identifierOf, partOf, returnedBy } from '../query/given.js';
import { rowsOf } from '../query/query.js';
import { relatedRow, type Keys } from '../query/relations.js';
import { shaped } from '../query/rows.js';
import { columnAt, NO_NAMES, tableAt, type Table } from './tables.js';

interface Relation {
  readonly target: Table;
  readonly many: boolean;
  readonly keys: Keys;
}

/** As it is written: the keys stand on one side only. */
interface Written {
  readonly target: Table;
  readonly many: boolean;
  readonly keys: Keys;
  /** Tells two relations between the same tables apart. */
  readonly name: string | undefined;
}

const known = new WeakMap<Table, ReadonlyMap<string, Written>>();

function relationOf(table: Table, property: string, context: ReadingContext): Relation | undefined {
  const own = writtenOf(table, context).get(property);
  if (own === undefined || own.keys.length > 0) return own;
  const backs = [...writtenOf(own.target, context).values()].filter((back) => back.target === table && back.keys.length > 0 && back.name === own.name);
  const [back, ...others] = backs;
  if (back === undefined || others.length > 0) return undefined;
  return { ...own, keys: back.keys.map(({ theirs, ours }) => ({ theirs: ours, ours: theirs })) };
}

function writtenOf(table: Table, context: ReadingContext): ReadonlyMap<string, Written> {
  const found = known.get(table) ?? readWritten(table, context);
  known.set(table, found);
  return found;
}

function readWritten(table: Table, context: ReadingContext): ReadonlyMap<string, Written> {
  const { module } = table;
  for (const init of constantsOf(module.ast)) {
    const call = unwrapped(init);
    if (call.type !== 'CallExpression') continue;
    const at: Expressed = { node: call, module, env: undefined };
    const { is } = context.resolve(partOf(at, call.callee));
    if (is.kind !== 'package' || is.package !== 'drizzle-orm' || withoutDefault(is.path).join('.') !== 'relations') continue;
    const [of, relations] = call.arguments;
    const made = relations === undefined ? undefined : returnedBy(relations);
    if (of !== undefined && made !== undefined && tableAt(partOf(at, of), NO_NAMES, context) === table) return relationsIn(made, table, at, context);
  }
  return new Map();
}

function constantsOf({ body }: Program): Expression[] {
  return body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    return declaration?.type === 'VariableDeclaration' ? declaration.declarations.flatMap(({ init }) => init ?? []) : [];
  });
}

function relationsIn(made: Node, table: Table, at: Expressed, context: ReadingContext): ReadonlyMap<string, Written> {
  if (made.type !== 'ObjectExpression') return new Map();
  return new Map(
    made.properties.flatMap((property): [string, Written][] => {
      const name = property.type === 'Property' ? staticName(property.key, property.computed) : undefined;
      const written = property.type === 'Property' ? readRelation(property.value, table, at, context) : undefined;
      return name === undefined || written === undefined ? [] : [[name, written]];
    }),
  );
}

/** `one(users, { fields: [images.ownerId], references: [users.id] })` */
function readRelation(value: Node, table: Table, at: Expressed, context: ReadingContext): Written | undefined {
  const call = unwrapped(value);
  if (call.type !== 'CallExpression') return undefined;
  const kind = call.callee.type === 'MemberExpression' ? staticName(call.callee.property, call.callee.computed) : identifierOf(call.callee);
  const [of, options] = call.arguments;
  const target = of === undefined ? undefined : tableAt(partOf(at, of), NO_NAMES, context);
  if (target === undefined || (kind !== 'one' && kind !== 'many')) return undefined;
  const entries = options === undefined ? undefined : context.entriesOf(partOf(at, options))?.entries;
  const columnsOf = (name: string, holder: Table): string[] =>
    (context.elementsOf(entries?.get(name)) ?? []).flatMap((element) => {
      const column = columnAt(element, NO_NAMES, context);
      return column?.model.key === holder.model.key ? [column.column] : [];
    });
  const [ours, theirs] = [columnsOf('fields', table), columnsOf('references', target)];
  const keys = ours.length === theirs.length ? ours.map((own, index) => ({ ours: own, theirs: theirs[index] ?? 'id' })) : [];
  return { target, many: kind === 'many', keys, name: context.textOf(entries?.get('relationName')) };
}

/** The model of loaded rows whose properties are the rows that hang on them, too. */
export function withRelations(table: Table, row: Row, library: string, at: Expressed, context: ReadingContext): Model {
  return shaped(table.model, (property) => {
    const relation = relationOf(table, property, context);
    if (relation === undefined) return undefined;
    const theirs = relatedRow(relation.keys, table.model, row);
    return rowsOf({ model: withRelations(relation.target, theirs, library, at, context), many: relation.many }, theirs, library, at);
  });
}

/** Records the loading of what `with: { tags: { with: { owner: true } } }` brings along. */
export function recordWith(wanted: Expressed | undefined, table: Table, row: Row, at: Expressed, context: ReadingContext): void {
  for (const [property, inner] of context.entriesOf(wanted)?.entries ?? []) {
    const relation = relationOf(table, property, context);
    if (relation === undefined) continue;
    const theirs = relatedRow(relation.keys, table.model, row);
    context.record({ operation: 'read', resource: { kind: 'row', model: relation.target.model, row: theirs }, rank: 'where', at });
    recordWith(context.entriesOf(inner)?.entries.get('with'), relation.target, theirs, at, context);
  }
}
