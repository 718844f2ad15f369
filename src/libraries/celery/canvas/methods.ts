/** What the methods of a canvas give, and what they do to it. */

/**
 * `itself`: the canvas; `callback`: the signature that is its argument; `start`: the canvas is dispatched. Of any other method nobody knows
 * what becomes of the canvas.
 */
export type Effect = 'itself' | 'callback' | 'start' | 'other';

/** https://docs.celeryq.dev/en/stable/reference/celery.html#celery.Signature */
const METHODS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['set', 'itself'],
  ['on_error', 'itself'],
  ['skew', 'itself'],
  ['link', 'callback'],
  ['link_error', 'callback'],
  ['delay', 'start'],
  ['apply_async', 'start'],
  ['apply', 'start'],
  ['delay_on_commit', 'start'],
  ['apply_async_on_commit', 'start'],
  ['__call__', 'start'],
]);

export function effectOf(method: string): Effect {
  return METHODS.get(method) ?? 'other';
}
