/** What carried out statements give, and what they write. https://docs.sqlalchemy.org/en/20/core/connections.html#sqlalchemy.engine.Result */
import { childIn, namedChildren, type PyNode } from '../../../readers/python/tree.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { dataIn, valueOf, type Entity, type Result, type Source, type Statement } from './data.js';
import { expressionIn } from './expressions.js';
import { columnIn, declaredIn, PRIMARY_KEY, tableOf } from './mapped.js';
import { loadedObject, termOf } from './objects.js';
import { changedRowsOf, givenIn, recordChoices, recordReads, rowsOf } from './rows.js';

const ALL: ReadonlySet<string> = new Set(['all', 'fetchall', 'fetchmany', 'mappings', 'unique', 'partitions', 'yield_per', 'columns', 'tuples', 'freeze']);
const ONE: ReadonlySet<string> = new Set(['first', 'one', 'one_or_none', 'fetchone']);
const VALUE: ReadonlySet<string> = new Set(['scalar', 'scalar_one', 'scalar_one_or_none']);

/** Carries a statement out. */
export function carryOut(statement: Statement, context: ReadingContext): Result {
  switch (statement.verb) {
    case 'select':
      recordReads(statement, context);
      break;
    case 'update':
      recordChoices(statement, context);
      recordValues(statement, context);
      break;
    case 'delete':
      recordChoices(statement, context);
      recordDelete(statement, context);
      break;
    case 'insert':
      recordInsert(statement, context);
      break;
  }
  const [only, ...others] = statement.entities;
  // A query of one class gives its objects; anything else gives rows.
  return { kind: 'result', statement, form: statement.isQuery && only?.kind === 'source' && others.length === 0 ? 'first' : 'tuple' };
}

export function callOfResult(result: Result, { method = '' }: PyCall, context: ReadingContext): PyValue {
  if (ALL.has(method)) return valueOf(result);
  if (method === 'scalars') return valueOf({ ...result, form: 'first' });
  if (ONE.has(method)) return elementOf(result, context);
  return VALUE.has(method) ? elementOf({ ...result, form: 'first' }, context) : UNKNOWN_VALUE;
}

/** The names under which a row of a result has its values. */
const names = new WeakMap<object, readonly (string | undefined)[]>();

/** One of the rows. */
export function elementOf({ statement, form }: Result, context: ReadingContext): PyValue {
  const { entities } = statement;
  if (form === 'first') return valueOfEntity(statement, entities[0], context);
  const elements = entities.map((entity) => valueOfEntity(statement, entity, context));
  names.set(elements, entities.map((entity) => (entity?.kind === 'expression' ? entity.only?.name : undefined)));
  return { kind: 'list', elements };
}

/** `row.path` */
export function attributeOfRow(row: PyValue, name: string): PyValue | undefined {
  const known = row.kind === 'list' ? names.get(row.elements) : undefined;
  if (known === undefined || row.kind !== 'list') return undefined;
  return row.elements[known.indexOf(name)] ?? UNKNOWN_VALUE;
}

function valueOfEntity(statement: Statement, entity: Entity | undefined, context: ReadingContext): PyValue {
  if (entity === undefined) return UNKNOWN_VALUE;
  if (entity.kind === 'source') return objectOf(statement, entity.source, context);
  for (const { source, name } of entity.columns) recordColumn(statement, source, name, context);
  const { only } = entity;
  const declared = only === undefined ? undefined : declaredIn(only.source.of, only.name, context);
  if (only === undefined || declared?.kind !== 'column') return UNKNOWN_VALUE;
  const { model, column } = columnIn(only.source.of, declared, context);
  const given = givenIn(statement, only.source, context).find((each) => each.column === column && !each.among);
  return termValue(given?.is ?? { kind: 'column', model, column, row: rowsOf(statement, only.source, context) });
}

function objectOf(statement: Statement, source: Source, context: ReadingContext): PyValue {
  const among = givenIn(statement, source, context).flatMap((given) => (given.among ? [given.column] : []));
  return loadedObject(source.of, rowsOf(statement, source, context), new Set(among));
}

function recordColumn(statement: Statement, source: Source, name: string, context: ReadingContext): void {
  const declared = declaredIn(source.of, name, context);
  if (declared?.kind !== 'column') return;
  const { model, column } = columnIn(source.of, declared, context);
  if (column !== PRIMARY_KEY) context.record({ operation: 'read', resource: { kind: 'column', model, column, row: rowsOf(statement, source, context) } });
}

/** Writes what an update is given. */
function recordValues(statement: Statement, context: ReadingContext): void {
  const [source] = statement.sources;
  for (const [name, value] of source === undefined ? [] : statement.values) {
    const declared = source === undefined ? undefined : declaredIn(source.of, name, context);
    if (source === undefined || declared?.kind !== 'column') continue;
    const used = expressionIn(value, context).columns;
    for (const use of used) if (use.name !== name || use.source.of.node !== source.of.node) recordColumn(statement, use.source, use.name, context);
    const counts = used.some((use) => use.name === name && use.source.of.node === source.of.node);
    const { model, column } = columnIn(source.of, declared, context);
    const row = changedRowsOf(statement, source, context);
    context.record({ operation: 'write', resource: { kind: 'column', model, column, row }, ...(counts ? { mode: 'atomic' } : {}) });
  }
}

function recordDelete(statement: Statement, context: ReadingContext): void {
  for (const source of statement.sources.slice(0, 1)) {
    context.record({ operation: 'delete', resource: { kind: 'row', model: tableOf(source.of, context), row: changedRowsOf(statement, source, context) } });
  }
}

function recordInsert({ sources: [source], values, fills }: Statement, context: ReadingContext): void {
  if (source === undefined) return;
  const by = [...values].flatMap(([name, value]) => {
    const declared = declaredIn(source.of, name, context);
    const is = termOf(value, context);
    return declared?.kind !== 'column' || is.kind === 'unknown' || is.kind === 'object' ? [] : [{ column: columnIn(source.of, declared, context).column, is }];
  });
  const row = by.length === 0 ? ({ kind: 'unknown' } as const) : ({ kind: 'keyed', by } as const);
  context.record({ operation: 'create', resource: { kind: 'row', model: tableOf(source.of, context), row }, ...(fills ? { mode: 'lazy' } : {}) });
}

/** `values(status='done')`, `update({'status': 'done'})`, `update({Image.status: 'done'})` */
export function valuesGiven({ positional: [first], keyword, nodes: [node], module }: PyCall, context: ReadingContext): ReadonlyMap<string, PyValue> {
  const written = node?.type === 'dictionary' ? namedChildren(node) : [];
  const byColumn = written.flatMap((pair) => columnPair(pair, module, context));
  return new Map([...entriesIn(first), ...byColumn, ...keyword]);
}

/** Of a dict, or of a list of one. */
function entriesIn(value: PyValue | undefined): ReadonlyMap<string, PyValue> {
  if (value?.kind === 'dict') return value.entries;
  return value?.kind === 'list' && value.elements.length === 1 ? entriesIn(value.elements[0]) : new Map<string, PyValue>();
}

function columnPair(pair: PyNode, module: PyCall['module'], context: ReadingContext): [string, PyValue][] {
  const key = childIn(pair, 'key');
  const value = childIn(pair, 'value');
  const data = key?.type !== 'attribute' ? undefined : dataIn(context.evaluate(key, module));
  return value === undefined || data?.kind !== 'expression' || data.only === undefined ? [] : [[data.only.name, context.evaluate(value, module)]];
}
