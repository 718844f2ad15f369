/** What chooses rows: conditions on columns, all of which hold. */
import { keyOfTerm, UNKNOWN_TERM, type Model, type Row, type Term } from '../../../analysis/footprint.js';

export interface ColumnRef {
  readonly model: Model;
  readonly column: string;
  /** Of a column of JSON those fields that are meant; without, all of it. */
  readonly fields?: readonly string[];
}

interface Condition {
  readonly of: ColumnRef;
  /** What the column must hold; unknown where the condition is another than equality. */
  readonly is: Term;
  /** A column whose value it must hold: `tags.image_id = images.id`. */
  readonly same?: ColumnRef;
}

export interface Filter {
  readonly conditions: readonly Condition[];
  /** There are conditions that could not be read. */
  readonly open: boolean;
}

/** All rows. */
export const ALL: Filter = { conditions: [], open: false };
/** Nobody can tell which. */
export const SOME: Filter = { conditions: [], open: true };

export function equals(of: ColumnRef, is: Term): Filter {
  return { conditions: [{ of, is }], open: false };
}

/** Another condition than equality: it reads these columns. */
export function looksAt(...columns: readonly ColumnRef[]): Filter {
  return { conditions: columns.map((of) => ({ of, is: UNKNOWN_TERM })), open: columns.length === 0 };
}

export function sameIn(one: ColumnRef, other: ColumnRef): Filter {
  return {
    conditions: [
      { of: one, is: UNKNOWN_TERM, same: other },
      { of: other, is: UNKNOWN_TERM, same: one },
    ],
    open: false,
  };
}

export function all(...filters: readonly Filter[]): Filter {
  return { conditions: filters.flatMap(({ conditions }) => conditions), open: filters.some(({ open }) => open) };
}

/** One of several: only which columns are looked at is certain. */
export function any(...filters: readonly Filter[]): Filter {
  const [first, ...others] = filters;
  if (first !== undefined && others.length === 0) return first;
  return { conditions: all(...filters).conditions.map(({ of }) => ({ of, is: UNKNOWN_TERM })), open: true };
}

/**
 * The rows of a table that a filter chooses. A primary key says all; without it every condition counts, those that are not known too: two
 * different rows of one owner are not the same row.
 */
export function rowOf(filter: Filter, { key }: Model): Row {
  const own = filter.conditions.filter(({ of }) => of.model.key === key).map(({ of, is, same }) => ({ column: of.column, is: keptBy(filter, is, same) }));
  if (own.length === 0) return filter.open || filter.conditions.length > 0 ? { kind: 'unknown' } : { kind: 'keyed', by: [] };
  const known = own.filter(({ is }) => keyOfTerm(is) !== undefined);
  if (known.some(({ column }) => column === 'id')) return { kind: 'keyed', by: known };
  return known.length === 0 || filter.open ? { kind: 'unknown' } : { kind: 'keyed', by: own };
}

/** What a column holds that must be the same as another one, where the other one's value is known. */
function keptBy({ conditions }: Filter, is: Term, same: ColumnRef | undefined): Term {
  if (same === undefined || is.kind !== 'unknown') return is;
  return conditions.find(({ of, is: held }) => of.column === same.column && of.model.key === same.model.key && held.kind !== 'unknown')?.is ?? is;
}
