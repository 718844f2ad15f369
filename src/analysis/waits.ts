/** Places that wait for the result of a task which the same code has put on a queue: `resize.delay(id).get()`, `await job.waitUntilFinished(events)`. */
import type { Edit } from './edit.js';
import type { RoutineName } from './canvas.js';
import type { Span } from './ir.js';

export interface WaitSite {
  /** The call that waits. */
  readonly call: Span;
  /** As the library writes it: `get`, `waitUntilFinished`. */
  readonly method: string;
  readonly routine: RoutineName;
  /** Id of the task library. */
  readonly library: string;
  /** The task that is waited for; absent where it is more than one, or a canvas. */
  readonly task?: string;
  /** The wait ends after a while in any case: `get(timeout=5)`. */
  readonly limited: boolean;
  /** Of a result that is only handed to the next task: the two as a chain. */
  readonly chained?: readonly Edit[];
}
