/** The packages that code stands in, and whether two of them have anything in common. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../../resolve/json.js';
import { createWorkspaces, readPackage } from '../../resolve/workspaces.js';

/** What a package runs with; tools for its development are shared by packages that know nothing of each other. */
const SECTIONS = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/** The folder of the package that a file belongs to. */
export function packageFolderOf(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  }
}

export interface Packages {
  /**
   * How the packages of two files stand to each other: `related` where they are one, depend on each other or on a third one of their
   * workspace; `apart` where they could within a workspace, and do not; `unknown` where nothing says that they are of one workspace.
   */
  relationOf(path: string, other: string): 'related' | 'apart' | 'unknown';
}

export function createPackages(): Packages {
  const workspaces = createWorkspaces();
  const known = new Map<string, ReadonlySet<string>>();

  /** A package with those of its workspace that it depends on; empty where it is in none. */
  function circleOf(folder: string): ReadonlySet<string> {
    const circle = known.get(folder) ?? readCircle(folder);
    known.set(folder, circle);
    return circle;
  }

  function readCircle(folder: string): ReadonlySet<string> {
    const manifest = readPackage(folder) ?? {};
    const names = SECTIONS.flatMap((section) => (isRecord(manifest[section]) ? Object.keys(manifest[section]) : []));
    const inWorkspace = (name: unknown): string[] => {
      const found = typeof name === 'string' ? workspaces.folderOf(name, folder) : undefined;
      return found === undefined || found.installed ? [] : [found.folder];
    };
    const [own] = inWorkspace(manifest.name);
    return own === folder ? new Set([folder, ...names.flatMap(inWorkspace)]) : new Set();
  }

  return {
    relationOf(path, other) {
      const [folder, otherFolder] = [packageFolderOf(path), packageFolderOf(other)];
      if (folder === otherFolder) return 'related';
      const [circle, otherCircle] = [circleOf(folder), circleOf(otherFolder)];
      if (circle.size === 0 || otherCircle.size === 0) return 'unknown';
      return [...circle].some((each) => otherCircle.has(each)) ? 'related' : 'apart';
    },
  };
}
