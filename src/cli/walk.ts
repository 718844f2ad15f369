import type { Ignore } from 'ignore';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A .gitignore's patterns, and the folder that they are relative to. */
interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

const NEVER = new Set(['node_modules', '.git', '.hg', '.svn']);
const DEEPEST = 100;

/**
 * The files below a folder that no .gitignore hides, for folders that are in no repository. Symbolic links are not followed.
 * @param folder absolute path
 * @param top where to begin to look for .gitignore files: the folder itself, or one above it
 * @param onProblem told of each folder that cannot be read
 */
export async function walk(folder: string, top: string, onProblem: (path: string, error: unknown) => void): Promise<string[]> {
  const found: string[] = [];
  const above = folder === top ? [] : await ignoreFilesAbove(folder, top);
  // Somebody who names an ignored folder means what is in it.
  await visit(folder, isHidden(folder, true, above) ? [] : above, 0);
  return found;

  async function visit(path: string, inherited: readonly IgnoreFile[], depth: number): Promise<void> {
    if (depth > DEEPEST) return;
    let entries;
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      onProblem(path, error);
      return;
    }
    const hides = entries.some(({ name }) => name === '.gitignore') ? [...inherited, ...(await ignoreFileIn(path))] : inherited;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (NEVER.has(entry.name)) continue;
      const child = join(path, entry.name);
      const isFolder = entry.isDirectory();
      if (isHidden(child, isFolder, hides)) continue;
      if (isFolder) await visit(child, hides, depth + 1);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(child);
    }
  }
}

/** The deepest .gitignore that says anything about a path decides. */
function isHidden(path: string, isFolder: boolean, ignoreFiles: readonly IgnoreFile[]): boolean {
  for (const { folder, patterns } of ignoreFiles.toReversed()) {
    const within = relative(folder, path).split(sep).join('/');
    const { ignored, unignored } = patterns.test(isFolder ? `${within}/` : within);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

async function ignoreFilesAbove(folder: string, top: string): Promise<IgnoreFile[]> {
  const above = dirname(folder);
  if (above === folder) return [];
  const outer = above === top ? [] : await ignoreFilesAbove(above, top);
  return existsSync(join(above, '.gitignore')) ? [...outer, ...(await ignoreFileIn(above))] : outer;
}

async function ignoreFileIn(folder: string): Promise<IgnoreFile[]> {
  let text: string;
  try {
    text = readFileSync(join(folder, '.gitignore'), 'utf8');
  } catch {
    return [];
  }
  return [{ folder, patterns: await ignoring(text) }];
}

/** Patterns in .gitignore's syntax. The library is loaded only now: it costs as much as the rest of a small run. */
export async function ignoring(patterns: string | readonly string[]): Promise<Ignore> {
  const { default: ignore } = await import('ignore');
  return ignore({ allowRelativePaths: true }).add(patterns);
}
