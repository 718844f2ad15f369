/**
 * What the rules ask about a module. Each kind of fact has its own file of words here, and its own reader in each language; it is read when it
 * is first asked for.
 */
import type { Edit, ImportRequest } from './edit.js';
import type { CanvasSite, CanvasWords } from './canvas.js';
import type { FlowSite } from './flows.js';
import type { RepeatSite } from './repeats.js';
import type { TransactionSite } from './transactions.js';
import type { WaitSite } from './waits.js';

export interface Facts {
  /** Without a byte-order mark. */
  readonly text: string;
  /** Outermost canvases, in source order. */
  canvases(): readonly CanvasSite[];
  /** Options of dispatches that the project's settings decide task by task: `queue` where it routes its tasks. */
  settledOptions(): ReadonlySet<string>;
  /** How the module's canvas library writes what is suggested. */
  readonly words: CanvasWords;
  /** Calls of `FlowProducer.add` and `addBulk` (BullMQ). */
  flows(): readonly FlowSite[];
  /** Places that wait for a task's result. */
  waits(): readonly WaitSite[];
  /** Dispatches inside an open transaction. */
  transactions(): readonly TransactionSite[];
  /** Dispatches of one task on several values: in a loop, or in a row. */
  repeats(): readonly RepeatSite[];
  /** Whether code of the project hears of every failure: a receiver of `task_failure`, `worker.on('failed', …)`. */
  failuresAreHeard(): boolean;
  /** Names imported for a rewrite: the names to write, and the edits that import them; undefined where that cannot be done safely. */
  imports(requests: readonly ImportRequest[]): { readonly names: readonly string[]; readonly edits: readonly Edit[] } | undefined;
}
