/** What an expression is, its effects recorded in the order in which it is run. */
import { orElse } from '../../footprints/ecmascript/settings.js';
import { textTerm } from '../../footprints/ecmascript/texts.js';
import { keyOfTerm, type Term } from '../../analysis/footprint.js';
import { childrenOf, isClass, isFunction, staticName, unwrapped, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import { accessorOf } from '../../resolve/accessors.js';
import { superCall } from './calls.js';
import { setEntry } from './changes.js';
import { chainValue, constructed } from './chains.js';
import { absentWhen, isComparison, truthOf } from './conditions.js';
import { NOTHING, NULL_TERM, UNKNOWN, isAbsent, joined, kindOfAbsence, literalIn, resolvedValue, termValue } from './data.js';
import { contextAt, libraryCalled } from './libraries.js';
import type { Kept } from './memory.js';
import { assign, bind, nameValue, valueOutside } from './names.js';
import { elementOf, termIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** @param at its node is unwrapped */
export function expressionValue(reading: Reading, at: Expressed): Kept {
  const { node, module, env } = at;
  const part = (inner: Node): Expressed => ({ ...at, node: inner });
  const value = (inner: Node): JsValue => reading.evaluate(part(inner));
  switch (node.type) {
    case 'Identifier':
      return nameValue(reading, node, at);
    case 'MemberExpression':
      return env === undefined && !isCalled(node) ? valueOutside(reading, node, module) : chainValue(reading, at);
    case 'CallExpression':
      return node.callee.type === 'Super' ? superCall(reading, node, at) : chainValue(reading, at);
    case 'TaggedTemplateExpression':
      return chainValue(reading, at);
    case 'NewExpression':
      return constructed(reading, { ...at, node });
    case 'AwaitExpression':
      return value(node.argument);
    case 'Literal':
      return node.raw === 'null' ? termValue(NULL_TERM) : resolvedValue(reading.evaluator.value(node, module, env));
    case 'ThisExpression':
    case 'Super':
    case 'ImportExpression':
      return resolvedValue(reading.evaluator.value(node, module, env));
    case 'TemplateLiteral':
      return termValue(templateTerm(reading, node, value));
    case 'ObjectExpression':
    case 'ArrayExpression':
      for (const inner of partsOf(node)) {
        const held = value(inner);
        // The name may hold something else when the property is read.
        if (inner.type === 'Identifier' && env !== undefined && reading.trail.isRecording) reading.memory.keep(part(inner), held);
      }
      return resolvedValue(reading.evaluator.value(node, module, env));
    case 'ConditionalExpression':
      return conditional(reading, node, at);
    case 'LogicalExpression':
      return logical(reading, node, at);
    case 'BinaryExpression':
      return binary(reading, node, at);
    case 'UnaryExpression':
      return unary(reading, node, at);
    case 'AssignmentExpression':
      return assignment(reading, node, at);
    case 'UpdateExpression':
      if (node.argument.type === 'Identifier') assign(reading, node.argument, UNKNOWN, at);
      else value(node.argument);
      return UNKNOWN;
    case 'YieldExpression':
      return yielded(reading, node, value);
    case 'SequenceExpression':
      return node.expressions.map(value).at(-1) ?? UNKNOWN;
    default:
      return other(reading, at);
  }
}

/** What a generator gives to whoever goes over it; what `yield*` gives back to the generator itself is what was handed on. */
function yielded(reading: Reading, { argument, delegate }: TSESTree.YieldExpression, value: (node: Node) => JsValue): JsValue {
  const given = argument === null ? NOTHING : value(argument);
  reading.noteYield(delegate ? elementOf(reading, given) : given);
  return delegate ? given : UNKNOWN;
}

function other(reading: Reading, { node, module, env }: Expressed): JsValue {
  if (isFunction(node)) return { kind: 'resolved', value: { is: { kind: 'function', module, node }, env } };
  if (isClass(node)) return { kind: 'resolved', value: { is: { kind: 'class', module, node }, env } };
  if (node.type.startsWith('TS')) return UNKNOWN;
  for (const child of childrenOf(node)) if (!isFunction(child)) reading.evaluate({ node: child, module, env });
  return UNKNOWN;
}

/** Whether a call, at whatever depth, is part of a member chain. */
function isCalled(node: TSESTree.MemberExpression): boolean {
  for (let current: Node = node; ; current = unwrapped(current.object)) {
    if (current.type !== 'MemberExpression') return current.type !== 'Identifier' && current.type !== 'ThisExpression';
  }
}

/** What is evaluated of an object or array literal; its functions are not called here. */
function partsOf(node: TSESTree.ObjectExpression | TSESTree.ArrayExpression): Node[] {
  if (node.type === 'ArrayExpression') return node.elements.flatMap((element) => (element === null ? [] : element.type === 'SpreadElement' ? element.argument : element));
  return node.properties.flatMap((property) => {
    if (property.type === 'SpreadElement') return property.argument;
    if (property.method || property.kind !== 'init') return [];
    return property.computed ? [property.key, property.value] : property.value;
  });
}

function templateTerm(reading: Reading, node: TSESTree.TemplateLiteral, value: (node: Node) => JsValue): Term {
  const texts = node.quasis.map(({ value: { cooked } }): Term => ({ kind: 'literal', value: cooked }));
  return textTerm(texts.flatMap((text, index) => {
    const expression = node.expressions[index];
    return expression === undefined ? [text] : [text, termIn(reading, value(expression))];
  }));
}

function conditional(reading: Reading, { test, consequent, alternate }: TSESTree.ConditionalExpression, at: Expressed): JsValue {
  const part = (node: Node): Expressed => ({ ...at, node });
  const truth = truthOf(reading, part(test));
  const when = (outcome: boolean, node: Node): JsValue => reading.trail.assuming(absentWhen(reading, part(test), outcome), () => reading.evaluate(part(node)));
  if (truth !== undefined) return when(truth, truth ? consequent : alternate);
  return joined([when(true, consequent), when(false, alternate)]);
}

function logical(reading: Reading, { left, operator, right }: TSESTree.LogicalExpression, at: Expressed): JsValue {
  const part = (node: Node): Expressed => ({ ...at, node });
  const first = reading.evaluate(part(left));
  const truth = truthOf(reading, part(left));
  const second = (): JsValue => reading.trail.assuming(absentWhen(reading, part(left), operator === '&&'), () => reading.evaluate(part(right)));
  if (operator === '&&') return truth === false ? first : second();
  // An empty text or 0 passes `??`.
  if (truth === true || (operator === '??' && literalIn(first) !== undefined && !isAbsent(first))) return first;
  const fallback = second();
  if (truth === false && operator === '||') return fallback;
  return first.kind === 'term' && first.term.kind === 'setting' ? termValue(orElse(first.term, literalIn(fallback))) : joined([first, fallback]);
}

function binary(reading: Reading, node: TSESTree.BinaryExpression, at: Expressed): JsValue {
  const left = reading.evaluate({ ...at, node: node.left });
  const right = reading.evaluate({ ...at, node: node.right });
  if (isComparison(node.operator) || node.operator === 'in') {
    const truth = truthOf(reading, at);
    return truth === undefined ? UNKNOWN : termValue({ kind: 'literal', value: truth });
  }
  if (node.operator !== '+') return UNKNOWN;
  const parts = [termIn(reading, left), termIn(reading, right)];
  return parts.some(isText) ? termValue(textTerm(parts)) : UNKNOWN;
}

function isText(term: Term): boolean {
  return term.kind === 'text' || (term.kind === 'literal' && typeof term.value === 'string');
}

function unary(reading: Reading, node: TSESTree.UnaryExpression, at: Expressed): JsValue {
  const value = reading.evaluate({ ...at, node: node.argument });
  if (node.operator === '!') {
    const truth = truthOf(reading, at);
    return truth === undefined ? UNKNOWN : termValue({ kind: 'literal', value: truth });
  }
  if (node.operator === '+') return value;
  const literal = literalIn(value);
  if (node.operator === 'typeof' && literal !== undefined) {
    const type = literal === null ? kindOfAbsence(value) : typeof literal;
    return type === undefined ? UNKNOWN : termValue({ kind: 'literal', value: type === 'null' ? 'object' : type });
  }
  return node.operator === '-' && typeof literal === 'number' ? termValue({ kind: 'literal', value: -literal }) : UNKNOWN;
}

function assignment(reading: Reading, node: TSESTree.AssignmentExpression, at: Expressed): Kept {
  const { left, operator, right } = node;
  const part = (inner: Node): Expressed => ({ ...at, node: inner });
  const target = unwrapped(left);
  const isFill = operator === '??=' || operator === '||=';
  if (isFill && truthOf(reading, part(target)) === true) return reading.evaluate(part(target));
  const absences = isFill ? absentWhen(reading, part(target), false) : [];
  return reading.trail.assuming(absences, () => {
    const value = reading.evaluateKept(part(right));
    const result = operator === '=' || isFill ? value : UNKNOWN;
    if (target.type === 'Identifier') assign(reading, target, result, at);
    else if (target.type === 'MemberExpression') assignProperty(reading, target, part(right), result, at);
    else bind(reading, target, result, at);
    return result;
  });
}

function assignProperty(reading: Reading, target: TSESTree.MemberExpression, right: Expressed, value: Kept, at: Expressed): void {
  const holder = reading.evaluate({ ...at, node: target.object });
  const name = staticName(target.property, target.computed);
  if (name === undefined) return;
  if (holder.kind === 'rows') libraryCalled(reading, holder.library)?.assign?.(holder, name, right, contextAt(reading, at));
  const settled = reading.settle(value);
  const key = holder.kind === 'term' && holder.term.kind !== 'literal' ? keyOfTerm(holder.term) : undefined;
  if (key !== undefined) reading.memory.setField(key, name, settled);
  if (holder.kind !== 'resolved') return;
  const { is } = holder.value;
  const setter = accessorOf(reading.evaluator, holder.value, name, 'set');
  if (setter !== undefined) {
    reading.settle(reading.invoke(setter, [settled], { ...at, node: target }));
    return;
  }
  if (is.kind !== 'object' && is.kind !== 'array') {
    // Of two objects that only share their class, nobody knows which was given the value.
    const isTold = settled.kind === 'resolved' || target.object.type === 'ThisExpression' || (is.kind === 'instance' && is.made !== undefined);
    reading.memory.setField(holder.value, name, isTold ? settled : UNKNOWN);
    return;
  }
  setEntry(reading, holder.value, name, right, settled);
}
