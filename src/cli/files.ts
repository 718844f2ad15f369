import { statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { EXTENSIONS, languageOf } from '../languages/index.js';
import { findGitFiles, findGitRoot, isGitIgnored } from '../files/git.js';
import type { Problem } from '../problems.js';
import { causeOf, codeOf } from '../problems.js';
import { ignoring, walk } from './walk.js';
import { isLink, type FileEntry } from '../files/read.js';

export interface FoundFiles {
  readonly files: readonly FileEntry[];
  readonly problems: readonly Problem[];
}

export interface FileQuery {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Files and folders; the working directory where there are none. */
  readonly paths: readonly string[];
  /** Patterns in .gitignore's syntax, and the folder that they are relative to. */
  readonly ignore?: { readonly folder: string; readonly patterns: readonly string[] };
}

const DECLARATION = /\.d\.[cm]?ts$/;
const MINIFIED = /\.min\.[cm]?js$/;
/** Folders of what package managers install. */
const INSTALLED = new Set(['node_modules', 'site-packages']);

/**
 * The source files that are meant by paths, each once: what git would see below a folder (what no .gitignore hides, where there is no
 * repository), never what package managers install; a file that is named is taken as it is.
 */
export async function findFiles({ cwd, paths, ignore }: FileQuery): Promise<FoundFiles> {
  const files = new Map<string, FileEntry>();
  const problems: Problem[] = [];
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const path = resolve(cwd, given);
    const kind = kindOf(path);
    if (typeof kind === 'object') problems.push({ file: given, message: kind.problem });
    else if (kind === 'folder') {
      const found = await findFilesBelow(path, cwd);
      problems.push(...found.problems);
      for (const file of found.files) if (!files.has(file)) files.set(file, { path: file, named: false });
    } else if (languageOf(path) !== undefined) files.set(path, { path, named: true });
    else problems.push({ file: given, message: `is no JavaScript, TypeScript or Python file (${EXTENSIONS.join(', ')})` });
  }
  const isIgnored = await ignoreTest(ignore);
  return { files: [...files.values()].filter(({ path }) => !isIgnored(path)), problems };
}

/** The source files below a folder. */
export async function findFilesBelow(folder: string, cwd: string): Promise<{ files: string[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const listed = listedByGit(folder);
  const top = isWithin(folder, cwd) ? cwd : folder;
  const paths =
    listed ?? (await walk(folder, top, (path, error) => problems.push({ file: relative(cwd, path) || '.', message: causeOf(error) })));
  return { files: paths.filter((path) => isSource(path, folder)).map((path) => (isAbsolute(path) ? path : join(folder, path))), problems };
}

/**
 * The folders in which what the given paths call may be defined: their repositories; outside of any, the given folders themselves.
 * @param paths as in `FileQuery`
 */
export function projectFoldersOf(paths: readonly string[], cwd: string): string[] {
  const folders = new Set<string>();
  const meant = paths.length === 0 ? [cwd] : paths.map((given) => resolve(cwd, given));
  // One question for all the files that a hook names.
  const ofFiles = meant.some((path) => kindOf(path) === 'file') ? findGitRoot(cwd) : undefined;
  if (ofFiles !== undefined) folders.add(ofFiles);
  for (const path of meant) {
    if (kindOf(path) !== 'folder' || [...folders].some((folder) => isWithin(path, folder))) continue;
    folders.add(findGitRoot(path) ?? path);
  }
  return [...folders];
}

function listedByGit(folder: string): string[] | undefined {
  const listed = findGitFiles(folder);
  // Somebody who names an ignored folder means what is in it.
  return listed?.length === 0 && isGitIgnored(folder) ? undefined : listed;
}

function isSource(path: string, folder: string): boolean {
  if (languageOf(path) === undefined || DECLARATION.test(path) || MINIFIED.test(path)) return false;
  // `.#name` is an editor's lock.
  if (basename(path).startsWith('.#')) return false;
  const within = isAbsolute(path) ? relative(folder, path).split(sep) : path.split('/');
  return !within.some((folder) => INSTALLED.has(folder));
}

function kindOf(path: string): 'file' | 'folder' | { readonly problem: string } {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && isLink(path)) return { problem: 'is a symbolic link to nothing' };
    return { problem: causeOf(error) };
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function ignoreTest(ignore: FileQuery['ignore']): Promise<(path: string) => boolean> {
  if (ignore === undefined || ignore.patterns.length === 0) return () => false;
  const patterns = await ignoring(ignore.patterns);
  return (path) => isWithin(path, ignore.folder) && patterns.ignores(relative(ignore.folder, path).split(sep).join('/'));
}
