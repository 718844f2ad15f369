/** The facts of a module that the rules of the canvas ask for: one reader a kind. */
import type { Facts } from '../../analysis/facts.js';
import type { SourceFiles } from '../../files/source-files.js';
import { flowsIn } from '../../libraries/bullmq-flows/flows.js';
import { taskCanvasesIn } from '../../libraries/task-canvas/canvases.js';
import { waitsIn } from '../../libraries/waits.js';
import { planImports } from '../../rewrites/imports.js';
import { bulksIn } from '../../libraries/bullmq-bulk.js';
import { repeatSiteOf } from '../../rewrites/bulk.js';
import { once } from '../../once.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Recogniser } from '../../readers/ecmascript/recogniser.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { KnowledgeFinder } from '../../summaries/ecmascript/knowledge.js';
import { transactionsIn } from '../../transactions/ecmascript/reader.js';

/** What the readers of a project's facts share. */
export interface FactSources {
  readonly resolver: ProjectResolver;
  readonly recogniser: Recogniser;
  /** What tasks and other functions do to data. */
  readonly knowledge: KnowledgeFinder;
  /** The project's files, to look for what another file says. */
  readonly files: SourceFiles;
  /** Whether code of the project hears of every failure. */
  readonly failuresAreHeard: () => boolean;
  /** Absolute path of the project's folder. */
  readonly root: string;
}

export function ecmascriptFacts(module: Module, sources: FactSources): Facts {
  const { resolver, recogniser } = sources;
  return {
    text: module.text,
    words: { onError: 'linkError', signature: 'function' },
    canvases: once(() => taskCanvasesIn({ module, recogniser, evaluator: resolver.evaluator })),
    settledOptions: () => new Set(),
    failuresAreHeard: sources.failuresAreHeard,
    flows: once(() => flowsIn(module, sources)),
    waits: once(() => waitsIn(module, recogniser)),
    transactions: once(() => transactionsIn(module, sources)),
    repeats: once(() => bulksIn(module, recogniser).map((repeat) => repeatSiteOf(repeat, module))),
    imports: (requests) => {
      const plan = planImports(module, requests);
      return { names: requests.map((request) => plan.local(request)), edits: plan.edits };
    },
  };
}
