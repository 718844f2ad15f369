/** Finds the runs of a file: consecutive dispatches of one block, of which at least two share an argument. */
import { commentsAt, deniesOrder, isSilencing } from './comments.js';
import type { Block, Dispatch, Item, Routine, Run, SourceFile } from './ir.js';
import { fanInsOf } from './loops.js';
import { isSharing, sharedOf } from './sharing.js';

type Step = Run['items'][number];

/** The runs of a file, in source order. Roles, evidence and silencing comments are left to the caller. */
export function findRuns(source: SourceFile): Run[] {
  return source.routines
    .flatMap((routine) =>
      routine.blocks.flatMap((block) => [
        ...stretchesOf(block).flatMap((steps) => runOf(steps, routine, source) ?? []),
        ...fanInsOf(block).flatMap((steps) => runFrom(steps, routine, source) ?? []),
      ]),
    )
    .sort((a, b) => (a.dispatches[0]?.call.start ?? 0) - (b.dispatches[0]?.call.start ?? 0));
}

/** Whether comments say that the run is parallel on purpose. */
export function isSilenced({ comments }: Run): boolean {
  return comments.some((comment) => isSilencing(comment) || deniesOrder(comment));
}

/** A block cut at its barriers, and before each dispatch that is made of the result of one in the same stretch. */
function stretchesOf({ items }: Block): Step[][] {
  const stretches: Step[][] = [];
  let steps: Step[] = [];
  for (const item of items) {
    if (isEnd(item) || (item.kind === 'dispatch' && isOrderedAlready(item.dispatch, steps))) {
      stretches.push(steps);
      steps = [];
    }
    if (!isEnd(item)) steps.push(item);
  }
  return [...stretches, steps];
}

function isEnd(item: Item): item is Extract<Item, { kind: 'barrier' | 'loop' }> {
  return item.kind === 'barrier' || item.kind === 'loop';
}

function isOrderedAlready({ uses }: Dispatch, earlier: readonly Step[]): boolean {
  return uses.some(
    ({ binding, how }) => how === 'value' && dispatchesOf(earlier).some(({ result }) => result.kind === 'bound' && result.name === binding),
  );
}

function dispatchesOf(steps: readonly Step[]): Dispatch[] {
  return steps.flatMap((step) => (step.kind === 'dispatch' || step.kind === 'loop' ? [step.dispatch] : []));
}

function runOf(steps: readonly Step[], routine: Routine, source: SourceFile): Run | undefined {
  const first = steps.findIndex(
    (step, index) => step.kind === 'dispatch' && dispatchesOf(steps.slice(index + 1)).some((later) => isSharing(step.dispatch, later)),
  );
  const last = steps.findLastIndex(({ kind }) => kind === 'dispatch');
  return first === -1 ? undefined : runFrom(steps.slice(first, last + 1), routine, source);
}

function runFrom(items: readonly Step[], routine: Routine, source: SourceFile): Run | undefined {
  const [head] = items;
  const tail = items.at(-1);
  if (head === undefined || tail === undefined) return undefined;
  const dispatches = dispatchesOf(items);
  const comments = commentsAt({ start: head.statement.start, end: tail.statement.end }, source);
  return { routine, dispatches, items, shared: sharedOf(dispatches), comments };
}
