/** `chain(…).link_error(e).delay()` sends the error callback: `link_error` gives its argument back. */
import { within, type Canvas, type CanvasCall } from '../../analysis/canvas.js';
import type { Edit } from '../../analysis/edit.js';
import { covers } from '../../rewrites/error-callback.js';
import { textOf, wordsFor, type Check, type Problem } from './problem.js';
import type { Facts } from '../../analysis/facts.js';

export const checkSent: Check = ({ canvas }, facts) =>
  canvas.calls.flatMap((call): Problem[] => {
    const [callback] = call.name === 'link_error' ? (call.positional[0]?.canvases ?? []) : [];
    if (callback?.kind !== 'signature') return [];
    // It is written between these parentheses, so that used elsewhere it is what the call gave.
    const isUsedElsewhere = covers(call.inside, callback.span) && (callback.start !== undefined || !covers(call.inside, callback.place));
    if (!isUsedElsewhere) return [];
    const gives = canvas.kind === 'group' ? 'gives a tuple back and not the group' : `gives \`${callback.task.name}\` back and not ${wordsFor(canvas)}`;
    const what = canvas.kind === 'group' ? 'What is called on it raises an `AttributeError`.' : `\`${callback.task.name}\` runs in its place, although nothing has failed, and ${wordsFor(canvas)} never runs.`;
    return [
      {
        span: call.suffix,
        message: `\`link_error\` ${gives}. ${what} Write \`on_error\`, which gives ${wordsFor(canvas)} back.`,
        // As a step it would hear of that step only.
        suggestions: isStep(callback, facts) ? [] : [{ title: 'Write `on_error`', edits: [rename(call, facts)] }],
      },
    ];
  });

function isStep(canvas: Canvas, facts: Facts): boolean {
  return facts.canvases().some((site) => [...within(site.canvas)].some((each) => each.kind === 'chain' && each.parts.length > 1 && each.parts.includes(canvas)));
}

function rename({ suffix }: CanvasCall, facts: Facts): Edit {
  const start = suffix.start + textOf(suffix, facts).indexOf('link_error');
  return { span: { start, end: start + 'link_error'.length }, text: 'on_error' };
}
