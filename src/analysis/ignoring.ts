/** Comments that silence a rule of the canvas where it reports: `fix-chains: ignore no-cleanup-step -- reason`. */
import { commentsAt } from './comments.js';
import type { Comment, SourceFile, Span } from './ir.js';

type Text = Pick<SourceFile, 'text' | 'comments'>;

/** Without a name every rule is meant. */
const IGNORING = /^(?:\/\/|\/\*+|#)\s*fix-chains:\s*ignore\b(?<names>[\s\w,-]*?)(?:\s(?:--|—)\s*(?<reason>.*))?(?:\*\/)?$/s;

/**
 * What the comments say of a report: that it is not to be made, or that they would say so if they gave a reason.
 * @param offsets where the report starts, and the statement that it stands in: a comment on one of their lines, or above it, counts
 */
export function silenceOf(rule: string, offsets: readonly number[], source: Text): 'silenced' | 'reason missing' | undefined {
  const comments = offsets.flatMap((offset) => commentsAt(lineAt(offset, source.text), source));
  const reasons = comments.flatMap((comment) => reasonFor(rule, comment) ?? []);
  if (reasons.length === 0) return undefined;
  return reasons.some((reason) => reason !== '') ? 'silenced' : 'reason missing';
}

function reasonFor(rule: string, { text }: Comment): string | undefined {
  const groups = IGNORING.exec(text)?.groups;
  const names = (groups?.names ?? '').split(/[\s,]+/).filter((name) => name !== '');
  if (groups === undefined || (names.length > 0 && !names.includes(rule))) return undefined;
  return (groups.reason ?? '').replace(/\*\/$/, '').trim();
}

/** The line that an offset is on, from its first letter. */
function lineAt(offset: number, text: string): Span {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const indentation = /^[^\S\n]*/.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
  return { start: lineStart + indentation, end: lineEnd === -1 ? text.length : lineEnd };
}
