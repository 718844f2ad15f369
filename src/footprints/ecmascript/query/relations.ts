/** How rows of one table hang on a row of another. */
import type { Model, Row } from '../../../analysis/footprint.js';
import { columnTerm } from './rows.js';

/** Each of their columns holds what that column of ours holds. */
export type Keys = readonly { readonly theirs: string; readonly ours: string }[];

/** The rows that hang on a row. */
export function relatedRow(keys: Keys, model: Model, row: Row): Row {
  return { kind: 'keyed', by: keys.map(({ theirs, ours }) => ({ column: theirs, is: columnTerm({ model, column: ours }, row) })) };
}
