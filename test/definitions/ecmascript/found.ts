import { basename, join } from 'node:path';
import type { Dispatch } from '../../../src/analysis/ir.js';
import type { DefinitionFinder, FoundDefinition, TaskDefinition } from '../../../src/definitions/ecmascript/definition.js';
import { createDefinitionFinder } from '../../../src/definitions/ecmascript/finder.js';
import { createSourceFiles } from '../../../src/files/source-files.js';
import { LIBRARIES } from '../../../src/libraries/index.js';
import { createRecogniser } from '../../../src/summaries/recognise.js';
import { ECMASCRIPT_EXTENSIONS } from '../../../src/readers/ecmascript/module.js';
import type { Module } from '../../../src/readers/ecmascript/module.js';
import { nameOf } from '../../../src/readers/ecmascript/names.js';
import { readSource } from '../../../src/readers/ecmascript/routines.js';
import type { ProjectResolver } from '../../../src/resolve/resolver.js';
import type { ProjectSettings } from '../../../src/settings.js';
import { projectOf, type Files } from '../../resolve/project.js';

export interface Lab {
  readonly root: string;
  readonly resolver: ProjectResolver;
  readonly finder: DefinitionFinder;
  /** What is found for the dispatches of a file, a line each, the same line once. Only blocks with two dispatches are read. */
  linesIn(path: string): string[];
  /** The definitions that are found for the dispatches of a file. */
  definitionsIn(path: string): TaskDefinition[];
}

export function labOf(files: Files, settings: ProjectSettings = {}): Lab {
  const { root, resolver } = projectOf(files);
  const finder = createDefinitionFinder({ resolver, files: createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0) });
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings, roleOf: () => 'service' });

  function foundIn(path: string): FoundDefinition[] {
    const module = resolver.moduleAt(join(root, path));
    if (module === undefined) throw new Error(`${path} cannot be parsed`);
    return dispatchesIn(readSource(module, recogniser)).map((dispatch) => finder.definitionOf(dispatch, module));
  }

  return {
    root,
    resolver,
    finder,
    linesIn: (path) => [...new Set(foundIn(path).map(lineOf))],
    definitionsIn: (path) => foundIn(path).flatMap((each) => (each.kind === 'found' ? [each.definition] : [])),
  };
}

/** What is found for the dispatches of the project's first file. */
export function found(files: Files, settings: ProjectSettings = {}): string[] {
  return labOf(files, settings).linesIn(Object.keys(files)[0] ?? '');
}

function dispatchesIn({ routines }: ReturnType<typeof readSource>): Dispatch[] {
  return routines.flatMap(({ blocks }) => blocks.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : []))));
}

/** `resize (images.ts:3) job 'resize'`, `none: …`, `elsewhere: …` */
function lineOf(found: FoundDefinition): string {
  if (found.kind === 'none') return `none: ${found.reason}`;
  if (found.kind === 'elsewhere') return `elsewhere: ${found.name}`;
  const { node, module, handed, part = [], jobName } = found.definition;
  return `${nameOf(node)} (${placeIn(module, node.range[0])}) ${[handed, ...part].join('.')}${jobName === undefined ? '' : ` '${jobName}'`}`;
}

function placeIn({ path, text }: Module, offset: number): string {
  return `${basename(path)}:${String(text.slice(0, offset).split('\n').length)}`;
}
