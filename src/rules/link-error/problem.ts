/** What the checks of `valid-link-error` give, and share. */
import type { Canvas, Signature } from '../../analysis/canvas.js';
import { allCallbacksOf, signaturesIn, type GivenCallback } from '../../analysis/error-callbacks.js';
import type { Facts } from '../../analysis/facts.js';
import type { Span } from '../../analysis/ir.js';
import type { Suggestion } from '../rule.js';

export interface Problem {
  readonly span: Span;
  readonly message: string;
  readonly suggestions: readonly Suggestion[];
}

/** A canvas where it stands. */
export interface Standing {
  readonly canvas: Canvas;
  /** The outermost canvas around it. */
  readonly root: Canvas;
  /** A canvas around it has an error callback, which its tasks get, too. */
  readonly covered: boolean;
  /** What becomes of the outermost canvas is not all known. */
  readonly open: boolean;
}

export type Check = (standing: Standing, facts: Facts) => readonly Problem[];

/** `\`handle_error\``, as messages name an error callback; `the error callback` where it cannot be read. */
export function nameOf(callback: GivenCallback): string {
  const [only, ...others] = signaturesIn(callback);
  return only === undefined || others.length > 0 ? 'the error callback' : `\`${only.task.name}\``;
}

/** What a message calls a canvas: a task by its name. */
export function wordsFor(canvas: Canvas): string {
  switch (canvas.kind) {
    case 'signature':
      return `\`${canvas.task.name}\``;
    case 'unknown':
      return 'the step';
    default:
      return `the ${canvas.kind}`;
  }
}

/** Whether an error callback is given to a canvas or to something in it. */
export function hasCallbacks(canvas: Canvas): boolean {
  return allCallbacksOf(canvas).length > 0;
}

export function textOf({ start, end }: Span, { text }: Facts): string {
  return text.slice(start, end);
}

export function isSignature(canvas: Canvas | undefined): canvas is Signature {
  return canvas?.kind === 'signature';
}
