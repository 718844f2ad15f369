/** `link_error=` where it is refused, or is no error callback: of a group, a chord, a chain that begins with one; of `delay(…)` and of a call. */
import type { Canvas, CanvasArgument, CanvasCall, Chain } from '../../analysis/canvas.js';
import { callbackOfStart } from '../../analysis/error-callbacks.js';
import type { Facts } from '../../analysis/facts.js';
import { appendMethods } from '../../rewrites/error-callback.js';
import type { Suggestion } from '../rule.js';
import { isSignature, textOf, wordsFor, type Check } from './problem.js';

export const checkRefused: Check = ({ canvas }, facts) => {
  const { start } = canvas;
  const argument = start?.keyword.get('link_error');
  if (start === undefined || argument === undefined || argument.literal === null) return [];
  const refused = refusedBy(canvas);
  if (refused !== undefined && (callbackOfStart(canvas) !== undefined || start.name === '__call__')) {
    return [
      {
        span: argument.whole,
        message: `Celery refuses \`link_error=\` for ${refused}: it raises a \`TypeError\` while dispatching, and no task runs. Write \`.on_error(…)\` before it is dispatched.`,
        suggestions: useOnError(canvas, start, argument, facts),
      },
    ];
  }
  const isForTask = start.name === 'delay' || (start.name === '__call__' && canvas.kind === 'chain');
  if (!isForTask || argument.canvases.length === 0) return [];
  return [
    {
      span: argument.whole,
      message: `${start.name === 'delay' ? '`delay(…)`' : 'Calling a chain'} takes no options: \`link_error=\` is handed to ${canvas.kind === 'chain' ? 'the first task' : wordsFor(canvas)} as an argument, and nobody hears that a task fails. Write \`.on_error(…)\` before it is dispatched, or \`apply_async(link_error=…)\`.`,
      suggestions: useOnError(canvas, start, argument, facts),
    },
  ];
};

/** What of a canvas takes no error callback while it is dispatched. */
export function refusedBy(canvas: Canvas): string | undefined {
  if (canvas.kind === 'group') return 'a group';
  if (canvas.kind === 'chord') return canvas.body === undefined || canvas.header.length === 0 ? undefined : 'a chord';
  return canvas.kind === 'chain' && isChord(canvas) ? 'a chain that begins with a group' : undefined;
}

/** A group, or in a pipe a chord, with steps behind it becomes one chord. With a further group behind these, or as `chain(chord(…), b)`, it stays a chain. */
function isChord({ form, parts: [first, ...later] }: Chain): boolean {
  // A group of one task is that task.
  const begins = (first?.kind === 'group' && first.parts.length > 1) || (form === 'pipe' && first?.kind === 'chord' && first.body !== undefined);
  return begins && later.length > 0 && later.every(isSignature);
}

/** `.apply_async(link_error=e, queue='slow')` → `.on_error(e).apply_async(queue='slow')` */
function useOnError(canvas: Canvas, start: CanvasCall, argument: CanvasArgument, facts: Facts): readonly Suggestion[] {
  const value = textOf(argument.span, facts);
  const isWrittenHere = start.suffix.start >= canvas.span.end && textOf({ start: canvas.span.end, end: start.suffix.start }, facts).trim() === '';
  const [callback, ...others] = argument.canvases;
  if (!isWrittenHere || callback === undefined || others.length > 0) return [];
  const isList = /^[[(]/.test(value);
  const bare = isList ? value.slice(1, -1).trim().replace(/,$/, '').trim() : value;
  if (isList && bare !== textOf(callback.place, facts) && bare !== textOf(callback.span, facts)) return [];
  const before = textOf({ start: start.inside.start, end: argument.whole.start }, facts);
  const after = textOf({ start: argument.whole.end, end: start.inside.end }, facts);
  // Taken out with the comma and the space that part it from its neighbour.
  const followed = /^\s*,\s*(?=\S)/.exec(after);
  const preceded = /,\s*$/.exec(before);
  const isAlone = before.trim() === '' && /^[\s,]*$/.test(after);
  if (!isAlone && followed === null && preceded === null) return [];
  const removed = isAlone
    ? start.inside
    : followed !== null
      ? { start: argument.whole.start, end: argument.whole.end + followed[0].length }
      : { start: argument.whole.start - (preceded?.[0].length ?? 0), end: argument.whole.end };
  const append = appendMethods(canvas, `.on_error(${bare})`, facts);
  return append === undefined ? [] : [{ title: 'Write `.on_error(…)`', edits: [...append, { span: removed, text: '' }] }];
}
