/**
 * A result that is waited for only to be handed to the next task:
 *
 *     result = resize.delay(image_id)
 *     publish.delay(result.get(), user_id)    →    chain(resize.si(image_id), publish.s(user_id)).delay()
 */
import { keywordNamesOf, positionalOf } from '../../readers/python/calls.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentOf } from '../../readers/python/paths.js';
import { argumentsOf, methodOf } from '../../readers/python/purity.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { readsOf, type Variable } from '../../readers/python/scopes.js';
import { childIn, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Edit } from '../../analysis/edit.js';
import { openImportsAt } from './imports.js';

interface ChainedWaitContext {
  readonly module: PythonModule;
  readonly recogniser: Recogniser;
  readonly resolver: PythonResolver;
}

interface Waited {
  /** The dispatch whose result is waited for. */
  readonly call: PyNode;
  /** The variable that holds the result. */
  readonly variable?: Variable;
}

/** How long and how to wait: a chain needs none of these. */
const HOW_TO_WAIT = new Set(['timeout', 'interval', 'no_ack', 'disable_sync_subtasks']);

/** @param wait the call that waits */
export function chainOfWait(wait: PyNode, first: Waited, { module, recogniser, resolver }: ChainedWaitContext): readonly Edit[] | undefined {
  const next = wait.parent?.type === 'argument_list' ? wait.parent.parent : undefined;
  // `collect` gives several values, with `propagate=False` the next task gets the exception of one that fails, and a `callback` is called here.
  const isPlainWait = positionalOf(wait).length === 0 && keywordNamesOf(wait, module).every((name) => HOW_TO_WAIT.has(name));
  const isOneValue = ['get', 'wait'].includes(methodOf(wait, module)?.name ?? '') && isPlainWait;
  if (next === undefined || !isOneValue || !isDelay(first.call) || !isDelay(next)) return undefined;
  const [given, ...others] = argumentsOf(next);
  if (given !== wait || others.some((node) => argumentOf(node, module).purity === 'effect')) return undefined;
  const start = first.variable === undefined ? next.range[0] : startOfPair(first.variable, first.call, wait, next);
  const isPlain = start !== undefined && !module.comments.some(({ span }) => span.start < next.range[1] && span.end > start);
  if (!isPlain) return undefined;
  const imports = openImportsAt(start, module, resolver);
  const chain = imports.local({ from: 'celery', name: 'chain' });
  const rest = others[0] === undefined ? '' : module.text.slice(others[0].range[0], others.at(-1)?.range[1]);
  const inside = module.text.slice((childIn(first.call, 'arguments') ?? first.call).range[0] + 1, first.call.range[1] - 1);
  // What stands before the second dispatch in its statement: `return`, `published =`.
  const before = module.text.slice(first.variable === undefined ? next.range[0] : statementOf(next).range[0], next.range[0]);
  const text = `${before}${chain}(${receiverOf(first.call)}.si(${inside}), ${receiverOf(next)}.s(${rest})).delay()`;
  return [...imports.edits(), { span: { start, end: next.range[1] }, text }];

  function isDelay(call: PyNode): boolean {
    return methodOf(call, module)?.name === 'delay' && recogniser.recognise(call, module)?.call === call;
  }

  function receiverOf(call: PyNode): string {
    const method = methodOf(call, module);
    return method === undefined ? '' : sourceOf(method.receiver, module);
  }

  /** Where `result = resize.delay(…)` begins, where the statement after it is all that reads the result, and all that it does is dispatch. */
  function startOfPair(variable: Variable, call: PyNode, read: PyNode, dispatch: PyNode): number | undefined {
    const [before, after] = [statementOf(call), statementOf(dispatch)];
    const isOnlyRead = variable.bindings.length === 1 && readsOf(variable, module).every((node) => isWithin(node, read));
    const isNext = before.parent === after.parent && module.text.slice(before.range[1], after.range[0]).trim() === '' && before !== after;
    return isOnlyRead && isNext && isWhole(call) && isWhole(dispatch) ? before.range[0] : undefined;
  }
}

/** Whether a call is all that its statement evaluates. */
function isWhole({ parent }: PyNode): boolean {
  const assigned = parent?.type === 'assignment' && parent.parent?.type === 'expression_statement';
  return assigned || parent?.type === 'expression_statement' || parent?.type === 'return_statement';
}

function statementOf(node: PyNode): PyNode {
  return node.parent === undefined || node.parent.type === 'block' || node.parent.type === 'module' ? node : statementOf(node.parent);
}

function isWithin({ range }: PyNode, { range: outer }: PyNode): boolean {
  return outer[0] <= range[0] && range[1] <= outer[1];
}
