/**
 * Processors that a worker takes out of a `Map` by the job's name: `processors.get(job.name).handle(job)`. (An object is no matter: reading
 * the worker's body follows `processors[job.name]` by itself.)
 */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { calleeOf } from '../../libraries/calls.js';
import { ancestorsOf, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Env, Value } from '../../resolve/values.js';
import { forwardingsIn, pathFromJob } from './forwarding.js';
import { initialiserOf } from './initialisers.js';
import { functionOfValue } from './processor.js';
import type { FoundFunction } from './processor.js';
import { returnedBy } from './returned.js';
import type { HandedOn } from './task-objects.js';

const MAX_HOPS = 6;

/** What a lookup is read in: whether an expression is the job's name there. */
interface Reading {
  readonly module: Module;
  readonly env: Env | undefined;
  isJobName(node: Node): boolean;
}

/** What a worker hands a job of that name to, where it finds it in a map; undefined where it does not. */
export function registeredFor(evaluator: Evaluator, jobName: string, worker: FoundFunction): HandedOn | undefined {
  const { node, module, env } = worker;
  const reading: Reading = { module, env, isJobName: (expression) => pathFromJob(expression, node, module)?.join('.') === 'name' };
  const found = new Map<FunctionNode, HandedOn>();
  for (const { call, path } of forwardingsIn(node, module)) {
    const run = calledBy(evaluator, call, jobName, reading);
    if (run !== undefined) found.set(run.node, { ...run, ...(path.length === 0 ? { handed: 'job' } : { handed: 'payload', part: path.slice(1) }) });
  }
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

/** `processors.get(job.name)(job)`, `processors.get(job.name).handle(job)` */
function calledBy(evaluator: Evaluator, call: CallExpression, jobName: string, reading: Reading): FoundFunction | undefined {
  const itself = lookedUp(evaluator, call.callee, jobName, reading, MAX_HOPS);
  if (itself !== undefined) return functionOfValue(itself);
  const callee = calleeOf(call);
  const holder = callee === undefined ? undefined : lookedUp(evaluator, callee.object, jobName, reading, MAX_HOPS);
  return callee === undefined || holder === undefined ? undefined : functionOfValue(memberOf(evaluator, holder, callee.method));
}

/** What an expression takes out of a map by the job's name. */
function lookedUp(evaluator: Evaluator, node: Node, jobName: string, reading: Reading, hops: number): Value | undefined {
  const expression = unwrapped(node);
  if (hops === 0) return undefined;
  if (expression.type === 'AwaitExpression') return lookedUp(evaluator, expression.argument, jobName, reading, hops - 1);
  if (expression.type === 'Identifier') {
    const variable = variableOf(expression, reading.module);
    const declarator = variable === undefined ? undefined : declaratorOf(variable);
    return declarator?.id.type === 'Identifier' && declarator.init !== null ? lookedUp(evaluator, declarator.init, jobName, reading, hops - 1) : undefined;
  }
  if (expression.type !== 'CallExpression') return undefined;
  const position = expression.arguments.findIndex((argument) => reading.isJobName(argument));
  if (position === -1) return undefined;
  const callee = calleeOf(expression);
  if (callee?.method === 'get' && position === 0) return entryOf(evaluator, callee.object, jobName, reading.module);
  const value = evaluator.value(expression.callee, reading.module, reading.env);
  return value.is.kind === 'function' ? lookedUpIn(evaluator, value, value.is.node, value.is.module, position, jobName, hops) : undefined;
}

/** What a function gives back that is called with the job's name: `getProcessor(job.name)`. */
function lookedUpIn(evaluator: Evaluator, { env }: Value, scope: FunctionNode, module: Module, position: number, jobName: string, hops: number): Value | undefined {
  const isJobName = (node: Node): boolean => {
    const definition = node.type === 'Identifier' ? variableOf(node, module)?.defs[0] : undefined;
    return definition?.type === DefinitionType.Parameter && definition.node === scope && definition.name === scope.params[position];
  };
  const values = returnedBy(scope).flatMap((node) => lookedUp(evaluator, node, jobName, { module, env, isJobName }, hops - 1) ?? []);
  return values.length === 1 ? values[0] : undefined;
}

/** What a map holds under a name: by its first entries, and by each `set` of the module that makes it. */
function entryOf(evaluator: Evaluator, map: Node, name: string, from: Module): Value | undefined {
  const made = initialiserOf(evaluator, map, from);
  if (made?.node.type !== 'NewExpression' || made.node.callee.type !== 'Identifier' || made.node.callee.name !== 'Map') return undefined;
  const { node, module } = made;
  const entries = [...firstEntries(evaluator, node, name, module), ...laterEntries(evaluator, node, name, module)];
  return entries.length === 1 ? entries[0] : undefined;
}

/** `new Map([['resize', resize]])`, `new Map(Object.entries(processors))` */
function firstEntries(evaluator: Evaluator, { arguments: [list] }: TSESTree.NewExpression, name: string, module: Module): Value[] {
  if (list === undefined || list.type === 'SpreadElement') return [];
  const object = entriesOf(list);
  if (object !== undefined) return knownMember(evaluator, object, name, module);
  const array = initialiserOf(evaluator, list, module);
  if (array?.node.type !== 'ArrayExpression') return [];
  return array.node.elements.flatMap((element) => {
    const [key, value] = element?.type === 'ArrayExpression' ? element.elements : [];
    return key && value && value.type !== 'SpreadElement' && isLiteral(evaluator, key, name, array.module) ? [evaluator.value(value, array.module, undefined)] : [];
  });
}

function laterEntries(evaluator: Evaluator, map: TSESTree.NewExpression, name: string, module: Module): Value[] {
  const { parent } = map;
  const variable = parent.type === 'VariableDeclarator' ? module.scopes.getDeclaredVariables(parent)[0] : undefined;
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const [key, value, call] = setOn(identifier);
    if (key === undefined || value === undefined || call === undefined) return [];
    if (isLiteral(evaluator, key, name, module)) return [evaluator.value(value, module, undefined)];
    const object = loopedObject(call, key, value);
    return object === undefined ? [] : knownMember(evaluator, object, name, module);
  });
}

