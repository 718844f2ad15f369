import type { Span } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { namedChildren, walk } from '../../readers/python/tree.js';
import { indentAt, isBlank, lineEndOf, lineStartOf, nextLineOf } from '../layout.js';
import { findLineLength } from './line-length.js';

/** How a file is written, so that new text looks like its neighbours. */
export interface Layout {
  /** The file's first line ending. */
  readonly eol: string;
  /** One level of indentation. */
  readonly unit: string;
  readonly quote: "'" | '"';
  readonly lineLength: number;
}

const layouts = new WeakMap<PythonModule, Layout>();

/** The layout of a file; read once for each module. */
export function layoutOf(module: PythonModule): Layout {
  const known = layouts.get(module);
  if (known !== undefined) return known;
  const layout: Layout = {
    eol: /\r\n|\n/.exec(module.text)?.[0] ?? '\n',
    unit: findUnit(module),
    quote: findQuote(module),
    lineLength: findLineLength(module.path),
  };
  layouts.set(module, layout);
  return layout;
}

/** What most blocks are indented by; four spaces where there are none. */
function findUnit({ ast, text }: PythonModule): string {
  const counts = new Map<string, number>();
  walk(ast, (node) => {
    const [first] = node.type === 'block' ? namedChildren(node) : [];
    if (first === undefined || node.parent === undefined) return;
    const outer = indentAt(text, node.parent.range[0]);
    const inner = indentAt(text, first.range[0]);
    const isOnLineOfItsOwn = !isBlank(inner) || inner.length > outer.length;
    if (!isOnLineOfItsOwn || !inner.startsWith(outer)) return;
    const unit = inner.slice(outer.length);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  });
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? '    ';
}

/** The quote of most strings; Black's where there are none. */
function findQuote({ ast, text }: PythonModule): "'" | '"' {
  let single = 0;
  let double = 0;
  walk(ast, (node) => {
    if (node.type !== 'string_start') return;
    const start = text.slice(node.range[0], node.range[1]);
    if (start.endsWith("'")) single += 1;
    else if (!start.endsWith('"""')) double += 1;
  });
  return single > double ? "'" : '"';
}

/** Columns of a line as Black counts them: code points, a tab as wide as four spaces. */
export function widthOf(text: string): number {
  return Array.from(text.replaceAll('\t', '    ')).length;
}

/** The text of a span without its comments. */
export function codeOf({ comments, text }: PythonModule, span: Span): string {
  let code = '';
  let position = span.start;
  for (const { span: comment } of comments) {
    if (comment.start < position || comment.end > span.end) continue;
    code += text.slice(position, comment.start);
    position = comment.end;
  }
  return code + text.slice(position, span.end);
}

/** Whether a comment stands in a span. */
export function hasComment({ comments }: PythonModule, span: Span): boolean {
  return comments.some((comment) => comment.span.start >= span.start && comment.span.end <= span.end);
}

/** The text of a span as it would stand on a line that is indented by `to`; the lines inside of strings stay as they are. */
export function reindented(module: PythonModule, span: Span, to: string): string {
  const { text } = module;
  const from = indentAt(text, span.start);
  const strings = stringsIn(module, span);
  let result = '';
  let position = span.start;
  for (let start = nextLineOf(text, span.start); start < span.end; start = nextLineOf(text, start)) {
    const isInString = strings.some((string) => string.start < start && start < string.end);
    if (isInString || isBlank(text.slice(start, lineEndOf(text, start)))) continue;
    const isDeeper = text.startsWith(from, start);
    result += text.slice(position, start) + (isDeeper ? to : to.slice(Math.min(from.length, to.length)));
    position = isDeeper ? Math.min(start + from.length, span.end) : start;
  }
  return result + text.slice(position, span.end);
}

function stringsIn({ ast, text }: PythonModule, span: Span): Span[] {
  const strings: Span[] = [];
  walk(ast, (node) => {
    if (node.range[0] > span.end || node.range[1] < span.start) return false;
    if (node.type === 'string' && text.slice(node.range[0], node.range[1]).includes('\n'))
      strings.push({ start: node.range[0], end: node.range[1] });
    return true;
  });
  return strings;
}

/** Where the comments begin that stand on lines of their own directly above a line; the line's own start where there are none. */
export function startOfComments(lineStart: number, { text, comments }: PythonModule): number {
  let start = lineStart;
  for (const { span } of comments.toReversed()) {
    if (span.end > start || !/^[ \t]*\r?\n$/.test(text.slice(span.end, start))) continue;
    if (!isFirstOnLine(span.start, text)) break;
    start = lineStartOf(text, span.start);
  }
  return start;
}

/** Whether only white space stands before a position on its line. */
export function isFirstOnLine(position: number, text: string): boolean {
  return isBlank(text.slice(lineStartOf(text, position), position));
}
