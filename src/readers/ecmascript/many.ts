/** The forms in which code does one thing for each of many: `for (const x of xs) …`, `Promise.all(xs.map((x) => …))`. */
import { staticName, unwrapped, type CallExpression, type Node, type Statement, type TSESTree } from './estree.js';
import { callOf } from './forms.js';
import { dottedName } from './purity.js';

interface Many {
  /** What the values come from. */
  readonly over: Node;
  /** What each is called. */
  readonly each: Node;
  /** `if (image.ready)` around what is done. */
  readonly condition?: Node;
}

export interface Loop extends Many {
  readonly kind: 'loop';
  readonly statement: TSESTree.ForOfStatement;
  /** The only statement of its body, or of the condition in it. */
  readonly only: Statement;
}

export interface All extends Many {
  readonly kind: 'all';
  readonly call: CallExpression;
  readonly mapping: CallExpression;
  readonly callback: TSESTree.ArrowFunctionExpression;
  /** The only call of the callback. */
  readonly only: CallExpression;
}

/** A loop whose body is one statement, under a condition at most. */
export function plainLoop(statement: Statement): Loop | undefined {
  if (statement.type !== 'ForOfStatement' || statement.await) return undefined;
  const { left, right, body } = statement;
  const each = left.type === 'VariableDeclaration' && left.kind !== 'var' ? left.declarations[0].id : undefined;
  const inner = soleIn(body);
  const condition = inner?.type === 'IfStatement' && inner.alternate === null ? inner.test : undefined;
  const only = inner?.type !== 'IfStatement' ? inner : condition === undefined ? undefined : soleIn(inner.consequent);
  if (each === undefined || only === undefined) return undefined;
  return { kind: 'loop', statement, over: right, each, only, ...(condition === undefined ? {} : { condition }) };
}

/** A statement that waits for all that a map's callback calls, which is one call each. */
export function plainAll(statement: Statement): All | undefined {
  const call = callOf(statement);
  const mapping = call !== undefined && dottedName(call.callee) === 'Promise.all' ? unwrapped(call.arguments[0] ?? call) : undefined;
  if (call === undefined || mapping?.type !== 'CallExpression' || call.arguments.length !== 1 || mapping.arguments.length !== 1) return undefined;
  const callee = unwrapped(mapping.callee);
  const [callback] = mapping.arguments;
  if (callee.type !== 'MemberExpression' || callee.optional || staticName(callee.property, callee.computed) !== 'map') return undefined;
  const given = callback?.type === 'ArrowFunctionExpression' ? givenBy(callback) : undefined;
  if (callback?.type !== 'ArrowFunctionExpression' || given === undefined) return undefined;
  const [each] = callback.params;
  // What is dropped gives undefined, which only matters where the results are kept.
  if (each === undefined || (given.isDropped && statement.type !== 'ExpressionStatement')) return undefined;
  return { kind: 'all', call, mapping, callback, over: callee.object, each, only: given.call };
}

/** The call that an arrow function gives, or waits for and drops. */
function givenBy({ body }: TSESTree.ArrowFunctionExpression): { readonly call: CallExpression; readonly isDropped: boolean } | undefined {
  const only = body.type === 'BlockStatement' ? soleIn(body) : undefined;
  const isDropped = only?.type === 'ExpressionStatement';
  const value = body.type !== 'BlockStatement' ? body : only?.type === 'ExpressionStatement' ? only.expression : only?.type === 'ReturnStatement' ? only.argument : null;
  const given = value === null ? undefined : unwrapped(value);
  const call = given?.type === 'AwaitExpression' ? unwrapped(given.argument) : given;
  const isWaitedFor = !isDropped || given?.type === 'AwaitExpression';
  return call?.type === 'CallExpression' && isWaitedFor ? { call, isDropped } : undefined;
}

function soleIn(statement: Statement): Statement | undefined {
  if (statement.type !== 'BlockStatement') return statement;
  const [only, ...others] = statement.body;
  return others.length === 0 ? only : undefined;
}
