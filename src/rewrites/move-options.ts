/** Options of a whole canvas, moved to its steps, as edits. */
import { within, type Canvas, type CanvasArgument, type CanvasCall, type Signature } from '../analysis/canvas.js';
import { isSetOn, setsItself, type LostOptions } from '../analysis/lost-options.js';
import type { Edit } from './edit.js';
import { covers } from './error-callback.js';

/**
 *     (a.si(x) | b.si(x)).apply_async(queue="slow")
 *     (a.si(x).set(queue="slow") | b.si(x).set(queue="slow")).apply_async()
 *
 * Undefined where a step cannot be seen, has such an option beside the canvas's, or a value would be worth something else on a step.
 */
export function moveOptions(lostOptions: LostOptions, text: string): readonly Edit[] | undefined {
  const { canvas, options, call, reached, lost } = lostOptions;
  const [, ...parts] = within(canvas);
  if (!parts.every(isPlain) || reached.some((step) => [...options.keys()].some((name) => isSetOn(step, name)))) return undefined;
  if (![...options.values()].every((value) => canStandOnSteps(value, lostOptions, text))) return undefined;
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

/** `chain(a, b, queue="slow")` → `chain(a, b)` */
function takenOffMaker(options: LostOptions['options'], text: string): Edit[] | undefined {
  const edits = [...options.values()].flatMap(({ whole }): Edit[] => {
    const before = /,\s*$/.exec(text.slice(0, whole.start));
    return before === null ? [] : [{ span: { start: before.index, end: whole.end }, text: '' }];
  });
  return edits.length === options.size ? edits : undefined;
}

/** `.set(queue="slow")` goes with its dot; other arguments of the call stay. */
function takenOffCall(options: LostOptions['options'], call: CanvasCall, canvas: Canvas, text: string): Edit[] | undefined {
  const { inside, suffix } = call;
  let left = text.slice(inside.start, inside.end);
  for (const { whole } of [...options.values()].sort((a, b) => b.whole.start - a.whole.start)) {
    left = withoutArgument(left.slice(0, whole.start - inside.start), left.slice(whole.end - inside.start));
  }
  if (left.trim() !== '') return [{ span: inside, text: left }];
  if (call.name !== 'set') return [{ span: inside, text: '' }];
  const start = text.slice(0, suffix.start).trimEnd().length;
  return covers(canvas.span, call.span) ? [{ span: { start, end: suffix.end }, text: '' }] : undefined;
}

/** What stands before and behind an argument, without the comma that belongs to it. */
function withoutArgument(before: string, behind: string): string {
  const comma = /^\s*,/.exec(behind)?.[0];
  if (comma === undefined) return before.replace(/,\s*$/, '') + behind;
  const rest = behind.slice(comma.length);
  return rest.trim() === '' ? before.trimEnd() + rest : before + rest.trimStart();
}
