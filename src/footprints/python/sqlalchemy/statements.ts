/** Statements and queries as they are built up. https://docs.sqlalchemy.org/en/20/core/selectable.html and https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html */
import { UNKNOWN_VALUE, type PyCall, type PyClass, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { classOn, databaseOf } from '../databases.js';
import { changing, columnExpression, dataIn, isSameSource, NOTHING, selecting, valueOf, type Choice, type Entity, type Expression, type Source, type Statement } from './data.js';
import { conditionsIn, equal, expressionIn, namedBy } from './expressions.js';
import { declaredIn, isMapped, primaryKeyOf } from './mapped.js';
import { addObject, isObject, writeColumn } from './objects.js';
import { relationBetween, type Relation } from './relations.js';
import { callOfResult, carryOut, elementOf, valuesGiven } from './results.js';
import { recordReads } from './rows.js';

type Method = (statement: Statement, call: PyCall, context: ReadingContext) => PyValue;

const SAME = ['options', 'distinct', 'limit', 'offset', 'slice', 'with_for_update', 'execution_options', 'populate_existing', 'enable_eagerloads', 'autoflush', 'correlate', 'prefix_with', 'returning', 'params', 'enable_assertions', 'add_columns', 'add_entity'];
const NARROWED = ['having', 'union', 'union_all', 'intersect', 'except_', 'from_statement', 'select_entity_from', 'reset_joinpoint'];
const READ = ['order_by', 'group_by'];
const WITHIN = ['subquery', 'scalar_subquery', 'as_scalar', 'exists', 'cte', 'lateral', 'alias', 'label'];
/** Carry a query out. */
const RESULTS = ['all', 'first', 'one', 'one_or_none', 'scalar', 'scalars', 'yield_per'];
const ABOUT = ['count'];

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...SAME.map((name): [string, Method] => [name, (statement) => valueOf(statement)]),
  ...NARROWED.map((name): [string, Method] => [name, (statement, call, context) => valueOf(withConditions({ ...statement, narrowed: true }, call.positional.map((value) => expressionIn(value, context)), context))]),
  ...READ.map((name): [string, Method] => [name, (statement, call, context) => valueOf(withChoices(statement, call.positional.map((value) => expressionIn(value, context)), context))]),
  ...WITHIN.map((name): [string, Method] => [name, within]),
  ...RESULTS.map((name): [string, Method] => [name, (statement, call, context) => callOfResult(carryOut(statement, context), call, context)]),
  ...ABOUT.map((name): [string, Method] => [name, within]),
  ['filter', narrow],
  ['where', narrow],
  ['filter_by', (statement, call, context) => valueOf(narrowByName(statement, call, context))],
  ['join', join],
  ['outerjoin', join],
  ['select_from', (statement, { positional }) => valueOf(positional.reduce((whole, value) => withSource(whole, sourceIn(value)), statement))],
  ['with_entities', (statement, { positional }, context) => valueOf({ ...statement, entities: positional.map((value) => entityIn(value, context)) })],
  ['with_only_columns', (statement, { positional }, context) => valueOf({ ...statement, entities: positional.map((value) => entityIn(value, context)) })],
  ['values', (statement, call, context) => valueOf({ ...statement, values: new Map([...statement.values, ...valuesGiven(call, context)]) })],
  ['on_conflict_do_nothing', (statement) => valueOf({ ...statement, fills: true })],
  ['on_conflict_do_update', (statement) => valueOf({ ...statement, fills: true })],
  ['get', (statement, { positional: [key] }, context) => lookUp(statement.sources[0], key, context)],
  ['update', (statement, call, context) => changed({ ...statement, verb: 'update', values: valuesGiven(call, context) }, context)],
  ['delete', (statement, _, context) => changed({ ...statement, verb: 'delete' }, context)],
  ['paginate', (statement, _, context) => valueOf(carryOut(statement, context))],
  ['append', add],
]);

/** Of Flask-SQLAlchemy: `get_or_404`. */
export function callOfStatement(statement: Statement, call: PyCall, context: ReadingContext): PyValue {
  const name = (call.method ?? '').replace(/_or_404$/, '');
  const method = METHODS.get(name);
  if (method !== undefined) return method(statement, { ...call, method: name }, context);
  context.noteOpaque(`calls \`${name}\` of a query`);
  return UNKNOWN_VALUE;
}

/** What `select(…)` and `session.query(…)` are given, each. */
export function entityIn(value: PyValue, context: ReadingContext): Entity | undefined {
  const source = sourceIn(value);
  if (source !== undefined) return isMapped(source.of, context) ? { kind: 'source', source } : undefined;
  const expression = expressionIn(value, context);
  return expression.columns.length === 0 ? undefined : expression;
}

function sourceIn(value: PyValue | undefined): Source | undefined {
  const data = dataIn(value);
  if (data?.kind === 'source') return data.source;
  return value?.kind === 'class' ? { of: value } : undefined;
}

export function mappedSource(value: PyValue | undefined, context: ReadingContext): Source | undefined {
  const source = sourceIn(value);
  return source !== undefined && isMapped(source.of, context) ? source : undefined;
}

/** `select(…)`, `update(…)`, `insert(…)`, `delete(…)`, of any of SQLAlchemy's modules. */
export function statementMade({ callee, positional }: PyCall, context: ReadingContext): PyValue | undefined {
  const [, verb] = callee.kind === 'external' ? (/^(?:sqlalchemy|sqlmodel)(?:\.\w+)*\.(select|update|insert|delete|aliased)$/.exec(callee.path) ?? []) : [];
  if (verb === undefined) return undefined;
  const source = mappedSource(positional[0], context);
  switch (verb) {
    case 'select':
      return valueOf(selecting((positional[0]?.kind === 'list' ? positional[0].elements : positional).map((value) => entityIn(value, context)), false));
    case 'aliased':
      return source === undefined ? UNKNOWN_VALUE : valueOf({ kind: 'source', source: { of: source.of, alias: {} } });
    case 'update':
    case 'delete':
    case 'insert':
      return source === undefined ? UNKNOWN_VALUE : valueOf(changing(verb, source));
    default:
      return undefined;
  }
}

