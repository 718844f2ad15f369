/** Dispatches of one task on several values: in a loop, or in a row. */
import type { Edit } from './edit.js';
import type { RoutineName } from './canvas.js';
import { delayOf, etaOf, isDelayed } from './delays.js';
import type { Dispatch, Item, Span, Task } from './ir.js';
import { fanInsOf } from './loops.js';

export interface RepeatSite {
  /** Id of the task library. */
  readonly library: string;
  readonly task: Task;
  /** `loop`: once for each of what a loop goes over; `row`: one statement after the other; `all`: `Promise.all(xs.map(…))`. */
  readonly form: 'loop' | 'row' | 'all';
  /** What a loop goes over, as the source writes it; of a row how many there are. */
  readonly many: string;
  /** What is marked: the first dispatch. */
  readonly call: Span;
  readonly routine: RoutineName;
  /** What queues them together; absent where that cannot be written for certain. */
  readonly together?: readonly Edit[];
}

type DispatchItem = Extract<Item, { kind: 'dispatch' }>;

/** Stretches of dispatches with nothing between them, all of one task; those among dispatches of other tasks are a run's. */
export function rowsOf(items: readonly Item[]): DispatchItem[][] {
  const stretches: DispatchItem[][] = [[]];
  for (const item of items) {
    if (item.kind === 'dispatch') stretches.at(-1)?.push(item);
    else stretches.push([]);
  }
  return stretches.filter((stretch) => stretch.length > 1 && stretch.every(({ dispatch }) => dispatch.task.key === stretch[0]?.dispatch.task.key));
}

/** Whether a loop's dispatches have a task of another kind after them: then it is about the chord. */
export function leadsToAnother(loop: Span, items: readonly Item[]): boolean {
  return fanInsOf({ span: loop, items }).some(([first]) => first?.statement.start === loop.start);
}

/** Whether dispatching with others changes nothing for a dispatch: what it gives is dropped, and its arguments do nothing. */
export function isPlain({ arguments: args, options, result, settledApart, uses, wrapper }: Dispatch): boolean {
  const isPure = [...args, ...(options === undefined ? [] : [options])].every(({ purity, spread }) => purity !== 'effect' && !spread);
  return isPure && result.kind === 'unused' && !settledApart && uses.length === 0 && wrapper === undefined && options?.open !== true;
}

/** Whether dispatches are spread over time on purpose. */
export function areSpread(dispatches: readonly Dispatch[]): boolean {
  const isComputed = (dispatch: Dispatch) => etaOf(dispatch) !== undefined || (isDelayed(dispatch) && delayOf(dispatch)?.literal === undefined);
  return dispatches.some(isComputed) || (dispatches.length > 1 && dispatches.some((dispatch) => isDelayed(dispatch)));
}
