/** What holds a value, and what a value is made of, as access paths. */
import type { AccessPath } from '../../analysis/ir.js';
import { onlyBindingOf } from '../../readers/python/aliases.js';
import { chainOf, resolveChain } from '../../readers/python/chains.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentOf } from '../../readers/python/paths.js';
import { variableOf } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';

/** How many variables of variables are followed. */
const MAX_STEPS = 4;

/** The path of a name and what is read off it; that of `self` too, which names no value of its own elsewhere. */
export function pathOf(node: PyNode, module: PythonModule): AccessPath | undefined {
  const chain = chainOf(node, module);
  const beyond = chain === undefined ? undefined : resolveChain({ root: chain.root, path: [...chain.path, ''] }, module);
  return beyond === undefined ? undefined : { root: beyond.root, path: beyond.path.slice(0, -1), text: sourceOf(node, module) };
}

/** The paths below an expression, `self` included. */
export function pathsBelow(node: PyNode, module: PythonModule): readonly AccessPath[] {
  const own = pathOf(unwrapped(node), module);
  return own === undefined ? argumentOf(node, module).paths : [own];
}

/** The names that an assignment's target gives a value. */
export function pathsOfTarget(target: PyNode, module: PythonModule): readonly AccessPath[] {
  const own = pathOf(target, module);
  return own === undefined ? namedChildren(target).flatMap((part) => pathsOfTarget(part, module)) : [own];
}

/** What an expression carries: its own paths, those of the lists that it is an element of, and those of what its variables were gathered from. */
export function carriedBy(node: PyNode, module: PythonModule, steps = 0): readonly AccessPath[] {
  const paths = [...pathsBelow(node, module)];
  if (steps >= MAX_STEPS) return paths;
  walk(node, (inner) => {
    if (inner.type === 'lambda') return false;
    const source = inner.type === 'identifier' && isRoot(inner) ? gatheredFrom(inner, module) : undefined;
    if (source !== undefined) paths.push(...carriedBy(source, module, steps + 1));
    return true;
  });
  return paths;
}

function isRoot({ field, parent }: PyNode): boolean {
  return !(parent?.type === 'attribute' && field === 'attribute') && !(parent?.type === 'keyword_argument' && field === 'name');
}

/** What a variable's value is an element of, or was gathered from: `orders` of `for order in orders` and of `ids = [order.id for order in orders]`. */
function gatheredFrom(identifier: PyNode, module: PythonModule): PyNode | undefined {
  const variable = variableOf(identifier, module);
  const binding = variable === undefined ? undefined : onlyBindingOf(variable);
  if (binding?.kind === 'target') return childIn(binding.node, 'right');
  const value = binding?.kind === 'assignment' && binding.value !== undefined ? unwrapped(binding.value) : undefined;
  return value !== undefined && isGathering(value, module) ? value : undefined;
}

const GATHERING = /_comprehension$|^generator_expression$|^list$|^tuple$|^set$|^dictionary$|^string$/;
const CONVERTING: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'sorted', 'str', 'dict']);

function isGathering(value: PyNode, module: PythonModule): boolean {
  if (GATHERING.test(value.type)) return true;
  const called = value.type === 'call' ? childIn(value, 'function') : undefined;
  return called?.type === 'identifier' && CONVERTING.has(sourceOf(called, module));
}
