/** Types from outside of the project that annotations name: of a parameter `client: Redis`. */
import { variableOf } from '../../readers/python/scopes.js';
import { childIn, type PyNode } from '../../readers/python/tree.js';
import type { ReadingContext } from './library.js';
import type { PyCall } from './values.js';

/** `client` of `client.get(key)`. */
export function receiverNode({ node }: PyCall): PyNode | undefined {
  const called = childIn(node, 'function');
  return called === undefined ? undefined : childIn(called, 'object');
}

/** The dotted path of the class that a name is declared to be of; undefined where it is no parameter, or is bound again. */
export function declaredPath(node: PyNode | undefined, context: ReadingContext): string | undefined {
  const variable = node?.type === 'identifier' ? variableOf(node, context.module) : undefined;
  const [binding, ...others] = variable?.bindings ?? [];
  const type = binding?.kind === 'parameter' && others.length === 0 ? childIn(binding.node, 'type') : undefined;
  const [written] = type?.children ?? [];
  const value = written === undefined ? undefined : context.evaluate(written, context.module);
  return value?.kind === 'external' ? value.path : undefined;
}
