/** Whether what two tasks touch is the same row or key, as far as the terms say. */
import { keyOfTerm, namesValue, type Row, type Term } from './footprint.js';

/**
 * `same`: surely, and named by a value of the dispatching routine; `alike`: surely, but named by constants alone, so it is not this run's;
 * `apart`: surely not, or only by chance; `unknown`: the terms do not say.
 */
export type Sameness = 'same' | 'alike' | 'apart' | 'unknown';

type Keyed = Extract<Row, { kind: 'keyed' }>;

export const PRIMARY_KEY = 'id';

/**
 * @param but a column that is left aside: one that is about to be written says nothing about which rows are read afterwards
 */
export function compareRows(a: Row, b: Row, but?: string): Sameness {
  if (a.kind === 'new' || b.kind === 'new') return 'apart';
  if (a.kind === 'unknown' || b.kind === 'unknown') return 'unknown';
  if (isOutside(a, b, but) || isOutside(b, a, but)) return 'apart';
  const others = new Map(b.by.map(({ column, is }) => [column, is]));
  const shared = a.by.flatMap(({ column, is }) => {
    const other = column === but ? undefined : others.get(column);
    return other === undefined ? [] : [{ column, terms: [is, other] as const, sameness: compareTerms(is, other) }];
  });
  if (shared.some(({ terms, sameness }) => sameness === 'apart' && terms[0].kind === 'literal')) return 'apart';
  // One primary key is one row, whatever else it is chosen by.
  const byPrimaryKey = shared.find(({ column }) => column === PRIMARY_KEY);
  return byPrimaryKey?.sameness ?? samenessOfAll(shared.map(({ sameness }) => sameness));
}

/** Whether the rows of the one are none of those to which the other is limited. */
function isOutside({ by }: Keyed, { limits = [] }: Keyed, but: string | undefined): boolean {
  return limits.some(({ column, values, isOut }) => {
    const found = column === but ? undefined : by.find((each) => each.column === column);
    if (found === undefined) return false;
    const all = values.map((value) => compareTerms(value, found.is));
    return isOut ? all.some((sameness) => sameness === 'same' || sameness === 'alike') : all.every((sameness) => sameness === 'apart') && found.is.kind === 'literal';
  });
}

function samenessOfAll(all: readonly Sameness[]): Sameness {
  if (all.includes('apart')) return 'apart';
  if (all.includes('same')) return 'same';
  return all.length > 0 && all.every((each) => each === 'alike') ? 'alike' : 'unknown';
}

export function compareTerms(a: Term, b: Term): Sameness {
  const keys = [keyOfTerm(a), keyOfTerm(b)];
  if (keys.includes(undefined)) return 'unknown';
  if (keys[0] === keys[1]) return namesValue(a) ? 'same' : 'alike';
  // Two variables may hold one value, but nothing says so; what a column holds may well be what a variable holds.
  return isPlain(a) && isPlain(b) && a.kind === b.kind ? 'apart' : 'unknown';
}

function isPlain({ kind }: Term): boolean {
  return kind === 'literal' || kind === 'value';
}
