/** Flows of BullMQ: what `FlowProducer.add` gets. (The reader's owner fills this in.) */
import type { Span } from './ir.js';
import type { RoutineName } from './canvas.js';

export interface FlowSite {
  /** The call of `add` or `addBulk`. */
  readonly call: Span;
  readonly routine: RoutineName;
}
