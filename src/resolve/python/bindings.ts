/** Which of several bindings of a name counts. */
import type { PythonModule } from '../../readers/python/module.js';
import type { Binding, Variable } from '../../readers/python/scopes.js';
import { ancestorsOf, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';

export function isDefinition({ kind }: Binding): boolean {
  return kind === 'function' || kind === 'class';
}

/** `resize = shared_task(resize)`, in the block that defines `resize`. */
export function isWrapping({ kind, value, name, node }: Binding, module: PythonModule): boolean {
  if (kind !== 'assignment' || value === undefined || node.parent?.parent !== module.ast) return false;
  let found = false;
  walk(value, (inner) => {
    if (inner.type === 'identifier' && sourceOf(inner, module) === sourceOf(name, module)) found = true;
    return !found;
  });
  return found;
}

/**
 * The bindings that an identifier can mean: in its own assignment a name still means what it did before, and beside an import in the same
 * branch it means that.
 */
export function bindingsSeenAt(identifier: PyNode, { bindings }: Variable): readonly Binding[] {
  if (bindings.length < 2) return bindings;
  const own = bindings.findIndex(({ value }) => value !== undefined && value.range[0] <= identifier.range[0] && identifier.range[1] <= value.range[1]);
  if (own >= 0) return bindings.slice(0, own);
  if (bindings.some(({ kind }) => kind !== 'import')) return bindings;
  const blocks = new Set(ancestorsOf(identifier));
  const near = bindings.filter(({ node }) => node.range[1] <= identifier.range[0] && node.parent?.type === 'block' && blocks.has(node.parent)).at(-1);
  return near === undefined ? bindings : [near];
}
