/** Processors of NestJS: classes that `@nestjs/bullmq` and `@nestjs/bull` take from a module. https://docs.nestjs.com/techniques/queues */
import type { Place } from '../../libraries/identity.js';
import { isFunction, staticName } from '../../readers/ecmascript/estree.js';
import type { CallExpression, ClassNode, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { Value } from '../../resolve/values.js';
import type { Consumer, Jobs } from './consumer.js';
import { NOWHERE } from './homes.js';
import { jobsOf } from './library-consumers.js';
import { keysOfQueueName } from './queue-keys.js';

/** The task library of each of Nest's packages. */
const LIBRARIES: ReadonlyMap<string, string> = new Map([
  ['@nestjs/bullmq', 'bullmq'],
  ['@nestjs/bull', 'bull'],
]);

export function nestConsumers(evaluator: Evaluator, node: ClassNode, module: Module): Consumer[] {
  const processor = decoratorOf(evaluator, node.decorators, 'Processor', module);
  if (processor === undefined) return [];
  const instance: Value = { is: { kind: 'instance', module, node } };
  const queues = queuesOf(evaluator, processor.call, module);
  const { library } = processor;
  const made = { library, queues, home: NOWHERE, handed: 'job' as const, module, node };
  if (library === 'bullmq') return [{ ...made, jobs: 'all', processor: memberOf(evaluator, instance, 'process') }];
  return methodsOf(node).flatMap((method): Consumer[] => {
    const process = decoratorOf(evaluator, method.decorators, 'Process', module);
    const name = staticName(method.key, method.computed);
    if (process?.library !== library || name === undefined) return [];
    return [{ ...made, jobs: jobsOfProcess(evaluator, process.call, module), processor: memberOf(evaluator, instance, name), node: method }];
  });
}

/** `@Processor('images')`, `@Processor({ name: 'images' })`; Bull's own queue without a name is `default`. */
function queuesOf(evaluator: Evaluator, { arguments: [first] }: CallExpression, module: Module): string[] {
  if (first === undefined) return [`'default'`];
  return keysOfQueueName(evaluator, nameIn(evaluator, { node: first, module, env: undefined }) ?? { node: first, module, env: undefined });
}

/** `@Process()`, `@Process('resize')`, `@Process({ name: 'resize', concurrency: 2 })` */
function jobsOfProcess(evaluator: Evaluator, { arguments: [first] }: CallExpression, module: Module): Jobs {
  if (first === undefined) return 'unnamed';
  const place = { node: first, module, env: undefined };
  const isObject = evaluator.value(first, module, undefined).is.kind === 'object';
  const named = isObject ? nameIn(evaluator, place) : place;
  if (named === undefined) return 'unnamed';
  const { is } = evaluator.value(named.node, named.module, named.env);
  if (is.kind !== 'literal') return 'unclear';
  return typeof is.value === 'string' ? jobsOf(is.value) : 'unnamed';
}

/** What an object's `name` is written as. */
function nameIn(evaluator: Evaluator, { node, module, env }: Place): Place | undefined {
  const { is, env: inner } = evaluator.value(node, module, env);
  if (is.kind !== 'object') return undefined;
  const property = is.node.properties.find((each) => each.type === 'Property' && staticName(each.key, each.computed) === 'name');
  return property?.type === 'Property' ? { node: property.value, module: is.module, env: inner } : undefined;
}

function decoratorOf(
  evaluator: Evaluator,
  decorators: readonly TSESTree.Decorator[],
  name: string,
  module: Module,
): { readonly call: CallExpression; readonly library: string } | undefined {
  for (const { expression } of decorators) {
    if (expression.type !== 'CallExpression') continue;
    const { is } = evaluator.value(expression.callee, module, undefined);
    const library = is.kind === 'package' && withoutDefault(is.path).join('.') === name ? LIBRARIES.get(is.package) : undefined;
    if (library !== undefined) return { call: expression, library };
  }
  return undefined;
}

function methodsOf({ body }: ClassNode): TSESTree.MethodDefinition[] {
  return body.body.filter((member): member is TSESTree.MethodDefinition => member.type === 'MethodDefinition' && isFunction(member.value));
}
