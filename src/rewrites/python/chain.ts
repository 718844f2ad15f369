import { bracketed, laidOut, sequence, text, type Doc } from './doc.js';
import { widthOf, type Layout } from './layout.js';
import type { Notes } from './comments.js';

/** A step of a chain as it is written. */
export interface WrittenStep {
  readonly signature: Doc;
  readonly notes: Notes;
}

/**
 *     chain(a.si(x), b.si(x))    chain(
 *                                    a.si(x),
 *                                    b.si(x),
 *                                )
 */
export function renderChain(chain: string, steps: readonly WrittenStep[], layout: Layout): Doc {
  const { eol } = layout;
  const flat = onOneLine(steps, ', ');
  return {
    flat: flat === undefined ? undefined : `${chain}(${flat})`,
    broken: (indent) => `${chain}(${eol}${steps.map((step) => linesOf(step, indent, { layout, after: ',' })).join(eol)}${eol}${indent})`,
  };
}

/** Steps that run side by side, as the last step of a chain: `group(b.si(x), c.si(x))`. */
export function groupOf(group: string, steps: readonly WrittenStep[], layout: Layout): WrittenStep {
  return { signature: renderChain(group, steps, layout), notes: { above: [], behind: [] } };
}

/**
 *     (a.si(x) | b.si(x))    (
 *                                a.si(x)
 *                                | b.si(x)
 *                            )
 */
export function renderPipe(steps: readonly WrittenStep[], layout: Layout): Doc {
  const { eol, unit, lineLength } = layout;
  const flat = onOneLine(steps, ' | ');
  return {
    flat: flat === undefined ? undefined : `(${flat})`,
    broken(indent) {
      const fits = flat !== undefined && widthOf(indent + unit + flat) <= lineLength;
      const lines = fits
        ? [indent + unit + flat]
        : steps.map((step, index) => linesOf(step, indent, { layout, before: index === 0 ? '' : '| ' }));
      return `(${eol}${lines.join(eol)}${eol}${indent})`;
    },
  };
}

/** The steps between separators; undefined where a comment or an argument needs lines of its own. */
function onOneLine(steps: readonly WrittenStep[], separator: string): string | undefined {
  const hasNotes = steps.some(({ notes }) => notes.above.length + notes.behind.length > 0);
  const flats = steps.map(({ signature }) => signature.flat);
  return hasNotes || flats.includes(undefined) ? undefined : flats.join(separator);
}

/** What stands around a step on its line. */
interface Around {
  readonly layout: Layout;
  readonly before?: string;
  readonly after?: string;
}

function linesOf({ signature, notes }: WrittenStep, outer: string, { layout, before = '', after = '' }: Around): string {
  const indent = outer + layout.unit;
  const behind = [after, ...notes.behind].join('  ');
  const step = indent + before + laidOut(signature, indent, { layout, before, after: behind }) + behind;
  return [...notes.above.map((note) => indent + note), step].join(layout.eol);
}

/** `.on_error(failed.s())` for each error callback, one behind the other. */
export function renderErrorCallbacks(callbacks: readonly Doc[], layout: Layout): Doc[] {
  return callbacks.map((callback) => sequence([text('.on_error'), bracketed([callback], layout)], layout));
}
