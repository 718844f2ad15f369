/** Expressions as values; on the way what they call is read, too. */
import { literalOf } from '../../readers/python/literals.js';
import { childIn, childrenIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { joined, literalIn, ofEach } from './alternatives.js';
import { readValues } from './branches.js';
import { readCall } from './calls.js';
import { readComprehension } from './comprehensions.js';
import { dataOf } from './data.js';
import { elementAt, elementOf } from './iteration.js';
import { valueOfName } from './names.js';
import { combine } from './operators.js';
import { askLibraries, DEEPEST, type Frame, type Reading } from './reading.js';
import { textTerm } from '../../footprints/python/texts.js';
import { taskInRegistry } from './task-methods.js';
import { testAt } from './truth.js';
import { propertiesOf } from '../instantiate.js';
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

export function evaluate(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const { surroundings } = reading;
  if (surroundings.depth > DEEPEST) {
    reading.noteOpaque('is nested too deeply to be read', node, frame.module);
    return UNKNOWN_VALUE;
  }
  surroundings.depth += 1;
  try {
    return valueAt(node, frame, reading);
  } finally {
    surroundings.depth -= 1;
  }
}

function valueAt(node: PyNode, frame: Frame, reading: Reading): PyValue {
  switch (node.type) {
    case 'identifier':
      return valueOfName(node, frame, reading);
    case 'true':
    case 'false':
    case 'none':
    case 'integer':
    case 'float': {
      const value = literalOf(node, frame.module);
      return value === undefined ? UNKNOWN_VALUE : termValue({ kind: 'literal', value });
    }
    case 'string':
    case 'concatenated_string':
      return termValue(textAt(node, frame, reading));
    case 'attribute': {
      const object = childIn(node, 'object');
      const attribute = childIn(node, 'attribute');
      if (object === undefined || attribute === undefined) return UNKNOWN_VALUE;
      return reading.memberOf(evaluate(object, frame, reading), sourceOf(attribute, frame.module), node, frame);
    }
    case 'call':
      return readCall(node, frame, reading);
    case 'subscript':
      return subscript(node, frame, reading);
    case 'await':
    case 'parenthesized_expression':
    case 'list_splat':
    case 'keyword_argument':
      return evaluateAll(node.type === 'keyword_argument' ? childrenIn(node, 'value') : namedChildren(node), frame, reading).at(-1) ?? UNKNOWN_VALUE;
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'pattern_list':
      return { kind: 'list', elements: namedChildren(node).map((element) => elementIn(element, frame, reading)) };
    case 'dictionary':
      return dictionary(node, frame, reading);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return readComprehension(node, frame, reading);
    case 'lambda':
      frame.ends.isCaptured = true;
      return { kind: 'function', module: frame.module, node, env: frame };
    case 'conditional_expression':
      return choice(node, frame, reading);
    case 'boolean_operator':
    case 'not_operator':
    case 'comparison_operator':
      return testAt(node, frame, reading).value;
    case 'binary_operator': {
      const left = childIn(node, 'left');
      const right = childIn(node, 'right');
      if (left === undefined || right === undefined) return UNKNOWN_VALUE;
      const symbol = childIn(node, 'operator')?.type ?? '';
      return combine(symbol, evaluate(left, frame, reading), evaluate(right, frame, reading), node, frame, reading);
    }
    case 'unary_operator': {
      const argument = childIn(node, 'argument');
      const literal = argument === undefined ? undefined : literalIn(evaluate(argument, frame, reading));
      return typeof literal === 'number' && childIn(node, 'operator')?.type === '-' ? termValue({ kind: 'literal', value: -literal }) : UNKNOWN_VALUE;
    }
    case 'named_expression': {
      const name = childIn(node, 'name');
      const inner = childIn(node, 'value');
      if (name === undefined || inner === undefined) return UNKNOWN_VALUE;
      const value = evaluate(inner, frame, reading);
      reading.assign(name, value, frame);
      return value;
    }
    case 'yield':
      return yielded(node, frame, reading);
    default:
      evaluateAll(namedChildren(node), frame, reading);
      return UNKNOWN_VALUE;
  }
}

function evaluateAll(nodes: readonly PyNode[], frame: Frame, reading: Reading): PyValue[] {
  return nodes.map((node) => evaluate(node, frame, reading));
}

function elementIn(element: PyNode, frame: Frame, reading: Reading): PyValue {
  const value = evaluate(element, frame, reading);
  return element.type === 'list_splat' ? elementOf(value, element, frame, reading) : value;
}

/** A string with all that is put into it. */
function textAt(node: PyNode, frame: Frame, reading: Reading): Term {
  if (node.type === 'concatenated_string') return textTerm(namedChildren(node).map((part) => textAt(part, frame, reading)));
  const interpolations = node.children.filter(({ type }) => type === 'interpolation');
  if (interpolations.length === 0) {
    const literal = literalOf(node, frame.module);
    return literal === undefined ? UNKNOWN_TERM : { kind: 'literal', value: literal };
  }
  const parts = node.children.flatMap((part): Term[] => {
    if (part.type === 'interpolation') return [interpolated(part, frame, reading)];
    return part.type === 'string_content' ? [{ kind: 'literal', value: sourceOf(part, frame.module).replace(/\{\{|\}\}/g, (braces) => braces.slice(1)) }] : [];
  });
  return textTerm(parts);
}

function interpolated(part: PyNode, frame: Frame, reading: Reading): Term {
  const expression = childIn(part, 'expression');
  const value = expression === undefined ? UNKNOWN_VALUE : evaluate(expression, frame, reading);
  // `{size:>8}` writes something else than the value.
  return childIn(part, 'format_specifier') === undefined && childIn(part, 'type_conversion') === undefined ? dataOf(value, reading) : UNKNOWN_TERM;
}

function dictionary(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const entries = new Map<string, PyValue>();
  let open = false;
  for (const entry of namedChildren(node)) {
    if (entry.type === 'pair') {
      const key = childIn(entry, 'key');
      const inner = childIn(entry, 'value');
      const name = key === undefined ? undefined : literalIn(evaluate(key, frame, reading));
      const value = inner === undefined ? UNKNOWN_VALUE : evaluate(inner, frame, reading);
      if (name === undefined || name === null) open = true;
      else entries.set(String(name), value);
      continue;
    }
    const [spread = UNKNOWN_VALUE] = evaluateAll(namedChildren(entry), frame, reading);
    if (spread.kind === 'dict') for (const [name, value] of spread.entries) entries.set(name, value);
    open ||= spread.kind !== 'dict' || spread.open;
  }
  return { kind: 'dict', entries, open };
}

function choice(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const [yes, condition, no] = namedChildren(node);
  if (yes === undefined || condition === undefined || no === undefined) return UNKNOWN_VALUE;
  const { truth, whenTrue, whenFalse } = testAt(condition, frame, reading);
  if (truth !== undefined) return evaluate(truth ? yes : no, frame, reading);
  return readValues([{ facts: whenTrue, read: () => evaluate(yes, frame, reading) }, { facts: whenFalse, read: () => evaluate(no, frame, reading) }], reading);
}

function subscript(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const object = childIn(node, 'value');
  const keys = childrenIn(node, 'subscript');
  if (object === undefined) return UNKNOWN_VALUE;
  const of = evaluate(object, frame, reading);
  const [index = UNKNOWN_VALUE] = evaluateAll(keys, frame, reading);
  return ofEach(of, (part) => elementBy(part, index, node, frame, reading));
}

function elementBy(of: PyValue, index: PyValue, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const key = literalIn(index);
  const own = of.kind === 'instance' ? reading.view.classes.boundIn(of.of, '__getitem__') : undefined;
  if (own?.kind === 'function') {
    const method = reading.memberOf(of, '__getitem__', node, frame);
    return reading.call(method, { positional: [index], keyword: new Map(), open: false }, node, frame) ?? UNKNOWN_VALUE;
  }
  const task = taskInRegistry(of, index, reading);
  if (task !== undefined) return task;
  const asked = askLibraries(reading, (library) => library.subscript?.(of, index, 'read', reading.contextAt(node, frame)));
  if (asked !== undefined) return asked;
  if (of.kind === 'dict') return key === undefined ? joined([...of.entries.values()]) : (of.entries.get(String(key)) ?? UNKNOWN_VALUE);
  if (of.kind === 'list' && typeof key === 'number') return elementAt(of, key < 0 ? of.elements.length + key : key);
  if (of.kind === 'list') return node.children.some(({ type }) => type === 'slice') ? of : joined(of.elements);
  // `Queue[Job]()` is a `Queue()`.
  if (of.kind === 'class') return of;
  return of.kind === 'term' && key !== undefined && key !== null ? termValue(propertiesOf(of.term, [String(key)])) : UNKNOWN_VALUE;
}

const NONE = termValue({ kind: 'literal', value: null });

function yielded(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const isDelegated = node.children.some(({ type }) => type === 'from');
  const { yielded: all, onYield } = frame.ends;
  const [given = NONE] = evaluateAll(namedChildren(node), frame, reading);
  const value = isDelegated ? elementOf(given, node, frame, reading) : given;
  all.push(value);
  onYield?.(value);
  return UNKNOWN_VALUE;
}
