import { relative, sep } from 'node:path';
import { languageOf } from '../languages/index.js';
import type { SourceModule, SyntaxProblem } from '../readers/module.js';
import { readBytes, textOf, type ReadResult, type FileEntry } from '../files/read.js';

type Parsed = { readonly module: SourceModule } | { readonly problem: SyntaxProblem };

/** Beyond this the bytes of further files are read again when they are asked for again. */
const MOST_BYTES_KEPT = 512 * 1024 * 1024;

/** Files by their bytes and as modules: each is read and parsed once, unless there are too many to be kept. */
export class Sources {
  readonly #read = new Map<string, ReadResult>();
  readonly #parsed = new Map<string, Parsed>();
  #bytesKept = 0;

  /** What is in a file, or why that cannot be said. */
  read(entry: FileEntry): ReadResult {
    const known = this.#read.get(entry.path);
    if (known !== undefined) return known;
    const result = readBytes(entry);
    const size = result.kind === 'bytes' ? result.bytes.length : 0;
    if (this.#bytesKept + size <= MOST_BYTES_KEPT) {
      this.#bytesKept += size;
      this.#read.set(entry.path, result);
    }
    return result;
  }

  /** The module that a file's bytes are, or why they are none. */
  parse(path: string, bytes: Buffer): Parsed {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const parsed = parseSource(path, textOf(bytes).text);
    this.#parsed.set(path, parsed);
    return parsed;
  }
}

/** oxc 0.159 ends the process somewhere between 5,000 and 10,000, since its own stack is then full (8 MB of stack, tried with `[`). */
const DEEPEST = 3_000;
const TOO_DEEP = 'the code is nested too deeply';
const NO_LANGUAGE = 'is no JavaScript, TypeScript or Python file';

/** Parses a text; code that is nested too deeply to be parsed is a problem like any other. */
export function parseSource(path: string, text: string): Parsed {
  const deep = findTooDeep(text);
  if (deep !== undefined) return { problem: { path, line: text.slice(0, deep).split('\n').length, message: TOO_DEEP } };
  try {
    const result = languageOf(path)?.parse(path, text);
    if (result === undefined) return { problem: { path, line: 1, message: NO_LANGUAGE } };
    return result.ok ? { module: result.module } : { problem: result.problem };
  } catch (error) {
    if (error instanceof RangeError) return { problem: { path, line: 1, message: TOO_DEEP } };
    throw error;
  }
}

/** Where more brackets are open than a parser bears; those in strings count too, which takes thousands of them to matter. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x28 || code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x29 || code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return offset;
  }
  return undefined;
}

/** A path as messages and reports show it: relative to the working directory, with slashes. */
export function shownPath(path: string, cwd: string): string {
  return (relative(cwd, path) || '.').split(sep).join('/');
}
