import { VERSION } from '../../version.js';
import { countOf, ruleNameOf, type Entry, type ReportedFinding, type Result, type RuleFinding } from '../result.js';
import { conflictsOf } from './conflicts.js';
import type { ReportStyle } from './index.js';

/** The report for programs: the keys that the documentation names stay, others may join them. */
export function renderJson({ findings, hints, files, skipped }: Result, { cwd }: ReportStyle): string {
  const summary = { files, findings: findings.length, fixed: countOf(findings, 'fixed'), refused: countOf(findings, 'refused'), skipped };
  return `${JSON.stringify({ version: VERSION, findings: findings.map((entry) => toJson(entry, cwd)), hints, summary }, null, 2)}\n`;
}

function toJson(entry: Entry, cwd: string): object {
  const { file, start, end } = entry;
  const place = { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  return { rule: ruleNameOf(entry), ...place, ...(entry.kind === 'finding' ? findingToJson(entry, cwd) : reportToJson(entry)) };
}

function findingToJson({ finding, status, rewrite, reason, lines }: ReportedFinding, cwd: string): object {
  const { run, evidence } = finding;
  return {
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

function reportToJson({ report, lines, status, reason }: RuleFinding): object {
  const { routine, library, message, suggestions } = report;
  return {
    routine: routine.name,
    role: routine.role,
    library,
    steps: [],
    shared: [],
    confidence: null,
    evidence: [],
    conflicts: [],
    status,
    reason,
    style: null,
    warnings: [],
    message,
    suggestions: suggestions.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, text }) => {
        const [from, to] = [lines.positionOf(span.start), lines.positionOf(span.end)];
        return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column, text };
      }),
    })),
  };
}
