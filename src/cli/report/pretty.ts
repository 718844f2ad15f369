import { renderMessage } from '../../message.js';
import { countOf, type ReportedFinding, type Result } from '../result.js';
import { renderDiff } from './diff.js';
import { renderEvidence } from './evidence.js';
import { renderFrame } from './frame.js';
import type { ReportStyle } from './index.js';
import { harmless, type Paint } from './paint.js';

/** The report for people: each finding with its code, why, and what it would become; a summary at the end. */
export async function renderPretty(result: Result, style: ReportStyle): Promise<string> {
  const parts: string[] = [];
  for (const finding of result.findings) parts.push(await renderFinding(finding, style));
  const hints = result.hints.map((hint) => `${style.paint('yellow', 'hint')} ${hint}\n`).join('');
  if (hints !== '') parts.push(hints);
  parts.push(`${renderSummary(result, style.paint)}\n`);
  return parts.join('\n');
}

async function renderFinding(reported: ReportedFinding, style: ReportStyle): Promise<string> {
  const { paint } = style;
  const { finding, lines, status, rewrite, reason } = reported;
  if (status === 'fixed' && rewrite !== undefined)
    return `${headOf(reported, paint)}\n  ${paint('green', 'rewritten')} as ${rewrite.style}\n${warningsOf(reported, paint)}`;
  const marked = finding.run.dispatches.map(({ call }) => lines.positionOf(call.start).line);
  const evidence = renderEvidence(finding, style);
  const parts = [
    `${headOf(reported, paint)}\n`,
    `${indented(wrapped(harmless(renderMessage(finding))))}\n\n`,
    `${indented(renderFrame(lines, marked, reported.end.line, paint))}\n\n`,
    evidence === '' ? '' : `${indented(evidence)}\n\n`,
    warningsOf(reported, paint),
  ];
  if (reason !== undefined) parts.push(`  ${paint('yellow', 'not rewritten')} ${harmless(reason)}\n`);
  if (rewrite !== undefined && style.diffs)
    parts.push(`  ${paint('green', 'as a rewrite')} in style ${rewrite.style}:\n\n`, await renderDiff(reported, style));
  return parts.join('');
}

function headOf({ file, start, finding }: ReportedFinding, paint: Paint): string {
  const { role, name } = finding.run.routine;
  const place = harmless(`${file}:${String(start.line)}:${String(start.column)}`);
  return `${paint('bold', place)}  ${paint('cyan', role)} ${harmless(name)}`;
}

function warningsOf({ rewrite }: ReportedFinding, paint: Paint): string {
  return (rewrite?.warnings ?? []).map(({ message }) => `  ${paint('yellow', 'warning')} ${harmless(message)}\n`).join('');
}

function renderSummary({ findings, files, skipped }: Result, paint: Paint): string {
  const counts = [
    [countOf(findings, 'fixed'), 'rewritten', 'green'],
    [countOf(findings, 'fixable'), 'can be rewritten (--write)', 'yellow'],
    [countOf(findings, 'refused'), 'not to be rewritten', 'red'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, what, colour]) => paint(colour, `${String(count)} ${what}`));
  const all = `${findings.length === 0 ? 'No findings' : plural(findings.length, 'finding')} in ${plural(files, 'file')}`;
  const left = skipped === 0 ? '' : `, ${plural(skipped, 'file')} skipped`;
  return `${paint('bold', all)}${left}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const WIDTH = 98;

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
