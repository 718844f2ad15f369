/** A call's arguments as its source writes them. */
import type { PythonModule } from './module.js';
import { childIn, namedChildren, sourceOf, type PyNode } from './tree.js';

/** The positional arguments, `*args` and `**kwargs` left out. */
export function positionalOf(call: PyNode): PyNode[] {
  const list = childIn(call, 'arguments');
  if (list?.type !== 'argument_list') return [];
  return namedChildren(list).filter(({ type }) => !['keyword_argument', 'list_splat', 'dictionary_splat'].includes(type));
}

/** The value of a keyword argument. */
export function keywordOf(call: PyNode, name: string, module: PythonModule): PyNode | undefined {
  const list = childIn(call, 'arguments');
  const argument = list?.children.find((child) => {
    const key = child.type === 'keyword_argument' ? childIn(child, 'name') : undefined;
    return key !== undefined && sourceOf(key, module) === name;
  });
  return argument === undefined ? undefined : childIn(argument, 'value');
}

/** The names of the keyword arguments; none where it is no call. */
export function keywordNamesOf(call: PyNode, module: PythonModule): string[] {
  const nodes = childIn(call, 'arguments')?.children ?? [];
  return nodes.flatMap((node) => (node.type === 'keyword_argument' ? (childIn(node, 'name') ?? []) : [])).map((name) => sourceOf(name, module));
}
