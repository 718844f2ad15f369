import type { Role } from '../../../src/analysis/ir.js';
import type { RowConfidence } from '../../../src/frameworks/schema.js';

/** A small file in which the innermost function around `HERE` is the routine in question. */
export interface Case {
  readonly framework: string;
  readonly role: Role;
  readonly source: string;
  /** `src/file.ts` by default. */
  readonly file?: string;
  /** What package.json depends on. */
  readonly depends?: readonly string[];
  /** `strong` by default. */
  readonly confidence?: RowConfidence;
}

interface CaseDetails {
  readonly file?: string;
  readonly depends?: readonly string[];
  readonly confidence?: RowConfidence;
}

export function caseOf(framework: string, role: Role, source: string, details: CaseDetails = {}): Case {
  return { framework, role, source, ...details };
}
