/** Where code ends whatever happens: statements that leave, and calls that never come back. */
import { unwrapped, type CallExpression, type FunctionNode, type Node } from '../../readers/ecmascript/estree.js';
import { dottedName } from '../../readers/ecmascript/purity.js';
import { withoutDefault } from '../../resolve/packages.js';
import { literalIn } from './data.js';
import type { Reading } from './reading.js';
import type { Expressed } from '../../footprints/ecmascript/values.js';

/** Packages' functions that throw unless their first argument holds: by the package and the path of the export. */
const ASSERTING = new Set(['node:assert', 'node:assert ok', 'assert', 'assert ok', 'tiny-invariant', 'ts-invariant invariant', 'invariant']);

/** Whether a statement that can be part of a list ends the function, the round or the case around it whatever happens; `fails` says so of calls. */
function leaves(node: Node, fails: (statement: Node) => boolean): boolean {
  if (node.type === 'BlockStatement') return node.body.some((inner) => leaves(inner, fails));
  if (node.type === 'IfStatement') return node.alternate !== null && leaves(node.consequent, fails) && leaves(node.alternate, fails);
  return ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'].includes(node.type) || fails(node);
}

function throws(node: Node, fails: (statement: Node) => boolean): boolean {
  if (node.type !== 'BlockStatement') return node.type === 'ThrowStatement' || fails(node);
  const leaving = node.body.find((inner) => leaves(inner, fails));
  return leaving !== undefined && throws(leaving, fails);
}

/** Whether a statement ends in `return`, `throw`, `continue` or `break` whatever happens, as far as its shape tells. */
export function alwaysLeaves(reading: Reading, at: Expressed): boolean {
  return leaves(at.node, (node) => neverReturns(reading, { ...at, node }));
}

/** Whether the task fails wherever the statement is reached. */
export function alwaysThrows(reading: Reading, at: Expressed): boolean {
  return throws(at.node, (node) => neverReturns(reading, { ...at, node }));
}

/** Whether a statement is a call that throws whatever happens, or ends the process: `fail('gone')`, `return fail('gone')`, `process.exit(1)`. */
export function neverReturns(reading: Reading, at: Expressed): boolean {
  const { node } = at;
  const whole = node.type === 'ExpressionStatement' ? node.expression : node.type === 'ReturnStatement' ? node.argument : null;
  if (whole === null) return false;
  const expression = unwrapped(whole);
  const isAwaited = expression.type === 'AwaitExpression' || node.type === 'ReturnStatement';
  const call = expression.type === 'AwaitExpression' ? unwrapped(expression.argument) : expression;
  if (call.type !== 'CallExpression') return false;
  if (dottedName(call.callee) === 'process.exit') return true;
  const { is } = reading.evaluator.value(call.callee, at.module, at.env);
  if (is.kind === 'package') return isFailedAssertion(reading, `${is.package} ${withoutDefault(is.path).join('.')}`.trim(), call, at);
  if (is.kind !== 'function' || (is.node.async && !isAwaited)) return false;
  return isDeclaredNever(is.node) || (!isMethod(is.node) && throws(is.node.body, () => false));
}

/** `invariant(false, 'no such kind')` */
function isFailedAssertion(reading: Reading, called: string, { arguments: [first] }: CallExpression, at: Expressed): boolean {
  if (!ASSERTING.has(called) || first === undefined) return false;
  const literal = literalIn(reading.evaluate({ ...at, node: first }));
  return literal !== undefined && !literal;
}

/** A method that only throws may be there to be overridden. */
function isMethod({ parent }: FunctionNode): boolean {
  return parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition';
}

function isDeclaredNever({ returnType, async: isAsync }: FunctionNode): boolean {
  const type = returnType?.typeAnnotation;
  if (!isAsync) return type?.type === 'TSNeverKeyword';
  return type?.type === 'TSTypeReference' && type.typeArguments?.params[0]?.type === 'TSNeverKeyword';
}
