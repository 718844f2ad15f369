import type { Span } from '../analysis/ir.js';
import { spanOf, walk } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';

/** How a file is written, so that inserted text looks like its neighbours. */
export interface Layout {
  /** The file's first line ending. */
  readonly eol: string;
  /** One level of indentation. */
  readonly unit: string;
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
}

const layouts = new WeakMap<Module, Layout>();
const verbatims = new WeakMap<Module, readonly Span[]>();

/** The layout of a file; read once for each module. */
export function layoutOf(module: Module): Layout {
  const known = layouts.get(module);
  if (known !== undefined) return known;
  const layout = {
    eol: /\r\n|\n/.exec(module.text)?.[0] ?? '\n',
    unit: findUnit(module.text),
    quote: findQuote(module),
    semicolons: usesSemicolons(module),
  };
  layouts.set(module, layout);
  return layout;
}

/** The most frequent step from one line's indentation to the next one's; two spaces where there is none. */
function findUnit(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  const counts = new Map<number, number>();
  let before = 0;
  for (const line of text.split('\n')) {
    // The stars of a block comment are set one space in.
    if (!/\S/.test(line) || /^ *\*/.test(line)) continue;
    const width = /^ */.exec(line)?.[0].length ?? 0;
    if (width > before) counts.set(width - before, (counts.get(width - before) ?? 0) + 1);
    before = width;
  }
  const [best] = [...counts].sort(([widthA, countA], [widthB, countB]) => countB - countA || widthA - widthB);
  return ' '.repeat(best?.[0] ?? 2);
}

/** The quote of the imports, else of most strings. */
function findQuote(module: Module): "'" | '"' {
  const specifiers = module.text.match(/(?:\bfrom\s*|\bimport\s*|\brequire\s*\(\s*)['"]/g) ?? [];
  const quotes = specifiers.length > 0 ? specifiers.map((text) => text.slice(-1)) : module.text.match(/['"]/g) ?? [];
  const double = quotes.filter((quote) => quote === '"').length;
  return double * 2 > quotes.length ? '"' : "'";
}

const ENDED_BY_SEMICOLON = new Set([
  'ImportDeclaration',
  'VariableDeclaration',
  'ExpressionStatement',
  'ReturnStatement',
  'ExportAllDeclaration',
  'ThrowStatement',
]);

/** Whether most statements end with a semicolon that stands on their own last line; one on the next line guards a bracket there. */
function usesSemicolons(module: Module): boolean {
  let balance = 0;
  walk(module.ast, (node) => {
    if (!ENDED_BY_SEMICOLON.has(node.type) || node.parent?.type.startsWith('For') === true) return;
    const statement = module.text.slice(node.range[0], node.range[1]);
    balance += /\S *;$/.test(statement) ? 1 : -1;
  });
  return balance >= 0;
}

export function lineStartOf(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1;
}

/** The end of the line, before its line ending. */
export function lineEndOf(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' && end > position ? end - 1 : end;
}

/** Where the next line starts; the text's length on the last line. */
export function nextLineOf(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end === -1 ? text.length : end + 1;
}

/** The white space that the line at a position begins with. */
export function indentAt(text: string, position: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, position), position))?.[0] ?? '';
}

export function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** The text of a span without its comments. */
export function codeOf(module: Module, span: Span): string {
  let code = '';
  let position = span.start;
  for (const { span: comment } of module.comments) {
    if (comment.start < position || comment.end > span.end) continue;
    code += module.text.slice(position, comment.start);
    position = comment.end;
  }
  return code + module.text.slice(position, span.end);
}

/**
 * The starts of the lines inside a span (its own first line not) whose indentation may be changed: not those that continue a template
 * string, a string, a text in JSX or a block comment without stars, and no blank ones.
 */
export function indentableLines(module: Module, span: Span): number[] {
  const { text } = module;
  const inside = verbatimSpans(module).filter(({ start, end }) => start < span.end && end > span.start);
  const starts: number[] = [];
  for (let start = nextLineOf(text, span.start); start <= span.end && start < text.length; start = nextLineOf(text, start)) {
    const line = text.slice(start, lineEndOf(text, start));
    if (!isBlank(line) && !inside.some((verbatim) => verbatim.start < start && start <= verbatim.end)) starts.push(start);
  }
  return starts;
}

function verbatimSpans(module: Module): readonly Span[] {
  const known = verbatims.get(module);
  if (known !== undefined) return known;
  const spans: Span[] = [];
  walk(module.ast, (node) => {
    if (node.type === 'TemplateElement' || node.type === 'Literal' || node.type === 'JSXText') spans.push(spanOf(node));
  });
  for (const { span, text } of module.comments) {
    if (text.startsWith('/*') && !/^\/\*.*(?:\r?\n\s*\*.*)*$/.test(text)) spans.push(span);
  }
  const several = spans.filter(({ start, end }) => module.text.slice(start, end).includes('\n'));
  verbatims.set(module, several);
  return several;
}

/** The text of a span as it would stand on a line that is indented by `to` instead of `from`. */
export function reindented(module: Module, span: Span, from: string, to: string): string {
  const { text } = module;
  let result = '';
  let position = span.start;
  for (const start of indentableLines(module, span)) {
    const isDeeper = text.startsWith(from, start);
    result += text.slice(position, start) + (isDeeper ? to : to.slice(Math.min(from.length, to.length)));
    position = isDeeper ? Math.min(start + from.length, span.end) : start;
  }
  return result + text.slice(position, span.end);
}

/** A string literal of the file's quotes. */
export function renderString(value: string, { quote }: Layout): string {
  const escaped = JSON.stringify(value).slice(1, -1);
  return quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
