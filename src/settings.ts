import type { FindingRuleName } from './analysis/rule-of.js';
import type { Confidence } from './analysis/ir.js';
import type { HandlerRow } from './frameworks/schema.js';
import { STYLES, type Style } from './analysis/edit.js';

/** Which routines are looked at. `application`: all but module top level, tests, migrations, scripts, commands and job bodies. */
export const SCOPES = ['application', 'handlers', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** The weakest confidence that is reported; `all` includes `unlikely`. */
export const EVIDENCE_LEVELS = ['proven', 'indicated', 'possible', 'all'] as const satisfies readonly (Confidence | 'all')[];
export type EvidenceLevel = (typeof EVIDENCE_LEVELS)[number];

/**
 * A function that dispatches although its body does not show it: a queue engine of one's own, an untyped plug-in.
 * Positions count the arguments from 0.
 */
export interface DispatcherSetting {
  /** `package`: exported by `package`; `file`: by the project file `path` (relative to the settings' folder, no extension needed). */
  readonly from: 'package' | 'file';
  /** The exported function, or `Class.method`. */
  readonly name: string;
  readonly package?: string;
  readonly path?: string;
  /** Position of the task's name, or the name itself; the function's own name by default. */
  readonly task?: number | string;
  /** Positions of what reaches the task; all others than `task` and `options` by default. */
  readonly payload?: readonly number[];
  /** Position of the options. */
  readonly options?: number;
  /** Task library whose signatures `signature` makes. */
  readonly library?: string;
  /** A function with the same parameters, beside this one, that returns the signature; without it the run is reported and not rewritten. */
  readonly signature?: string;
}

/** What the user says about the project, the same in ESLint's `settings['fix-chains']` and in `fix-chains.config.json`. */
export interface ProjectSettings {
  readonly dispatchers?: readonly DispatcherSetting[];
  readonly handlers?: readonly HandlerRow[];
}

/** What a rewrite adds beside the order. */
export interface RewriteOptions {
  /** An error callback: `<variable>` or `<module>#<variable>`, for BullMQ followed by `:<job name>`. */
  readonly linkError?: string;
  /** Hand each result on to the next task where the tasks' parameters allow it (Celery). */
  readonly passResults?: boolean;
}

/** What is reported, and how it would be rewritten. */
export interface ReportOptions extends RewriteOptions {
  readonly scope: Scope;
  readonly evidence: EvidenceLevel;
  /** The rules whose findings are wanted; all by default. */
  readonly rules?: readonly FindingRuleName[];
  /** Every style to offer, best first. */
  readonly styles: readonly Style[];
}

export const DEFAULT_REPORT_OPTIONS: ReportOptions = { scope: 'application', evidence: 'possible', styles: STYLES };
