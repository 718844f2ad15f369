/** Values beside each other: equal, contained, ordered. */
import { literalIn } from './alternatives.js';
import type { PyValue } from '../../footprints/python/values.js';

/** Undefined where it cannot be told. */
export function compare(symbol: string, left: PyValue, right: PyValue): boolean | undefined {
  const a = literalIn(left);
  const b = literalIn(right);
  switch (symbol) {
    case '==':
    case 'is':
      return areEqual(left, right);
    case '!=':
    case 'is not': {
      const equal = areEqual(left, right);
      return equal === undefined ? undefined : !equal;
    }
    case 'in':
    case 'not in': {
      const contained = contains(right, left);
      return contained === undefined ? undefined : contained === (symbol === 'in');
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof a === 'number' && typeof b === 'number' ? ordered(symbol, a, b) : undefined;
    default:
      return undefined;
  }
}

function areEqual(left: PyValue, right: PyValue): boolean | undefined {
  const a = literalIn(left);
  const b = literalIn(right);
  if (a === undefined || b === undefined) return (a === null && isThing(right)) || (b === null && isThing(left)) ? false : undefined;
  return a === b;
}

function isThing({ kind }: PyValue): boolean {
  return kind === 'class' || kind === 'function' || kind === 'module' || kind === 'list' || kind === 'dict';
}

function contains(collection: PyValue, value: PyValue): boolean | undefined {
  const wanted = literalIn(value);
  if (wanted === undefined) return undefined;
  const text = literalIn(collection);
  if (typeof text === 'string' && typeof wanted === 'string') return text.includes(wanted);
  if (collection.kind === 'dict') return collection.entries.has(String(wanted)) ? true : collection.open ? undefined : false;
  if (collection.kind !== 'list') return undefined;
  const elements = collection.elements.map(literalIn);
  if (elements.includes(wanted)) return true;
  return elements.includes(undefined) ? undefined : false;
}

function ordered(symbol: string, a: number, b: number): boolean {
  if (symbol.startsWith('<')) return symbol === '<' ? a < b : a <= b;
  return symbol === '>' ? a > b : a >= b;
}
