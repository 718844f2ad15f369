import type { Item, Run, Span } from '../analysis/ir.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Edit } from '../analysis/edit.js';
import { codeOf, indentAt, isBlank, layoutOf, lineEndOf, lineStartOf, nextLineOf } from './layout.js';
import { refuse } from './refusal.js';
import type { Step } from './steps.js';

/** What stands between the dispatches and does not belong to a step: declarations go before the rewrite, log lines behind it. */
export interface Moves {
  /** What to cut out from between the dispatches. */
  readonly cuts: readonly Span[];
  /** The insertions before and behind the run. */
  readonly edits: readonly Edit[];
}

interface Cut {
  readonly span: Span;
  readonly text: string;
}

/** @throws {Refusal} where there is no place behind the run for its log lines */
export function movesOf(run: Run, steps: readonly [Step, ...Step[]], module: Module): Moves {
  const declarations = cutsOf(run, 'declaration', module);
  const logs = cutsOf(run, 'log', module);
  const [first] = steps;
  const last = steps.at(-1) ?? first;
  return {
    cuts: [...declarations, ...logs].map(({ span }) => span),
    edits: [...insertBefore(declarations, first, module), ...insertBehind(logs, last, module)],
  };
}

function cutsOf(run: Run, kind: Item['kind'], module: Module): Cut[] {
  return run.items.filter((item) => item.kind === kind).map(({ statement }) => cutOf(statement, module));
}

/** Whole lines with the comments on them and directly above them, or the bare statement where it shares its line. */
function cutOf(statement: Span, module: Module): Cut {
  const { text } = module;
  const lineStart = lineStartOf(text, statement.start);
  const lineEnd = lineEndOf(text, statement.end);
  const isAlone = isBlank(text.slice(lineStart, statement.start)) && isBlank(codeOf(module, { start: statement.end, end: lineEnd }));
  if (!isAlone) return { span: statement, text: text.slice(statement.start, statement.end) };

  const start = startOfComments(lineStart, module);
  const next = nextLineOf(text, lineEnd);
  const isBlankBehind = isBlank(text.slice(next, lineEndOf(text, next)));
  const before = start === 0 ? 0 : lineStartOf(text, start - 1);
  const isBlankBefore = start > 0 && isBlank(text.slice(before, start));
  return { span: { start: isBlankBefore && isBlankBehind ? before : start, end: next }, text: text.slice(start, lineEnd) };
}

/** Where the comments begin that stand on lines of their own directly above a line; the line's own start where there are none. */
function startOfComments(lineStart: number, { text, comments }: Module): number {
  let start = lineStart;
  for (const { span } of comments.toReversed()) {
    if (span.end > start || !/^[ \t]*\r?\n$/.test(text.slice(span.end, start))) continue;
    const commentLine = lineStartOf(text, span.start);
    if (!isBlank(text.slice(commentLine, span.start))) break;
    start = commentLine;
  }
  return start;
}

function insertBefore(declarations: readonly Cut[], { statement }: Step, module: Module): Edit[] {
  if (declarations.length === 0) return [];
  const { text } = module;
  const { eol } = layoutOf(module);
  const lineStart = lineStartOf(text, statement.start);
  const isFirstOnLine = isBlank(text.slice(lineStart, statement.start));
  const position = isFirstOnLine ? startOfComments(lineStart, module) : statement.start;
  const indent = indentAt(text, statement.start);
  const inserted = declarations.map((cut) => (isFirstOnLine ? `${isIndented(cut) ? '' : indent}${cut.text}${eol}` : `${cut.text.trim()} `));
  return [{ span: { start: position, end: position }, text: inserted.join('') }];
}

function insertBehind(logs: readonly Cut[], { dispatch, statement }: Step, module: Module): Edit[] {
  if (logs.length === 0) return [];
  const { text } = module;
  const { eol } = layoutOf(module);
  if (dispatch.result.kind === 'returned')
    return refuse('log-before-return', 'a log line between the dispatches would have to move behind `return`');
  const lineEnd = lineEndOf(text, dispatch.call.end);
  const rest = codeOf(module, { start: dispatch.call.end, end: lineEnd }).trim();
  if (rest !== '' && rest !== ';')
    return refuse(
      'log-without-place',
      'other code follows on the line of the last dispatch, so a log line between them has no place behind it',
    );
  if (statement.end > lineEnd)
    return refuse(
      'log-without-place',
      'the `;` of the last dispatch stands on the next line, so a log line between them has no place behind it',
    );
  const indent = indentAt(text, statement.start);
  const inserted = logs.map((cut) => `${eol}${isIndented(cut) ? '' : indent}${guarded(cut.text)}`);
  return [{ span: { start: lineEnd, end: lineEnd }, text: inserted.join('') }];
}

function isIndented({ text }: Cut): boolean {
  return /^\s/.test(text);
}

/** Without a semicolon before it, a bracket would go on with the statement above. */
function guarded(text: string): string {
  return text.replace(/^(\s*)(?=[([`+\-/])(?!\/[/*])/, '$1;');
}
