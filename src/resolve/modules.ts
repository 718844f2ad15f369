/** Parsed modules by path, read anew when their file has changed. */
import { readFileSync, statSync } from 'node:fs';

/** Generated bundles: reading them costs seconds, and no hand-written dispatch stands in one. */
const MAX_BYTES = 2_000_000;

/** What is needed of a module of any language. */
interface CachedModule {
  readonly path: string;
  readonly text: string;
  readonly borrowed?: boolean;
}

interface Entry<M> {
  readonly module: M | undefined;
  /** Modification time and size on disk when the entry was made; undefined where there was no file. */
  readonly stamp: string | undefined;
}

export interface ModuleCache<M> {
  /** The module at an absolute path; undefined where it can't be read or parsed. */
  at(path: string): M | undefined;
  /** Puts a module ahead of what is on disk, until the disk changes; a borrowed one until the next module is put. */
  set(module: M): void;
  /** Every module that has been read so far; the same array as long as none is added, changed or gone. */
  loaded(): readonly M[];
  /** Looks for changed files, at most once in `recheckAfter` milliseconds, and says whether it looked and whether anything had changed. */
  refresh(): { readonly looked: boolean; readonly changed: boolean };
}

/** A module from its text without a byte-order mark; undefined where it is none. */
type Parse<M> = (path: string, text: string) => M | undefined;

/** @param recheckAfter milliseconds for which what was read is taken as current */
export function createModuleCache<M extends CachedModule>(parse: Parse<M>, recheckAfter: number): ModuleCache<M> {
  const entries = new Map<string, Entry<M>>();
  let lookedAt = performance.now();
  let changed = false;
  let loaded: readonly M[] | undefined;
  let borrowed: string | undefined;

  return {
    at(path) {
      const known = entries.get(path);
      if (known !== undefined) return known.module;
      const module = readModule(path, parse);
      entries.set(path, { module, stamp: stampOf(path) });
      loaded = undefined;
      return module;
    },
    set(module) {
      if (borrowed !== undefined && borrowed !== module.path) {
        entries.delete(borrowed);
        changed = true;
      }
      borrowed = module.borrowed === true ? module.path : undefined;
      const known = entries.get(module.path);
      if (known !== undefined && known.module?.text !== module.text) changed = true;
      entries.set(module.path, { module, stamp: stampOf(module.path) });
      loaded = undefined;
    },
    loaded() {
      loaded ??= [...entries.values()].flatMap(({ module }) => module ?? []);
      return loaded;
    },
    refresh() {
      const now = performance.now();
      const looked = now - lookedAt >= recheckAfter;
      if (looked) {
        lookedAt = now;
        for (const [path, { stamp }] of entries) {
          if (stampOf(path) === stamp) continue;
          entries.delete(path);
          loaded = undefined;
          changed = true;
        }
      }
      const result = { looked, changed };
      changed = false;
      return result;
    },
  };
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${String(stats.mtimeMs)}:${String(stats.size)}`;
}

function readModule<M>(path: string, parse: Parse<M>): M | undefined {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    return text.length > MAX_BYTES ? undefined : parse(path, text);
  } catch {
    // Unreadable is the same as unknown here; the command line names such files itself.
    return undefined;
  }
}
