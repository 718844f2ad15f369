/** The rules of the canvas; `prefer-chain` and `prefer-chord` report findings and stand beside them. */
import type { CanvasRule } from './rule.js';

/** A rule whose options are not looked into. */
export type AnyCanvasRule = CanvasRule<never>;

export const CANVAS_RULES: readonly AnyCanvasRule[] = [];
