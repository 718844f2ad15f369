import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/**
 * The files below a folder that git tracks or would track, relative to the folder; submodules are left out.
 * @returns undefined where git is not there, or the folder is in no repository that git would read
 */
export function findGitFiles(folder: string): string[] | undefined {
  const output = runGit(folder, ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  // A file with a merge conflict is listed once for each side.
  return output === undefined ? undefined : [...new Set(output.split('\0'))].filter((path) => path !== '');
}

/** The top folder of the repository that a folder is in. */
export function findGitRoot(folder: string): string | undefined {
  return runGit(folder, ['rev-parse', '--show-toplevel'])?.trimEnd();
}

/** True where a .gitignore hides the folder itself. */
export function isGitIgnored(folder: string): boolean {
  return runGit(dirname(folder), ['check-ignore', '-q', basename(folder)]) !== undefined;
}

function runGit(cwd: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

/** Git sets these for its hooks; they would override the folder that is asked about. */
const OVERRIDES = new Set(['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']);

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OVERRIDES.has(name)));
}
