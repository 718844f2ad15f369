/** The weakest order that a run asks for. */
import { isDelayed } from './delays.js';
import type { Conflict, Dispatch, Run } from './ir.js';

/**
 * The dispatches of a run as stages, one after the other; those of a stage may run side by side. Timers are left out.
 *
 * By conflicts, a stage comes as early as they allow. A step that none concerns goes with the step before it, but it never shares the first
 * stage: that is what the others wait for. Without conflicts the source order counts, and one task on several arguments is a group: which of
 * them is first says nothing.
 */
export function stagesOf(run: Run, conflicts: readonly Conflict[] = []): Dispatch[][] {
  return conflicts.length === 0 ? stagesBySource(run.dispatches) : stagesByConflicts(stepsOf(run, conflicts), conflicts);
}

/**
 * The same for engines that can write a group at the end only (Celery makes any other a chord, which needs a result backend): the steps
 * that nothing waits for are the last stage, the others come one by one.
 */
export function stagesWithGroupLast(run: Run, conflicts: readonly Conflict[] = []): Dispatch[][] {
  if (conflicts.length === 0) {
    const stages = stagesBySource(run.dispatches);
    return [...stages.slice(0, -1).flatMap((stage) => stage.map((dispatch) => [dispatch])), ...stages.slice(-1)];
  }
  const steps = stepsOf(run, conflicts);
  const isAwaited = ({ position }: Step): boolean => position === steps[0]?.position || conflicts.some(({ earlier }) => earlier === position);
  return [...steps.filter(isAwaited).map(({ dispatch }) => [dispatch]), steps.filter((step) => !isAwaited(step)).map(({ dispatch }) => dispatch)];
}

/**
 * Later dispatches that wait for a time of their own and that no conflict concerns, although others do: they are timers rather than steps,
 * and stay where they are.
 */
export function timersOf({ dispatches }: Run, conflicts: readonly Conflict[]): Dispatch[] {
  if (conflicts.length === 0) return [];
  return dispatches.filter((dispatch, position) => position > 0 && isDelayed(dispatch) && !isConcerned(position, conflicts));
}

interface Step {
  readonly dispatch: Dispatch;
  readonly position: number;
}

function stepsOf(run: Run, conflicts: readonly Conflict[]): Step[] {
  const timers = timersOf(run, conflicts);
  return run.dispatches.map((dispatch, position) => ({ dispatch, position })).filter(({ dispatch }) => !timers.includes(dispatch));
}

function stagesBySource(dispatches: readonly Dispatch[]): Dispatch[][] {
  const stages: Dispatch[][] = [];
  for (const dispatch of dispatches) {
    const stage = stages.at(-1);
    if (stage?.[0]?.task.key === dispatch.task.key) stage.push(dispatch);
    else stages.push([dispatch]);
  }
  return stages;
}

function stagesByConflicts(steps: readonly Step[], conflicts: readonly Conflict[]): Dispatch[][] {
  const stages: Dispatch[][] = [];
  const stageAt = new Map<number, number>();
  const isLoneFirst = steps[0] !== undefined && !isConcerned(steps[0].position, conflicts);
  let before = 0;
  for (const { dispatch, position } of steps) {
    const awaited = conflicts.filter(({ later }) => later === position).map(({ earlier }) => (stageAt.get(earlier) ?? 0) + 1);
    const first = isLoneFirst && stages.length > 0 ? 1 : 0;
    const earliest = isConcerned(position, conflicts) || stages.length === 0 ? first : Math.max(before, 1);
    before = Math.max(earliest, ...awaited);
    stageAt.set(position, before);
    (stages[before] ??= []).push(dispatch);
  }
  return stages;
}

function isConcerned(position: number, conflicts: readonly Conflict[]): boolean {
  return conflicts.some(({ earlier, later }) => earlier === position || later === position);
}
