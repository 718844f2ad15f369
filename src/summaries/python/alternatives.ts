/** One value out of several: where arms of a branch meet, where a function returns in several places. */
import { keyOfTerm } from '../../analysis/footprint.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/** How many values are told apart. */
const MOST = 8;

/** What is one of these values. */
export function joined(values: readonly PyValue[]): PyValue {
  const distinct: PyValue[] = [];
  for (const value of values.flatMap(partsOf)) if (!distinct.some((other) => isSame(value, other))) distinct.push(value);
  const [first, ...others] = distinct;
  if (first === undefined) return UNKNOWN_VALUE;
  if (others.length === 0) return first;
  return { kind: 'alternatives', values: distinct.length > MOST ? [...distinct.slice(0, MOST - 1), UNKNOWN_VALUE] : distinct };
}

export function partsOf(value: PyValue): readonly PyValue[] {
  return value.kind === 'alternatives' ? value.values : [value];
}

/** What comes of each of the values that a value may be. */
export function ofEach(value: PyValue, answer: (part: PyValue) => PyValue): PyValue {
  return value.kind === 'alternatives' ? joined(value.values.map(answer)) : answer(value);
}

export function isUnknown(value: PyValue): boolean {
  return value.kind === 'term' && value.term.kind === 'unknown';
}

/** The literal that a value is; undefined where it is none. */
export function literalIn(value: PyValue | undefined): string | number | boolean | null | undefined {
  return value?.kind === 'term' && value.term.kind === 'literal' ? value.term.value : undefined;
}

function isSame(a: PyValue, b: PyValue): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'term': {
      if (b.kind !== 'term') return false;
      const key = keyOfTerm(a.term);
      return a.term === b.term || (a.term.kind === 'unknown' && b.term.kind === 'unknown') || (key !== undefined && key === keyOfTerm(b.term));
    }
    case 'class':
      return b.kind === 'class' && a.node === b.node;
    case 'function':
      return b.kind === 'function' && a.node === b.node && a.self === b.self && a.env === b.env;
    case 'module':
      return b.kind === 'module' && a.module.path === b.module.path;
    case 'external':
      return b.kind === 'external' && a.path === b.path && a.call === b.call;
    default:
      return false;
  }
}
