/** Which expressions dispatch a Celery task. */
import type { Role, Task } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { lastName } from '../../readers/python/purity.js';
import type { Recognised, Recogniser } from '../../readers/python/recogniser.js';
import { childIn, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { argumentNodesOf, arrangeApplyAsync, arrangeDelay, arrangeSendTask, type Arranged } from './arguments.js';
import { createTaskFinder, plainString, type TaskFinder } from './definitions.js';
import type { CeleryDetail, Commit, TaskDefinition } from './detail.js';
import { memberOf } from './group.js';

/** How each method that dispatches is read. */
const METHODS: ReadonlyMap<string, { readonly form: CeleryDetail['form']; readonly onCommit: boolean }> = new Map([
  ['delay', { form: 'delay', onCommit: false }],
  ['apply_async', { form: 'apply_async', onCommit: false }],
  ['delay_on_commit', { form: 'delay', onCommit: true }],
  ['apply_async_on_commit', { form: 'apply_async', onCommit: true }],
  ['send_task', { form: 'send_task', onCommit: false }],
]);

const ARRANGE = { delay: arrangeDelay, apply_async: arrangeApplyAsync, send_task: arrangeSendTask };

/** The methods that dispatch. */
export const CELERY_DISPATCH_NAMES: readonly string[] = [...METHODS.keys()];

export interface CeleryRecogniserOptions {
  readonly resolver: PythonResolver;
  readonly roleOf: (routine: PyNode, module: PythonModule) => Role;
}

export function createCeleryRecogniser({ resolver, roleOf }: CeleryRecogniserOptions): Recogniser {
  const tasks = createTaskFinder(resolver);
  return {
    roleOf,
    isCandidate: (expression, module) => {
      const called = calledIn(expression);
      const name = called === undefined ? '' : lastName(called, module) ?? '';
      return name === 'on_commit' || (called?.type === 'attribute' && METHODS.has(name));
    },
    recognise: (expression, module) =>
      findDirect(unwrapped(expression), module, tasks) ?? findOnCommit(unwrapped(expression), module, tasks, resolver),
    memberOf: (expression, module) => memberOf(expression, module, resolver, tasks),
  };
}

/** `resize.delay(x)`, and the other methods. */
function findDirect(call: PyNode, module: PythonModule, tasks: TaskFinder): Recognised | undefined {
  const called = calledIn(call);
  const nodes = argumentNodesOf(call);
  return called === undefined || nodes === undefined ? undefined : dispatched({ call, method: called, nodes, module, tasks });
}

/** `transaction.on_commit(lambda: resize.delay(x))` and `transaction.on_commit(partial(resize.delay, x))`. */
function findOnCommit(call: PyNode, module: PythonModule, tasks: TaskFinder, resolver: PythonResolver): Recognised | undefined {
  const called = calledIn(call);
  if (called === undefined || lastName(called, module) !== 'on_commit' || !isOnCommit(called, module, resolver)) return undefined;
  const [first, ...options] = argumentNodesOf(call) ?? [];
  if (first === undefined) return undefined;
  const callback = unwrapped(first);
  const body = callback.type === 'lambda' && childIn(callback, 'parameters') === undefined ? childIn(callback, 'body') : undefined;
  if (body !== undefined) return committed(findDirect(unwrapped(body), module, tasks), { form: 'lambda', call, options });
  const partial = calledIn(callback);
  if (partial === undefined || !isPath(partial, module, resolver, 'functools.partial')) return undefined;
  const [method, ...nodes] = argumentNodesOf(callback) ?? [];
  if (method === undefined) return undefined;
  return committed(dispatched({ call: callback, method: unwrapped(method), nodes, module, tasks }), { form: 'partial', call, options });
}

/** A dispatch that `on_commit` puts off; what waits for the commit itself is none in there. */
function committed(recognised: Recognised | undefined, commit: Commit): Recognised | undefined {
  const detail = recognised?.detail as CeleryDetail | undefined;
  return recognised === undefined || detail?.commit !== undefined ? undefined : { ...recognised, detail: { ...detail, commit } };
}

interface Dispatching {
  readonly call: PyNode;
  /** `resize.delay` */
  readonly method: PyNode;
  /** The arguments that the method gets. */
  readonly nodes: readonly PyNode[];
  readonly module: PythonModule;
  readonly tasks: TaskFinder;
}

function dispatched({ call, method, nodes, module, tasks }: Dispatching): Recognised | undefined {
  const receiver = childIn(method, 'object');
  const name = lastName(method, module) ?? '';
  const reading = method.type === 'attribute' ? METHODS.get(name) : undefined;
  if (receiver === undefined || reading === undefined) return undefined;
  const arranged = ARRANGE[reading.form](nodes, module);
  const target = arranged === undefined ? undefined : targetOf(receiver, arranged, module, tasks);
  if (arranged === undefined || target === undefined) return undefined;
  const detail: CeleryDetail = {
    form: reading.form,
    arguments: arranged.arguments,
    ...(arranged.name === undefined ? {} : { name: arranged.name }),
    ...(reading.onCommit ? { commit: { form: 'method', options: [] } } : {}),
    ...(target.definition === undefined ? {} : { definition: target.definition }),
  };
  const payload = arranged.arguments.map(({ node }) => node);
  return { library: 'celery', task: target.task, call, receiver, method: name, payload, options: arranged.options, detail };
}

interface Target {
  readonly task: Task;
  readonly definition?: TaskDefinition;
}

/** The task that is dispatched: the receiver, or what `send_task` names. */
function targetOf(receiver: PyNode, { name }: Arranged, module: PythonModule, tasks: TaskFinder): Target | undefined {
  if (name === undefined) {
    const task = tasks.taskAt(receiver, module);
    return task === undefined ? undefined : { task: { key: task.name, name: task.label }, ...definitionOf(task) };
  }
  if (!tasks.isApp(receiver, module)) return undefined;
  const text = plainString(name, module);
  if (text === undefined) return { task: { key: sourceOf(name, module), name: sourceOf(name, module) } };
  return { task: { key: text, name: text }, ...definitionOf(tasks.taskNamed(text, module)) };
}

function definitionOf(task: { readonly definition?: TaskDefinition } | undefined): { readonly definition?: TaskDefinition } {
  return task?.definition === undefined ? {} : { definition: task.definition };
}

const ON_COMMIT = ['django.db.transaction.on_commit', 'django.db.connection.on_commit'];

/** Django's `on_commit`: by where it comes from, or read off something unknown that is called `transaction`. */
function isOnCommit(called: PyNode, module: PythonModule, resolver: PythonResolver): boolean {
  const value = resolver.valueOf(called, module);
  if (value.kind === 'external') return ON_COMMIT.includes(value.path) || (called.type === 'attribute' && value.path.endsWith('transaction.on_commit'));
  const object = childIn(called, 'object');
  return value.kind === 'unknown' && object !== undefined && sourceOf(object, module) === 'transaction';
}

function isPath(expression: PyNode, module: PythonModule, resolver: PythonResolver, path: string): boolean {
  const value = resolver.valueOf(expression, module);
  return value.kind === 'external' && value.path === path;
}

/** What a call calls. */
function calledIn(expression: PyNode): PyNode | undefined {
  const node = unwrapped(expression);
  const called = node.type === 'call' ? childIn(node, 'function') : undefined;
  return called === undefined ? undefined : unwrapped(called);
}
