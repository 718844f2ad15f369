/** One task library: how its dispatches look and how its chain is written. A new library is one file like this and a row in `index.ts`. */
import type { Argument, Dispatch, Hazard, Run } from '../analysis/ir.js';
import type { Edit, ImportRequest, Style } from '../analysis/edit.js';
import type { LibraryExports } from '../resolve/packages.js';

/** What a dispatch's arguments mean, by position. */
export interface Arrangement {
  /** The task's name where the call says it; the receiver is the task otherwise. */
  readonly name?: number;
  readonly payload: readonly number[];
  readonly options?: number;
}

/** A method of one of the library's classes that dispatches. */
export interface DispatchRow {
  /** Path from the package's exports to the receiver, as in `Origin`: `['Queue', 'new']`. */
  readonly receiver: readonly string[];
  readonly method: string;
  /** What the arguments mean; undefined where this call is no dispatch (a repeated job's registration). */
  arrange(args: readonly Argument[]): Arrangement | undefined;
}

/** How a signature is written in place of a dispatch's call. */
export interface SignatureForm {
  /** Edits inside the call's span that turn `queue.add('x', data)` into `si(queue, 'x', data)`. */
  readonly edits: readonly Edit[];
}

export interface Library extends LibraryExports {
  readonly id: string;
  readonly dispatches: readonly DispatchRow[];
  /** The method of what a dispatch gives that waits for the task to be done, and the position of the argument that limits the wait. */
  readonly waits?: { readonly method: string; readonly limit?: number };
  /** Why nothing can be rewritten, and the way out; absent where rewrites exist. */
  readonly reportOnly?: string;
  readonly styles: readonly Style[];
  /** Hazards of this library's options and results, beside the general ones of the analysis. */
  findHazards(run: Run, style: Style): readonly Hazard[];
  /** The canvas that `chain` and `pipe` import from: `task-canvas/bullmq`. */
  readonly canvas?: string;
  /** True where the canvas can end a chain with a group. */
  readonly groups?: boolean;
  /** A dispatch as a signature; `name` gives the local name of what the canvas exports (`si`). */
  renderSignature?(dispatch: Dispatch, text: string, local: (request: ImportRequest) => string): SignatureForm;
  /** What to read off the chain's result to get what the last dispatch gave: `.job`. */
  readonly lastResult?: string;
  /** True where a dispatch gives its result at once, not a promise of it, as celery-node's does. */
  readonly immediate?: boolean;
  /** What an error callback is: a task, or a queue and the name of a job. */
  readonly errorCallback?: 'task' | 'job';
}
