/** The code that a finding rests on: where the earlier task writes, and where the later one reads. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding, Place } from '../../analysis/ir.js';
import { textOf } from '../../files/read.js';
import { Lines } from '../lines.js';
import { conflictsOf, type ConflictSide } from './conflicts.js';
import { renderFrame } from './frame.js';
import type { ReportStyle } from './index.js';
import { harmless } from './paint.js';

/** Conflicts that are shown; the others are counted. */
const MOST = 2;
/** Calls of a way that are shown. */
const LONGEST = 6;

const VERBS: Readonly<Record<ConflictSide['operation'], string>> = { read: 'reads', write: 'writes', create: 'makes', delete: 'deletes' };

/**
 *     media/tasks.py:18  `process_image` writes Image.file of the row `image_id`
 *       17 │     image = Image.objects.get(pk=image_id)
 *     > 18 │     Image.objects.filter(pk=image_id).update(file=converted(image))
 *
 * and the same for the later task; empty for a finding that rests on nothing.
 */
export function renderEvidence(finding: Finding, style: ReportStyle): string {
  const conflicts = conflictsOf(finding, style.cwd);
  const shown = conflicts.slice(0, MOST).flatMap(({ earlier, later }) => [earlier, later]);
  const frames = [...new Set(shown.map((side) => renderSide(side, style)))];
  const more = conflicts.length - MOST;
  return [...frames, ...(more > 0 ? [`and ${String(more)} more`] : [])].join('\n\n');
}

function renderSide(side: ConflictSide, style: ReportStyle): string {
  const { file, line, task, operation, resource } = side;
  const { paint } = style;
  const place = paint('bold', harmless(`${file}:${String(line)}`));
  const head = `${place}  ${harmless(`\`${task}\` ${VERBS[operation]} ${resource}`)}`;
  return [head, ...wayTo(side).map((step) => paint('dim', harmless(`  ${step}`))), ...frameOf(side, style)].join('\n');
}

/** How the task comes there, in short lines. */
function wayTo({ behind, via }: ConflictSide): string[] {
  const queued = behind.length === 0 ? [] : [`by way of ${behind.map((task) => `\`${task}\``).join(', then ')}, which it queues`];
  const skipped = via.length - LONGEST;
  const calls = via.slice(-LONGEST).map(({ file, line }) => `${file}:${String(line)}`);
  return via.length === 0 ? queued : [...queued, `called from ${[...(skipped > 0 ? ['…'] : []), ...calls].join(' › ')}`];
}

/** Nothing where the file cannot be read any more. */
function frameOf({ file, line }: Place, { cwd, paint }: ReportStyle): string[] {
  try {
    const lines = new Lines(textOf(readFileSync(resolve(cwd, file))).text);
    return line <= lines.count ? [renderFrame(lines, [line], line, paint)] : [];
  } catch {
    return [];
  }
}
