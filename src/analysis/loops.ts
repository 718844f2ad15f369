/** A loop that dispatches one task for each of many things, and a task of another kind after it: what Celery calls a chord. */
import type { Block, Item, Run } from './ir.js';

type Step = Run['items'][number];

/** Whether a run is a loop of dispatches and one more dispatch after it. */
export function isFanIn({ items }: Run): boolean {
  return items[0]?.kind === 'loop';
}

/** Each loop of a block that a dispatch of another task follows directly, with all that stands between. */
export function fanInsOf({ items }: Block): Step[][] {
  return items.flatMap((item, index) => {
    // `for … : return task.delay(…)` ends with the first.
    if (item.kind !== 'loop' || item.dispatch.result.kind === 'returned') return [];
    const rest = items.slice(index + 1);
    const length = rest.findIndex(({ kind }) => kind !== 'log' && kind !== 'declaration');
    const next = rest[length];
    if (next?.kind !== 'dispatch' || next.dispatch.task.key === item.dispatch.task.key) return [];
    return [[item, ...rest.slice(0, length).filter(isStep), next]];
  });
}

function isStep(item: Item): item is Step {
  return item.kind !== 'barrier';
}
