import type { Effect, Operation } from '../../src/analysis/footprint.js';
import type { Conflict, Evidence } from '../../src/analysis/ir.js';

/** Which steps need which, by their positions: `[0, 2]` where the third needs the first. */
export type Needs = readonly (readonly [earlier: number, later: number])[];

/** Evidence that some steps of a run need others, whatever the tasks do. */
export function evidenceOf(needs: Needs): Evidence {
  const conflicts = needs.map(([earlier, later]): Conflict => ({ earlier, later, kind: 'write-read', before: effect('write'), after: effect('read') }));
  return { confidence: conflicts.length === 0 ? 'possible' : 'proven', reasons: [], conflicts };
}

function effect(operation: Operation): Effect {
  const key = { kind: 'literal', value: 'key' } as const;
  const site = { file: '/project/tasks', line: 1, offset: 0 };
  return { operation, resource: { kind: 'key', store: 'cache', key }, mode: 'plain', rank: 'used', site, via: [], behind: [] };
}
