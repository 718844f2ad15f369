/** The consumers that a module's code makes: workers constructed, processors registered, classes that a framework takes them from. */
import { calleeOf } from '../../libraries/calls.js';
import type { Place } from '../../libraries/identity.js';
import type { CallExpression, ClassNode, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { asPackageInstance } from '../../resolve/classes.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { Env, Value } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { homeOf } from './homes.js';
import { CONSUMER_ROWS } from './library-consumers.js';
import type { ConsumerRow } from './library-consumers.js';
import { keysOfQueue, keysOfQueueName } from './queue-keys.js';

/** What a construction makes a consumer of, where it makes one: `new Worker('images', process)`, or of a class of the project's own that extends it. */
export function constructedConsumer(evaluator: Evaluator, node: TSESTree.NewExpression, module: Module, env: Env | undefined): Consumer | undefined {
  return madeConsumer(evaluator, evaluator.value(node, module, env), node, module);
}

/** What a class makes a consumer of whose constructor says it all: `constructor() { super('images', process); }`. */
export function declaredConsumer(evaluator: Evaluator, node: ClassNode, module: Module): Consumer | undefined {
  return madeConsumer(evaluator, { is: { kind: 'instance', module, node } }, node, module);
}

/** What a worker makes a consumer of, by the construction that it is known to come from. */
export function madeConsumer(evaluator: Evaluator, worker: Value, node: Consumer['node'], module: Module): Consumer | undefined {
  const instance = worker.is.kind === 'instance' ? asPackageInstance(evaluator, worker) : worker;
  const row = instance === undefined ? undefined : rowOf(instance, undefined);
  if (instance?.is.kind !== 'package' || instance.is.made === undefined || row === undefined) return undefined;
  const { made } = instance.is;
  return arranged(evaluator, row, placesOf(made.node.arguments, made.module, instance.madeEnv), instance, node, module);
}

/** What a call registers a processor for: `queue.process('resize', resize)`. */
export function registeredConsumer(evaluator: Evaluator, node: CallExpression, module: Module, env: Env | undefined): Consumer | undefined {
  const callee = calleeOf(node);
  if (callee === undefined) return undefined;
  const receiver = evaluator.value(callee.object, module, env);
  const row = rowOf(receiver, callee.method);
  return row === undefined ? undefined : arranged(evaluator, row, placesOf(node.arguments, module, env), receiver, node, module);
}

function rowOf({ is }: Value, method: string | undefined): ConsumerRow | undefined {
  if (is.kind !== 'package') return undefined;
  const path = withoutDefault(is.path).join('.');
  return CONSUMER_ROWS.find((row) => row.method === method && row.package === is.package && row.path.join('.') === path);
}

function arranged(evaluator: Evaluator, row: ConsumerRow, args: readonly Place[], instance: Value, node: Consumer['node'], module: Module): Consumer | undefined {
  const found = row.arrange(args, (place) => {
    const { is } = evaluator.value(place.node, place.module, place.env);
    return is.kind === 'literal' ? is.value : undefined;
  });
  if (found === undefined) return undefined;
  const { library, handed } = row;
  const queues = found.queue === undefined ? (row.onQueue === true ? keysOfQueue(evaluator, instance) : []) : keysOfQueueName(evaluator, found.queue);
  return { library, queues, jobs: found.jobs, home: homeOf(evaluator, instance), processor: found.processor, handed, module, node };
}

function placesOf(nodes: readonly Place['node'][], module: Module, env: Env | undefined): Place[] {
  return nodes.map((node) => ({ node, module, env }));
}
