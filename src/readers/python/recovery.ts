/**
 * Keeps a syntax error from spoiling more than the routine that holds it. The parser alone does not: an open parenthesis takes in all
 * that follows, and sometimes what is above. So a file with an error is cut into its statements by their indentation, those that are
 * broken are blanked out, and the rest is parsed again; every offset stays what it was.
 */
import type { Span } from '../../analysis/ir.js';

/** A statement that is blanked out. */
export interface Gap {
  readonly span: Span;
  /** Whose statement it is: of the function that begins there (at `def` or `async`), of the module, of a function that is blanked out itself. */
  readonly of: Owner;
}

type Owner = number | 'module' | 'itself';

/** Whether a text is Python without a syntax error. */
type Check = (text: string) => boolean;

/** A statement with all that is indented below it; spans begin and end with lines. */
interface Piece extends Span {
  /** Where a definition's own line begins, below its decorators. */
  readonly definition?: number;
}

/** What stands around pieces: the lines that open the definitions they are in, and the innermost function. */
interface Around {
  readonly headers: string;
  readonly owner: Owner;
  /** Whether lines in long strings are taken for no statements. */
  readonly strings: boolean;
}

const DEFINITION = /^(?:async[ \t]+def|def|class)\b/;
/** Lines that go on with the statement above, although they are indented no further. */
const GOES_ON = /^(?:[)\]}]|(?:elif|else|except|finally)\b)/;
/** What may hold quotes, and long strings' quotes. */
const QUOTES = /#.*|"""|'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
/** More lines than this are no head of a definition. */
const LONGEST_HEADER = 40;

/**
 * The broken statements of a text, in source order: as small as can be told. Lines in a long string may look like statements, and after
 * a long string without an end all others are the wrong way round; so the text is cut both ways, and the one that loses less is right.
 */
export function findGaps(text: string, isSound: Check): Gap[] {
  const all = { start: 0, end: text.length };
  const [first, second] = [true, false].map((strings) => gapsIn(all, text, { headers: '', owner: 'module', strings }, isSound));
  if (first === undefined || second === undefined) return [];
  return first.length > 0 && (second.length === 0 || lengthOf(first) <= lengthOf(second)) ? first : second;
}

function lengthOf(gaps: readonly Gap[]): number {
  return gaps.reduce((length, { span }) => length + span.end - span.start, 0);
}

/** The text with spaces for all that is in the gaps. */
export function blankOut(text: string, gaps: readonly Gap[]): string {
  let blanked = '';
  let end = 0;
  for (const { span } of gaps) {
    blanked += text.slice(end, span.start) + text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');
    end = span.end;
  }
  return blanked + text.slice(end);
}

/** The broken statements of a stretch. */
function gapsIn(span: Span, text: string, around: Around, isSound: Check): Gap[] {
  return piecesOf(span, text, around.strings)
    .filter(({ start, end }) => !isSound(around.headers + text.slice(start, end)))
    .flatMap((piece) => gapsOf(piece, text, around, isSound));
}

/** The gaps of a broken statement: those in a definition's body, or all of it. */
function gapsOf(piece: Piece, text: string, around: Around, isSound: Check): Gap[] {
  const { definition } = piece;
  const { headers, owner, strings } = around;
  if (definition === undefined) return [{ span: spanOf(piece), of: owner }];
  const start = definition + indentOf(text.slice(definition, piece.end));
  // A class's statements are those of what is around it.
  const isClass = text.startsWith('class', start);
  const header = headerEnd(piece, definition, text, around, isSound);
  if (header !== undefined) {
    const inside = { headers: headers + text.slice(definition, header), owner: isClass ? owner : start, strings };
    const gaps = gapsIn({ start: header, end: piece.end }, text, inside, isSound);
    if (gaps.length > 0) return gaps;
  }
  return [{ span: spanOf(piece), of: isClass ? owner : 'itself' }];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** The end of the lines that open a definition, where they are whole. */
function headerEnd(piece: Piece, definition: number, text: string, { headers }: Around, isSound: Check): number | undefined {
  let end = definition;
  for (let count = 0; count < LONGEST_HEADER && end < piece.end; count += 1) {
    end = lineEnd(text, end);
    const header = text.slice(definition, end);
    // What comes before may be broken, too: a decorator.
    if (/:[ \t]*(?:#.*)?\s*$/.test(header) && isSound(headers + text.slice(piece.start, end))) return end;
  }
  return undefined;
}

/** The statements of a stretch that are indented like its first. */
function piecesOf(span: Span, text: string, strings: boolean): Piece[] {
  const pieces: { start: number; end: number; definition?: number }[] = [];
  // The module's statements are not indented, whatever its first line is.
  let indent = span.start === 0 ? 0 : undefined;
  let decorated = false;
  let quote: string | undefined;
  for (let start = span.start; start < span.end; start = lineEnd(text, start)) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    const code = line.trimStart();
    if (quote === undefined && (code === '' || code.startsWith('#'))) continue;
    indent ??= indentOf(line);
    const current = pieces.at(-1);
    const isInner = quote !== undefined || indentOf(line) > indent || GOES_ON.test(code);
    if (strings) quote = openQuote(line, quote);
    if (current === undefined || !(isInner || decorated)) pieces.push({ start, end, ...(DEFINITION.test(code) ? { definition: start } : {}) });
    else {
      current.end = end;
      if (decorated && !isInner && DEFINITION.test(code)) current.definition = start;
    }
    if (!isInner) decorated = code.startsWith('@');
  }
  return pieces;
}

/** The quotes of the long string that is open at the end of a line. */
function openQuote(line: string, open: string | undefined): string | undefined {
  let quote = open;
  for (const [found] of line.matchAll(QUOTES)) {
    if (found === quote) quote = undefined;
    else if (quote === undefined && (found === '"""' || found === "'''")) quote = found;
  }
  return quote;
}

function lineEnd(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline === -1 ? text.length : newline + 1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
