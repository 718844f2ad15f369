/** Dispatches of one task on several values: in a loop, or in a row. (The owner fills this in.) */
import type { Span } from './ir.js';
import type { RoutineName } from './canvas.js';

export interface RepeatSite {
  /** The first dispatch. */
  readonly call: Span;
  readonly routine: RoutineName;
}
