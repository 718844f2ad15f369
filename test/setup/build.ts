import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Builds the program once before all tests, where what is built is not newer than its sources: some tests run it as a process. */
export default function setup(): void {
  const newestSource = Math.max(newestIn('src'), newestIn('canvas/src'), timeOf('package.json'), timeOf('tsconfig.build.json'));
  if (Math.min(timeOf('dist/cli/main.js'), oldestIn('canvas/dist')) > newestSource) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm run build failed\n${stdout}${stderr}`);
}

function timesIn(folder: string): number[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  } catch {
    return [];
  }
}

function newestIn(folder: string): number {
  return Math.max(0, ...timesIn(folder));
}

/** 0 where there is nothing. */
function oldestIn(folder: string): number {
  return Math.min(...timesIn(folder), ...(timesIn(folder).length === 0 ? [0] : []));
}

function timeOf(file: string): number {
  return statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
