/** Which of the files found are worth parsing. */
import { extname } from 'node:path';
import type { Language } from '../languages/language.js';
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

/** What selecting asks of a language. */
export type SelectedLanguage = Pick<Language, 'extensions' | 'dispatchNames' | 'factNames' | 'packages' | 'followsWrappers'>;

export interface Selector {
  readonly sources: Sources;
  readonly cwd: string;
  /** As given on the command line. */
  readonly paths: readonly string[];
  readonly languages: readonly SelectedLanguage[];
  /** Dispatchers that the settings declare. */
  readonly declared: readonly string[];
  /** Whether a single dispatch, a canvas or a wait is of interest, too. */
  readonly facts: boolean;
  /** Names of the dispatchers that a file defines. */
  dispatcherNamesOf(path: string, bytes: Buffer): readonly string[];
}

/** Up to so many files are all parsed: that costs less than to look through the whole project for the names of its dispatchers. */
const FEW = 64;

/**
 * Tells for each file whether it can hold a run: two dispatching names, those of the project's own dispatchers among them; or what rules of
 * the canvas look at.
 * @returns undefined for a file that need not be parsed
 */
export async function selectorOf(
  files: readonly FileEntry[],
  selector: Selector,
): Promise<(entry: FileEntry, bytes: Buffer) => Selection | undefined> {
  const tests = await Promise.all(selector.languages.map(async (language) => ({ language, mayHold: await testOf(language, files, selector) })));
  return (entry, bytes) => {
    const mayHold = tests.find(({ language }) => isIn(language, entry.path))?.mayHold(bytes);
    const expected = entry.named || mayHold === 'two dispatches';
    return expected || mayHold === 'facts' || mayHold === 'dispatchers unknown' ? { entry, bytes, expected } : undefined;
  };
}

/** What a text may hold, as far as its bytes tell; `dispatchers unknown` where the names of the project's dispatchers were not looked for. */
type MayHold = 'two dispatches' | 'facts' | 'dispatchers unknown' | 'nothing';

async function testOf(language: SelectedLanguage, files: readonly FileEntry[], selector: Selector): Promise<(bytes: Buffer) => MayHold> {
  const ofLanguage = files.filter(({ path }) => isIn(language, path));
  const isFew = language.followsWrappers && ofLanguage.length <= FEW;
  const names = isFew || !language.followsWrappers ? namesKnown(language, selector) : await namesAround(language, ofLanguage, selector);
  return (bytes) => {
    const dispatches = names === undefined ? 0 : countDispatchNames(bytes, names, 2);
    if (dispatches === 2) return 'two dispatches';
    if (selector.facts && names !== undefined && (dispatches === 1 || holdsFact(bytes, language))) return 'facts';
    return isFew && bytes.length > 0 ? 'dispatchers unknown' : 'nothing';
  };
}

function holdsFact(bytes: Buffer, { factNames }: SelectedLanguage): boolean {
  return countDispatchNames(bytes, { methods: factNames, wrappers: new Set() }, 1) === 1;
}

function isIn({ extensions }: SelectedLanguage, path: string): boolean {
  return extensions.includes(extname(path));
}

function namesKnown({ dispatchNames, followsWrappers }: SelectedLanguage, { declared }: Selector): DispatchNames {
  return { methods: dispatchNames, wrappers: new Set(followsWrappers ? declared : []) };
}

/** The names to look for in a project; undefined where it has no task library, so that nothing in it is a dispatch. */
async function namesAround(language: SelectedLanguage, files: readonly FileEntry[], selector: Selector): Promise<DispatchNames | undefined> {
  const { sources, cwd, declared } = selector;
  const { dispatchNames: methods, packages } = language;
  const entries = new Map(files.map((entry) => [entry.path, entry]));
  for (const folder of projectFoldersOf(selector.paths, cwd)) {
    const below = (await findFilesBelow(folder, cwd)).files.filter((path) => isIn(language, path));
    for (const path of below) if (!entries.has(path)) entries.set(path, { path, named: false });
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
