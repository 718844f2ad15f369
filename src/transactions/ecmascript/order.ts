/** Whether one piece of a function's code has run when another does. */
import { calleeOf } from '../../libraries/calls.js';
import { ancestorsOf, staticName, unwrapped, type FunctionNode, type Node } from '../../readers/ecmascript/estree.js';

const LEAVING: ReadonlySet<string> = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/** True where `node` stands between two others. */
export function isBetween(node: Node, first: Node, last: Node): boolean {
  return first.range[1] <= node.range[0] && node.range[1] <= last.range[0];
}

/** True where `earlier` comes before `later` in the source, in no other branch than it, and the code between them does not leave. */
export function mayPrecede(earlier: Node, later: Node): boolean {
  return earlier.range[1] <= later.range[0] && !isApart(earlier, later);
}

/** Whether two nodes are in branches of which one runs, or the code behind the first one's branch does not. */
function isApart(earlier: Node, later: Node): boolean {
  let child = earlier;
  for (const ancestor of ancestorsOf(earlier)) {
    if (holds(ancestor, later)) return areExclusive(ancestor, child, later);
    if (ancestor.type === 'CatchClause' || isLeft(ancestor)) return true;
    child = ancestor;
  }
  return true;
}

function areExclusive(around: Node, child: Node, later: Node): boolean {
  switch (around.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return child === around.consequent && around.alternate !== null && holds(around.alternate, later);
    case 'SwitchStatement':
      return child.type === 'SwitchCase';
    case 'TryStatement':
      return child === around.block && around.handler !== null && holds(around.handler, later);
    default:
      return false;
  }
}

function isLeft(node: Node): boolean {
  if (LEAVING.has(node.type)) return true;
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : undefined;
  // A callback's block ends with what it gives, and the code behind it goes on.
  return last !== undefined && LEAVING.has(last.type) && node.parent?.type !== 'ArrowFunctionExpression' && node.parent?.type !== 'FunctionExpression';
}

export function holds({ range: outer }: Node, { range: inner }: Node): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** `orders` of `orders`, `this.orders` and `app.orders`. */
export function lastName(node: Node): string | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'Identifier') return expression.name;
  return expression.type === 'MemberExpression' ? staticName(expression.property, expression.computed) : undefined;
}

/** Functions that call back at once. */
const ITERATING: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap', 'filter']);

/** Whether a function is run where it stands: for each element of a list. */
export function isIterated(routine: FunctionNode): boolean {
  const { parent } = routine;
  return parent.type === 'CallExpression' && parent.callee !== routine && ITERATING.has(calleeOf(parent)?.method ?? '');
}
