/**
 * Tasks as objects of the project's own: `class ResizeTask extends BaseTask { perform(props) {…} }`, `defineTask({ name, run })`. They are
 * dispatched through a method that they share, and one worker runs them all, by a method of theirs that it hands the job to.
 */
import type { DispatchDetail } from '../../libraries/detail.js';
import { calleeOf } from '../../libraries/calls.js';
import { isFunction, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Env, Value } from '../../resolve/values.js';
import { parametersIn } from '../../readers/ecmascript/parameters.js';
import type { TaskDefinition } from './definition.js';
import { forwardingsIn } from './forwarding.js';
import { functionOfValue } from './processor.js';
import type { FoundFunction } from './processor.js';

type Inner = NonNullable<DispatchDetail['inner']>;

/** A function that a worker hands the job on to, and how. */
export type HandedOn = FoundFunction & Pick<TaskDefinition, 'handed' | 'part'>;

/** The method of the dispatched task that the worker runs; undefined where the dispatch is not one of a task object, or nobody can tell. */
export function taskMethodOf(evaluator: Evaluator, inner: Inner, worker: FoundFunction): HandedOn | undefined {
  const objects = objectsBehind(evaluator, inner);
  if (objects.length === 0) return undefined;
  const payload = payloadPath(inner);
  const found = new Map<FunctionNode, HandedOn>();
  for (const { call, path } of forwardingsIn(worker.node, worker.module)) {
    const method = calleeOf(call)?.method;
    const handed = path.length === 0 ? 'job' : path.join('.') === payload?.join('.') ? 'payload' : undefined;
    if (method === undefined || handed === undefined) continue;
    for (const object of objects) {
      const run = functionOfValue(memberOf(evaluator, object, method));
      if (run !== undefined && !isAround(run, inner)) found.set(run.node, { ...run, ...(handed === 'payload' ? { handed, part: path.slice(1) } : { handed }) });
    }
  }
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

/** The objects that the functions around the library's call belong to, or were made of. */
function objectsBehind(evaluator: Evaluator, { env }: Inner): Value[] {
  const objects: Value[] = [];
  for (let current: Env | undefined = env; current !== undefined; current = current.outer) {
    const { self, call } = current.frame;
    if (self !== undefined) objects.push(self, ...madeOf(evaluator, self));
    if (call !== undefined) objects.push(...argumentsOf(evaluator, call.node.arguments, call.module, call.env));
  }
  return objects.filter(({ is }) => is.kind === 'instance' || is.kind === 'object');
}

function madeOf(evaluator: Evaluator, { is, madeEnv }: Value): Value[] {
  return is.kind === 'instance' && is.made !== undefined ? argumentsOf(evaluator, is.made.node.arguments, is.made.module, madeEnv) : [];
}

/** Only objects that hold functions: others are data. */
function argumentsOf(evaluator: Evaluator, nodes: readonly Node[], module: Module, env: Env | undefined): Value[] {
  return nodes
    .filter(({ type }) => type !== 'SpreadElement')
    .map((node) => evaluator.value(node, module, env))
    .filter(({ is }) => is.kind === 'object' && is.node.properties.some((property) => property.type === 'Property' && isFunction(unwrapped(property.value))));
}

function isAround({ node, module }: FoundFunction, inner: Inner): boolean {
  return module === inner.module && node.range[0] <= inner.call.range[0] && inner.call.range[1] <= node.range[1];
}

/** Where the job holds what the task's method was called with: `['data', 'props']` for `queue.add({ name, props })`. */
function payloadPath({ call, module, env, library }: Inner): readonly string[] | undefined {
  const [position] = library.arrangement.payload;
  const data = position === undefined ? undefined : call.arguments[position];
  const scope = env?.frame.scope;
  if (data === undefined || scope === undefined || !isFunction(scope)) return undefined;
  const node = unwrapped(data);
  if (isParameter(node, scope, module)) return ['data'];
  if (node.type !== 'ObjectExpression') return undefined;
  const names = node.properties.flatMap((property) =>
    property.type === 'Property' && isParameter(unwrapped(property.value), scope, module) ? (staticName(property.key, property.computed) ?? []) : [],
  );
  const [name, ...others] = names;
  return name === undefined || others.length > 0 ? undefined : ['data', name];
}

function isParameter(node: Node, scope: FunctionNode, module: Module): boolean {
  return node.type === 'Identifier' && scope.params.some((parameter) => (parameter.type === 'Identifier' ? parameter.name : '') === node.name) && parametersIn(node, scope, module).size > 0;
}
