import type { Finding } from '../analysis/ir.js';
import { ruleOf } from '../analysis/rule-of.js';
import type { Outcome } from '../codemods/fix-text.js';
import type { RuleReport } from '../rules/rule.js';
import { renderMessage } from '../message.js';
import type { SourceModule } from '../readers/module.js';
import type { Rewrite } from '../analysis/edit.js';
import type { Lines, Position } from './lines.js';
import type { Problem } from '../problems.js';

export type Status = 'fixable' | 'fixed' | 'refused';
type Applicable = Extract<Rewrite, { kind: 'rewrite' }>;

interface Placed {
  /** The module as it was when it was looked at. */
  readonly module: SourceModule;
  readonly lines: Lines;
  /** Relative to the working directory. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** A finding with its place and what becomes of it. */
export interface ReportedFinding extends Placed {
  readonly kind: 'finding';
  readonly finding: Finding;
  readonly status: Status;
  /** The rewrite in the first style that applies; undefined where none does. */
  readonly rewrite: Applicable | undefined;
  /** Why nothing is rewritten. */
  readonly reason: string | undefined;
}

/** What a rule of the canvas reports. Which of its suggestions is meant is for somebody to choose, so it stays. */
export interface RuleFinding extends Placed {
  readonly kind: 'report';
  readonly rule: string;
  readonly report: RuleReport;
  readonly status: 'refused';
  readonly reason: string;
}

/** All that is reported, one list in source order. */
export type Entry = ReportedFinding | RuleFinding;

/** What a run of the program found and did; nothing is printed yet. */
export interface Result {
  readonly findings: readonly Entry[];
  readonly problems: readonly Problem[];
  /** What the user may have to do besides, in sentences without a full stop. */
  readonly hints: readonly string[];
  /** How many files were looked at. */
  readonly files: number;
  /** How many of them could not be read or parsed. */
  readonly skipped: number;
}

/** A finding with its place, and the rewrite that was chosen or the refusal; `refused` with nothing to say where no style was asked for. */
export function reported(finding: Finding, lines: Lines, module: SourceModule, file: string, rewrite: Rewrite | undefined): ReportedFinding {
  const { dispatches } = finding.run;
  const applicable = rewrite?.kind === 'rewrite' ? rewrite : undefined;
  return {
    kind: 'finding',
    finding,
    module,
    lines,
    file,
    start: lines.positionOf(startOf(finding)),
    end: lines.positionOf(dispatches.at(-1)?.expression.end ?? 0),
    status: applicable === undefined ? 'refused' : 'fixable',
    rewrite: applicable,
    reason: rewrite?.kind === 'refused' ? rewrite.hazard.message : undefined,
  };
}

const CHOOSE = 'its suggestions are applied in an editor, where one is chosen';
const BY_HAND = 'no rewrite is certain to be right';

/** A report of a rule with its place. */
export function placed(rule: string, report: RuleReport, lines: Lines, module: SourceModule, file: string): RuleFinding {
  return {
    kind: 'report',
    rule,
    report,
    module,
    lines,
    file,
    start: lines.positionOf(report.span.start),
    end: lines.positionOf(report.span.end),
    status: 'refused',
    reason: report.suggestions.length > 0 ? CHOOSE : BY_HAND,
  };
}

/** What an entry says, in one paragraph. */
export function messageOf(entry: Entry): string {
  return entry.kind === 'finding' ? renderMessage(entry.finding) : entry.report.message;
}

/** The rule that an entry comes from. */
export function ruleNameOf(entry: Entry): string {
  return entry.kind === 'finding' ? ruleOf(entry.finding) : entry.rule;
}

/** The entries that are runs, in their order. */
export function findingsOf(entries: readonly Entry[]): ReportedFinding[] {
  return entries.filter((entry) => entry.kind === 'finding');
}

/** Where a finding begins: at its first dispatch, or at the loop around it. */
function startOf({ run: { items, dispatches } }: Finding): number {
  const [first] = items;
  return first?.kind === 'loop' ? first.statement.start : (dispatches[0]?.expression.start ?? 0);
}

/** A finding after its rewrite was tried, and what went wrong where something did. */
export function settled(
  before: ReportedFinding,
  outcome: Outcome | undefined,
): { readonly finding: ReportedFinding; readonly failure?: string } {
  switch (outcome?.kind) {
    case undefined:
      return { finding: before };
    case 'fixed':
      return { finding: { ...before, status: 'fixed', reason: undefined } };
    case 'refused':
      return { finding: { ...before, status: 'refused', rewrite: undefined, reason: outcome.hazard.message } };
    case 'failed':
      return {
        finding: { ...before, status: 'refused', rewrite: undefined, reason: outcome.reason },
        failure: `left as it is: ${outcome.reason}`,
      };
  }
}

/** How many entries have a status. */
export function countOf(findings: readonly Entry[], status: Status): number {
  return findings.filter((finding) => finding.status === status).length;
}

/** How the process ends: 2 where something could not be done, 1 where findings remain (or were fixed, where that counts), else 0. */
export function exitCodeOf(result: Result, nonZeroOnFix: boolean): 0 | 1 | 2 {
  if (result.problems.length > 0) return 2;
  if (result.findings.some(({ status }) => status !== 'fixed')) return 1;
  return nonZeroOnFix && result.findings.length > 0 ? 1 : 0;
}
