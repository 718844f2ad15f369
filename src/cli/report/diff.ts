import { readFileSync } from 'node:fs';
import { applyEdits, type Edit } from '../../analysis/edit.js';
import { textOf } from '../../files/read.js';
import type { ReportedFinding, RuleFinding } from '../result.js';
import { shownPath } from '../sources.js';
import type { ReportStyle } from './index.js';
import { harmless, shortened, type Paint } from './paint.js';

const CONTEXT = 3;
const WIDEST = 400;

/** What a finding's rewrite changes, file by file, as unified diffs. */
export async function renderDiff({ module, file, rewrite }: ReportedFinding, { paint, cwd }: ReportStyle): Promise<string> {
  if (rewrite === undefined) return '';
  const own = await unifiedDiff(file, module.text, applyEdits(module.text, rewrite.edits), paint);
  const others = [...rewrite.otherFiles].map(([path, edits]) => {
    const { text } = textOf(readFileSync(path));
    return unifiedDiff(shownPath(path, cwd), text, applyEdits(text, edits), paint);
  });
  return [own, ...(await Promise.all(others))].join('');
}

/** What a suggestion of a rule changes. */
export function renderSuggestionDiff({ module, file }: RuleFinding, edits: readonly Edit[], { paint }: ReportStyle): Promise<string> {
  return unifiedDiff(file, module.text, applyEdits(module.text, edits), paint);
}

async function unifiedDiff(file: string, before: string, after: string, paint: Paint): Promise<string> {
  const { structuredPatch } = await import('diff');
  const { hunks } = structuredPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: CONTEXT });
  const rows = [paint('bold', `--- a/${file}`), paint('bold', `+++ b/${file}`)];
  for (const { oldStart, oldLines, newStart, newLines, lines } of hunks) {
    rows.push(
      paint('cyan', `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`),
      ...lines.map((line) => painted(line, paint)),
    );
  }
  return `${rows.join('\n')}\n`;
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${String(start)},${String(count)}`;
}

function painted(row: string, paint: Paint): string {
  // A carriage return at the end of a line is part of a CRLF file, and nothing to show.
  const line = harmless(shortened(row.replace(/\r$/, ''), WIDEST));
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}
