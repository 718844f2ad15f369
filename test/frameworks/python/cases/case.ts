import type { Role } from '../../../../src/analysis/ir.js';

/** A small file in which the innermost function around `HERE` is the routine in question. */
export interface Case {
  readonly framework: string;
  readonly role: Role;
  readonly source: string;
  /** `shop/logic.py` by default. */
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** `strong` by default. */
  readonly confidence?: 'strong' | 'medium';
}

type CaseDetails = Pick<Case, 'file' | 'files' | 'confidence'>;

/** @param source lines, or a whole file */
export function caseOf(framework: string, role: Role, source: string | readonly string[], details: CaseDetails = {}): Case {
  return { framework, role, source: typeof source === 'string' ? source : source.join('\n'), ...details };
}

/** A class with one method, `HERE` in it. */
export function classOf(before: string, head: string, method: string): string {
  return `${before}\nclass ${head}:\n    ${method}:\n        HERE\n`;
}

/** A decorated function, `HERE` in it. */
export function decorated(before: string, decorator: string, head = 'def mk()'): string {
  return `${before}\n${decorator}\n${head}:\n    HERE\n`;
}

/** A function, `HERE` in it, and what comes after it. */
export function handed(before: string, after: string, head = 'def mk()'): string {
  return `${before}\n${head}:\n    HERE\n${after}\n`;
}
