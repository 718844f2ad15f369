/** The source files of a project's folder, and what their texts say: an index that is built on demand and brought up to date file by file. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findGitFiles } from './git.js';
import { textOf } from './read.js';

/** Generated bundles: reading them costs seconds, and nobody wrote them. */
const MAX_BYTES = 2_000_000;
const NEVER = /(?:^|\/)(?:node_modules|site-packages|\.[^/]+)\/|\.d\.[cm]?ts$|\.min\.[cm]?js$/;
const DEEPEST = 40;

/** What a file's text says, worked out once for as long as the file stays as it is. */
export interface FileIndex<T> {
  /** By absolute path, in no order; files of which `read` said undefined are left out. One and the same map as long as nothing has changed. */
  entries(): ReadonlyMap<string, T>;
}

export interface SourceFiles {
  /** @param read what is to be known of a file, by its text without a byte-order mark; undefined for nothing */
  index<T>(read: (text: string, path: string) => T | undefined): FileIndex<T>;
  /** Takes a file's text ahead of what is on disk. */
  setText(path: string, text: string): void;
}

/**
 * @param root absolute path of the project's folder
 * @param extensions file name endings, with the dot
 * @param recheckAfter milliseconds for which what was read is taken as current
 */
export function createSourceFiles(root: string, extensions: readonly string[], recheckAfter = 1000): SourceFiles {
  /** Texts that are ahead of the disk, each with the stamp that the disk had then: a later change on disk counts again. */
  const ahead = new Map<string, { readonly text: string; readonly stamp: string }>();
  let stamps: ReadonlyMap<string, string> = new Map();
  let lookedAt = -Infinity;
  let version = 0;

  return {
    index<T>(read: (text: string, path: string) => T | undefined) {
      const known = new Map<string, { readonly stamp: string; readonly entry: T | undefined }>();
      let entries: ReadonlyMap<string, T> = new Map();
      let built = -1;
      return {
        entries() {
          refresh();
          if (built === version) return entries;
          built = version;
          for (const path of known.keys()) if (!stamps.has(path)) known.delete(path);
          for (const [path, stamp] of stamps) {
            if (known.get(path)?.stamp === stamp) continue;
            const text = ahead.get(path)?.text ?? textAt(path);
            known.set(path, { stamp, entry: text === undefined ? undefined : read(text, path) });
          }
          entries = new Map([...known].flatMap(([path, { entry }]): [string, T][] => (entry === undefined ? [] : [[path, entry]])));
          return entries;
        },
      };
    },
    setText(path, text) {
      const known = ahead.get(path);
      // A text that is on disk, too, is nothing new: it would make all that is known look old.
      if (!isMeant(path) || (known === undefined ? textAt(path) : known.text) === text) return;
      ahead.set(path, { text, stamp: stampOf(path) ?? '' });
      lookedAt = -Infinity;
    },
  };

  function refresh(): void {
    const now = performance.now();
    if (now - lookedAt < recheckAfter) return;
    lookedAt = now;
    const fresh = new Map<string, string>();
    for (const path of new Set([...listFiles(root).filter(isMeant), ...ahead.keys()])) {
      const onDisk = stampOf(path);
      const given = ahead.get(path);
      if (given !== undefined && given.stamp !== (onDisk ?? '')) ahead.delete(path);
      const stamp = ahead.has(path) ? `${onDisk ?? ''}\n${String(hashOf(given?.text ?? ''))}` : onDisk;
      if (stamp !== undefined) fresh.set(path, stamp);
    }
    if (isEqual(fresh, stamps)) return;
    stamps = fresh;
    version += 1;
  }

  function isMeant(path: string): boolean {
    return extensions.some((extension) => path.endsWith(extension)) && !NEVER.test(path.slice(root.length));
  }
}

/** Absolute paths of the files below a folder: those that git knows or would know, all where there is no repository. */
function listFiles(root: string): string[] {
  return findGitFiles(root)?.map((path) => join(root, path)) ?? filesBelow(root, 0);
}

function filesBelow(folder: string, depth: number): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && depth < DEEPEST && !NEVER.test(`/${entry.name}/`) ? filesBelow(path, depth + 1) : [];
    });
  } catch {
    // What cannot be read is not part of the index; the command line names it itself.
    return [];
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= MAX_BYTES ? `${String(stats.mtimeMs)}:${String(stats.size)}` : undefined;
}

function textAt(path: string): string | undefined {
  try {
    return textOf(readFileSync(path)).text;
  } catch {
    return undefined;
  }
}

/** FNV-1a: tells two texts of one file apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function isEqual(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, stamp]) => b.get(path) === stamp);
}
