import { randomUUID } from 'node:crypto';
import { closeSync, fchmodSync, fchownSync, fstatSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { causeOf } from '../problems.js';
import { problemOfBytes, textOf } from '../files/read.js';

/**
 * Replaces the text of a file: the new text in a file beside it, on disk, then renamed over it, so that whoever reads sees the old text or
 * the new one. Symbolic links stay, and so do the mode, the owner and a byte-order mark.
 * @param was the text that `text` was made from, as it must still be on disk; both without a byte-order mark
 * @returns why the file was left alone, in a sentence without a full stop
 */
export function replaceFile(path: string, was: string, text: string): string | undefined {
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    // Renaming asks for the folder's permission only, and a superuser for none at all: what the file says counts.
    if ((stats.mode & 0o222) === 0) return 'the file is read-only';
    const bytes = readFileSync(target);
    const current = textOf(bytes);
    if (problemOfBytes(bytes) !== undefined || current.text !== was) return 'the file was changed by something else in the meantime';
    writeBeside(target, current.bom + text, stats);
    return undefined;
  } catch (error) {
    return causeOf(error);
  }
}

function writeBeside(target: string, text: string, stats: Stats): void {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(descriptor, text);
      const made = fstatSync(descriptor);
      if (made.uid !== stats.uid || made.gid !== stats.gid) fchownSync(descriptor, stats.uid, stats.gid);
      fchmodSync(descriptor, stats.mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
