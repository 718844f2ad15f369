/** What a finding rests on, in words and places: both sides of each conflict, and the way from a task's own body to the place. */
import { describeResource } from '../../analysis/describe.js';
import type { Effect } from '../../analysis/footprint.js';
import type { Conflict, Finding, Place } from '../../analysis/ir.js';
import { shownPath } from '../sources.js';

/** What one of the two tasks does. */
export interface ConflictSide {
  readonly task: string;
  readonly operation: Effect['operation'];
  /** In words: ``Image.file of the row `image_id` ``. */
  readonly resource: string;
  /** As files are called in reports: relative to the working directory. */
  readonly file: string;
  readonly line: number;
  /** The calls that lead from the task's own body to the place, outermost first. */
  readonly via: readonly Place[];
  /** The tasks that the task itself dispatches on the way, outermost first. */
  readonly behind: readonly string[];
}

export interface ConflictReport {
  readonly kind: Conflict['kind'];
  readonly earlier: ConflictSide;
  readonly later: ConflictSide;
}

/** The conflicts of a finding, the strongest first. */
export function conflictsOf({ run, evidence }: Finding, cwd: string): ConflictReport[] {
  const sideOf = (position: number, { operation, resource, site, via, behind }: Effect): ConflictSide => ({
    task: run.dispatches[position]?.task.name ?? '',
    operation,
    resource: describeResource(resource),
    ...placeOf(site),
    via: via.map(placeOf),
    behind,
  });
  const placeOf = ({ file, line }: Place): Place => ({ file: shownPath(file, cwd), line });
  return evidence.conflicts.map(({ kind, earlier, later, before, after }) => ({
    kind,
    earlier: sideOf(earlier, before),
    later: sideOf(later, after),
  }));
}
