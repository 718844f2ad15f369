import { VERSION } from '../../version.js';
import { countOf, type ReportedFinding, type Result } from '../result.js';
import { conflictsOf } from './conflicts.js';
import type { ReportStyle } from './index.js';

/** The report for programs: the keys that the documentation names stay, others may join them. */
export function renderJson({ findings, hints, files, skipped }: Result, { cwd }: ReportStyle): string {
  const summary = { files, findings: findings.length, fixed: countOf(findings, 'fixed'), refused: countOf(findings, 'refused'), skipped };
  return `${JSON.stringify({ version: VERSION, findings: findings.map((finding) => toJson(finding, cwd)), hints, summary }, null, 2)}\n`;
}

function toJson({ finding, file, start, end, status, rewrite, reason, lines }: ReportedFinding, cwd: string): object {
  const { run, evidence } = finding;
  return {
    rule: 'prefer-chain',
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    routine: run.routine.name,
    role: run.routine.role,
    library: run.dispatches[0]?.library ?? null,
    steps: run.dispatches.map(({ task, call }) => ({ task: task.name, line: lines.positionOf(call.start).line })),
    shared: run.shared.map(({ text }) => text),
    confidence: evidence.confidence,
    evidence: evidence.reasons,
    conflicts: conflictsOf(finding, cwd),
    status,
    reason: reason ?? null,
    style: rewrite?.style ?? null,
    warnings: rewrite?.warnings.map(({ message }) => message) ?? [],
  };
}
