/** The facts of a module that the rules of the canvas ask for: one reader a kind. */
import type { Facts } from '../../analysis/facts.js';
import type { SourceFiles } from '../../files/source-files.js';
import { once } from '../once.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Recogniser } from '../../readers/ecmascript/recogniser.js';
import type { ProjectResolver } from '../../resolve/resolver.js';

/** What the readers of a project's facts share. */
export interface FactSources {
  readonly resolver: ProjectResolver;
  readonly recogniser: Recogniser;
  /** The project's files, to look for what another file says. */
  readonly files: SourceFiles;
  /** Absolute path of the project's folder. */
  readonly root: string;
}

export function ecmascriptFacts(module: Module, sources: FactSources): Facts {
  void sources;
  return {
    text: module.text,
    words: { library: 'task-canvas', onError: 'linkError', signature: 'function' },
    canvases: once(() => []),
    flows: once(() => []),
    waits: once(() => []),
    transactions: once(() => []),
    repeats: once(() => []),
    imports: () => undefined,
  };
}
