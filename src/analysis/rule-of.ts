/** Which rule a finding is reported by. */
import type { Finding } from './ir.js';
import { isFanIn } from './loops.js';

/** The rules that report findings; both are in `recommended`. */
export const FINDING_RULES = ['prefer-chain', 'prefer-chord'] as const;
export type FindingRuleName = (typeof FINDING_RULES)[number];

/** A task after many is a chord; tasks one after the other are a chain. */
export function ruleOf({ run }: Pick<Finding, 'run'>): FindingRuleName {
  return isFanIn(run) ? 'prefer-chord' : 'prefer-chain';
}
