/** Which transaction a node stands in. */
import type { Variable } from '@typescript-eslint/scope-manager';
import { calleeOf } from '../../libraries/calls.js';
import { ancestorsOf, isFunction, unwrapped, walk, type CallExpression, type FunctionNode, type Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { dottedName } from '../../readers/ecmascript/purity.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import { asPackageInstance } from '../../resolve/classes.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import { isBetween, isIterated, lastName, mayPrecede } from './order.js';
import { CALLBACK_ROWS, COMMITTING_METHODS, DECORATORS, OPENING_METHODS, type CallbackRow } from './rows.js';

/** How many of a project's own functions may lie between a callback and a library's method. */
const MAX_DEPTH = 2;

export interface Opened {
  /** As the source writes it: `prisma.$transaction()`. */
  readonly name: string;
  readonly at: Node;
  /** What runs in it. */
  readonly body: Node;
  /** What stands for it in the body; absent where it is known from the surroundings. */
  readonly variable?: Variable;
  /** The function that is handed over. */
  readonly callback?: FunctionNode;
}

/** The innermost transaction that is open where a node stands, as far as its own function and the callbacks around it say. */
export function findOpened(node: Node, module: Module, resolver: ProjectResolver): Opened | undefined {
  for (const ancestor of ancestorsOf(node)) {
    if (!isFunction(ancestor)) continue;
    const { parent } = ancestor;
    const isHanded = parent.type === 'CallExpression' && parent.arguments.some((argument) => unwrapped(argument) === ancestor);
    if (isHanded && opensFor(parent, ancestor, module, resolver.evaluator, 0)) return openedBy(parent, ancestor, module);
    if (!isIterated(ancestor)) return decorated(ancestor, module, resolver) ?? openedInRow(node, ancestor, module);
  }
  return undefined;
}

function openedBy(call: CallExpression, callback: FunctionNode, module: Module): Opened {
  const [parameter] = callback.params;
  const variable = parameter === undefined ? undefined : module.scopes.getDeclaredVariables(callback).find(({ defs }) => defs[0]?.name === parameter);
  return { name: nameOfCall(call), at: call, body: callback.body, callback, ...(variable === undefined ? {} : { variable }) };
}

/** Whether a call runs one of its arguments in a transaction. */
function opensFor(call: CallExpression, callback: Node, module: Module, evaluator: Evaluator, depth: number): boolean {
  if (CALLBACK_ROWS.some((row) => fits(row, call, module, evaluator))) return true;
  const { is } = evaluator.value(call.callee, module, undefined);
  const parameter = is.kind === 'function' ? is.node.params[call.arguments.findIndex((argument) => unwrapped(argument) === callback)] : undefined;
  if (is.kind !== 'function' || parameter?.type !== 'Identifier' || depth >= MAX_DEPTH) return false;
  return handsOn(is.node, parameter.name, is.module, evaluator, depth + 1);
}

/** A function of the project that runs what it is handed in a transaction: `return db.transaction().execute((trx) => callback(trx))`. */
function handsOn(wrapper: FunctionNode, name: string, module: Module, evaluator: Evaluator, depth: number): boolean {
  let found = false;
  walk(wrapper.body, (node) => {
    if (found || node.type !== 'CallExpression') return !found;
    found = node.arguments.some((argument) => {
      const inner = unwrapped(argument);
      return (isNamed(inner, name) || (isFunction(inner) && calls(inner, name))) && opensFor(node, inner, module, evaluator, depth);
    });
    return !found;
  });
  return found;
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function calls(routine: FunctionNode, name: string): boolean {
  let found = false;
  walk(routine.body, (node) => {
    if (node.type === 'CallExpression' && isNamed(node.callee, name)) found = true;
    return !found;
  });
  return found;
}

function fits(row: CallbackRow, call: CallExpression, module: Module, evaluator: Evaluator): boolean {
  const callee = calleeOf(call);
  if (callee?.method !== row.method) return false;
  const before = unwrapped(callee.object);
  const inner = row.after === undefined ? callee : before.type === 'CallExpression' ? calleeOf(before) : undefined;
  if (inner === undefined || (row.after !== undefined && inner.method !== row.after)) return false;
  const value = evaluator.value(inner.object, module, undefined);
  const { is } = value.is.kind === 'instance' ? (asPackageInstance(evaluator, value) ?? value) : value;
  if (is.kind === 'package') return row.packages.some((name) => name.test(is.package));
  return is.kind !== 'function' && (row.receivers?.test(lastName(inner.object) ?? '') ?? true);
}

/** `@Transactional()` on the method. */
function decorated(routine: FunctionNode, module: Module, resolver: ProjectResolver): Opened | undefined {
  const { parent } = routine;
  for (const { expression } of parent.type === 'MethodDefinition' ? parent.decorators : []) {
    const callee = expression.type === 'CallExpression' ? expression.callee : expression;
    const origin = resolver.originOf(callee, module);
    const row = origin.kind === 'package' ? DECORATORS.find(({ name, packages }) => name === origin.path[0] && packages.some((each) => each.test(origin.package))) : undefined;
    if (row !== undefined) return { name: `@${row.name}()`, at: expression, body: routine.body };
  }
  return undefined;
}

/** `await runner.startTransaction(); …; await runner.commitTransaction();`, and the same of `const t = await db.transaction()`. */
function openedInRow(node: Node, routine: FunctionNode, module: Module): Opened | undefined {
  const opening: { readonly call: CallExpression; readonly holder: Variable }[] = [];
  const committing: { readonly call: CallExpression; readonly holder: Variable }[] = [];
  walk(routine.body, (inner) => {
    if (isFunction(inner)) return false;
    const callee = inner.type === 'CallExpression' ? calleeOf(inner) : undefined;
    if (inner.type !== 'CallExpression' || callee === undefined) return true;
    const holder = holderOf(callee.method === 'startTransaction' || COMMITTING_METHODS.has(callee.method) ? callee.object : declaredBy(inner), module);
    if (holder !== undefined && OPENING_METHODS.has(callee.method)) opening.push({ call: inner, holder });
    if (holder !== undefined && COMMITTING_METHODS.has(callee.method)) committing.push({ call: inner, holder });
    return true;
  });
  const found = opening.findLast(({ call, holder }) => {
    const ends = committing.filter((commit) => commit.holder === holder);
    return mayPrecede(call, node) && ends.some((end) => isBetween(node, call, end.call)) && !ends.some((end) => isBetween(end.call, call, node) && mayPrecede(end.call, node));
  });
  return found === undefined
    ? undefined
    : { name: nameOfCall(found.call), at: found.call, body: routine.body, ...(calleeOf(found.call)?.method === 'startTransaction' ? {} : { variable: found.holder }) };
}

/** `t` of `const t = await db.transaction()`. */
function declaredBy(call: CallExpression): Node | undefined {
  const around = call.parent.type === 'AwaitExpression' ? call.parent.parent : call.parent;
  return around.type === 'VariableDeclarator' ? around.id : undefined;
}

function holderOf(node: Node | undefined, module: Module): Variable | undefined {
  if (node?.type !== 'Identifier') return undefined;
  return variableOf(node, module) ?? module.scopes.getDeclaredVariables(node.parent)[0];
}

function nameOfCall({ callee }: CallExpression): string {
  const name = dottedName(callee);
  return name === undefined ? 'transaction()' : `${name}()`;
}
