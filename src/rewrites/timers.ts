/** Dispatches that wait for a time of their own stay outside of the chain: it would make them wait for its steps as well. */
import type { Conflict, Dispatch, Finding, Hazard, Run } from '../analysis/ir.js';
import { timersOf } from '../analysis/stages.js';

type Item = Run['items'][number];

/** A finding without its timers. */
export interface Untimed {
  /** With the steps of the chain alone. */
  readonly finding: Finding;
  readonly timers: readonly Dispatch[];
  /** What is rewritten: the steps, and timers between them as lines that go behind the chain. Timers behind the last step are not touched. */
  readonly run: Run;
  readonly hazards: readonly Hazard[];
}

export function withoutTimers(finding: Finding): Untimed {
  const { run, evidence } = finding;
  const timers = new Set(timersOf(run, evidence.conflicts));
  if (timers.size === 0) return { finding, run, timers: [], hazards: [] };
  const isStep = (item: Item): boolean => item.kind === 'dispatch' && !timers.has(item.dispatch);
  const items = run.items.slice(0, run.items.findLastIndex(isStep) + 1);
  const dispatches = run.dispatches.filter((dispatch) => !timers.has(dispatch));
  const between = items.flatMap((item) => (item.kind === 'dispatch' && timers.has(item.dispatch) ? [item.dispatch] : []));
  const steps: Run = { ...run, dispatches, items: items.filter((item) => item.kind !== 'dispatch' || isStep(item)) };
  return {
    finding: { run: steps, evidence: { ...evidence, conflicts: evidence.conflicts.flatMap((conflict) => renumbered(conflict, run, steps)) } },
    run: { ...steps, items: items.map((item) => (item.kind === 'dispatch' && timers.has(item.dispatch) ? asLine(item) : item)) },
    timers: [...timers],
    hazards: between.flatMap((timer) => hazardsOf(timer, steps)),
  };
}

function renumbered(conflict: Conflict, run: Run, steps: Run): Conflict[] {
  const positionOf = (position: number): number => steps.dispatches.findIndex((dispatch) => dispatch === run.dispatches[position]);
  const [earlier, later] = [positionOf(conflict.earlier), positionOf(conflict.later)];
  return earlier === -1 || later === -1 ? [] : [{ ...conflict, earlier, later }];
}

/** A statement that is moved as it is. */
function asLine({ statement }: Item): Item {
  return { kind: 'log', statement, uses: [] };
}

function hazardsOf(timer: Dispatch, steps: Run): Hazard[] {
  const name = `\`${timer.task.name}\``;
  const isPlain = timer.result.kind === 'unused' && timer.arguments.every(({ purity }) => purity !== 'effect');
  const isLast = steps.dispatches.at(-1)?.result.kind === 'returned';
  if (!isPlain || isLast) {
    const problem = `${name} waits for a time of its own, so it does not belong into the chain, but it cannot be moved behind it`;
    return [{ effect: 'refuse', id: 'timer-between', message: `${problem}: put it above the first dispatch` }];
  }
  return [{ effect: 'warn', id: 'timer-between', message: `${name}, which waits for a time of its own, is now queued after the chain` }];
}
