/** A group of one task that is queued at once, as the dispatch of each: `group(resize.si(image.pk) for image in images).delay()`. */
import { positionalOf } from '../../readers/python/calls.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentsOf, methodOf } from '../../readers/python/purity.js';
import type { Recognised } from '../../readers/python/recogniser.js';
import { childIn, unwrapped, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { argumentNodesOf, arrangeDelay } from './arguments.js';
import { makerAt } from './canvas/makers.js';
import type { TaskFinder } from './definitions.js';
import type { CeleryDetail } from './detail.js';

const STARTERS: ReadonlySet<string> = new Set(['delay', 'apply_async']);
const MAKERS: ReadonlySet<string> = new Set(['s', 'si']);
const COMPREHENSIONS: ReadonlySet<string> = new Set(['generator_expression', 'list_comprehension', 'set_comprehension']);

/** The group that an expression queues, without anything that is said to it as a whole. */
export function startedGroup(expression: PyNode, module: PythonModule): PyNode | undefined {
  const call = unwrapped(expression);
  if (call.type !== 'call' || argumentsOf(call).length > 0) return undefined;
  const method = methodOf(call, module);
  const started = method === undefined ? childIn(call, 'function') : STARTERS.has(method.name) ? method.receiver : undefined;
  const group = started === undefined ? undefined : unwrapped(started);
  return group?.type === 'call' ? group : undefined;
}

/** The first member of a group, where all of them are of its task. */
export function memberOf(expression: PyNode, module: PythonModule, resolver: PythonResolver, tasks: TaskFinder): Recognised | undefined {
  const group = startedGroup(expression, module);
  const callee = group === undefined ? undefined : childIn(group, 'function');
  if (group === undefined || callee === undefined || makerAt(callee, module, resolver) !== 'group') return undefined;
  const members = signaturesIn(group).map((node) => signatureAt(node, module, tasks));
  const [first] = members;
  return members.every((member) => member !== undefined && member.task.key === first?.task.key) ? first : undefined;
}

/** Of a comprehension the element that it makes. */
function signaturesIn(group: PyNode): PyNode[] {
  const given = argumentsOf(group);
  const [only] = given.length === 1 ? given : [];
  if (only?.type === 'list' || only?.type === 'tuple') return only.children.filter(({ named }) => named);
  const element = only !== undefined && COMPREHENSIONS.has(only.type) ? childIn(only, 'body') : undefined;
  return element === undefined ? given : [element];
}

/** `resize.si(image.pk).set(queue='slow')` */
function signatureAt(node: PyNode, module: PythonModule, tasks: TaskFinder): Recognised | undefined {
  const call = unwrapped(node);
  const method = call.type === 'call' ? methodOf(call, module) : undefined;
  if (method === undefined) return undefined;
  if (method.name === 'set') {
    const inner = signatureAt(method.receiver, module, tasks);
    if (inner === undefined || positionalOf(call).length > 0) return undefined;
    return { ...inner, options: [...inner.options, ...argumentsOf(call)] };
  }
  const task = MAKERS.has(method.name) ? tasks.taskAt(method.receiver, module) : undefined;
  const nodes = argumentNodesOf(call);
  if (task === undefined || nodes === undefined) return undefined;
  const { arguments: args } = arrangeDelay(nodes, module);
  const detail: CeleryDetail = { form: 'delay', arguments: args, ...(task.definition === undefined ? {} : { definition: task.definition }) };
  const payload = args.map((argument) => argument.node);
  return { library: 'celery', task: { key: task.name, name: task.label }, call, receiver: method.receiver, method: method.name, payload, options: [], detail };
}
