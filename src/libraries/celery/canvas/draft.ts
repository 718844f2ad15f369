/** Canvases while they are read: what later statements do to them is still added. */
import type { Canvas, UnknownCanvas } from '../../../analysis/canvas.js';
import { spanOf, type PyNode } from '../../../readers/python/tree.js';

type Changeable<C> = C extends unknown ? { -readonly [Key in keyof C]: C[Key] } : never;

export type Draft = Changeable<Canvas>;
export type ChainDraft = Extract<Draft, { kind: 'chain' }>;

/** What an expression has to do with a canvas. */
export interface Outcome {
  readonly draft: Draft;
  /** What the expression gives: the canvas, what dispatching it gave, or something that is not followed. */
  readonly gives: 'canvas' | 'result' | 'other';
  /** True where the canvas itself is written there; false where a variable, or a method of another canvas, gives it. */
  readonly written: boolean;
}

/** What every canvas has when its maker has been read, and nothing else. */
export function written(node: PyNode): Pick<UnknownCanvas, 'span' | 'own' | 'place' | 'calls' | 'open' | 'resultUsed'> {
  const span = spanOf(node);
  return { span, own: span, place: span, calls: [], open: false, resultUsed: false };
}

export function unknownAt(node: PyNode): Draft {
  return { kind: 'unknown', ...written(node), open: true };
}
