/** Dispatches inside an open transaction. (The owner fills this in.) */
import type { Span } from './ir.js';
import type { RoutineName } from './canvas.js';

export interface TransactionSite {
  /** The dispatch. */
  readonly call: Span;
  readonly routine: RoutineName;
}
