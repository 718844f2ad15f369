/**
 * How Celery calls an error callback: in the failing worker with `(request, exc, traceback)` where it takes several arguments, else as a task
 * with the failed task's id; both come before the signature's own arguments, and an immutable signature gets only its own.
 * https://docs.celeryq.dev/en/stable/userguide/calling.html#linking-callbacks-errbacks
 */
import { misfitOf, placesOf, type Misfit } from './arity.js';
import type { Callable, Signature } from './canvas.js';

/** What a mutable error callback is given before its own arguments. */
export interface Given {
  readonly count: 1 | 3;
  /** As code, for messages. */
  readonly text: string;
}

const TASK_ID: Given = { count: 1, text: '(task_id)' };
const FAILURE: Given = { count: 3, text: '(request, exc, traceback)' };

export function givenTo(callable: Callable): Given {
  const isCalledAtOnce = !callable.bound && callable.ofClass !== true && (placesOf(callable).length > 1 || callable.parameters.some(({ kind }) => kind === 'list'));
  return isCalledAtOnce ? FAILURE : TASK_ID;
}

/** What is wrong with an error callback's arguments; undefined where nothing is, or nobody can tell. */
export function misfitOfErrback(callback: Signature, callable: Callable, immutable = callback.immutable): Misfit | undefined {
  const { positional, keyword } = callback;
  if (!isReadable(callback)) return undefined;
  return misfitOf(callable, positional.length + (immutable ? 0 : givenTo(callable).count), [...keyword.keys()]);
}

/** Whether an error callback can be called, as a mutable or an immutable signature; undefined where nobody can tell. */
export function canBeCalled(callback: Signature, immutable = callback.immutable): boolean | undefined {
  const { callable } = callback;
  if (callable === undefined || !isReadable(callback)) return undefined;
  return misfitOfErrback(callback, callable, immutable) === undefined;
}

function isReadable({ callable, openArguments, open }: Signature): boolean {
  return callable?.unchecked !== true && !openArguments && !open;
}

/** Whether a task's own parameters say that it is made to be an error callback. */
export function isErrback({ parameters }: Callable): boolean {
  const [request, exception, traceback] = parameters.map(({ name }) => name.replace(/^_+/, ''));
  return /^(?:request|req|context|ctx|task)$/.test(request ?? '') && /^(?:exc|exception|error|err|ex|e)$/.test(exception ?? '') && /^(?:traceback|tb|trace|traceback_str|einfo)$/.test(traceback ?? '');
}
