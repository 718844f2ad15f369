import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the nearest package.json of a file depends on. */
export interface Dependencies {
  /** Whether the nearest package.json at or above the file's folder names one of the packages, in whichever section. */
  includeOneOf(packages: readonly string[], file: string): boolean;
}

const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Reads package.json files once each, and anew when they have changed. */
export function createDependencies(): Dependencies {
  const read = new Map<string, { readonly modified: number; readonly names: ReadonlySet<string> }>();

  const namesIn = (manifest: string): ReadonlySet<string> | undefined => {
    const modified = statSync(manifest, { throwIfNoEntry: false })?.mtimeMs;
    if (modified === undefined) return undefined;
    const known = read.get(manifest);
    if (known?.modified === modified) return known.names;
    const names = readNames(manifest);
    read.set(manifest, { modified, names });
    return names;
  };

  return {
    includeOneOf(packages, file) {
      for (let folder = dirname(file); ; folder = dirname(folder)) {
        const names = namesIn(join(folder, 'package.json'));
        if (names !== undefined) return packages.some((name) => names.has(name));
        if (dirname(folder) === folder) return false;
      }
    },
  };
}

/** A package.json that cannot be read says nothing; whoever runs the package will hear of it elsewhere. */
function readNames(manifest: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof value !== 'object' || value === null) return new Set();
    return new Set(SECTIONS.flatMap((section) => Object.keys((value as Record<string, object | undefined>)[section] ?? {})));
  } catch {
    return new Set();
  }
}
