/** TypeORM's query builder: `createQueryBuilder('image').where('image.id = :id', { id }).getOne()`. */
import { isFunction } from '../../../readers/ecmascript/estree.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { any, SOME } from '../query/filter.js';
import { isUndefined } from '../query/given.js';
import type { Link } from '../query/links.js';
import { filtered, queryOf, type Query } from '../query/query.js';
import { tokensOf } from '../sql/tokens.js';
import { writeOf } from '../sql/writes.js';
import { textFilter } from './criteria.js';
import { entityOf, type Entity } from './entities.js';
import { newEntitiesOf } from './saving.js';

interface Building {
  readonly query: Query;
  readonly entity: Entity;
  readonly alias: string;
}

const SINGLE: ReadonlySet<string> = new Set(['getOne', 'getOneOrFail', 'getRawOne', 'getCount', 'getExists']);
const RUNNING: ReadonlySet<string> = new Set([...SINGLE, 'getMany', 'getManyAndCount', 'getRawMany', 'getRawAndEntities', 'stream', 'execute']);

/** The query of a builder that is run; undefined where it is not, or its entity is not known. */
export function builtQuery(entity: Entity | undefined, links: readonly Link[], context: ReadingContext): Query | undefined {
  const running = links.find(({ name }) => RUNNING.has(name));
  const named = links.flatMap(({ name, args }) => (NAMING.has(name) ? args.slice(0, 1) : [])).map((argument) => entityOf(context.resolve(argument), context));
  const own = named.find((other) => other !== undefined) ?? entity;
  if (own === undefined || running === undefined) return undefined;
  const aliases = links.filter(({ name }) => name === 'createQueryBuilder' || name === 'from').flatMap(({ args }) => args.flatMap((argument) => context.textOf(argument) ?? []));
  const begun: Building = { query: queryOf('select', own.model), entity: own, alias: aliases[0] ?? own.model.name };
  const { query } = links.reduce((building, link) => ({ ...building, query: step(building, link, context) }), begun);
  return { ...query, many: !SINGLE.has(running.name) };
}

const NAMING: ReadonlySet<string> = new Set(['createQueryBuilder', 'from', 'update', 'into']);

function step({ query, entity, alias }: Building, { name, args }: Link, context: ReadingContext): Query {
  const [first] = args;
  switch (name) {
    case 'where':
      // Takes the place of the conditions before it.
      return { ...query, filter: textFilter(args, alias, entity, context) };
    case 'whereInIds':
    case 'andWhereInIds':
      return filtered(query, SOME);
    case 'andWhere':
      return filtered(query, textFilter(args, alias, entity, context));
    case 'orWhere':
      return { ...query, filter: any(query.filter, textFilter(args, alias, entity, context)) };
    case 'update':
      return { ...query, kind: 'update', ...(context.entriesOf(args.at(-1)) === undefined ? {} : setIn(args.at(-1), entity, alias, context)) };
    case 'set':
      return { ...query, ...setIn(first, entity, alias, context) };
    case 'delete':
    case 'softDelete':
      return { ...query, kind: 'delete' };
    case 'insert':
      return { ...query, kind: 'insert' };
    case 'values':
      return { ...query, created: newEntitiesOf(first, entity, context) };
    case 'orIgnore':
      return { ...query, conflict: 'nothing' };
    case 'orUpdate':
      return { ...query, conflict: 'update', openWrite: true };
    default:
      return query;
  }
}

/** `set({ file, views: () => 'views + 1' })` */
export function setIn(set: Expressed | undefined, entity: Entity, alias: string, context: ReadingContext): Pick<Query, 'written' | 'openWrite'> {
  const given = context.entriesOf(set);
  if (given === undefined) return { written: [], openWrite: true };
  const tables = { only: entity.model, byAlias: new Map([[alias, entity.model]]) };
  const written = [...given.entries].filter(([, value]) => !isUndefined(value)).map(([property, value]): Query['written'][number] => {
    const of = { model: entity.model, column: property };
    const body = isFunction(value.node) && value.node.body.type !== 'BlockStatement' ? context.textOf({ ...value, node: value.node.body }) : undefined;
    const tokens = body === undefined ? undefined : tokensOf(body, () => undefined);
    return { mode: 'plain', ...(tokens === undefined ? {} : writeOf(of, tokens, tables)), column: entity.columnOf(property) };
  });
  return { written, openWrite: given.open };
}

