import type { Run } from '../../analysis/ir.js';
import { detailOf } from '../../libraries/celery/signature.js';
import type { Commit } from '../../libraries/celery/detail.js';
import { childIn } from '../../readers/python/tree.js';
import type { Style } from '../../analysis/edit.js';
import type { PythonDraft } from './context.js';
import { bracketed, fluent, followed, sequence, source, text, wrapped, type Doc } from './doc.js';
import { layoutOf } from './layout.js';

/** How the dispatches of a run wait for the transaction; the hazards have seen to it that all of them do it in the same way. */
function commitOf({ dispatches }: Run): Commit | undefined {
  const [first] = dispatches;
  return first === undefined ? undefined : detailOf(first).commit;
}

/**
 * The dispatch of a chain, after the commit where the dispatches waited for it:
 *
 *     chain(…).delay()
 *     transaction.on_commit(lambda: chain(…).delay())
 *     transaction.on_commit(chain(…).delay)
 *
 * @param outcome what keeps the result: `return `, `result = `, or nothing
 */
export function renderDelay(chain: Doc, errorCallbacks: readonly Doc[], outcome: string, style: Style, run: Run, draft: PythonDraft): Doc {
  const layout = layoutOf(draft.module);
  const commit = commitOf(run);
  const calls = [...errorCallbacks, text(commit === undefined || commit.form === 'lambda' ? '.delay()' : '.delay')];
  const inBrackets = fluent(chain, calls, layout);
  if (commit !== undefined) {
    const given = commit.form === 'lambda' ? sequence([text('lambda: '), inBrackets], layout) : inBrackets;
    return sequence([text(outcome), renderOnCommit(given, commit, draft)], layout);
  }
  if (outcome !== '' && calls.length > 1) return sequence([text(outcome), wrapped(inBrackets, layout)], layout);
  // A chain has a comma behind its last step, which keeps its lines apart; a pipe is only broken where it has to be.
  const tail = sequence(calls, layout);
  return sequence([text(outcome), style === 'pipe' ? sequence([chain, ...calls], layout) : followed(chain, tail, layout)], layout);
}

/** `transaction.on_commit(…)`, called as the run calls it and with the same further arguments. */
export function renderOnCommit(given: Doc, { call, options }: Commit, { module, imports }: PythonDraft): Doc {
  const layout = layoutOf(module);
  const callee = call === undefined ? undefined : childIn(call, 'function');
  const onCommit =
    callee === undefined ? text(`${imports.local({ from: 'django.db', name: 'transaction' })}.on_commit`) : source(callee, module);
  return sequence([onCommit, bracketed([given, ...options.map((option) => source(option, module))], layout)], layout);
}
