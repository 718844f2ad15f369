import { isUtf8 } from 'node:buffer';
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { causeOf, codeOf } from '../problems.js';

/** A file to look at. */
export interface FileEntry {
  /** Absolute. */
  readonly path: string;
  /** Named on the command line: what it says is believed, and what is wrong with it is said. */
  readonly named: boolean;
}

export type ReadResult =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Not there any more, or a link that leads to a file listed elsewhere: nothing to do and nothing to say. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly message: string };

/** Without following a link, and without waiting for somebody to write to a pipe. */
const WALKED = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a file and checks that it is text. Links are followed only where they were named. */
export function readBytes({ path, named }: FileEntry): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, named ? constants.O_RDONLY : WALKED);
    if (!named && !fstatSync(descriptor).isFile()) return { kind: 'absent' };
    const bytes = readFileSync(descriptor);
    const message = problemOfBytes(bytes);
    return message === undefined ? { kind: 'bytes', bytes } : { kind: 'problem', message };
  } catch (error) {
    return named ? { kind: 'problem', message: causeOf(error) } : resultOfUnopened(path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Why bytes are no source text, or undefined. A zero byte alone does not say so: real code has it in string literals. */
export function problemOfBytes(bytes: Buffer): string | undefined {
  const hasZero = bytes.includes(0);
  if (!isUtf8(bytes)) return hasZero ? 'is a binary file, not text' : 'is not UTF-8 text';
  return hasZero && isMostlyControl(bytes.subarray(0, SAMPLE)) ? 'is a binary file, not text' : undefined;
}

const SAMPLE = 8_000;

/** True where one byte in ten or more is a control character that no text has. */
function isMostlyControl(bytes: Buffer): boolean {
  return bytes.filter((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d)).length * 10 >= bytes.length;
}

const BOM = '\uFEFF';

/** Source text without its byte-order mark, and the mark. */
export function textOf(bytes: Buffer): { readonly text: string; readonly bom: string } {
  const text = bytes.toString('utf8');
  return text.startsWith(BOM) ? { text: text.slice(BOM.length), bom: BOM } : { text, bom: '' };
}

function resultOfUnopened(path: string, error: unknown): ReadResult {
  if (isLink(path)) {
    return existsSync(path) ? { kind: 'absent' } : { kind: 'problem', message: 'is a symbolic link to nothing' };
  }
  return codeOf(error) === 'ENOENT' ? { kind: 'absent' } : { kind: 'problem', message: causeOf(error) };
}

/** True for a symbolic link, whether or not it leads anywhere. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
