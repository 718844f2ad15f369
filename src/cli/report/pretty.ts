import type { Entry, ReportedFinding, Result, RuleFinding } from '../result.js';
import { renderDiff, renderSuggestionDiff } from './diff.js';
import { renderEvidence } from './evidence.js';
import { renderFrame } from './frame.js';
import type { ReportStyle } from './index.js';
import { harmless, type Paint } from './paint.js';
import { indented, plural, renderHead, renderMessageOf } from './text.js';

/** The report for people: each entry with its code, why, and what it would become; a summary at the end. */
export async function renderPretty(result: Result, style: ReportStyle): Promise<string> {
  const parts: string[] = [];
  for (const entry of result.findings) parts.push(await renderEntry(entry, style));
  const hints = result.hints.map((hint) => `${style.paint('yellow', 'hint')} ${hint}\n`).join('');
  if (hints !== '') parts.push(hints);
  parts.push(`${renderSummary(result, style.paint)}\n`);
  return parts.join('\n');
}

function renderEntry(entry: Entry, style: ReportStyle): Promise<string> {
  return entry.kind === 'finding' ? renderFinding(entry, style) : renderReport(entry, style);
}

async function renderFinding(reported: ReportedFinding, style: ReportStyle): Promise<string> {
  const { paint } = style;
  const { finding, lines, status, rewrite, reason } = reported;
  if (status === 'fixed' && rewrite !== undefined)
    return `${renderHead(reported, paint)}  ${paint('green', 'rewritten')} as ${rewrite.style}\n${warningsOf(reported, paint)}`;
  const marked = finding.run.dispatches.map(({ call }) => lines.positionOf(call.start).line);
  const evidence = renderEvidence(finding, style);
  const parts = [
    renderHead(reported, paint),
    `${renderMessageOf(reported)}\n`,
    `${indented(renderFrame(lines, marked, reported.end.line, paint))}\n\n`,
    evidence === '' ? '' : `${indented(evidence)}\n\n`,
    warningsOf(reported, paint),
  ];
  if (reason !== undefined) parts.push(`  ${paint('yellow', 'not rewritten')} ${harmless(reason)}\n`);
  if (rewrite !== undefined && style.diffs)
    parts.push(`  ${paint('green', 'as a rewrite')} in style ${rewrite.style}:\n\n`, await renderDiff(reported, style));
  return parts.join('');
}

/** A report of a rule of the canvas, with what each of its suggestions would change. */
async function renderReport(entry: RuleFinding, style: ReportStyle): Promise<string> {
  const { paint, diffs } = style;
  const frame = renderFrame(entry.lines, [entry.start.line], entry.end.line, paint);
  const parts = [renderHead(entry, paint), `${renderMessageOf(entry)}\n`, `${indented(frame)}\n`];
  for (const { title, edits } of entry.report.suggestions) {
    parts.push(`\n  ${paint('green', 'suggestion')} ${harmless(title)}${diffs ? ':' : ''}\n`);
    if (diffs) parts.push('\n', await renderSuggestionDiff(entry, edits, style));
  }
  return parts.join('');
}

function warningsOf({ rewrite }: ReportedFinding, paint: Paint): string {
  return (rewrite?.warnings ?? []).map(({ message }) => `  ${paint('yellow', 'warning')} ${harmless(message)}\n`).join('');
}

function renderSummary({ findings, files, skipped }: Result, paint: Paint): string {
  const count = (kind: Entry['kind'], status: Entry['status']): number => findings.filter((entry) => entry.kind === kind && entry.status === status).length;
  const counts = [
    [count('finding', 'fixed'), 'rewritten', 'green'],
    [count('finding', 'fixable'), 'can be rewritten (--write)', 'yellow'],
    [count('finding', 'refused'), 'not to be rewritten', 'red'],
    [count('report', 'refused'), 'to be put right by hand or in an editor', 'red'],
  ] as const;
  const parts = counts.filter(([many]) => many > 0).map(([many, what, colour]) => paint(colour, `${String(many)} ${what}`));
  const all = `${findings.length === 0 ? 'No findings' : plural(findings.length, 'finding')} in ${plural(files, 'file')}`;
  const left = skipped === 0 ? '' : `, ${plural(skipped, 'file')} skipped`;
  return `${paint('bold', all)}${left}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
