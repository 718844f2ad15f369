/** Tests: which arms of a branch can run, and what is known to be missing in each. */
import { childIn, childrenIn, namedChildren, type PyNode } from '../../readers/python/tree.js';
import { joined, literalIn, partsOf } from './alternatives.js';
import { unlessEnded } from './endings.js';
import { bothFacts, emptinessOf, equalityOf, fullnessOf, NO_FACTS, type Facts } from './facts.js';
import { compare } from './comparing.js';
import { askLibraries, within, type Frame, type Reading } from './reading.js';
import { termValue, UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/** What a test says. */
export interface Tested {
  readonly value: PyValue;
  /** Undefined where it may be either. */
  readonly truth: boolean | undefined;
  readonly whenTrue: Facts;
  readonly whenFalse: Facts;
}

export function testAt(node: PyNode, frame: Frame, reading: Reading): Tested {
  switch (node.type) {
    case 'parenthesized_expression': {
      const [inner] = namedChildren(node);
      return inner === undefined ? testOf(UNKNOWN_VALUE) : testAt(inner, frame, reading);
    }
    case 'not_operator': {
      const argument = childIn(node, 'argument');
      return argument === undefined ? testOf(UNKNOWN_VALUE) : opposite(testAt(argument, frame, reading));
    }
    case 'boolean_operator':
      return testBoth(node, frame, reading);
    case 'comparison_operator':
      return testComparison(node, frame, reading);
    default:
      return testOf(reading.evaluate(node, frame));
  }
}

/** A value as a test: what is false is empty. */
export function testOf(value: PyValue): Tested {
  return { value, truth: truthOf(value), whenTrue: fullnessOf(value), whenFalse: emptinessOf(value) };
}

function opposite({ truth, whenTrue, whenFalse }: Tested): Tested {
  const denied = truth === undefined ? undefined : !truth;
  return { value: booleanOf(denied), truth: denied, whenTrue: whenFalse, whenFalse: whenTrue };
}

function testBoth(node: PyNode, frame: Frame, reading: Reading): Tested {
  const left = childIn(node, 'left');
  const right = childIn(node, 'right');
  if (left === undefined || right === undefined) return testOf(UNKNOWN_VALUE);
  const isAnd = childIn(node, 'operator')?.type === 'and';
  const first = testAt(left, frame, reading);
  // What decides already leaves the second unread.
  if (first.truth === !isAnd) return first;
  const { state, surroundings } = reading;
  const mark = state.mark();
  const facts = bothFacts(surroundings.facts, isAnd ? first.whenTrue : first.whenFalse);
  const readSecond = (): Tested => within(reading, { facts }, () => testAt(right, frame, reading));
  if (first.truth === isAnd) return readSecond();
  const second = unlessEnded(reading, readSecond);
  // Behind `x or fail()` the first has decided.
  if (second === undefined) {
    state.undo(mark);
    return { ...first, truth: !isAnd, value: isAnd ? first.value : joined(truthyParts(first.value)) };
  }
  const changes = state.changesSince(mark);
  state.undo(mark);
  state.meet([changes, new Map()]);
  const truth = second.truth === !isAnd ? !isAnd : undefined;
  const value = joined([...(isAnd ? [first.value] : truthyParts(first.value)), second.value]);
  return isAnd
    ? { value, truth, whenTrue: bothFacts(first.whenTrue, second.whenTrue), whenFalse: NO_FACTS }
    : { value, truth, whenTrue: NO_FACTS, whenFalse: bothFacts(first.whenFalse, second.whenFalse) };
}

/** `x or y` gives `x` only where that is true. */
function truthyParts(value: PyValue): readonly PyValue[] {
  return partsOf(value).filter((part) => truthOf(part) !== false);
}

function testComparison(node: PyNode, frame: Frame, reading: Reading): Tested {
  const operands = namedChildren(node);
  const [operator, ...more] = childrenIn(node, 'operators');
  const values = operands.map((operand) => reading.evaluate(operand, frame));
  const [left, right] = values;
  if (operator === undefined || more.length > 0 || left === undefined || right === undefined) return testOf(UNKNOWN_VALUE);
  const symbol = operator.type;
  const asked = askLibraries(reading, (library) => library.operator?.(symbol, left, right, reading.contextAt(node, frame)));
  if (asked !== undefined) return symbol === 'not in' ? opposite(testOf(asked)) : testOf(asked);
  const truth = compare(symbol, left, right);
  const value = booleanOf(truth);
  const equal = factsOf(symbol, left, right, false);
  const other = factsOf(symbol, left, right, true);
  return DENYING.has(symbol) ? { value, truth, whenTrue: other, whenFalse: equal } : { value, truth, whenTrue: equal, whenFalse: other };
}

type Literal = NonNullable<ReturnType<typeof literalIn>> | null;

const DENYING: ReadonlySet<string> = new Set(['!=', 'is not', 'not in']);

/** What is known where two values are equal, or one is in the other; where `isNot`, where they are not. */
function factsOf(symbol: string, left: PyValue, right: PyValue, isNot: boolean): Facts {
  switch (symbol) {
    case '==':
    case '!=':
    case 'is':
    case 'is not':
      return bothFacts(sideFacts(left, right, isNot), sideFacts(right, left, isNot));
    case 'in':
    case 'not in':
      return right.kind === 'list' ? amongFacts(left, right.elements.map(literalIn), isNot) : NO_FACTS;
    default:
      return NO_FACTS;
  }
}

function sideFacts(value: PyValue, other: PyValue, isNot: boolean): Facts {
  const known = amongFacts(value, [literalIn(other)], isNot);
  return isEmptyLiteral(other) && !isNot ? bothFacts(emptinessOf(value), known) : known;
}

function amongFacts(value: PyValue, literals: readonly (Literal | undefined)[], isNot: boolean): Facts {
  const known = literals.filter((literal) => literal !== undefined);
  return known.length === literals.length ? equalityOf(value, known, isNot) : NO_FACTS;
}

/** Whether a value counts as true; undefined where it may be either. */
function truthOf(value: PyValue): boolean | undefined {
  switch (value.kind) {
    case 'term': {
      const literal = literalIn(value);
      if (literal !== undefined) return Boolean(literal);
      return value.term.kind === 'text' && value.term.parts.some((part) => part.kind === 'literal') ? true : undefined;
    }
    case 'class':
    case 'function':
    case 'module':
      return true;
    case 'alternatives': {
      const [first, ...others] = new Set(value.values.map(truthOf));
      return others.length === 0 ? first : undefined;
    }
    default:
      // A list may have grown in a loop that was read once.
      return undefined;
  }
}

function isEmptyLiteral(value: PyValue): boolean {
  const literal = literalIn(value);
  return literal === null || literal === '' || literal === 0;
}

export function booleanOf(truth: boolean | undefined): PyValue {
  return truth === undefined ? UNKNOWN_VALUE : termValue({ kind: 'literal', value: truth });
}
