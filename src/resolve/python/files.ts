/** Which file a dotted module name means, and under which name a file is imported. */
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Folders } from './folders.js';

/** A module's file, and the folder that its dotted name counts from. */
interface Found {
  readonly file: string;
  readonly base: string;
}

export interface ModuleFiles {
  /**
   * The file of a module.
   * @param name `shop.tasks`, `.tasks`, `..`
   * @param from absolute path of the file that imports it
   */
  find(name: string, from: string): Found | undefined;
  /** The file of a module below a folder; a namespace (a folder without `__init__.py`) has none. */
  findBelow(folder: string, parts: readonly string[]): string | undefined;
  /** True for a folder without `__init__.py`, whose files are imported all the same. */
  isNamespace(folder: string, name: string): boolean;
  /** The dotted name under which a file is imported. */
  nameOf(file: string): string;
  /** A module's name without dots in front. */
  absoluteNameOf(name: string, from: string): string;
  forget(): void;
}

const INIT = '__init__.py';

/** What lies in the folder that a program is started from. */
const MARKERS = ['manage.py', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'Pipfile'];

/** Where nothing that a project imports by a plain name has its root. */
const NO_SOURCES = new Set(['node_modules', 'site-packages', 'venv', 'env', '__pycache__', 'build', 'dist']);

/** How far below the project's folder source roots are looked for. */
const ROOT_DEPTH = 2;

/** @param root absolute path of the project's folder */
export function createModuleFiles(root: string, folders: Folders): ModuleFiles {
  /** What was found from the source roots, by dotted name. */
  const fromRoots = new Map<string, Found | undefined>();
  let roots: readonly (readonly string[])[] | undefined;

  return {
    find(name, from) {
      const { dots, parts } = dissect(name);
      if (dots === 0) return findAbsolute(parts, from);
      const base = ancestor(dirname(from), dots - 1);
      const file = findBelow(base, parts);
      return file === undefined ? undefined : { file, base };
    },
    findBelow,
    isNamespace: (folder, name) => folders.hasFolder(join(folder, name)) && !isPackage(join(folder, name)),
    nameOf,
    absoluteNameOf(name, from) {
      const { dots, parts } = dissect(name);
      if (dots === 0) return name;
      const around = nameOf(from).split('.');
      const up = basename(from) === INIT ? dots - 1 : dots;
      return [...around.slice(0, Math.max(0, around.length - up)), ...parts].join('.');
    },
    forget() {
      fromRoots.clear();
      roots = undefined;
    },
  };

  function nameOf(file: string): string {
    const parts = relative(sourceRootOf(file), file).replace(/\.py$/, '').split(sep);
    return (parts.at(-1) === '__init__' ? parts.slice(0, -1) : parts).join('.');
  }

  function findAbsolute(parts: readonly string[], from: string): Found | undefined {
    for (const base of foldersUpward(dirname(from))) {
      if (!isSourceRoot(base)) continue;
      const file = findBelow(base, parts);
      if (file !== undefined && file !== from) return { file, base };
    }
    const name = parts.join('.');
    if (!fromRoots.has(name)) fromRoots.set(name, findFromRoots(parts));
    const found = fromRoots.get(name);
    // `celery.py` does not mean itself.
    return found?.file === from ? undefined : found;
  }

  /** Of several source roots that hold a module, the only one at the smallest depth: two are a guess. */
  function findFromRoots(parts: readonly string[]): Found | undefined {
    roots ??= listRoots();
    for (const level of roots) {
      const found = level.flatMap((base) => {
        const file = findBelow(base, parts);
        return file === undefined ? [] : [{ file, base }];
      });
      if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    }
    return undefined;
  }

  function listRoots(): string[][] {
    const levels: string[][] = [];
    let level = [root];
    for (let depth = 0; depth < ROOT_DEPTH; depth++) {
      level = level.flatMap((folder) => folders.foldersIn(folder).filter(mayHoldSources).map((name) => join(folder, name)));
      levels.push(level.filter(isSourceRoot));
    }
    return levels;
  }

  function findBelow(folder: string, parts: readonly string[]): string | undefined {
    const inner = parts.slice(0, -1);
    const around = inner.reduce((path, part) => join(path, part), folder);
    const last = parts.at(-1);
    if (last === undefined) return folders.hasFile(join(folder, INIT)) ? join(folder, INIT) : undefined;
    const asPackage = join(around, last, INIT);
    if (folders.hasFile(asPackage)) return asPackage;
    const asFile = join(around, `${last}.py`);
    return folders.hasFile(asFile) ? asFile : undefined;
  }

  /** From a folder up to the project's folder; for one outside of it, up to the first that is no package. */
  function* foldersUpward(folder: string): Generator<string> {
    const inside = isInside(folder);
    for (let at = folder; ; at = dirname(at)) {
      yield at;
      if (at === root || at === dirname(at)) return;
      if (!inside && !isPackage(at)) return;
    }
  }

  /** A package's folder is on nobody's path: in Python 3 its files are not imported by their plain names. */
  function isSourceRoot(folder: string): boolean {
    return folder === root || !isPackage(folder) || isMarked(folder);
  }

  function sourceRootOf(file: string): string {
    const upward = [...foldersUpward(dirname(file))];
    const first = upward.findIndex((folder) => folder === root || !isPackage(folder));
    const outer = upward.slice(Math.max(first, 0));
    const marked = outer.find((folder) => folder !== root && (isMarked(folder) || basename(folder) === 'src'));
    if (marked !== undefined) return marked;
    // Without any package around the file, folders are namespaces.
    return (first > 0 ? outer[0] : outer.at(-1)) ?? dirname(file);
  }

  function isInside(folder: string): boolean {
    return folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep);
  }

  function isPackage(folder: string): boolean {
    return folders.hasFile(join(folder, INIT));
  }

  function isMarked(folder: string): boolean {
    return MARKERS.some((name) => folders.hasFile(join(folder, name)));
  }
}

function mayHoldSources(name: string): boolean {
  return !name.startsWith('.') && !NO_SOURCES.has(name);
}

function dissect(name: string): { readonly dots: number; readonly parts: readonly string[] } {
  const rest = name.replace(/^\.+/, '');
  return { dots: name.length - rest.length, parts: rest === '' ? [] : rest.split('.') };
}

function ancestor(folder: string, levels: number): string {
  return levels <= 0 ? folder : ancestor(dirname(folder), levels - 1);
}
