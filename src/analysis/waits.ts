/** Places that wait for the result of a task. (The owner fills this in.) */
import type { Span } from './ir.js';
import type { RoutineName } from './canvas.js';

export interface WaitSite {
  /** The call that waits. */
  readonly call: Span;
  readonly routine: RoutineName;
}
