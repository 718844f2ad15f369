/** Which rows a statement is about, and what carrying it out reads. */
import type { Limit, Row } from '../../../analysis/footprint.js';
import type { ReadingContext } from '../library.js';
import { isSameColumn, isSameSource, type ColumnUse, type Named, type Source, type Statement } from './data.js';
import { columnIn, columnName, declaredIn, PRIMARY_KEY, tableOf } from './mapped.js';

interface Given {
  readonly column: string;
  readonly is: Named['is'];
  readonly among: boolean;
}

/** What the conditions say that the rows of a class hold, also through a column that is compared with it. */
export function givenIn(statement: Statement, source: Source, context: ReadingContext): Given[] {
  const linked = statement.links.flatMap(([a, b]) => [...through(a, b, statement), ...through(b, a, statement)]);
  return [...statement.names, ...linked].flatMap((named) => {
    const declared = isSameSource(named.source, source) ? declaredIn(source.of, named.name, context) : undefined;
    return declared === undefined ? [] : [{ column: columnName(source.of, declared, context), is: named.is, among: named.among }];
  });
}

/** `Tag.image_id == Image.id` and `Image.id == x` say that `Tag.image_id` is `x`. */
function through(own: ColumnUse, other: ColumnUse, { names }: Statement): Named[] {
  return names.flatMap((named) => (isSameColumn(named, other) ? [{ ...named, ...own }] : []));
}

/** The rows of a class that a statement chooses; unknown ones where nothing names them although they are chosen. */
export function rowsOf(statement: Statement, source: Source, context: ReadingContext): Row {
  const by = givenIn(statement, source, context);
  const isChosen = statement.narrowed || statement.sources.length > 1 || statement.links.length > 0;
  return by.length === 0 && (isChosen || statement.names.length > 0) ? { kind: 'unknown' } : keyed(by, limitsOf(statement, source, context));
}

/** The rows that it changes: conditions that name no value may leave out any, unless there is one row at most. */
export function changedRowsOf(statement: Statement, source: Source, context: ReadingContext): Row {
  const isSingle = givenIn(statement, source, context).some(({ column, among }) => column === PRIMARY_KEY && !among);
  const isChosen = statement.narrowed || statement.sources.length > 1;
  return isChosen && !isSingle ? { kind: 'unknown' } : rowsOf({ ...statement, bounds: [] }, source, context);
}

function limitsOf({ bounds }: Statement, source: Source, context: ReadingContext): Limit[] {
  return bounds.flatMap(({ name, values, isOut, source: of }) => {
    const declared = isSameSource(of, source) ? declaredIn(source.of, name, context) : undefined;
    return declared === undefined ? [] : [{ column: columnName(source.of, declared, context), values, isOut }];
  });
}

function keyed(by: readonly Given[], limits: readonly Limit[] = []): Row {
  return { kind: 'keyed', by: by.map(({ column, is }) => ({ column, is })), ...(limits.length === 0 ? {} : { limits }) };
}

/** What carrying a statement out reads: the rows, and the columns by which they are chosen. */
export function recordReads(statement: Statement, context: ReadingContext): void {
  recordChoices(statement, context);
  if (statement.verb !== 'select') return;
  for (const source of statement.sources) {
    context.record({ operation: 'read', resource: { kind: 'row', model: tableOf(source.of, context), row: rowsOf(statement, source, context) } });
  }
}

export function recordChoices(statement: Statement, context: ReadingContext): void {
  for (const { use, rank, site } of statement.choices) {
    const declared = declaredIn(use.source.of, use.name, context);
    if (declared?.kind !== 'column') continue;
    const { model, column } = columnIn(use.source.of, declared, context);
    if (column === PRIMARY_KEY) continue;
    const others = givenIn(statement, use.source, context).filter((given) => given.column !== column);
    context.record({ operation: 'read', rank, site, resource: { kind: 'column', model, column, row: keyed(others) } });
  }
}
