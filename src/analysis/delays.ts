/** Delays among the options of a dispatch. */
import type { Argument, Dispatch } from './ir.js';

/** The options that make a task wait, relative to its dispatch: BullMQ's and Bull's `delay`, Celery's `countdown`. */
const RELATIVE = ['delay', 'countdown'];
/** Celery's absolute time. */
const ABSOLUTE = 'eta';

function isSet(value: Argument | undefined): value is Argument {
  return value !== undefined && value.literal !== 0 && value.literal !== null;
}

/** The delay of a dispatch, counted from when it is queued; undefined where it has none. */
export function delayOf({ options }: Dispatch): Argument | undefined {
  return RELATIVE.map((name) => options?.entries?.get(name)).find((value) => isSet(value));
}

/** The absolute time before which a dispatch's task does not start; undefined where it has none. */
export function etaOf({ options }: Dispatch): Argument | undefined {
  const eta = options?.entries?.get(ABSOLUTE);
  return isSet(eta) ? eta : undefined;
}

/** Whether a dispatch's task is made to wait at all. */
export function isDelayed(dispatch: Dispatch): boolean {
  return delayOf(dispatch) !== undefined || etaOf(dispatch) !== undefined;
}

/** Whether each step waits longer than the one before, with at least two written delays: an order by guessing how long tasks take. */
export function areStaggered(dispatches: readonly Dispatch[]): boolean {
  const delays = dispatches.map((dispatch) => delayOf(dispatch)?.literal ?? (isDelayed(dispatch) ? undefined : 0));
  const waits = delays.filter((delay) => typeof delay === 'number');
  return (
    waits.length === delays.length &&
    waits.filter((delay) => delay > 0).length > 1 &&
    waits.every((delay, index) => index === 0 || delay > (waits[index - 1] ?? 0))
  );
}
