/** From what a queue is given to run to the function that does the work. */
import type { Place } from '../../libraries/identity.js';
import { isFunction, staticName, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { Env, Value } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { exportOfFile } from './sandboxed.js';

/** Wrappers of wrappers are peeled so often. */
const MAX_WRAPPERS = 6;

export interface FoundFunction {
  readonly node: FunctionNode;
  readonly module: Module;
  readonly env: Env | undefined;
}

/** The function that a consumer runs; undefined where it is not known. */
export function processorOf(evaluator: Evaluator, { processor }: Consumer): FoundFunction | undefined {
  if ('is' in processor) return functionOfValue(processor);
  const found = functionOf(evaluator, processor);
  if (found !== undefined) return found;
  const exported = exportOfFile(evaluator, processor);
  return exported === undefined ? undefined : functionOfValue(exported);
}

/** The function that an expression gives, without the wrappers that only pass on what they are called with; undefined where it is not known. */
export function functionOf(evaluator: Evaluator, place: Place, wrappers = 0): FoundFunction | undefined {
  const node = unwrapped(place.node);
  if (node.type === 'CallExpression' && wrappers < MAX_WRAPPERS) {
    const inner = wrappedBy(evaluator, node, place);
    const found = inner === undefined ? undefined : functionOf(evaluator, inner, wrappers + 1);
    if (found !== undefined) return found;
  }
  return functionOfValue(evaluator.value(node, place.module, place.env));
}

export function functionOfValue({ is, env, self }: Value): FoundFunction | undefined {
  if (is.kind !== 'function') return undefined;
  const { node, module } = is;
  // What a method of an object reads off `this`.
  return { node, module, env: self === undefined ? env : { frame: { scope: node, self }, outer: env } };
}

/** The argument that a call wraps: `process` of `withTracing('x', process)`; undefined where the call is no such wrapper. */
function wrappedBy(evaluator: Evaluator, call: CallExpression, { module, env }: Place): Place | undefined {
  const callee = evaluator.value(call.callee, module, env);
  const candidates = call.arguments.flatMap((argument, index): { place: Place; index: number }[] => {
    if (argument.type === 'SpreadElement') return [];
    const place = { node: argument, module, env };
    return isFunction(unwrapped(argument)) || evaluator.value(argument, module, env).is.kind === 'function' ? [{ place, index }] : [];
  });
  const [only] = candidates;
  if (only === undefined || candidates.length > 1) return undefined;
  // Of code that is not read, a function is believed to be a wrapper; a method (`handlers.find(…)`) only where it is a package's.
  if (callee.is.kind === 'package' || (callee.is.kind === 'unknown' && unwrapped(call.callee).type !== 'MemberExpression')) return only.place;
  if (callee.is.kind !== 'function') return undefined;
  return passesOn(callee.is.node, only.index, callee.is.module) ? only.place : undefined;
}

/** Whether a function gives back one that calls the parameter with just what it is called with: `(job) => span(() => fn(job))`. */
function passesOn(wrapper: FunctionNode, index: number, module: Module): boolean {
  const parameter = wrapper.params[index];
  if (parameter?.type !== 'Identifier') return false;
  let found = false;
  walk(wrapper.body, (node) => {
    const called = node.type === 'CallExpression' ? calledIn(node) : undefined;
    if (called?.function.name !== parameter.name || variableOf(called.function, module)?.defs[0]?.node !== wrapper) return;
    if (called.first !== undefined && handsOn(called.first, called.isList, wrapper, module)) found = true;
  });
  return found;
}

interface Called {
  readonly function: TSESTree.Identifier;
  /** The first argument, or the list of all. */
  readonly first: Node | undefined;
  readonly isList: boolean;
}

/** `fn(job)`, `fn(...args)`, `fn.call(this, job)`, `fn.apply(this, args)` */
function calledIn({ callee, arguments: args }: CallExpression): Called | undefined {
  if (callee.type === 'Identifier') return called(callee, args[0]);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  const method = staticName(callee.property, callee.computed);
  if (method === 'call') return called(callee.object, args[1]);
  return method === 'apply' ? { function: callee.object, first: args[1], isList: true } : undefined;
}

function called(callee: TSESTree.Identifier, first: Node | undefined): Called {
  return first?.type === 'SpreadElement' ? { function: callee, first: first.argument, isList: true } : { function: callee, first, isList: false };
}

/** Whether it is the first parameter of a function inside of the wrapper, or, for a list, all of its parameters. */
function handsOn(node: Node, isList: boolean, wrapper: FunctionNode, module: Module): boolean {
  if (node.type !== 'Identifier') return false;
  const definition = variableOf(node, module)?.defs[0];
  if (definition === undefined) return isList && node.name === 'arguments';
  if (!isFunction(definition.node) || definition.node === wrapper) return false;
  const [parameter] = definition.node.params.filter((each) => each.type !== 'Identifier' || each.name !== 'this');
  return isList ? parameter?.type === 'RestElement' && parameter.argument === definition.name : parameter === definition.name;
}
