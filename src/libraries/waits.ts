/** Where code waits for the result of a job or task that it has dispatched itself. */
import type { WaitSite } from '../analysis/waits.js';
import { ancestorsOf, isFunction, spanOf, staticName, unwrapped, walk } from '../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Recognised, Recogniser } from '../readers/ecmascript/recogniser.js';
import { routineAt } from '../readers/ecmascript/routines.js';
import { declaratorOf, enclosingFunction, variableOf } from '../readers/ecmascript/variables.js';
import { calleeOf } from './calls.js';
import { libraryOf, LIBRARIES } from './index.js';

const WAITING: ReadonlySet<string> = new Set(LIBRARIES.flatMap(({ waits }) => waits?.method ?? []));

/** What runs a callback when the function around it has gone on, or has answered. */
const LATER = new Set(['setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'queueMicrotask', 'then', 'catch', 'finally', 'after', 'waitUntil']);

/** The methods by which Express and Fastify answer a request. */
const ANSWERING = new Set(['json', 'send', 'end', 'sendStatus', 'redirect', 'render']);

export function waitsIn(module: Module, recogniser: Recogniser): WaitSite[] {
  const sites: WaitSite[] = [];
  walk(module.ast, (node) => {
    const site = node.type === 'CallExpression' ? waitAt(node) : undefined;
    if (site !== undefined) sites.push(site);
  });
  return sites;

  function waitAt(call: CallExpression): WaitSite | undefined {
    const callee = calleeOf(call);
    if (callee === undefined || !WAITING.has(callee.method) || !isAwaited(call) || isLater(call)) return undefined;
    const dispatch = dispatchBehind(callee.object, call);
    const waits = dispatch === undefined ? undefined : libraryOf(dispatch.library)?.waits;
    if (dispatch === undefined || waits?.method !== callee.method) return undefined;
    return {
      call: spanOf(call),
      method: callee.method,
      routine: routineAt(call, module, recogniser),
      library: dispatch.library,
      task: dispatch.task.name,
      limited: waits.limit !== undefined && call.arguments.length > waits.limit,
    };
  }

  /** The dispatch that an expression gives the result of: written there, or by the constant of this function that it names. */
  function dispatchBehind(expression: Node, wait: Node): Recognised | undefined {
    const node = withoutAwait(expression);
    if (node.type === 'CallExpression') return recogniser.recognise(node, module);
    const variable = node.type === 'Identifier' ? variableOf(node, module) : undefined;
    const declarator = variable === undefined ? undefined : declaratorOf(variable);
    if (declarator?.init == null || declarator.id.type !== 'Identifier' || enclosingFunction(declarator) !== enclosingFunction(wait)) return undefined;
    const made = withoutAwait(declarator.init);
    return made.type === 'CallExpression' ? recogniser.recognise(made, module) : undefined;
  }
}

/** A promise that is handed to `Promise.race`, or to nobody, holds nothing up that long. */
function isAwaited(call: Node): boolean {
  let node = call;
  while (node.parent !== undefined && unwrapped(node.parent) === unwrapped(node)) node = node.parent;
  const { parent } = node;
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === node);
}

/** Whether the function goes on, or has answered, before this is waited for. */
function isLater(call: Node): boolean {
  const around = enclosingFunction(call);
  return around !== undefined && (isCalledLater(around) || hasAnswered(call, around));
}

function isCalledLater({ parent }: FunctionNode): boolean {
  if (parent.type !== 'CallExpression') return false;
  const callee = unwrapped(parent.callee);
  const name = callee.type === 'MemberExpression' ? staticName(callee.property, callee.computed) : callee.type === 'Identifier' ? callee.name : undefined;
  return (isFunction(callee) && parent.parent.type !== 'AwaitExpression') || (name !== undefined && LATER.has(name));
}

/** `response.json(…);` stands before the wait, in a block that leads to it. */
function hasAnswered(call: Node, around: FunctionNode): boolean {
  const parameters = new Set(around.params.flatMap((parameter) => (parameter.type === 'Identifier' ? [parameter.name] : [])));
  for (const ancestor of ancestorsOf(call)) {
    if (ancestor === around) return false;
    const statements = ancestor.type === 'BlockStatement' ? ancestor.body.filter(({ range }) => range[1] <= call.range[0]) : [];
    if (statements.some((statement) => statement.type === 'ExpressionStatement' && answers(withoutAwait(statement.expression), parameters))) return true;
  }
  return false;
}

function answers(node: Node, parameters: ReadonlySet<string>): boolean {
  const callee = node.type === 'CallExpression' ? calleeOf(node) : undefined;
  if (callee === undefined || !ANSWERING.has(callee.method)) return false;
  let root: Node = unwrapped(callee.object);
  while (root.type === 'CallExpression' || root.type === 'MemberExpression') root = unwrapped(root.type === 'CallExpression' ? root.callee : root.object);
  return root.type === 'Identifier' && parameters.has(root.name);
}

function withoutAwait(node: Node): Node {
  const inner = unwrapped(node);
  return inner.type === 'AwaitExpression' ? withoutAwait(inner.argument) : inner;
}
