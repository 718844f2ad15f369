/** https://typeorm.io/docs/working-with-entity-manager/repository-api */
import { isClass, unwrapped, type TSESTree } from '../../../readers/ecmascript/estree.js';
import type { Module } from '../../../readers/ecmascript/module.js';
import type { Symbol } from '../../../resolve/origin.js';
import type { JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { inConnection, injectedWith, typeArgumentOf } from '../nest.js';
import { after, afterAny, handle, linksOf, type Link } from '../query/links.js';
import { partOf } from '../query/given.js';
import { noteAssigned } from '../query/pending.js';
import { run } from '../query/query.js';
import { readProperty, UNKNOWN_JS } from '../query/rows.js';
import { runText } from '../sql/run.js';
import { builtQuery } from './builder.js';
import { entityOf, type Entity } from './entities.js';
import { readMethod } from './methods.js';
import { columnOfRows, readOwnMethod } from './saving.js';

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

function repositoryOf(entity: Entity): JsValue {
  return handle(ID, { kind: 'repository', entity } satisfies Held);
}

export const typeorm: EcmascriptDataLibrary = {
  id: ID,
  packages: ['typeorm'],
  read(chain, context) {
    const { root } = chain;
    const links = linksOf(chain);
    if (root.kind === 'rows') return readRecord(root, links, chain, context);
    if (root.kind === 'handle') {
      const held = root.data as Held;
      return held.kind === 'manager' ? readManager(links, chain, context) : readRepository(held.entity, links, chain, context);
    }
    const repository = afterAny(links, REPOSITORIES);
    if (repository !== undefined) {
      const entity = entityOfType(chain, context);
      return entity === undefined ? unknownEntity(repository, chain, context) : readRepository(entity, repository, chain, context);
    }
    const record = after(links, 'BaseEntity', 'new');
    if (record !== undefined) return readRecord(receiverOf(chain, context), record, chain, context);
    const statics = after(links, 'BaseEntity');
    if (statics !== undefined) return readStatics(statics, chain, context);
    if (links[0]?.name === 'getRepository') return readManager(links, chain, context);
    const manager = afterAny(links, MANAGERS);
    return manager === undefined ? undefined : readManager(manager, chain, context);
  },
  property: readProperty,
  assign(rows, name, value) {
    noteAssigned(rows.model, name, { column: columnOfRows(rows, name) }, value);
    return true;
  },
};

/** `image.save()` of what was loaded or made. */
function readRecord(record: JsValue, [method, ...rest]: readonly Link[], { whole }: Chain, context: ReadingContext): JsValue | undefined {
  return method === undefined || rest.length > 0 ? undefined : readOwnMethod(record, method.name, { library: ID, at: whole }, context);
}

/** What a method is called on: `image` of `image.save()`. */
function receiverOf({ steps, whole }: Chain, context: ReadingContext): JsValue {
  const [first] = steps;
  const callee = first?.node.type === 'CallExpression' ? unwrapped(first.node.callee) : undefined;
  return callee?.type === 'MemberExpression' ? context.valueOf(partOf(whole, callee.object)) : UNKNOWN_JS;
}

/** `Image.findOneBy({ id })` of `class Image extends BaseEntity`. */
function readStatics(links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const symbol = symbolOf(chain);
  const entity = symbol === undefined || !isClass(symbol.node) ? undefined : entityOf({ is: { kind: 'class', module: symbol.module, node: symbol.node } }, context);
  if (entity === undefined) return undefined;
  const [first, ...rest] = links;
  if (first?.name !== 'getRepository') return readRepository(entity, links, chain, context);
  return rest.length === 0 ? repositoryOf(entity) : readRepository(entity, rest, chain, context);
}

function unknownEntity(links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  if (links.length === 0) return undefined;
  context.noteOpaque('uses a repository of an entity that is not known', chain.whole);
  return UNKNOWN_JS;
}

/** `Image` of `private readonly images: Repository<Image>`. */
function entityOfType(chain: Chain, context: ReadingContext): Entity | undefined {
  const symbol = symbolOf(chain);
  const name = symbol === undefined ? undefined : typeArgumentOf(symbol.node);
  const entity = symbol === undefined || name === undefined ? undefined : entityNamed(name, symbol.module, context);
  const [, source] = symbol === undefined ? [] : injectedWith(symbol, '@nestjs/typeorm', 'InjectRepository', context);
  return entity === undefined || source === undefined ? entity : { ...entity, model: inConnection(entity.model, source, context) };
}

function symbolOf({ root }: Chain): Symbol | undefined {
  return root.kind === 'resolved' && root.value.is.kind === 'package' ? root.value.is.symbol : undefined;
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
      return rest.length === 0 ? repositoryOf(entity) : readRepository(entity, rest, chain, context);
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
  const value = rest.length === 0 || first.name === 'create' ? readMethod(entity, first, { library: ID, at: chain.whole }, context) : undefined;
  // What is made need not be waited for: `Image.create({ … }).save()`.
  return value === undefined || rest.length === 0 ? value : readRecord(value, rest, chain, context);
}

function readBuilder(entity: Entity | undefined, links: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const query = builtQuery(entity, links, context);
  return query === undefined ? undefined : run(query, context, { library: ID, at: chain.whole });
}
