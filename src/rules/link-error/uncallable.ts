/** An error callback that cannot take what it is given. */
import type { Misfit } from '../../analysis/arity.js';
import type { Callable, Canvas, Signature } from '../../analysis/canvas.js';
import { allCallbacksOf, signaturesIn } from '../../analysis/error-callbacks.js';
import { canBeCalled, givenTo, misfitOfErrback } from '../../analysis/errback.js';
import type { Suggestion } from '../rule.js';
import type { Check, Problem } from './problem.js';

export const checkUncallable: Check = ({ canvas }) =>
  allCallbacksOf(canvas).flatMap(signaturesIn).flatMap(problemsOf);

/** Of the error callback of a single dispatch, which stands in no canvas. */
export function checkErrback(canvas: Canvas): readonly Problem[] {
  return canvas.kind === 'signature' ? problemsOf({ ...canvas, open: false }) : [];
}

function problemsOf(callback: Signature): readonly Problem[] {
  const { callable } = callback;
  const misfit = callable === undefined ? undefined : misfitOfErrback(callback, callable);
  if (misfit === undefined || callable === undefined) return [];
  return [{ span: callback.own, message: messageOf(callback, callable, misfit), suggestions: exchange(callback) }];
}

function messageOf(callback: Signature, callable: Callable, misfit: Misfit): string {
  const { immutable, maker, task } = callback;
  const given = givenTo(callable);
  const isAtOnce = given.count === 3;
  const how = isAtOnce ? 'Celery calls it in the worker where a task failed' : 'Celery sends it as a task';
  const what = immutable ? `\`.${maker}(…)\` gives it nothing but its own arguments` : `${how}, with \`${given.text}\` before its own arguments`;
  const ends = callable.ofClass === true ? 'It fails with a `TypeError` and does nothing' : 'The `TypeError` takes the place of the exception of the task that failed, and may end the worker';
  return `\`${task.name}\` cannot take what it is given as an error callback: ${what}, and ${MISFITS[misfit]}. ${ends}. ${remedyFor(callback)}`;
}

const MISFITS: Readonly<Record<Misfit, string>> = {
  missing: 'it requires more',
  'too many': 'it has no room for all of them',
  twice: 'one of them is given twice',
  'unknown keyword': 'it knows no such keyword argument',
};

function remedyFor(callback: Signature): string {
  if (!callback.immutable && canBeCalled(callback, true) === true) return 'Write `.si(…)`, which gives it only its own arguments.';
  if (callback.immutable && canBeCalled(callback, false) === true) return 'Write `.s(…)`.';
  return 'Let it take `(request, exc, traceback)` or `(task_id)` first, or give it all that it needs by `.si(…)`.';
}

function exchange(callback: Signature): readonly Suggestion[] {
  const { maker, makerSpan, immutable } = callback;
  const other = immutable ? 's' : 'si';
  if (maker !== (immutable ? 'si' : 's') || canBeCalled(callback, !immutable) !== true) return [];
  return [{ title: `Write \`.${other}(…)\``, edits: [{ span: makerSpan, text: other }] }];
}
