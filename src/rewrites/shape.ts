/** How much of a run runs side by side once it is rewritten. */
import type { Finding } from '../analysis/ir.js';
import { stagesWithGroupLast } from '../analysis/stages.js';

/**
 * How many of a run's last dispatches become the group that ends the chain; 0 where all run one after the other. A group that something
 * follows would be a chord, which asks for more of a project than a chain does.
 */
export function groupSizeOf({ run, evidence }: Finding): number {
  const { dispatches } = run;
  const last = stagesWithGroupLast(run, evidence.conflicts).at(-1) ?? [];
  // What a group gives is another result than what its last task gives.
  const isUsed = dispatches.at(-1)?.result.kind !== 'unused';
  const isAtEnd = last.length < dispatches.length && last.every((dispatch, index) => dispatch === dispatches[dispatches.length - last.length + index]);
  return last.length > 1 && isAtEnd && !isUsed ? last.length : 0;
}
