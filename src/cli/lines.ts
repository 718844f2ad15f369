/** A place in a text, both counted from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const BREAK = /\r\n|[\r\n\u2028\u2029]/g;

/** A text by lines, broken where ECMAScript breaks them, so that numbers agree with ESLint's. */
export class Lines {
  readonly #text: string;
  /** Where each line starts. */
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0, ...[...text.matchAll(BREAK)].map((match) => match.index + match[0].length)];
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The place of an offset. */
  positionOf(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** A line's text without its break; empty where there is no such line. */
  textOf(line: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return '';
    return this.#text.slice(start, this.#starts[line] ?? this.#text.length).replace(/(?:\r\n|[\r\n\u2028\u2029])$/, '');
  }
}
