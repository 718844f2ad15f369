/** What must hold for an effect to come about: `if kind == 'created'`. Two effects that ask for different values of one argument never meet. */
import { keyOfTerm, type Condition } from './footprint.js';

/** Whether no dispatches that are handed the same values can bring about both. */
export function excludeEachOther(some: readonly Condition[] = [], others: readonly Condition[] = []): boolean {
  return some.some((one) => others.some((other) => isOfSame(one, other) && areApart(one, other)));
}

function isOfSame(one: Condition, other: Condition): boolean {
  const key = keyOfTerm(one.of);
  return key !== undefined && key === keyOfTerm(other.of);
}

function areApart(one: Condition, other: Condition): boolean {
  if (one.isNot && other.isNot) return false;
  if (one.isNot) return areApart(other, one);
  const values = new Set(other.values.map(comparable));
  return one.values.every((value) => values.has(comparable(value)) === other.isNot);
}

/** In Python `True` is 1. */
function comparable(value: Condition['values'][number]): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value;
}
