/**
 * The byte test that comes before any parser: can this text hold a dispatch, and can it hold two?
 * It may say yes for nothing, and never no for something.
 */

/** The names that make a text worth parsing. */
export interface DispatchNames {
  /** Methods of the libraries: always read off a receiver, `queue.add`, `queue?.add`, `queue['add']`. */
  readonly methods: readonly string[];
  /** Functions and methods of the project that dispatch: they may stand alone, `launch(…)`, and are called. */
  readonly wrappers: ReadonlySet<string>;
}

/**
 * How many dispatches a text can hold, counted up to `limit`.
 * @param bytes UTF-8
 */
export function countDispatchNames(bytes: Buffer, names: DispatchNames, limit: number): number {
  let count = 0;
  for (const name of names.methods) {
    // A method of the project's own by that name is read off too; a function is called.
    count += countWord(bytes, name, limit - count, names.wrappers.has(name) ? isReadOffOrCalled : isReadOff);
    if (count >= limit) return count;
  }
  for (const name of names.wrappers) {
    if (!names.methods.includes(name)) count += countWord(bytes, name, limit - count, isCalled);
    if (count >= limit) return count;
  }
  return count;
}

/**
 * True where a text names one of these packages as an import would: `'bullmq'`, `"@nestjs/bullmq/x"`.
 * @param bytes UTF-8
 */
export function mentionsPackage(bytes: Buffer, packages: readonly string[]): boolean {
  return packages.some((name) => countWord(bytes, name, 1, isQuoted) > 0);
}

function isQuoted(bytes: Buffer, start: number, end: number): boolean {
  const after = bytes[end];
  return QUOTES.has(bytes[start - 1] ?? 0) && after !== undefined && (QUOTES.has(after) || after === SLASH);
}

type Fits = (bytes: Buffer, start: number, end: number) => boolean;

function countWord(bytes: Buffer, name: string, limit: number, fits: Fits): number {
  let count = 0;
  const length = Buffer.byteLength(name);
  for (let start = bytes.indexOf(name); start !== -1 && count < limit; start = bytes.indexOf(name, start + length)) {
    if (!isWordByte(bytes[start - 1]) && !isWordByte(bytes[start + length]) && fits(bytes, start, start + length)) count++;
  }
  return count;
}

const DOT = 0x2e;
const SLASH = 0x2f;
const STAR = 0x2a;
const NEWLINE = 0x0a;
/** `'`, `"` and the backtick. */
const QUOTES = new Set([0x27, 0x22, 0x60]);

/**
 * True where a name can be a property: behind a dot, in quotes (brackets around them are not asked for), or behind a comment, which could
 * hide the dot.
 */
function isReadOff(bytes: Buffer, start: number): boolean {
  let position = start - 1;
  let lines = 0;
  for (; position >= 0 && !isInk(bytes[position]); position--) if (bytes[position] === NEWLINE) lines++;
  const before = bytes[position];
  if (before === undefined) return false;
  if (before === DOT || QUOTES.has(before)) return true;
  if (before === SLASH && bytes[position - 1] === STAR) return true;
  return lines > 0 && holdsLineComment(bytes, position);
}

/** `(`, `<` of type arguments, `?` of an optional call, `/` of a comment, and `!`. */
const BEFORE_A_CALL = new Set([0x28, 0x3c, 0x3f, SLASH, 0x21]);
const CLOSING_BRACKET = 0x5d;

/** True where a name can be what is called: `launch(`, `launch<Job>(`, `jobs['launch'](`. */
function isCalled(bytes: Buffer, _start: number, end: number): boolean {
  const next = bytes[inkFrom(bytes, end)] ?? 0;
  if (!QUOTES.has(next)) return BEFORE_A_CALL.has(next);
  const behind = bytes[inkFrom(bytes, inkFrom(bytes, end) + 1)];
  return behind === CLOSING_BRACKET || behind === SLASH;
}

function isReadOffOrCalled(bytes: Buffer, start: number, end: number): boolean {
  return isCalled(bytes, start, end) || isReadOff(bytes, start);
}

function inkFrom(bytes: Buffer, start: number): number {
  let position = start;
  while (position < bytes.length && !isInk(bytes[position])) position++;
  return position;
}

/** True where the line that ends at a position holds two slashes: `queue. // the images⏎ add(…)`. */
function holdsLineComment(bytes: Buffer, end: number): boolean {
  for (let position = end; position > 0 && bytes[position] !== NEWLINE; position--) {
    if (bytes[position] === SLASH && bytes[position - 1] === SLASH) return true;
  }
  return false;
}

/** False for white space; beyond ASCII all counts as space, which only lets more through. */
function isInk(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x80;
}

/** True for a byte of an identifier; beyond ASCII none counts, which only lets more through. */
function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte === 0x24
  );
}