/** Key and value of `map.set(key, value)`, and the call. */
function setOn(map: Node): [Node, Node, CallExpression] | [] {
  const call = map.parent?.parent;
  if (call?.type !== 'CallExpression') return [];
  const callee = calleeOf(call);
  if (callee?.object !== map || callee.method !== 'set') return [];
  const [key, value] = call.arguments;
  return key === undefined || value === undefined ? [] : [key, value, call];
}

/** `processors` of `for (const [name, run] of Object.entries(processors)) map.set(name, run)`. */
function loopedObject(call: CallExpression, key: Node, value: Node): Node | undefined {
  const loop = [...ancestorsOf(call)].find((ancestor) => ancestor.type === 'ForOfStatement');
  if (loop?.left.type !== 'VariableDeclaration' || key.type !== 'Identifier' || value.type !== 'Identifier') return undefined;
  const [{ id: pattern }] = loop.left.declarations;
  const names = pattern.type === 'ArrayPattern' ? pattern.elements.map((element) => (element?.type === 'Identifier' ? element.name : undefined)) : [];
  return names[0] === key.name && names[1] === value.name ? entriesOf(loop.right) : undefined;
}

/** `processors` of `Object.entries(processors)`. */
function entriesOf(node: Node): Node | undefined {
  const expression = unwrapped(node);
  const callee = expression.type === 'CallExpression' ? calleeOf(expression) : undefined;
  if (expression.type !== 'CallExpression' || callee?.method !== 'entries' || callee.object.type !== 'Identifier' || callee.object.name !== 'Object') return undefined;
  return expression.arguments[0];
}

function knownMember(evaluator: Evaluator, object: Node, name: string, module: Module): Value[] {
  const value = memberOf(evaluator, evaluator.value(object, module, undefined), name);
  return value.is.kind === 'unknown' ? [] : [value];
}

function isLiteral(evaluator: Evaluator, node: Node, text: string, module: Module): boolean {
  const { is } = evaluator.value(node, module, undefined);
  return is.kind === 'literal' && is.value === text;
}
