import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Python says about the files that it cannot compile, in one process for all of them; empty where it compiles each. */
export function compileErrorsIn(files: readonly string[]): string {
  const cache = mkdtempSync(join(tmpdir(), 'fix-chains-pycache-'));
  try {
    // The files' names come by stdin, and nothing is written beside them.
    const env = { ...process.env, PYTHONPYCACHEPREFIX: cache };
    const { error, status, stdout, stderr } = spawnSync('python3', ['-m', 'py_compile', '-'], { input: files.join('\n'), encoding: 'utf8', env });
    if (error !== undefined) throw error;
    const said = `${stdout}${stderr}`;
    return status === 0 || said !== '' ? said : `python3 ended with ${String(status)}`;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** The files that Black would write otherwise, or cannot read; undefined where Black is not installed. */
export function unformattedIn(files: readonly string[]): readonly string[] | undefined {
  return namedBy('black', ['--check', ...files], /^(?:would reformat (?<changed>.+)|error: cannot format (?<broken>.+?): .*)$/gm);
}

/**
 * The files whose imports isort would order otherwise, in Black's profile; undefined where isort is not installed.
 * @param folders the projects' folders: what lies in one is imported by its own project
 */
export function unsortedIn(files: readonly string[], folders: readonly string[]): readonly string[] | undefined {
  const sources = folders.flatMap((folder) => ['--src', folder]);
  return namedBy('isort', ['--profile', 'black', '--check-only', ...sources, ...files], /^ERROR: (?<changed>.+?) Imports are incorrectly sorted.*$/gm);
}

function namedBy(tool: string, args: readonly string[], name: RegExp): readonly string[] | undefined {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined;
  if (error !== undefined) throw error;
  const named = [...`${stdout}${stderr}`.matchAll(name)].map(({ groups }) => groups?.changed ?? groups?.broken ?? '').sort();
  if (status !== 0 && named.length === 0) throw new Error(`${tool} ended with ${String(status)}:\n${stdout}${stderr}`);
  return named;
}
