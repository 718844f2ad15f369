/** Where code waits for the result of a job or task that it has dispatched itself. */
import type { WaitSite } from '../analysis/waits.js';
import { ancestorsOf, spanOf, staticName, unwrapped, walk } from '../readers/ecmascript/estree.js';
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

/** What a handler listens with; outside of one, Hono's `app.on('GET', …)` registers one. */
const LISTENING = new Set(['on', 'once', 'addListener', 'addEventListener', 'subscribe']);

/** The methods by which Express and Fastify answer a request, or begin to. */
const ANSWERING = new Set(['json', 'send', 'end', 'sendStatus', 'redirect', 'render', 'write', 'writeHead', 'flushHeaders']);

/** Who asks how far a job is waits for it when it is done. */
const ASKING = new Set(['isCompleted', 'isFailed', 'getState']);

export function waitsIn(module: Module, recogniser: Recogniser): WaitSite[] {
  const sites: WaitSite[] = [];
  walk(module.ast, (node) => {
    const site = node.type === 'CallExpression' ? waitAt(node) : undefined;
    if (site !== undefined) sites.push(site);
  });
  return sites;

  function waitAt(call: CallExpression): WaitSite | undefined {
    const callee = calleeOf(call);
    if (callee === undefined || !WAITING.has(callee.method) || !isAwaited(call) || isLater(call, module)) return undefined;
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
    if (variable?.references.some(({ identifier }) => isAsked(identifier)) === true) return undefined;
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
function isLater(call: Node, module: Module): boolean {
  const around = enclosingFunction(call);
  return around !== undefined && (usesOf(around, module).some(isUsedLater) || hasAnswered(call, around));
}

/** Where a function is called or handed over: itself, and its name if it has one. */
function usesOf(routine: FunctionNode, module: Module): readonly Node[] {
  const declaration = routine.parent.type === 'VariableDeclarator' ? routine.parent : routine;
  if (declaration.id?.type !== 'Identifier') return [routine];
  const { name } = declaration.id;
  const variables = module.scopes.getDeclaredVariables(declaration).filter((variable) => variable.name === name);
  return [routine, ...variables.flatMap(({ references }) => references.map(({ identifier }) => identifier))];
}

/** `void (async () => …)()`, `notify().catch(log)`, `setImmediate(notify)`, `request.on('close', async () => …)` */
function isUsedLater(use: Node): boolean {
  const { parent } = use;
  if (parent?.type !== 'CallExpression') return false;
  const callee = unwrapped(parent.callee);
  if (callee === use) return !isAwaited(parent);
  const name = callee.type === 'MemberExpression' ? staticName(callee.property, callee.computed) : callee.type === 'Identifier' ? callee.name : undefined;
  return name !== undefined && (LATER.has(name) || (LISTENING.has(name) && enclosingFunction(parent) !== undefined));
}

function isAsked({ parent }: Node): boolean {
  return parent?.type === 'MemberExpression' && ASKING.has(staticName(parent.property, parent.computed) ?? '');
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
