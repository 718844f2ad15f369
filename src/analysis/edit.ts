import type { Hazard, Run, Span } from './ir.js';

/** Replace the text at `span` (empty: insert) by `text`. Edits of one file never overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A name that a rewrite needs in the file, and where it comes from. */
export interface ImportRequest {
  readonly from: string;
  readonly name: string;
}

/** What was done to a file. */
export interface Change {
  /** Every edit of the file. */
  readonly edits: readonly Edit[];
  /** The run that they rewrite; absent for a file that only gets what another file's rewrite needs. */
  readonly run?: Run;
}

/** The form of a rewrite. */
export const STYLES = ['chain', 'pipe', 'flow', 'link'] as const;
export type Style = (typeof STYLES)[number];

/** What a finding becomes in one style: the edits, or the reason why there are none. */
export type Rewrite =
  | {
      readonly kind: 'rewrite';
      readonly style: Style;
      /** What of the finding's run is rewritten, where that is not all of it. */
      readonly run?: Run;
      /** Edits of the file that holds the run, imports included. */
      readonly edits: readonly Edit[];
      /** Edits of other files of the project, by absolute path (a FlowProducer beside the queue's construction). */
      readonly otherFiles: ReadonlyMap<string, readonly Edit[]>;
      /** npm packages that the rewritten code imports. */
      readonly packages: readonly string[];
      readonly warnings: readonly Hazard[];
    }
  | { readonly kind: 'refused'; readonly style: Style; readonly hazard: Hazard };

/**
 * The text with the edits applied.
 * @throws {RangeError} when two edits overlap or one lies outside of the text: a defect of the caller.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map(({ edit }) => edit);
  let result = '';
  let position = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < position || span.end < span.start || span.end > text.length) {
      throw new RangeError(`edit ${String(span.start)}–${String(span.end)} overlaps another or lies outside of the text`);
    }
    result += text.slice(position, span.start) + replacement;
    position = span.end;
  }
  return result + text.slice(position);
}

/** Where the edits' texts stand in the new text. */
export function writtenSpans(edits: readonly Edit[]): Span[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map(({ span, text }) => {
      const start = span.start + shift;
      shift += text.length - (span.end - span.start);
      return { start, end: start + text.length };
    });
}
