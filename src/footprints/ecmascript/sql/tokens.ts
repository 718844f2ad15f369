/** SQL's words, with the values that are put into the text from outside. */
import type { Term } from '../../../analysis/footprint.js';
import type { ColumnRef } from '../query/filter.js';

/** What stands in a text for a value: `${id}`, `$1`, `?`, `:id`. */
export type Put =
  | { readonly kind: 'value'; readonly term: Term }
  /** A table or column by its object: Drizzle's `${images.id}`. */
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'column'; readonly of: ColumnRef }
  /** Columns with their values: postgres.js' `${sql(image, 'file')}`; `open` where it may have others. */
  | { readonly kind: 'entries'; readonly entries: ReadonlyMap<string, Term>; readonly open: boolean };

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly lower: string }
  /** A name in quotes: never a keyword. */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'symbol'; readonly text: string }
  | Put;

/** Longest first. A cast (`::uuid`, `::int[]`, `::"Status"`) changes no value. */
const PATTERN =
  /\s+|--[^\n]*|\/\*[^]*?\*\/|::\s*(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\[\d*\])*|[eE]'((?:[^'\\]|''|\\.)*)'|'((?:[^']|'')*)'|\$\$([^]*?)\$\$|"((?:[^"]|"")*)"|`([^`]*)`|(\d+(?:\.\d+)?)|\$(\d+)|[:@]([A-Za-z_]\w*)|(\?)|([A-Za-z_]\w*)|(<=|>=|<>|!=|\|\||->>|->|#>>|#>|@>|<@|&&|!?~\*?|[-+*/%=<>(),.;[\]])/gy;

/** What a placeholder of the text stands for, by its position from 0, or by its name; undefined where nobody can tell. */
export type Placeholder = (which: number | string) => Put | undefined;

/** The tokens of a text; undefined where it has what is not known here. */
export function tokensOf(text: string, placeholder: Placeholder): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let questions = 0;
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    end = match.index + match[0].length;
    const [, escaped, string = escaped, dollars, quoted, ticked, number, position, named, question, word, symbol] = match;
    if (string !== undefined) tokens.push({ kind: 'literal', value: string.replaceAll("''", "'") });
    else if (dollars !== undefined) tokens.push({ kind: 'literal', value: dollars });
    else if (quoted !== undefined || ticked !== undefined) tokens.push({ kind: 'name', text: quoted ?? ticked ?? '' });
    else if (number !== undefined) tokens.push({ kind: 'literal', value: Number(number) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, lower: word.toLowerCase() });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (position !== undefined || named !== undefined || question !== undefined) {
      const which = named ?? (position === undefined ? questions++ : Number(position) - 1);
      tokens.push(placeholder(which) ?? { kind: 'value', term: { kind: 'unknown' } });
    }
  }
  return end === text.length ? tokens : undefined;
}

/** The tokens of a template's texts with what is put between them. */
export function tokensOfTemplate(texts: readonly string[], puts: readonly Put[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const [index, text] of texts.entries()) {
    const own = tokensOf(text, () => undefined);
    if (own === undefined) return undefined;
    tokens.push(...own);
    const put = puts[index];
    if (put !== undefined) tokens.push(put);
  }
  return tokens;
}

export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.lower);
}

export function isSymbol(token: Token | undefined, ...symbols: readonly string[]): boolean {
  return token?.kind === 'symbol' && symbols.includes(token.text);
}

/** How deep in parentheses each token stands; a parenthesis itself stands outside of its pair. */
function depthsOf(tokens: readonly Token[]): readonly number[] {
  let depth = 0;
  return tokens.map((token) => {
    if (isSymbol(token, ')')) depth -= 1;
    const own = depth;
    if (isSymbol(token, '(')) depth += 1;
    return own;
  });
}

/** The parts between the separators that stand in no parentheses. */
export function splitAt(tokens: readonly Token[], isSeparator: (token: Token, index: number) => boolean): readonly (readonly Token[])[] {
  const depths = depthsOf(tokens);
  const cuts = [...tokens.keys()].filter((index) => depths[index] === 0 && isSeparator(tokens[index] ?? { kind: 'name', text: '' }, index));
  return [-1, ...cuts].map((cut, index) => tokens.slice(cut + 1, cuts[index] ?? tokens.length));
}

/** The position of the first token outside of parentheses that is one of these words; the end where there is none. */
export function findWord(tokens: readonly Token[], ...words: readonly string[]): number {
  const depths = depthsOf(tokens);
  const found = tokens.findIndex((token, index) => depths[index] === 0 && isWord(token, ...words));
  return found === -1 ? tokens.length : found;
}

/** What stands in the parentheses that begin at a position, and the position after them. */
export function parenthesised(tokens: readonly Token[], start: number): { readonly inner: readonly Token[]; readonly end: number } | undefined {
  if (!isSymbol(tokens[start], '(')) return undefined;
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    if (isSymbol(tokens[index], '(')) depth += 1;
    if (isSymbol(tokens[index], ')')) depth -= 1;
    if (depth === 0) return { inner: tokens.slice(start + 1, index), end: index + 1 };
  }
  return undefined;
}
