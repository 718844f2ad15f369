/** What chooses rows in TypeORM: find options (`{ image: { id } }`, `In(ids)`), criteria (an id), and the texts of its query builder. */
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, any, ALL, equals, looksAt, SOME, type Filter } from '../query/filter.js';
import { isUndefined } from '../query/given.js';
import { madeWith } from '../query/links.js';
import { NULL } from '../query/named.js';
import { conditionOf } from '../sql/expressions.js';
import { tokensOf } from '../sql/tokens.js';
import { entityOf, type Entity } from './entities.js';

export function findFilter(where: Expressed | undefined, entity: Entity, context: ReadingContext): Filter {
  if (where === undefined) return ALL;
  const alternatives = context.elementsOf(where);
  if (alternatives !== undefined) return any(...alternatives.map((part) => findFilter(part, entity, context)));
  const given = context.entriesOf(where);
  if (given === undefined) return SOME;
  return all(...[...given.entries].map(([name, value]) => entryFilter(name, value, entity, context)), ...(given.open ? [SOME] : []));
}

function entryFilter(property: string, value: Expressed, entity: Entity, context: ReadingContext): Filter {
  if (isUndefined(value)) return ALL;
  const column = { model: entity.model, column: entity.columnOf(property) };
  const node = unwrapped(value.node);
  const { is, ...rest } = node.type === 'CallExpression' ? context.resolve({ ...value, node }) : { is: undefined };
  if (is?.kind === 'package' && is.package === 'typeorm') {
    const [operator] = withoutDefault(is.path);
    const [first] = madeWith({ is, ...rest });
    if (operator === 'IsNull') return equals(column, NULL);
    const [only, ...others] = first === undefined ? [] : context.elementsOf(first) ?? [first];
    return (operator === 'In' || operator === 'Equal') && only !== undefined && others.length === 0 ? equals(column, context.termOf(only)) : looksAt(column);
  }
  const inner = context.entriesOf(value);
  if (inner === undefined) return equals(column, context.termOf(value));
  const relation = entity.relations.get(property);
  const other = relation === undefined ? undefined : entityOf(context.resolve(relation.target), context);
  if (relation === undefined || other === undefined) return looksAt(column);
  const id = [...inner.entries].find(([name]) => other.columnOf(name) === 'id')?.[1];
  if (relation.column !== undefined && id !== undefined) return equals(column, context.termOf(id));
  return { conditions: findFilter(value, other, context).conditions.map(({ of }) => ({ of, is: { kind: 'unknown' } })), open: true };
}

/** `update(id, …)`, `delete([id])`, `update({ id }, …)` */
export function criteriaFilter(criteria: Expressed | undefined, entity: Entity, context: ReadingContext): Filter {
  if (criteria === undefined) return SOME;
  if (context.entriesOf(criteria) !== undefined) return findFilter(criteria, entity, context);
  const [only, ...others] = context.elementsOf(criteria) ?? [criteria];
  return only === undefined || others.length > 0 ? SOME : equals({ model: entity.model, column: 'id' }, context.termOf(only));
}

/** `where('image.id = :id', { id })` */
export function textFilter([text, parameters]: readonly Expressed[], alias: string, entity: Entity, context: ReadingContext): Filter {
  if (text === undefined) return SOME;
  if (context.entriesOf(text) !== undefined) return findFilter(text, entity, context);
  const values = context.entriesOf(parameters)?.entries;
  // `:...ids` is a list.
  const tokens = tokensOf(context.textOf(text)?.replaceAll(':...', ':') ?? '\0', (which) => {
    const value = values?.get(String(which));
    return value === undefined ? undefined : { kind: 'value', term: context.termOf(value) };
  });
  if (tokens === undefined) return SOME;
  const { conditions, open } = conditionOf(tokens, { only: entity.model, byAlias: new Map([[alias, entity.model]]) });
  return { open, conditions: conditions.map((condition) => ({ ...condition, of: { ...condition.of, column: entity.columnOf(condition.of.column) } })) };
}
