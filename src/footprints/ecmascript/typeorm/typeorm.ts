/** https://typeorm.io/docs/working-with-entity-manager/repository-api */
import type { Node, TSESTree } from '../../../readers/ecmascript/estree.js';
import type { Module } from '../../../readers/ecmascript/module.js';
import type { JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { afterAny, handle, linksOf, type Link } from '../query/links.js';
import { noteAssigned } from '../query/pending.js';
import { run } from '../query/query.js';
import { readProperty, UNKNOWN_JS } from '../query/rows.js';
import { runText } from '../sql/run.js';
import { builtQuery } from './builder.js';
import { entityOf, type Entity } from './entities.js';
import { columnOfRows, readMethod } from './methods.js';

const ID = 'typeorm';
const REPOSITORIES = [['Repository', 'new'], ['TreeRepository', 'new'], ['MongoRepository', 'new']];
const MANAGERS = [
  ['DataSource', 'new', 'manager'],
  ['DataSource', 'new'],
  ['Connection', 'new', 'manager'],
  ['Connection', 'new'],
  ['EntityManager', 'new', 'connection'],
  ['EntityManager', 'new'],
  ['QueryRunner', 'new', 'manager'],
  ['QueryRunner', 'new'],
  ['getConnection', 'manager'],
  ['getConnection'],
  ['getManager'],
];

type Held = { readonly kind: 'manager' } | { readonly kind: 'repository'; readonly entity: Entity };

const MANAGER: JsValue = handle(ID, { kind: 'manager' } satisfies Held);

export const typeorm: EcmascriptDataLibrary = {
  id: ID,
  packages: ['typeorm'],
  read(chain, context) {
    const { root } = chain;
    const links = linksOf(chain);
    if (root.kind === 'handle') {
      const held = root.data as Held;
      return held.kind === 'manager' ? readManager(links, chain, context) : readRepository(held.entity, links, chain, context);
    }
    const repository = afterAny(links, REPOSITORIES);
    if (repository !== undefined) {
      const entity = entityOfType(chain, context);
      return entity === undefined ? unknownEntity(repository, chain, context) : readRepository(entity, repository, chain, context);
    }
    if (links[0]?.name === 'getRepository') return readManager(links, chain, context);
    const manager = afterAny(links, MANAGERS);
    return manager === undefined ? undefined : readManager(manager, chain, context);
  },
  property: readProperty,
  assign(rows, name, value) {
    noteAssigned(rows.model, name, columnOfRows(rows, name), value);
    return true;
  },
};

function unknownEntity(links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  if (links.length === 0) return undefined;
  context.noteOpaque('uses a repository of an entity that is not known', chain.whole);
  return UNKNOWN_JS;
}

/** `Image` of `private readonly images: Repository<Image>`. */
function entityOfType({ root }: Chain, context: ReadingContext): Entity | undefined {
  if (root.kind !== 'resolved' || root.value.is.kind !== 'package') return undefined;
  const { symbol } = root.value.is;
  const name = symbol === undefined ? undefined : typeArgumentOf(symbol.node);
  return symbol === undefined || name === undefined ? undefined : entityNamed(name, symbol.module, context);
}

export function typeArgumentOf(node: Node): TSESTree.Identifier | undefined {
  const holder = node.type === 'TSParameterProperty' ? node.parameter : node;
  const target = holder.type === 'AssignmentPattern' ? holder.left : holder.type === 'VariableDeclarator' ? holder.id : holder;
  const annotation = 'typeAnnotation' in target ? target.typeAnnotation : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  const [first] = type?.type === 'TSTypeReference' ? type.typeArguments?.params ?? [] : [];
  return first?.type === 'TSTypeReference' && first.typeName.type === 'Identifier' ? first.typeName : undefined;
}

function entityNamed(name: TSESTree.Identifier, module: Module, context: ReadingContext): Entity | undefined {
  return entityOf(context.resolve({ node: name, module, env: undefined }), context);
}

function readManager(links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const [first, ...rest] = links.filter(({ name }) => name !== 'manager' && name !== 'connection' && name !== 'createQueryRunner');
  const where = { library: ID, at: chain.whole };
  if (first === undefined) return chain.steps.length === 0 ? undefined : MANAGER;
  const [argument, ...others] = first.args;
  const entity = argument === undefined ? undefined : entityOf(context.resolve(argument), context);
  switch (first.name) {
    case 'getRepository':
    case 'getTreeRepository':
      if (entity === undefined) return unknownEntity(rest, chain, context);
      return rest.length === 0 ? handle(ID, { kind: 'repository', entity } satisfies Held) : readRepository(entity, rest, chain, context);
    case 'transaction': {
      const callback = first.args.at(-1);
      return callback === undefined ? undefined : context.invoke(callback, [MANAGER]) ?? UNKNOWN_JS;
    }
    case 'query':
      return runText(argument, others[0], context, where);
    case 'createQueryBuilder':
      return readBuilder(entity, [first, ...rest], chain, context);
    default:
      return readMethod(entity, entity === undefined ? first : { ...first, args: others }, { library: ID, at: chain.whole }, context);
  }
}

function readRepository(entity: Entity, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const [first, ...rest] = links;
  if (first === undefined) return undefined;
  if (first.name === 'manager') return readManager(rest, chain, context);
  if (first.name === 'query') return runText(first.args[0], first.args[1], context, { library: ID, at: chain.whole });
  if (first.name === 'createQueryBuilder') return readBuilder(entity, links, chain, context);
  return rest.length > 0 ? undefined : readMethod(entity, first, { library: ID, at: chain.whole }, context);
}

function readBuilder(entity: Entity | undefined, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const query = builtQuery(entity, links, context);
  return query === undefined ? undefined : run(query, context, { library: ID, at: chain.whole });
}
