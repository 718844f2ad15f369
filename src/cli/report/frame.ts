import type { Lines } from '../lines.js';
import { harmless, shortened, type Paint } from './paint.js';

const CONTEXT = 1;
const MOST_LINES = 40;
const WIDEST = 160;

/**
 * Numbered source lines with a mark beside some of them.
 * @param marked the lines to mark, from 1, in order
 * @param last the last line of what is shown
 */
export function renderFrame(lines: Lines, marked: readonly number[], last: number, paint: Paint): string {
  const from = Math.max(1, (marked[0] ?? 1) - CONTEXT);
  const to = Math.min(lines.count, last + CONTEXT);
  const width = String(to).length;
  const rows: string[] = [];
  for (let line = from; line <= to; line++) {
    const isMarked = marked.includes(line);
    if (rows.length >= MOST_LINES && !isMarked) {
      if (rows.at(-1) !== GAP) rows.push(GAP);
      continue;
    }
    const text = harmless(shortened(lines.textOf(line), WIDEST));
    const number = String(line).padStart(width);
    rows.push(isMarked ? `${paint('red', '>')} ${paint('bold', number)} │ ${text}` : `  ${paint('dim', number)} │ ${text}`.trimEnd());
  }
  return rows.join('\n');
}

const GAP = '  ⋮';
