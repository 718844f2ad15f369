/** TypeORM's entities as tables: `@Entity('images') class Image { @Column({ name: 'file_name' }) file: string }`. */
import type { Model } from '../../../analysis/footprint.js';
import { staticName, type ClassNode, type Node, type TSESTree } from '../../../readers/ecmascript/estree.js';
import type { Module } from '../../../readers/ecmascript/module.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { returnedBy } from '../query/given.js';
import { tableModel } from '../sql/tables.js';
import { isDeclaredTwice, snakeCase } from './declared.js';

export interface Relation {
  /** The other entity's class. */
  readonly target: Expressed;
  readonly many: boolean;
  /** The foreign key, where this table holds it. */
  readonly column?: string;
  /** The other entity's property that holds the relation. */
  readonly inverse?: string;
}

export interface Entity {
  readonly model: Model;
  readonly columnOf: (property: string) => string;
  /** Of all that is mapped. */
  readonly properties: readonly string[];
  readonly relations: ReadonlyMap<string, Relation>;
}

const known = new WeakMap<ClassNode, Entity | null>();
const MAX_BASES = 8;

/** Undefined where the class is no entity. */
export function entityOf({ is }: Value, context: ReadingContext): Entity | undefined {
  if (is.kind !== 'class' && is.kind !== 'instance') return undefined;
  const entity = known.get(is.node) ?? readEntity(is.node, is.module, context) ?? null;
  known.set(is.node, entity);
  return entity ?? undefined;
}

function readEntity(node: ClassNode, module: Module, context: ReadingContext): Entity | undefined {
  const [decorator] = decoratorsOf(node, module, context).filter(({ name }) => name === 'Entity');
  if (decorator === undefined) return undefined;
  const [first, second] = decorator.args;
  const options = context.entriesOf(first) ?? context.entriesOf(second);
  const name = context.textOf(first) ?? context.textOf(options?.entries.get('name')) ?? snakeCase(node.id?.name ?? '');
  const columns = new Map<string, string>();
  const relations = new Map<string, Relation>();
  for (const { member, in: owner } of membersOf(node, module, context, 0)) {
    const property = staticName(member.key, member.computed);
    if (property === undefined) continue;
    const decorators = decoratorsOf(member, owner, context);
    const relation = relationOf(property, decorators, context);
    if (relation !== undefined) relations.set(property, relation);
    const column = relation?.column ?? columnName(property, decorators, context);
    if (column !== undefined && !columns.has(property)) columns.set(property, column);
  }
  return { model: modelOf(qualified(name, options?.entries, context), node, module, context), columnOf: (property) => columns.get(property) ?? property, properties: [...columns.keys()], relations };
}

/** `@Entity({ schema: 'archive' })`; one that says where its table lies means no other of that name. */
function qualified(name: string, options: ReadonlyMap<string, Expressed> | undefined, context: ReadingContext): string {
  const places = [options?.get('database'), options?.get('schema')].flatMap((place) => context.textOf(place) ?? []);
  return [...places, name].join('.');
}

/** Two classes with one table are of two databases, as far as anybody knows. */
function modelOf(table: string, node: ClassNode, { path }: Module, { files }: ReadingContext): Model {
  const model = tableModel(table);
  return isDeclaredTwice(table, files) ? { key: `typeorm:${path}#${node.id?.name ?? ''}`, name: model.name } : model;
}

interface Decorator {
  readonly name: string;
  readonly args: readonly Expressed[];
}

function decoratorsOf({ decorators }: { readonly decorators?: readonly TSESTree.Decorator[] }, module: Module, context: ReadingContext): readonly Decorator[] {
  return (decorators ?? []).flatMap(({ expression }) => {
    if (expression.type !== 'CallExpression') return [];
    const { is } = context.resolve({ node: expression.callee, module, env: undefined });
    const [name] = is.kind === 'package' && is.package === 'typeorm' ? withoutDefault(is.path) : [];
    return name === undefined ? [] : [{ name, args: expression.arguments.map((node) => ({ node, module, env: undefined })) }];
  });
}

function membersOf(node: ClassNode, module: Module, context: ReadingContext, depth: number): readonly { readonly member: TSESTree.PropertyDefinition; readonly in: Module }[] {
  const own = node.body.body.filter((member) => member.type === 'PropertyDefinition').map((member) => ({ member, in: module }));
  if (node.superClass === null || depth > MAX_BASES) return own;
  const { is } = context.resolve({ node: node.superClass, module, env: undefined });
  return is.kind === 'class' ? [...own, ...membersOf(is.node, is.module, context, depth + 1)] : own;
}

function columnName(property: string, decorators: readonly Decorator[], context: ReadingContext): string | undefined {
  const column = decorators.find(({ name }) => name.endsWith('Column') && name !== 'JoinColumn');
  if (column === undefined) return undefined;
  if (column.name.startsWith('Primary')) return 'id';
  return column.args.map((argument) => context.textOf(context.entriesOf(argument)?.entries.get('name'))).find((name) => name !== undefined) ?? property;
}

function relationOf(property: string, decorators: readonly Decorator[], context: ReadingContext): Relation | undefined {
  const relation = decorators.find(({ name }) => /^(?:One|Many)To(?:One|Many)$/.test(name));
  const [target, inverse] = relation?.args ?? [];
  const named = target === undefined ? undefined : returnedBy(target.node);
  if (relation === undefined || target === undefined || named === undefined) return undefined;
  const join = decorators.find(({ name }) => name === 'JoinColumn');
  const isHolder = relation.name === 'ManyToOne' || (relation.name === 'OneToOne' && join !== undefined);
  const [options] = join?.args ?? [];
  const column = context.textOf(context.entriesOf(options)?.entries.get('name')) ?? `${property}Id`;
  const back = inverse === undefined ? undefined : propertyIn(inverse.node, inverse, context);
  return {
    target: { ...target, node: named },
    many: relation.name.endsWith('Many'),
    ...(isHolder ? { column } : {}),
    ...(back === undefined ? {} : { inverse: back }),
  };
}

/** `image` of `(tag) => tag.image`, or of `'image'`. */
function propertyIn(node: Node, at: Expressed, context: ReadingContext): string | undefined {
  const body = returnedBy(node);
  if (body?.type === 'MemberExpression') return staticName(body.property, body.computed);
  return body === undefined ? context.textOf(at) : undefined;
}

/** The foreign key by which rows of the other table hang on this one's; undefined where it is not said. */
export function childColumn({ inverse, many, column, target }: Relation, context: ReadingContext): { readonly entity: Entity; readonly column: string } | undefined {
  const entity = entityOf(context.resolve(target), context);
  if (entity === undefined || !many || column !== undefined || inverse === undefined) return undefined;
  const back = entity.relations.get(inverse)?.column;
  return back === undefined ? undefined : { entity, column: back };
}
