/** Processors that a worker takes out of a map or an object by the job's name: `processors.get(job.name).handle(job)`, `processors[job.name](job)`. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { calleeOf } from '../../libraries/calls.js';
import { unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Env, Value } from '../../resolve/values.js';
import { addedEntry, entryOfMap } from './entries.js';
import { forwardingsIn, pathFromJob } from './forwarding.js';
import { functionOfValue } from './processor.js';
import type { FoundFunction } from './processor.js';
import { returnedBy } from './returned.js';
import type { HandedOn } from './task-objects.js';
import type { Uses } from './uses.js';

const MAX_HOPS = 6;

/** Functions that a worker hands the whole job to are looked into so deep. */
const MAX_HELPERS = 2;

/** What a lookup is read in: whether an expression is the job's name there. */
interface Reading {
  readonly evaluator: Evaluator;
  readonly uses: Uses;
  readonly jobName: string;
  readonly module: Module;
  readonly env: Env | undefined;
  readonly isJobName: (node: Node) => boolean;
}

/** What a worker hands a job of that name to, where it finds it in a registry; `unclear` where that may be several; undefined where it does not. */
export function registeredFor(evaluator: Evaluator, uses: Uses, jobName: string, worker: FoundFunction, helpers = MAX_HELPERS): HandedOn | 'unclear' | undefined {
  const { node, module, env } = worker;
  const reading: Reading = { evaluator, uses, jobName, module, env, isJobName: (expression) => pathFromJob(expression, node, module)?.join('.') === 'name' };
  const found = new Map<FunctionNode, HandedOn>();
  for (const { call, path } of forwardingsIn(node, module)) {
    const run = calledBy(call, reading) ?? (path.length === 0 && helpers > 0 ? calledByHelper(call, reading, helpers) : undefined);
    if (run === 'unclear') return run;
    if (run !== undefined) found.set(run.node, { ...(path.length === 0 ? { handed: 'job' } : { handed: 'payload', part: path.slice(1) }), ...run });
  }
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

/** `registry.run(job)`, whose body looks the job's name up. */
function calledByHelper(call: CallExpression, { evaluator, uses, jobName, module, env }: Reading, helpers: number): HandedOn | 'unclear' | undefined {
  const helper = functionOfValue(evaluator.value(call.callee, module, env));
  return helper === undefined ? undefined : registeredFor(evaluator, uses, jobName, helper, helpers - 1);
}

/** `processors.get(job.name)(job)`, `processors.get(job.name).handle(job)` */
function calledBy(call: CallExpression, reading: Reading): FoundFunction | 'unclear' | undefined {
  const itself = lookedUp(call.callee, reading, MAX_HOPS);
  if (itself === 'unclear') return itself;
  if (itself !== undefined) return functionOfValue(itself);
  const callee = calleeOf(call);
  const holder = callee === undefined ? undefined : lookedUp(callee.object, reading, MAX_HOPS);
  if (callee === undefined || holder === undefined || holder === 'unclear') return holder === 'unclear' ? holder : undefined;
  return functionOfValue(memberOf(reading.evaluator, holder, callee.method));
}

/** What an expression takes out of a registry by the job's name. */
function lookedUp(node: Node, reading: Reading, hops: number): Value | 'unclear' | undefined {
  const { evaluator, uses, jobName, module, env, isJobName } = reading;
  const expression = unwrapped(node);
  if (hops === 0) return undefined;
  switch (expression.type) {
    case 'AwaitExpression':
      return lookedUp(expression.argument, reading, hops - 1);
    case 'Identifier': {
      const variable = variableOf(expression, module);
      const declarator = variable === undefined ? undefined : declaratorOf(variable);
      return declarator?.id.type === 'Identifier' && declarator.init !== null ? lookedUp(declarator.init, reading, hops - 1) : undefined;
    }
    case 'MemberExpression':
      return expression.computed && isJobName(expression.property) ? addedEntry(evaluator, uses, jobName, { node: expression.object, module, env }) : undefined;
    case 'CallExpression': {
      const position = expression.arguments.findIndex((argument) => isJobName(argument));
      if (position === -1) return undefined;
      const callee = calleeOf(expression);
      if (callee?.method === 'get' && position === 0) return entryOfMap(evaluator, uses, jobName, { node: callee.object, module, env });
      const value = evaluator.value(expression.callee, module, env);
      return value.is.kind === 'function' ? lookedUpIn(value, value.is.node, value.is.module, position, reading, hops) : undefined;
    }
    default:
      return undefined;
  }
}

/** What a function gives back that is called with the job's name: `getProcessor(job.name)`. */
function lookedUpIn({ env, self }: Value, scope: FunctionNode, module: Module, position: number, reading: Reading, hops: number): Value | 'unclear' | undefined {
  const isJobName = (node: Node): boolean => {
    const definition = node.type === 'Identifier' ? variableOf(node, module)?.defs[0] : undefined;
    return definition?.type === DefinitionType.Parameter && definition.node === scope && definition.name === scope.params[position];
  };
  const inside: Env | undefined = self === undefined ? env : { frame: { scope, self }, outer: env };
  const values = returnedBy(scope).flatMap((node) => lookedUp(node, { ...reading, module, env: inside, isJobName }, hops - 1) ?? []);
  return values.length === 1 ? values[0] : undefined;
}
