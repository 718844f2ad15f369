/** What operators make of two values. */
import type { PyNode } from '../../readers/python/tree.js';
import type { Term } from '../../analysis/footprint.js';
import { joined, literalIn, ofEach, partsOf } from './alternatives.js';
import { combineSignatures } from './canvas.js';
import { dataOf } from './data.js';
import { isPath, pathOf } from './paths.js';
import { askLibraries, MOST_ELEMENTS, type Frame, type Reading } from './reading.js';
import { formatPercent, joinPaths, textTerm } from '../../footprints/python/texts.js';
import { termValue, UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

export function combine(symbol: string, left: PyValue, right: PyValue, node: PyNode, frame: Frame, reading: Reading): PyValue {
  if (left.kind === 'alternatives' && symbol !== '|') return ofEach(left, (part) => combine(symbol, part, right, node, frame, reading));
  const asked = askLibraries(reading, (library) => library.operator?.(symbol, left, right, reading.contextAt(node, frame)));
  if (asked !== undefined) return asked;
  switch (symbol) {
    case '+':
      return add(left, right, reading);
    case '%':
      return percent(left, right, reading);
    case '/':
      return isPath(left) || isPath(right) ? pathOf(joinPaths([dataOf(left, reading), dataOf(right, reading)]), node, frame.module) : UNKNOWN_VALUE;
    case '|':
      return combineSignatures(left, right) ?? merge(left, right);
    case '-':
    case '*':
      return calculate(symbol, literalIn(left), literalIn(right));
    default:
      return UNKNOWN_VALUE;
  }
}

function add(left: PyValue, right: PyValue, reading: Reading): PyValue {
  const a = literalIn(left);
  const b = literalIn(right);
  if (typeof a === 'number' && typeof b === 'number') return termValue({ kind: 'literal', value: a + b });
  if (left.kind === 'list' || right.kind === 'list') return { kind: 'list', elements: [...elementsOf(left), ...elementsOf(right)].slice(0, MOST_ELEMENTS) };
  // A sum with a number in it is no text.
  if (typeof a === 'number' || typeof b === 'number' || left.kind === 'handle' || right.kind === 'handle') return UNKNOWN_VALUE;
  return isText(left) || isText(right) ? termValue(textTerm([dataOf(left, reading), dataOf(right, reading)])) : UNKNOWN_VALUE;
}

/** Of a list with an unknown rest the unknown is an element. */
function elementsOf(value: PyValue): readonly PyValue[] {
  return value.kind === 'list' ? value.elements : [UNKNOWN_VALUE];
}

function isText(value: PyValue): boolean {
  return value.kind === 'term' && (value.term.kind === 'text' || typeof literalIn(value) === 'string');
}

function percent(left: PyValue, right: PyValue, reading: Reading): PyValue {
  const pattern = literalIn(left);
  if (typeof pattern !== 'string') return UNKNOWN_VALUE;
  const values: readonly Term[] = (right.kind === 'list' ? right.elements : [right]).map((value) => dataOf(value, reading));
  const named = new Map(right.kind === 'dict' ? [...right.entries].map(([name, value]): [string, Term] => [name, dataOf(value, reading)]) : []);
  return termValue(formatPercent(pattern, values, named));
}

/** Dicts are merged; of anything else it is one or the other. */
function merge(left: PyValue, right: PyValue): PyValue {
  if (left.kind === 'dict' && right.kind === 'dict') return { kind: 'dict', entries: new Map([...left.entries, ...right.entries]), open: left.open || right.open };
  return [left, right].some((side) => partsOf(side).some(({ kind }) => kind === 'handle')) ? joined([left, right]) : UNKNOWN_VALUE;
}

function calculate(symbol: '-' | '*', a: unknown, b: unknown): PyValue {
  if (typeof a !== 'number' || typeof b !== 'number') return UNKNOWN_VALUE;
  return termValue({ kind: 'literal', value: symbol === '-' ? a - b : a * b });
}
