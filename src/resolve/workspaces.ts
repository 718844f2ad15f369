/** The packages of a monorepo by name, and the source file that an import of one means, whether it has been built or not. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord, parseRelaxedJson } from './json.js';

const SOURCE_ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const BUILD_FOLDERS = new Set(['dist', 'build', 'lib', 'out', 'output', 'esm', 'cjs', 'es', 'types', 'node']);
const MAX_GLOB_DEPTH = 4;

export interface Workspaces {
  /** The folder of a package: of the workspace, or linked or installed in `node_modules`. */
  folderOf(name: string, from: string): { readonly folder: string; readonly installed: boolean } | undefined;
  /** The file that `./sub/path` (or `.`) of a workspace package means, source before build output. */
  entryOf(folder: string, subpath: string): string | undefined;
}

export function createWorkspaces(): Workspaces {
  const namesByRoot = new Map<string, ReadonlyMap<string, string>>();
  const rootByDirectory = new Map<string, string | undefined>();

  function rootOf(directory: string): string | undefined {
    if (rootByDirectory.has(directory)) return rootByDirectory.get(directory);
    const parent = dirname(directory);
    const root = patternsAt(directory) === undefined ? (parent === directory ? undefined : rootOf(parent)) : directory;
    rootByDirectory.set(directory, root);
    return root;
  }

  function namesAt(root: string): ReadonlyMap<string, string> {
    const known = namesByRoot.get(root);
    if (known !== undefined) return known;
    const names = new Map<string, string>();
    for (const pattern of patternsAt(root) ?? []) {
      for (const folder of foldersMatching(root, pattern.split('/').filter((part) => part !== '' && part !== '.'))) {
        const name = readPackage(folder)?.name;
        if (typeof name === 'string' && !names.has(name)) names.set(name, folder);
      }
    }
    namesByRoot.set(root, names);
    return names;
  }

  return {
    folderOf(name, from) {
      const root = rootOf(from);
      const folder = root === undefined ? undefined : namesAt(root).get(name);
      return folder === undefined ? findInstalled(name, from) : { folder, installed: false };
    },
    entryOf(folder, subpath) {
      const manifest = readPackage(folder);
      const candidates = manifest === undefined ? [] : targetsOf(manifest, subpath);
      const direct = subpath === '.' ? ['src/index', 'index'] : [subpath, join('src', subpath)];
      for (const target of [...candidates.flatMap(sourcesOf), ...candidates, ...direct]) {
        const file = fileAt(join(folder, target));
        if (file !== undefined) return file;
      }
      return undefined;
    },
  };
}

/** The manifest in a folder; undefined where there is none or it is broken. */
export function readPackage(folder: string): Record<string, unknown> | undefined {
  try {
    return parseRelaxedJson(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function patternsAt(directory: string): string[] | undefined {
  const pnpm = join(directory, 'pnpm-workspace.yaml');
  if (existsSync(pnpm)) {
    const list = /^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(readFileSync(pnpm, 'utf8'))?.[1] ?? '';
    return [...list.matchAll(/^\s*-\s*['"]?([^'"\s#]+)/gm)].flatMap(([, pattern]) => pattern ?? []);
  }
  const declared = readPackage(directory)?.workspaces;
  const patterns = isRecord(declared) ? declared.packages : declared;
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : undefined;
}

function foldersMatching(folder: string, pattern: readonly string[], depth = 0): string[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return existsSync(join(folder, 'package.json')) ? [folder] : [];
  if (part.startsWith('!') || depth > MAX_GLOB_DEPTH) return [];
  if (part === '**') {
    const below = subfolders(folder).flatMap((name) => foldersMatching(join(folder, name), pattern, depth + 1));
    return [...foldersMatching(folder, rest, depth), ...below];
  }
  if (!part.includes('*')) return foldersMatching(join(folder, part), rest, depth);
  const expression = new RegExp(`^${part.split('*').map(escaped).join('.*')}$`);
  return subfolders(folder)
    .filter((name) => expression.test(name))
    .flatMap((name) => foldersMatching(join(folder, name), rest, depth));
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function findInstalled(name: string, from: string): { folder: string; installed: boolean } | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const link = join(directory, 'node_modules', name);
    if (existsSync(join(link, 'package.json'))) {
      const folder = realpathSync(link);
      return { folder, installed: /[\\/]node_modules[\\/]/.test(folder) };
    }
    if (dirname(directory) === directory) return undefined;
  }
}

/** What `exports`, else `types`, `module` and `main`, give for a subpath: `['./dist/index.d.ts', './dist/index.js']`. */
function targetsOf(manifest: Record<string, unknown>, subpath: string): string[] {
  const exported = manifest.exports;
  if (exported !== undefined) {
    const isMap = isRecord(exported) && Object.keys(exported).some((key) => key.startsWith('.'));
    return isMap ? targetsIn(exported, subpath) : subpath === '.' ? stringsIn(exported) : [];
  }
  if (subpath !== '.') return [];
  return [manifest.source, manifest.types, manifest.typings, manifest.module, manifest.main].filter((target) => typeof target === 'string');
}

function targetsIn(exported: Record<string, unknown>, subpath: string): string[] {
  if (subpath in exported) return stringsIn(exported[subpath]);
  for (const [pattern, target] of Object.entries(exported)) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue;
    const middle = subpath.slice(before.length, subpath.length - after.length);
    return stringsIn(target).map((path) => path.replaceAll('*', middle));
  }
  return [];
}

function stringsIn(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target.flatMap(stringsIn);
  return isRecord(target) ? Object.values(target).flatMap(stringsIn) : [];
}

/** Where the source of a built file may stand: `./dist/esm/queues.d.ts` → `src/queues`, `queues`. */
function sourcesOf(target: string): string[] {
  const parts = target
    .replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  const first = parts.findIndex((part) => !BUILD_FOLDERS.has(part));
  const rest = parts.slice(first === -1 ? parts.length - 1 : first);
  return [['src', ...rest].join('/'), ...(first === 0 ? [] : [rest.join('/')])];
}

/** The source file at a path that may lack its ending, or be a folder with an index. */
function fileAt(path: string): string | undefined {
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const bases = stem === path ? [path] : [path, stem];
  const candidates = bases.flatMap((base) => [base, ...SOURCE_ENDINGS.map((ending) => base + ending), ...SOURCE_ENDINGS.map((ending) => join(base, `index${ending}`)), `${base}.d.ts`]);
  return candidates.find((candidate) => isEcmascript(candidate) && statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

function isEcmascript(path: string): boolean {
  return SOURCE_ENDINGS.some((ending) => path.endsWith(ending));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
