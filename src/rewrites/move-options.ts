/** Options of a whole canvas, moved to its steps, as edits. */
import { within, type Canvas, type CanvasArgument, type CanvasCall, type Signature } from '../analysis/canvas.js';
import { areGivenTwice, isSetOn, setsItself, type LostOptions } from '../analysis/lost-options.js';
import type { Edit } from '../analysis/edit.js';
import { covers } from './error-callback.js';

/**
 *     (a.si(x) | b.si(x)).apply_async(queue="slow")
 *     (a.si(x).set(queue="slow") | b.si(x).set(queue="slow")).apply_async()
 *
 * Undefined where a step cannot be seen, has such an option beside the canvas's, or is given it twice, and where a value would be worth
 * something else on a step.
 */
export function moveOptions(lostOptions: LostOptions, text: string): readonly Edit[] | undefined {
  const { canvas, options, call, reached, lost } = lostOptions;
  const [, ...parts] = within(canvas);
  if (!parts.every(isPlain) || reached.some((step) => [...options.keys()].some((name) => isSetOn(step, name)))) return undefined;
  if (areGivenTwice(lostOptions) || ![...options.values()].every((value) => canStandOnSteps(value, lostOptions, text))) return undefined;
  const taken = call === undefined ? takenOffMaker(options, text) : takenOffCall(options, call, canvas, text);
  if (taken === undefined) return undefined;
  return [
    ...reached.map((step) => setOn(step, [...options.values()], text)),
    ...lost.map((step) => setOn(step, [...options].flatMap(([name, value]) => (setsItself(step, name) ? [] : [value])), text)),
    ...taken,
  ];
}

/** Whether all of a part is seen, and `.set(…)` can be called on it where it is written. */
function isPlain(part: Canvas): boolean {
  if (part.kind === 'unknown' || part.open) return false;
  // `.link_error(e)` gives `e`.
  return part.kind === 'signature' ? part.calls.every(({ name, span }) => name === 'set' || !covers(part.span, span)) : [...within(part)].length > 1;
}

/** A literal, or a name where the steps are written beside it, outside of a comprehension. */
function canStandOnSteps({ span, literal }: CanvasArgument, { canvas, call, reached, lost }: LostOptions, text: string): boolean {
  const source = text.slice(span.start, span.end);
  if (literal !== undefined && /^(?:['"\d-]|True$|False$)/.test(source)) return true;
  const isBeside = [...reached, ...lost].every((step) => covers(call?.span ?? canvas.span, step.span));
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(source) && isBeside && [...within(canvas)].every((each) => !('openParts' in each && each.openParts));
}

function setOn({ span }: Signature, values: readonly CanvasArgument[], text: string): Edit {
  const options = values.map(({ whole }) => text.slice(whole.start, whole.end)).join(', ');
  return { span: { start: span.end, end: span.end }, text: `.set(${options})` };
}

/** `chain(a, b, queue="slow")` → `chain(a, b)`; undefined where a comment stands between. */
function takenOffMaker(options: LostOptions['options'], text: string): Edit[] | undefined {
  const edits = [...options.values()].flatMap(({ whole }): Edit[] => {
    const start = lastComma(text.slice(0, whole.start));
    return start === undefined ? [] : [{ span: { start, end: whole.end }, text: '' }];
  });
  return edits.length === options.size ? edits : undefined;
}

/** `.set(queue="slow")` goes with its dot; other arguments of the call stay. */
function takenOffCall(options: LostOptions['options'], call: CanvasCall, canvas: Canvas, text: string): Edit[] | undefined {
  const { inside, suffix } = call;
  let left = text.slice(inside.start, inside.end);
  for (const { whole } of [...options.values()].sort((a, b) => b.whole.start - a.whole.start)) {
    const without = withoutArgument(left.slice(0, whole.start - inside.start), left.slice(whole.end - inside.start));
    if (without === undefined) return undefined;
    left = without;
  }
  if (left.trim() !== '') return [{ span: inside, text: left }];
  if (call.name !== 'set') return [{ span: inside, text: '' }];
  return covers(canvas.span, call.span) ? [{ span: { start: startOf(suffix.start, text), end: suffix.end }, text: '' }] : undefined;
}

/** Where a method's suffix starts, with the blanks and line continuations before its dot; a line break that ends a comment stays. */
function startOf(dot: number, text: string): number {
  const before = text.slice(0, dot);
  const kept = before.replace(/[\s\\]+$/, '');
  return endsInComment(kept) && !before.slice(kept.length).includes('\\') ? dot : kept.length;
}

/** What stands before and behind an argument, without the comma that belongs to it; undefined where a comment parts the two. */
function withoutArgument(before: string, behind: string): string | undefined {
  const comma = /^\s*,/.exec(behind)?.[0];
  if (comma === undefined) return behind.replace(/#.*/g, '').trim() === '' ? before.slice(0, lastComma(before)) + behind : undefined;
  const rest = behind.slice(comma.length);
  if (rest.trim() !== '') return before + rest.trimStart();
  return (endsInComment(before.trimEnd()) && !rest.includes('\n') ? before : before.trimEnd()) + rest;
}

/** Where a text ends in a comma, that one's place. */
function lastComma(text: string): number | undefined {
  const comma = /,\s*$/.exec(text)?.index;
  return comma === undefined || endsInComment(text.slice(0, comma)) ? undefined : comma;
}

/** Whether a text may end in a comment: a `#` in a string counts, too. */
function endsInComment(text: string): boolean {
  return text.slice(text.lastIndexOf('\n') + 1).includes('#');
}
