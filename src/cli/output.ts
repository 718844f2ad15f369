import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { causeOf, UsageError } from '../problems.js';

/**
 * Writes a report to a file, whole or not at all.
 * @throws {UsageError} when the file cannot be written
 */
export function writeReport(given: string, cwd: string, text: string): void {
  const path = resolve(cwd, given);
  const temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`--output ${given}: ${causeOf(error)}`);
  }
}
