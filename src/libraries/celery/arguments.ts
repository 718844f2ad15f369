/** What a dispatch hands to its task and what it says to the broker, by the form of the call. */
import type { PythonModule } from '../../readers/python/module.js';
import { variableNamed } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import type { TaskArgument } from './detail.js';
import { plainString } from './definitions.js';

export interface Arranged {
  readonly arguments: readonly TaskArgument[];
  /** `keyword_argument` and `dictionary_splat` nodes. */
  readonly options: readonly PyNode[];
  /** Of `send_task`. */
  readonly name?: PyNode;
}

/** The arguments of a call as nodes: expressions, `keyword_argument`, `list_splat`, `dictionary_splat`; undefined for a generator. */
export function argumentNodesOf(call: PyNode): readonly PyNode[] | undefined {
  const list = childIn(call, 'arguments');
  return list?.type === 'argument_list' ? namedChildren(list) : undefined;
}

/** `delay(x, *more, name=y, **rest)`: all of it is the task's. */
export function arrangeDelay(nodes: readonly PyNode[], module: PythonModule): Arranged {
  return { arguments: nodes.flatMap((node) => asWritten(node, module)), options: [] };
}

/** `apply_async((x,), {'name': y}, countdown=3)`; undefined where it cannot be told what reaches the task. */
export function arrangeApplyAsync(nodes: readonly PyNode[], module: PythonModule): Arranged | undefined {
  return arrangeByNames(nodes, ['args', 'kwargs'], module);
}

/** `send_task('shop.tasks.resize', [x], {'name': y}, countdown=3)`. */
export function arrangeSendTask(nodes: readonly PyNode[], module: PythonModule): Arranged | undefined {
  const arranged = arrangeByNames(nodes, ['name', 'args', 'kwargs'], module);
  return arranged?.name === undefined ? undefined : arranged;
}

/** @param names the parameters that are no options, by position */
function arrangeByNames(nodes: readonly PyNode[], names: readonly string[], module: PythonModule): Arranged | undefined {
  const found: TaskArgument[] = [];
  const options: PyNode[] = [];
  const given = new Set<string>();
  let name: PyNode | undefined;
  let position = 0;
  for (const node of nodes) {
    if (node.type === 'list_splat') return undefined;
    const keyword = node.type === 'keyword_argument' ? childIn(node, 'name') : undefined;
    const isOption = node.type === 'dictionary_splat' || (keyword !== undefined && !names.includes(sourceOf(keyword, module)));
    if (isOption) {
      options.push(node);
      continue;
    }
    const parameter = keyword === undefined ? names[position++] : sourceOf(keyword, module);
    const value = keyword === undefined ? node : childIn(node, 'value');
    // A third positional argument is the task's id, and so on: nobody writes that and is understood.
    if (parameter === undefined || value === undefined || given.has(parameter)) return undefined;
    given.add(parameter);
    if (parameter === 'name') name = value;
    else found.push(...(parameter === 'args' ? elementsOf(value) : entriesOf(value, module)));
  }
  // `apply_async(**message)` may hold the task's arguments.
  if (options.some(({ type }) => type === 'dictionary_splat') && !given.has('args') && !given.has('kwargs')) return undefined;
  return { arguments: found, options, ...(name === undefined ? {} : { name }) };
}

function asWritten(node: PyNode, module: PythonModule): TaskArgument[] {
  if (node.type === 'keyword_argument') {
    const name = childIn(node, 'name');
    const value = childIn(node, 'value');
    return name === undefined || value === undefined ? [] : [{ kind: 'keyword', name: sourceOf(name, module), node: value }];
  }
  const splat = splatOf(node);
  return [splat ?? { kind: 'positional', node }];
}

/** `*x` and `**x`, in a call, a list or a dict. */
function splatOf(node: PyNode): TaskArgument | undefined {
  const [inner] = node.type === 'list_splat' || node.type === 'dictionary_splat' ? namedChildren(node) : [];
  return inner === undefined ? undefined : { kind: node.type === 'list_splat' ? 'list' : 'dict', node: inner };
}

/** The arguments in `args=[x, y]`. */
function elementsOf(value: PyNode): TaskArgument[] {
  const node = unwrapped(value);
  if (node.type === 'none') return [];
  if (node.type !== 'list' && node.type !== 'tuple') return [{ kind: 'list', node: isBare(node) ? node : value }];
  return namedChildren(node).map((element) => splatOf(element) ?? { kind: 'positional', node: element });
}

/** The arguments in `kwargs={'a': x}` and `kwargs=dict(a=x)`. */
function entriesOf(value: PyNode, module: PythonModule): TaskArgument[] {
  const node = unwrapped(value);
  if (node.type === 'none') return [];
  const entries = node.type === 'dictionary' ? pairsOf(node, module) : isDictCall(node, module) ? keywordsOf(node, module) : undefined;
  return entries ?? [{ kind: 'dict', node: isBare(node) ? node : value }];
}

/** Whether `*` can stand directly before an expression: `*rest`, but `*(rest := [x])`. */
function isBare({ type }: PyNode): boolean {
  return type !== 'named_expression' && type !== 'yield';
}

/** Words that no keyword argument can be called. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'False None True __debug__ and as assert async await break class continue def del elif else except finally for from global if import in ' +
    'is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** True for a key that can be written as `key=`. */
function isArgumentName(key: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) && !RESERVED.has(key);
}

/** The entries of a dict; undefined where they cannot be written as keyword arguments. */
function pairsOf(node: PyNode, module: PythonModule): TaskArgument[] | undefined {
  const entries = namedChildren(node).map((entry): TaskArgument | undefined => {
    if (entry.type !== 'pair') return splatOf(entry);
    const name = plainString(childIn(entry, 'key'), module);
    const inner = childIn(entry, 'value');
    return name === undefined || inner === undefined || !isArgumentName(name) ? undefined : { kind: 'keyword', name, node: inner };
  });
  const names = new Set(entries.flatMap((entry) => entry?.name ?? []));
  // Of a key that comes twice the last counts, which a call does not allow; `**rest` may hold any key.
  if (entries.includes(undefined) || (entries.length > 1 && names.size < entries.length)) return undefined;
  return entries.flatMap((entry) => entry ?? []);
}

function keywordsOf(call: PyNode, module: PythonModule): TaskArgument[] | undefined {
  const nodes = argumentNodesOf(call);
  if (nodes?.every(({ type }) => type === 'keyword_argument' || type === 'dictionary_splat') !== true) return undefined;
  return nodes.flatMap((node) => asWritten(node, module));
}

function isDictCall(node: PyNode, module: PythonModule): boolean {
  const called = node.type === 'call' ? childIn(node, 'function') : undefined;
  return called?.type === 'identifier' && sourceOf(called, module) === 'dict' && variableNamed('dict', called, module) === undefined;
}
