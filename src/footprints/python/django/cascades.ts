/** What Django deletes along with a row. https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.CASCADE */
import { keywordOf, positionalOf } from '../../../readers/python/calls.js';
import { sourceOf } from '../../../readers/python/tree.js';
import type { Row, Term } from '../../../analysis/footprint.js';
import type { PyClass } from '../values.js';
import type { ReadingContext } from '../library.js';
import { rootTableOf } from './classes.js';
import { PRIMARY_KEY, targetColumn, type Field } from './fields.js';
import { relationsTo } from './relations.js';
import { keyedRow } from './rows.js';

/** Takes note that rows are deleted, and of one that its primary key names the rows that name it, too. */
export function recordDelete(of: PyClass, row: Row, context: ReadingContext): void {
  context.record({ operation: 'delete', resource: { kind: 'row', model: rootTableOf(of, context), row } });
  const is = primaryKeyIn(row);
  if (is === undefined) return;
  for (const { of: other, field } of relationsTo(of, ({ field: each }) => isCascading(each), context)) {
    context.record({ operation: 'delete', resource: { kind: 'row', model: rootTableOf(other, context), row: keyedRow([{ column: field.column, is }]) } });
  }
}

function primaryKeyIn(row: Row): Term | undefined {
  return row.kind === 'keyed' ? row.by.find(({ column }) => column === PRIMARY_KEY)?.is : undefined;
}

function isCascading(field: Field): boolean {
  const { declaration, kind, owner } = field;
  const node = keywordOf(declaration, 'on_delete', owner.module) ?? positionalOf(declaration)[1];
  return kind === 'one' && targetColumn(field) === PRIMARY_KEY && node !== undefined && /(?:^|\.)CASCADE$/.test(sourceOf(node, owner.module));
}
