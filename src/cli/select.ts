/** Which of the files found are worth parsing. */
import type { FileEntry } from '../files/read.js';
import { findFilesBelow, projectFoldersOf } from './files.js';
import { findWrapperNames } from './outward.js';
import { countDispatchNames, mentionsPackage, type DispatchNames } from '../files/prefilter.js';
import type { Sources } from './sources.js';

export interface Selection {
  readonly entry: FileEntry;
  readonly bytes: Buffer;
  /** It is there to be analysed, so that it cannot be parsed must be said. */
  readonly expected: boolean;
}

export interface Selector {
  readonly sources: Sources;
  readonly cwd: string;
  /** As given on the command line. */
  readonly paths: readonly string[];
  /** The libraries' dispatching methods. */
  readonly methods: readonly string[];
  /** The packages that the libraries are imported from. */
  readonly packages: readonly string[];
  /** Dispatchers that the settings declare. */
  readonly declared: readonly string[];
  /** Names of the dispatchers that a file defines. */
  dispatcherNamesOf(path: string, bytes: Buffer): readonly string[];
}

/** Up to so many files are all parsed: that costs less than to look through the whole project for the names of its dispatchers. */
const FEW = 64;

/**
 * Tells for each file whether it can hold a run: two dispatching names, those of the project's own dispatchers among them.
 * @returns undefined for a file that need not be parsed
 */
export async function selectorOf(
  files: readonly FileEntry[],
  selector: Selector,
): Promise<(entry: FileEntry, bytes: Buffer) => Selection | undefined> {
  const known: DispatchNames = { methods: selector.methods, wrappers: new Set(selector.declared) };
  const isFew = files.length <= FEW;
  const names = isFew ? known : await namesAround(files, selector);
  return (entry, bytes) => {
    const expected = entry.named || (names !== undefined && countDispatchNames(bytes, names, 2) === 2);
    return expected || (isFew && bytes.length > 0) ? { entry, bytes, expected } : undefined;
  };
}

/** The names to look for in a project; undefined where it has no task library, so that nothing in it is a dispatch. */
async function namesAround(files: readonly FileEntry[], selector: Selector): Promise<DispatchNames | undefined> {
  const { sources, cwd, methods, packages, declared } = selector;
  const entries = new Map(files.map((entry) => [entry.path, entry]));
  for (const folder of projectFoldersOf(selector.paths, cwd)) {
    for (const path of (await findFilesBelow(folder, cwd)).files) if (!entries.has(path)) entries.set(path, { path, named: false });
  }
  const bytesOf = (path: string): Buffer | undefined => {
    const result = sources.read(entries.get(path) ?? { path, named: false });
    return result.kind === 'bytes' ? result.bytes : undefined;
  };
  const dispatcherNamesOf = (path: string): readonly string[] => {
    const bytes = bytesOf(path);
    return bytes === undefined ? [] : selector.dispatcherNamesOf(path, bytes);
  };
  const paths = [...entries.keys()];
  const mentions = (path: string): boolean => {
    const bytes = bytesOf(path);
    return bytes !== undefined && mentionsPackage(bytes, packages);
  };
  if (declared.length === 0 && !paths.some(mentions)) return undefined;
  return { methods, wrappers: findWrapperNames({ paths, bytesOf, dispatcherNamesOf }, methods, declared) };
}
