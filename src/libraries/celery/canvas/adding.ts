/** What calling a method does to a canvas. */
import type { CanvasCall } from '../../../analysis/canvas.js';
import type { Span } from '../../../analysis/ir.js';
import type { Draft, Outcome } from './draft.js';
import { effectOf } from './methods.js';

/** @param receiver what the method is called on, its parentheses included */
export function addCall({ draft, written }: Outcome, receiver: Span, call: CanvasCall): Outcome {
  const effect = effectOf(call.name);
  if (written && draft.calls.length === 0) {
    draft.own = receiver;
    draft.span = receiver;
    draft.place = receiver;
  }
  // What is done after it has been dispatched does not reach what is on the queue.
  if (draft.start !== undefined) draft.open = true;
  if (effect === 'start') return started(draft, receiver, call);
  draft.calls = [...draft.calls, call];
  if (written) {
    draft.span = call.span;
    draft.place = call.span;
  }
  if (draft.kind === 'signature' && call.name === 'set' && call.keyword.get('immutable')?.literal === true) draft.immutable = true;
  switch (effect) {
    case 'itself':
      return { draft, gives: 'canvas', written };
    case 'callback':
      return callbackOf(call) ?? { draft, gives: 'other', written };
    case 'other':
      draft.open = true;
      return { draft, gives: 'other', written };
  }
}

function started(draft: Draft, receiver: Span, call: CanvasCall): Outcome {
  if (draft.start === undefined) {
    draft.start = call;
    draft.place = receiver;
  }
  // `chord(header)(body)`
  const [body] = call.name === '__call__' ? (call.positional[0]?.canvases ?? []) : [];
  if (draft.kind === 'chord' && draft.body === undefined && body !== undefined) draft.body = body;
  return { draft, gives: 'result', written: false };
}

/** `chain(…).link_error(e.s())` gives `e.s()`. */
function callbackOf({ positional }: CanvasCall): Outcome | undefined {
  const [callback, ...others] = positional[0]?.canvases ?? [];
  return callback === undefined || others.length > 0 ? undefined : { draft: callback, gives: 'canvas', written: false };
}
