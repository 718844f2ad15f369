import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../config/checks.js';
import { shownPath } from './sources.js';

type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const ADD: Readonly<Record<Manager, string>> = { npm: 'npm install', pnpm: 'pnpm add', yarn: 'yarn add', bun: 'bun add' };

/** A manager's lock files: what `npm install`, `pnpm install`, `yarn install`, `bun install` leave behind. */
const LOCK_FILES: readonly (readonly [file: string, manager: Manager])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Says which packages rewritten files import that their nearest package.json lacks, and how to install them.
 * @param needs absolute paths of files and the packages that each imports
 * @param cwd where the command would be typed
 */
export function hintsOnPackages(needs: Iterable<readonly [path: string, packages: readonly string[]]>, cwd: string): string[] {
  const hints = new Set<string>();
  for (const [path, packages] of needs) {
    const folder = folderWith(dirname(path), 'package.json');
    const known = folder === undefined ? new Set<string>() : dependenciesIn(folder);
    for (const name of packages) if (!known.has(name)) hints.add(hintOn(name, folder, cwd));
  }
  return [...hints];
}

function hintOn(name: string, folder: string | undefined, cwd: string): string {
  const command = `${ADD[managerOf(folder ?? cwd)]} ${name}`;
  if (folder === undefined) return `the rewritten code imports ${name}; install it: ${command}`;
  const place = shownPath(folder, cwd);
  const [prefix, change] = place === '.' ? ['', ''] : [`${place}/`, `cd ${quoted(place)} && `];
  return `the rewritten code imports ${name}, which ${prefix}package.json lacks; install it: ${change}${command}`;
}

function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function dependenciesIn(folder: string): Set<string> {
  const manifest = manifestIn(folder);
  return new Set(
    [manifest.name, ...DEPENDENCIES.flatMap((key) => (isObject(manifest[key]) ? Object.keys(manifest[key]) : []))].filter(
      (name) => typeof name === 'string',
    ),
  );
}

/** The package manager of the nearest folder upwards that names one or holds its lock file; npm where none does. */
function managerOf(start: string): Manager {
  for (let folder = start; ; folder = dirname(folder)) {
    const named = /^(npm|pnpm|yarn|bun)@/.exec(String(manifestIn(folder).packageManager))?.[1];
    if (named !== undefined) return named as Manager;
    const locked = LOCK_FILES.find(([file]) => existsSync(join(folder, file)));
    if (locked !== undefined) return locked[1];
    if (dirname(folder) === folder) return 'npm';
  }
}

function folderWith(start: string, file: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A folder's package.json; empty where there is none that can be read. */
function manifestIn(folder: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isObject(manifest) ? manifest : {};
  } catch {
    return {};
  }
}
