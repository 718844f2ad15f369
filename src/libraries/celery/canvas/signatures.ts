/** Signatures: `resize.s(x)`, `resize.signature((x,), queue='slow')`, `signature('shop.resize', args=(x,))`. */
import type { CanvasArgument } from '../../../analysis/canvas.js';
import type { Task } from '../../../analysis/ir.js';
import { literalOf } from '../../../readers/python/literals.js';
import { lastOf } from '../../../readers/python/names.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { argumentOf } from '../../../readers/python/paths.js';
import { lastName, methodOf } from '../../../readers/python/purity.js';
import { childIn, spanOf, unwrapped, type PyNode } from '../../../readers/python/tree.js';
import { argumentNodesOf, arrangeApplyAsync, arrangeDelay } from '../arguments.js';
import { plainString, type TaskFinder } from '../definitions.js';
import type { TaskArgument, TaskDefinition } from '../detail.js';
import { optionNameOf } from '../signature.js';
import { callableOf } from './callable.js';
import { insideOf, optionsOf } from './calls.js';
import { unknownAt, written, type Draft } from './draft.js';

/** The methods of a task that make a signature; the first two take the task's arguments as they are. */
const MAKERS: ReadonlySet<string> = new Set(['s', 'si', 'signature', 'subtask']);

/** Keyword arguments of `signature(…)` that are no options of the dispatch. */
const NO_OPTIONS: ReadonlySet<string> = new Set(['args', 'kwargs', 'options', 'immutable', 'app', 'type', 'subtask_type']);

interface Made {
  readonly task: Task;
  readonly definition?: TaskDefinition;
  readonly maker: string;
  readonly makerSpan: PyNode;
  /** The arguments of the call that come after what names the task. */
  readonly nodes: readonly PyNode[];
}

/** The signature that a method call makes; undefined where nobody can tell that it makes one. */
export function signatureByMethod(call: PyNode, module: PythonModule, tasks: TaskFinder): Draft | undefined {
  const method = methodOf(call, module);
  const nodes = argumentNodesOf(call);
  const name = childIn(childIn(call, 'function') ?? call, 'attribute');
  if (method === undefined || name === undefined || nodes === undefined || !MAKERS.has(method.name)) return undefined;
  const task = tasks.taskAt(method.receiver, module);
  if (task !== undefined) return draftOf({ ...makingOf(task), maker: method.name, makerSpan: name, nodes }, call, module);
  const isNamed = method.name === 'signature' || method.name === 'subtask';
  return isNamed && tasks.isApp(method.receiver, module) ? signatureByName(call, module, tasks) : undefined;
}

/** `signature('shop.resize', args=(x,))`, as a function of Celery or a method of an app. */
export function signatureByName(call: PyNode, module: PythonModule, tasks: TaskFinder): Draft {
  const callee = unwrapped(childIn(call, 'function') ?? call);
  const [first, ...nodes] = argumentNodesOf(call) ?? [];
  const name = plainString(first, module);
  if (name === undefined) return unknownAt(call);
  const task = tasks.taskNamed(name, module);
  const making = task === undefined ? { task: { key: name, name: lastOf(name) } } : makingOf(task);
  const makerSpan = childIn(callee, 'attribute') ?? callee;
  return draftOf({ ...making, maker: lastName(callee, module) ?? 'signature', makerSpan, nodes }, call, module);
}

function makingOf({ name, label, definition }: NonNullable<ReturnType<TaskFinder['taskAt']>>): Pick<Made, 'task' | 'definition'> {
  return { task: { key: name, name: label }, ...(definition === undefined ? {} : { definition }) };
}

function draftOf({ task, definition, maker, makerSpan, nodes }: Made, call: PyNode, module: PythonModule): Draft {
  const isPlain = maker === 's' || maker === 'si';
  const arranged = isPlain ? arrangeDelay(nodes, module) : (arrangeApplyAsync(nodes, module) ?? UNREADABLE);
  const options = isPlain ? [] : nodes.filter((node) => !NO_OPTIONS.has(optionNameOf(node, module) ?? ''));
  return {
    kind: 'signature',
    ...written(call),
    task,
    maker,
    makerSpan: spanOf(makerSpan),
    immutable: maker === 'si' || (!isPlain && isTrue(nodes, 'immutable', module)),
    inside: insideOf(call),
    ...argumentsOf(arranged.arguments, module),
    openArguments: arranged === UNREADABLE || arranged.arguments.some(({ kind }) => kind === 'list' || kind === 'dict'),
    options: new Map<string, CanvasArgument>(optionsOf(options, module, () => [])),
    open: !isPlain && nodes.some((node) => node.type.endsWith('splat') || optionNameOf(node, module) === 'options' || isUnreadable(node, 'immutable', module)),
    ...(definition === undefined ? {} : { callable: callableOf(definition) }),
  };
}

const UNREADABLE: { readonly arguments: readonly TaskArgument[] } = { arguments: [] };

function argumentsOf(args: readonly TaskArgument[], module: PythonModule): Pick<Extract<Draft, { kind: 'signature' }>, 'positional' | 'keyword'> {
  return {
    positional: args.filter(({ kind }) => kind === 'positional').map(({ node }) => argumentOf(node, module)),
    keyword: new Map(args.flatMap(({ kind, name, node }) => (kind === 'keyword' && name !== undefined ? [[name, argumentOf(node, module)]] : []))),
  };
}

function isTrue(nodes: readonly PyNode[], option: string, module: PythonModule): boolean {
  const node = nodes.find((each) => optionNameOf(each, module) === option);
  const value = node === undefined ? undefined : childIn(node, 'value');
  return value !== undefined && literalOf(value, module) === true;
}

function isUnreadable(node: PyNode, option: string, module: PythonModule): boolean {
  const value = optionNameOf(node, module) === option ? childIn(node, 'value') : undefined;
  return value !== undefined && literalOf(value, module) === undefined;
}
