/** The weakest order that a run asks for. */
import type { Dispatch, Run } from './ir.js';

/**
 * The dispatches of a run as stages, one after the other; those of a stage may run side by side. One task on several arguments is a group:
 * which of them is first says nothing.
 */
export function stagesOf({ dispatches }: Run): Dispatch[][] {
  const stages: Dispatch[][] = [];
  for (const dispatch of dispatches) {
    const stage = stages.at(-1);
    if (stage?.[0]?.task.key === dispatch.task.key) stage.push(dispatch);
    else stages.push([dispatch]);
  }
  return stages;
}
