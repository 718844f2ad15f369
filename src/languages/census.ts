/** What the dispatches of a project carry, counted file by file. */
import { namesIn, type Census } from '../analysis/common.js';
import type { Dispatch } from '../analysis/ir.js';
import { countDispatchNames } from '../files/prefilter.js';
import type { SourceFiles } from '../files/source-files.js';

/**
 * @param methods the names of the methods that dispatch: files without one of them are not read
 * @param dispatchesIn the dispatches of a file; none for one that cannot be parsed
 * @returns on demand, as all files that may dispatch are read for it
 */
export function createCensus(
  files: SourceFiles,
  methods: readonly string[],
  dispatchesIn: (path: string, text: string) => readonly Dispatch[],
): () => Census {
  const counted = files.index((text, path) => {
    const holdsNone = countDispatchNames(Buffer.from(text), { methods, wrappers: new Set() }, 1) === 0;
    const dispatches = holdsNone ? [] : dispatchesIn(path, text);
    return dispatches.length === 0 ? undefined : dispatches.map(namesIn);
  });
  let last: { readonly entries: ReadonlyMap<string, string[][]>; readonly census: Census } | undefined;
  return () => {
    const entries = counted.entries();
    if (last?.entries !== entries) last = { entries, census: censusOf([...entries.values()].flat()) };
    return last.census;
  };
}

/** @param carried the names that each dispatch carries, each once */
function censusOf(carried: readonly (readonly string[])[]): Census {
  const counts = new Map<string, number>();
  for (const name of carried.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return { dispatches: carried.length, carrying: (name) => counts.get(name) ?? 0 };
}