/** `session.get(Image, image_id)` */
export function lookUp(source: Source | undefined, key: PyValue | undefined, context: ReadingContext): PyValue {
  const name = source === undefined ? undefined : primaryKeyOf(source.of, context);
  if (source === undefined) return UNKNOWN_VALUE;
  const statement = selecting([{ kind: 'source', source }], true);
  const condition = name === undefined || key === undefined ? undefined : equal({ source, name }, key, false, context);
  return elementOf(carryOut(withConditions(statement, [condition], context), context), context);
}

function withConditions(statement: Statement, conditions: readonly (Expression | undefined)[], context: ReadingContext): Statement {
  const known = conditions.flatMap((condition) => condition ?? []);
  const narrows = conditions.some((condition) => condition === undefined || (condition.names.length === 0 && condition.links.length === 0));
  return withChoices(
    { ...statement, names: [...statement.names, ...known.flatMap(({ names }) => names)], bounds: [...statement.bounds, ...known.flatMap(({ bounds }) => bounds)], links: [...statement.links, ...known.flatMap(({ links }) => links)], narrowed: statement.narrowed || narrows },
    known,
    context,
  );
}

function withChoices(statement: Statement, expressions: readonly Expression[], context: ReadingContext): Statement {
  const site = context.siteOf();
  const choices = expressions.flatMap(({ columns }) => columns.map((use): Choice => ({ use, rank: 'where', site })));
  return { ...statement, choices: [...statement.choices, ...choices] };
}

function narrow(statement: Statement, call: PyCall, context: ReadingContext): PyValue {
  return valueOf(withConditions(statement, [...conditionsIn(call, context), ...(call.open ? [undefined] : [])], context));
}

function narrowByName(statement: Statement, call: PyCall, context: ReadingContext): Statement {
  const source = statement.sources.at(-1);
  const conditions = source === undefined ? [undefined] : namedBy(source, call.keyword, context);
  return withConditions(statement, [...conditions, ...(call.open ? [undefined] : [])], context);
}

function withSource(statement: Statement, source: Source | undefined): Statement {
  if (source === undefined) return { ...statement, narrowed: true };
  return statement.sources.some((other) => isSameSource(other, source)) ? statement : { ...statement, sources: [...statement.sources, source] };
}

/** `join(Tag)`, `join(Tag, Tag.image_id == Image.id)`, `join(Image.tags)` */
function join(statement: Statement, { positional }: PyCall, context: ReadingContext): PyValue {
  const [target, on] = positional;
  const data = dataIn(target);
  const relation = data?.kind === 'relation' ? data : undefined;
  const source: Source | undefined = relation === undefined ? sourceIn(target) : { of: relation.relation.target };
  const joined = withSource(statement, source);
  if (source === undefined || !isMapped(source.of, context)) return valueOf(joined);
  const condition = on !== undefined && relation === undefined ? expressionIn(on, context) : undefined;
  if (condition !== undefined && condition.columns.length > 0) return valueOf(withConditions(joined, [condition], context));
  const from = relation?.source ?? statement.sources[0];
  const link = from === undefined ? undefined : linkOf(from, source, relation?.relation ?? relationBetween(from.of, source.of, context), context);
  return valueOf(link === undefined ? { ...joined, narrowed: true } : withConditions(joined, [link], context));
}

function linkOf(from: Source, to: Source, relation: Relation | undefined, context: ReadingContext): Expression | undefined {
  if (relation === undefined || relation.kind === 'through') return undefined;
  const [holder, other] = relation.kind === 'one' ? [from, to] : [to, from];
  const primary = primaryKeyOf(other.of, context);
  if (primary === undefined || (relation.kind === 'one' && relation.references !== 'id')) return undefined;
  const key = columnExpression({ source: holder, name: relation.key.name });
  return { ...NOTHING, columns: key.columns, links: [[{ source: holder, name: relation.key.name }, { source: other, name: primary }]] };
}

/** Within another statement, or to count: the rows are read, and what it gives is nothing to follow. */
function within(statement: Statement, _: PyCall, context: ReadingContext): PyValue {
  recordReads(statement, context);
  return UNKNOWN_VALUE;
}

function changed(statement: Statement, context: ReadingContext): PyValue {
  carryOut(statement, context);
  return UNKNOWN_VALUE;
}

/** `image.tags.append(tag)`: the tag names the image. */
function add({ filled, sources: [source] }: Statement, { positional: [value] }: PyCall, context: ReadingContext): PyValue {
  if (filled === undefined || source === undefined || !isObject(value, context)) return UNKNOWN_VALUE;
  const object = { ...value, of: classOn(value.of, databaseOf(source.of)) };
  writeFilled(object, filled, context);
  addObject(object, context);
  return UNKNOWN_VALUE;
}

function writeFilled(object: PyValue & { kind: 'instance' }, { name, is }: NonNullable<Statement['filled']>, context: ReadingContext): void {
  const declared = declaredColumn(object.of, name, context);
  if (declared !== undefined) writeColumn(object, declared, { kind: 'term', term: is }, context);
}

function declaredColumn(of: PyClass, name: string, context: ReadingContext): Parameters<typeof writeColumn>[1] | undefined {
  const declared = declaredIn(of, name, context);
  return declared?.kind === 'column' ? declared : undefined;
}
