/**
 * Arguments that nearly every dispatch of a project carries (the tenant, the acting user): that two tasks share one says little. Which they
 * are is measured, as every project has others.
 */
import type { AccessPath, Argument, Dispatch, Run } from './ir.js';
import { isSharing, isWithin, sharedOf } from './sharing.js';

/** The dispatches of a project, counted by what they carry. */
export interface Census {
  readonly dispatches: number;
  /** How many carry something of that name, in the spelling of `namesIn`. */
  carrying(name: string): number;
}

/** With fewer dispatches, what most of them carry is more likely what the project is about. */
const FEWEST = 10;

/** Two dispatches taken at random share what a part p of all carry with a probability of p². From a half on, sharing is no surprise. */
const NO_SURPRISE = 0.5;

/** What a dispatch hands over at one place, and the names that it has there: its own, and the key that it is handed under. */
interface Carried {
  readonly path: AccessPath;
  readonly names: readonly string[];
}

/** The names of what a dispatch carries, without the endings that say how it is named: `image` for `imageId`, `image_id` and `image.pk`. */
export function namesIn({ payload }: Pick<Dispatch, 'payload'>): string[] {
  return [...new Set(carriedBy(payload).flatMap(({ names }) => names))];
}

/**
 * What the tasks of a run share, in a sentence without a full stop, where that is nothing but common arguments; undefined otherwise. Each
 * task must have a subject of its own beside them: of two that are handed the tenant alone, the tenant is the subject.
 * @param takeCensus asked only where all tasks have other arguments, too: it reads many files
 */
export function reasonOfCommon({ dispatches }: Run, takeCensus: () => Census): string | undefined {
  const pairs = dispatches.flatMap((first, index) =>
    dispatches.slice(index + 1).flatMap((second) => (isSharing(first, second) ? [sideOf(first, second), sideOf(second, first)] : [])),
  );
  if (pairs.length === 0 || pairs.some(({ own }) => own.length === 0)) return undefined;
  const census = takeCensus();
  if (census.dispatches < FEWEST || !pairs.every((side) => isSharingCommonOnly(side, census))) return undefined;
  const names = sharedOf(dispatches).map(({ text }) => `\`${text}\``);
  return `${names.join(', ')}: nearly every dispatch of this project carries that, so sharing it says little`;
}

/** What a dispatch carries: what another one carries, too, and what it has for itself. */
interface Side {
  readonly shared: readonly Carried[];
  readonly own: readonly Carried[];
}

function sideOf(dispatch: Dispatch, other: Dispatch): Side {
  const paths = sharedOf([dispatch, other]);
  const isShared = ({ path }: Carried): boolean => paths.some((each) => isWithin(path, each) || isWithin(each, path));
  const carried = carriedBy(dispatch.payload);
  return { shared: carried.filter(isShared), own: carried.filter((each) => !isShared(each)) };
}

function isSharingCommonOnly({ shared, own }: Side, census: Census): boolean {
  return (
    shared.every(({ names }) => names.some((name) => isCommon(name, census))) && own.some(({ names }) => !names.some((name) => isCommon(name, census)))
  );
}

function isCommon(name: string, census: Census): boolean {
  return (census.carrying(name) / census.dispatches) ** 2 >= NO_SURPRISE;
}

function carriedBy(payload: readonly Argument[], keys: readonly string[] = []): Carried[] {
  return payload.flatMap((argument) => {
    if (argument.entries !== undefined) return [...argument.entries].flatMap(([key, entry]) => carriedBy([entry], [key]));
    if (argument.elements !== undefined) return carriedBy(argument.elements, keys);
    return argument.paths.map((path) => ({ path, names: [nameOf(wordsOf(path)), nameOf(keys)].filter((name) => name !== '') }));
  });
}

function wordsOf({ path, text }: AccessPath): readonly string[] {
  const written = text.split(/[^\w$]+/);
  return path.length === 0 ? written : [written[0] ?? '', ...path];
}

/** The last word that says more than that it is an id. */
function nameOf(words: readonly string[]): string {
  return words.map(stemOf).findLast((word) => word !== '') ?? '';
}

function stemOf(word: string): string {
  const name = word.replace(/^(?:id|pk|uuid)s?$/i, '').replace(/(?:_(?:id|pk|uuid)|(?<=[a-z\d])(?:Id|ID|Pk|Uuid|UUID))s?$/, '');
  return name.replaceAll('_', '').toLowerCase();
}
