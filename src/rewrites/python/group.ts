/** Dispatches of one task on several values, as a group. */
import type { Dispatch } from '../../analysis/ir.js';
import type { RepeatSite } from '../../analysis/repeats.js';
import { signatureOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { Repeat } from '../../readers/python/repeats.js';
import { childIn, sourceOf, spanOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Edit } from '../../analysis/edit.js';
import { indentAt } from '../layout.js';
import { Refusal } from '../refusal.js';
import { renderChain } from './chain.js';
import { laidOut, sequence, text, type Doc } from './doc.js';
import { openImportsAt } from './imports.js';
import { codeOf, hasComment, isFirstOnLine, layoutOf } from './layout.js';
import { plainLoopAt, renderComprehension } from './loop.js';
import { renderSignature } from './signatures.js';

/** What rules are told about repeated dispatches. */
export function repeatSiteOf(repeat: Repeat, module: PythonModule, resolver: PythonResolver): RepeatSite {
  const { routine, loop, dispatches } = repeat;
  const [{ library, task, expression }] = dispatches;
  const over = loop === undefined ? undefined : childIn(loop, 'right');
  const together = renderGroup(repeat, module, resolver);
  return {
    library,
    task,
    form: loop === undefined ? 'row' : 'loop',
    many: over === undefined ? String(dispatches.length) : sourceOf(over, module).replace(/\s+/g, ' '),
    call: expression,
    routine,
    ...(together === undefined ? {} : { together }),
  };
}

/**
 *     for image in images:               group(resize.si(image.pk) for image in images).delay()
 *         resize.delay(image.pk)
 *
 *     resize.delay(front.pk)             group(resize.si(front.pk), resize.si(back.pk)).delay()
 *     resize.delay(back.pk)
 *
 * A group of none queues nothing. Undefined where there are comments, or anything else that the brackets have no place for.
 */
function renderGroup({ loop, dispatches }: Repeat, module: PythonModule, resolver: PythonResolver): readonly Edit[] | undefined {
  const [first] = dispatches;
  const span = loop === undefined ? { start: first.call.start, end: dispatches.at(-1)?.call.end ?? first.call.end } : spanOf(loop);
  if (!isFirstOnLine(span.start, module.text) || hasComment(module, span) || hasMoreBetween(dispatches, module)) return undefined;
  try {
    const imports = openImportsAt(span.start, module, resolver);
    const group = renderMembers(dispatches, loop, imports.local({ from: 'celery', name: 'group' }), module);
    const layout = layoutOf(module);
    const doc = sequence([group, text('.delay()')], layout);
    return [...imports.edits(), { span, text: laidOut(doc, indentAt(module.text, span.start), { layout }) }];
  } catch (problem) {
    if (problem instanceof Refusal) return undefined;
    throw problem;
  }
}

function renderMembers(dispatches: readonly [Dispatch, ...Dispatch[]], loop: PyNode | undefined, group: string, module: PythonModule): Doc {
  const layout = layoutOf(module);
  const [first, ...others] = dispatches.map((dispatch) => renderSignature(signatureOf(dispatch, module, 'si'), [], module));
  if (loop !== undefined && first !== undefined && others.length === 0) {
    const each = plainLoopAt(spanOf(loop), dispatches[0].call, module);
    return sequence([text(group), renderComprehension(each, first, '()', module)], layout);
  }
  const signatures = first === undefined ? [] : [first, ...others];
  return renderChain(group, signatures.map((signature) => ({ signature, notes: { above: [], behind: [] } })), layout);
}

/** Statements that do nothing (`pass`, a text) are no items of a row. */
function hasMoreBetween(dispatches: readonly Dispatch[], module: PythonModule): boolean {
  return dispatches.slice(1).some(({ call }, index) => !/^[\s;]*$/.test(codeOf(module, { start: dispatches[index]?.call.end ?? 0, end: call.start })));
}
