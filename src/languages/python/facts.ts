/** The facts of a module that the rules of the canvas ask for: one reader a kind. */
import type { Facts } from '../../analysis/facts.js';
import type { SourceFiles } from '../../files/source-files.js';
import { readCanvases } from '../../libraries/celery/canvas/canvases.js';
import { groupsIn } from '../../libraries/celery/repeats.js';
import { waitsIn } from '../../libraries/celery/waits.js';
import { once } from '../../once.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { chainOfWait } from '../../rewrites/python/chained-wait.js';
import { repeatSiteOf } from '../../rewrites/python/group.js';
import { planImports } from '../../rewrites/python/plan-imports.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { PythonSummaries } from '../../summaries/python/summaries.js';
import { transactionsIn } from '../../transactions/python/reader.js';

/** What the readers of a project's facts share. */
export interface FactSources {
  readonly resolver: PythonResolver;
  readonly recogniser: Recogniser;
  /** What tasks and other functions do to data. */
  readonly summaries: PythonSummaries;
  /** The project's files, to look for what another file says. */
  readonly files: SourceFiles;
  /** Whether code of the project hears of every failure. */
  readonly failuresAreHeard: () => boolean;
  /** Whether the project is seen to keep results, wherever. */
  readonly hasResults: () => boolean;
  /** Options of dispatches that the project's settings decide task by task. */
  readonly settledOptions: () => ReadonlySet<string>;
  /** Absolute path of the project's folder. */
  readonly root: string;
}

export function pythonFacts(module: PythonModule, sources: FactSources): Facts {
  const canvases = once(() => readCanvases(module, sources.resolver, sources.recogniser));
  return {
    text: module.text,
    words: { onError: 'on_error', signature: 'method' },
    canvases,
    settledOptions: once(sources.settledOptions),
    failuresAreHeard: sources.failuresAreHeard,
    flows: once(() => []),
    waits: once(() => waitsIn(module, { ...sources, canvases, chainOf: (wait, result) => chainOfWait(wait, result, { module, ...sources }) })),
    transactions: once(() => transactionsIn(module, { ...sources, canvases })),
    repeats: once(() => groupsIn(module, sources).map((repeat) => repeatSiteOf(repeat, module, sources.resolver))),
    imports: (requests) => planImports(requests, module, sources.resolver),
  };
}
