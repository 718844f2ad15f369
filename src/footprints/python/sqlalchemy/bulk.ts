/** Rows that are changed by dicts, each with its primary key. https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-bulk-update-by-primary-key */
import type { PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { primaryKeyOf } from './mapped.js';
import { assignAttribute, keyedObject } from './objects.js';

export function updateEach(of: PyClass, rows: PyValue, context: ReadingContext): void {
  const key = primaryKeyOf(of, context);
  for (const row of rows.kind === 'list' ? rows.elements : []) {
    const is = row.kind === 'dict' && key !== undefined ? row.entries.get(key) : undefined;
    if (row.kind !== 'dict' || is === undefined) continue;
    const object = keyedObject(of, is, context);
    for (const [name, value] of row.entries) if (name !== key) assignAttribute(object, name, value, context);
  }
}
