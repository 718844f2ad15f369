/** What a test is known to be, and what it says is not there. */
import { keyOfTerm } from '../../analysis/footprint.js';
import { staticName, unwrapped, type Node } from '../../readers/ecmascript/estree.js';
import { kindOfAbsence, literalIn } from './data.js';
import { elementsIn, handedOver, termIn } from './properties.js';
import type { Reading } from './reading.js';
import { absentColumn, absentKey, absentRow, type Absence } from './trail.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** Whether a test holds; undefined where that cannot be told. */
export function truthOf(reading: Reading, at: Expressed): boolean | undefined {
  const node = unwrapped(at.node);
  const part = (inner: Node): Expressed => ({ ...at, node: inner });
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const truth = truthOf(reading, part(node.argument));
    return truth === undefined ? undefined : !truth;
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const left = truthOf(reading, part(node.left));
    if (left === (node.operator === '||')) return left;
    const right = truthOf(reading, part(node.right));
    if (right === (node.operator === '||')) return right;
    return left === undefined || right === undefined ? undefined : right;
  }
  if (node.type === 'BinaryExpression' && isComparison(node.operator)) {
    const equal = areEqual(reading.evaluate(part(node.left)), reading.evaluate(part(node.right)), node.operator.length === 3);
    return equal === undefined ? undefined : equal === node.operator.startsWith('=');
  }
  if (node.type === 'BinaryExpression' && node.operator === 'in') return holds(reading, part(node.right), literalAt(reading, part(node.left)));
  const isListed = listedIn(reading, part(node));
  if (isListed !== undefined) return isListed;
  const value = reading.evaluate(part(node));
  const literal = literalIn(value);
  if (literal !== undefined) return Boolean(literal);
  if (value.kind === 'term' && handedOver(reading, value.term).kind === 'object') return true;
  return value.kind === 'resolved' && ['object', 'array', 'function', 'class', 'instance', 'namespace'].includes(value.value.is.kind) ? true : undefined;
}

/** `['page', 'image'].includes(job.data.type)`; undefined where not all of it is known, or the test is another. */
function listedIn(reading: Reading, at: Expressed): boolean | undefined {
  const { node } = at;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length !== 1) return undefined;
  const { object, property, computed } = node.callee;
  if (staticName(property, computed) !== 'includes') return undefined;
  const list = reading.evaluate({ ...at, node: object });
  const elements = list.kind === 'resolved' ? elementsIn(reading, list.value)?.map((element) => literalAt(reading, element)) : undefined;
  const [given] = node.arguments.map((argument) => literalAt(reading, { ...at, node: argument }));
  return given === undefined || elements === undefined || elements.includes(undefined) ? undefined : elements.includes(given);
}

export function isComparison(operator: string): boolean {
  return operator === '===' || operator === '!==' || operator === '==' || operator === '!=';
}

type Literal = string | number | boolean | null | undefined;

function literalAt(reading: Reading, at: Expressed): Literal {
  return literalIn(reading.evaluate(at));
}

function areEqual(left: JsValue, right: JsValue, strict: boolean): boolean | undefined {
  const [a, b] = [literalIn(left), literalIn(right)];
  if (a === undefined || b === undefined) return undefined;
  if (a === null && b === null) return strict ? areAbsentAlike(left, right) : true;
  if (strict || a === null || b === null || typeof a === typeof b) return a === b;
  return undefined;
}

function areAbsentAlike(left: JsValue, right: JsValue): boolean | undefined {
  const kinds = [kindOfAbsence(left), kindOfAbsence(right)];
  return kinds.includes(undefined) ? undefined : kinds[0] === kinds[1];
}

/** `'videoId' in job.data`; undefined where the object may have it or not. */
function holds(reading: Reading, at: Expressed, name: Literal): boolean | undefined {
  const value = reading.evaluate(at);
  const object = value.kind === 'term' ? handedOver(reading, value.term) : termIn(reading, value);
  if (object.kind !== 'object' || name === undefined) return undefined;
  const entry = object.entries.get(String(name));
  // What holds `undefined` is not handed over.
  if (entry !== undefined) return entry.kind === 'unknown' ? undefined : true;
  return object.open ? undefined : false;
}

/** What is not there when a test has this outcome: of `!image.url` that holds, the column `url`. */
export function absentWhen(reading: Reading, at: Expressed, outcome: boolean): readonly Absence[] {
  const node = unwrapped(at.node);
  const part = (inner: Node): Expressed => ({ ...at, node: inner });
  if (node.type === 'UnaryExpression' && node.operator === '!') return absentWhen(reading, part(node.argument), !outcome);
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    return outcome === (node.operator === '&&') ? [...absentWhen(reading, part(node.left), outcome), ...absentWhen(reading, part(node.right), outcome)] : [];
  }
  if (node.type === 'BinaryExpression') {
    const sides = [node.left, node.right];
    const emptiness = sides.findIndex((side) => isEmptiness(reading, part(side)));
    const other = sides[1 - emptiness];
    if (emptiness === -1 || other === undefined || !isComparison(node.operator) || outcome !== node.operator.startsWith('=')) return [];
    return absenceOf(reading, part(other));
  }
  return outcome ? [] : absenceOf(reading, part(node));
}

/** `null`, `undefined`, `''`, `0`. */
function isEmptiness(reading: Reading, at: Expressed): boolean {
  const literal = literalAt(reading, at);
  return literal !== undefined && !literal;
}

function absenceOf(reading: Reading, at: Expressed): readonly Absence[] {
  const node = unwrapped(at.node);
  // `rows.length`
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'length') return absenceOf(reading, { ...at, node: node.object });
  const value = reading.evaluate({ ...at, node });
  if (value.kind === 'rows') return [absentRow(value.model.key)];
  if (value.kind !== 'term') return [];
  if (value.term.kind === 'column') return [absentColumn(value.term.model.key, value.term.column)];
  return value.term.kind === 'stored' ? [absentKey(value.term.store, keyOfTerm(value.term.key))] : [];
}
