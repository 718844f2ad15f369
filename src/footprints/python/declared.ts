/** Types from outside of the project that annotations name: of a parameter `client: Redis`. */
import { variableOf } from '../../readers/python/scopes.js';
import { childIn } from '../../readers/python/tree.js';
import type { PyCall } from '../../summaries/python/values.js';
import type { ReadingContext } from './library.js';

/** The dotted path of the class that the receiver of a call is declared to be of; undefined where the receiver is no parameter, or is bound again. */
export function declaredReceiver({ node }: PyCall, context: ReadingContext): string | undefined {
  const called = childIn(node, 'function');
  const receiver = called === undefined ? undefined : childIn(called, 'object');
  const variable = receiver?.type === 'identifier' ? variableOf(receiver, context.module) : undefined;
  const [binding, ...others] = variable?.bindings ?? [];
  const type = binding?.kind === 'parameter' && others.length === 0 ? childIn(binding.node, 'type') : undefined;
  const [written] = type?.children ?? [];
  const value = written === undefined ? undefined : context.evaluate(written, context.module);
  return value?.kind === 'external' ? value.path : undefined;
}
