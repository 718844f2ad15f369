import { createDefinitionFinder } from '../../definitions/ecmascript/finder.js';
import { createDataLibraries } from '../../footprints/ecmascript/index.js';
import { createNestFlowProducers } from '../../rewrites/nest.js';
import { roleOfWholeFile } from '../../frameworks/files.js';
import { HANDLER_ROWS } from '../../frameworks/index.js';
import { createRoleFinder } from '../../frameworks/roles.js';
import { DISPATCH_NAMES, LIBRARIES } from '../../libraries/index.js';
import { TASK_CANVAS } from '../../libraries/task-canvas/makers.js';
import { createRecogniser } from '../../summaries/recognise.js';
import { ECMASCRIPT_EXTENSIONS, parseModule, type Module } from '../../readers/ecmascript/module.js';
import { dispatchesIn, readSource } from '../../readers/ecmascript/routines.js';
import { statementStartAt } from '../../readers/ecmascript/statement.js';
import { createResolver } from '../../resolve/resolver.js';
import { renderRewrite } from '../../rewrites/render.js';
import { findForeignChange } from '../../rewrites/verify.js';
import { findGitRoot } from '../../files/git.js';
import { createSourceFiles } from '../../files/source-files.js';
import { BULLMQ_LISTENER, createFailureListeners } from '../failure-listeners.js';
import { pathFrom } from '../../paths.js';
import type { ProjectSettings } from '../../settings.js';
import { createKnowledgeFinder } from '../../summaries/ecmascript/knowledge.js';
import { createCensus } from '../census.js';
import type { Front, Language } from '../language.js';
import { ecmascriptFacts } from './facts.js';

/** TypeScript and JavaScript. */
export const ecmascript: Language<Module> = {
  id: 'ecmascript',
  extensions: ECMASCRIPT_EXTENSIONS,
  dispatchNames: [...DISPATCH_NAMES],
  factNames: ['addBulk', 'delay', 'applyAsync'],
  packages: [...LIBRARIES, TASK_CANVAS].flatMap(({ packages }) => packages),
  followsWrappers: true,
  isTest: (path) => roleOfWholeFile(path) === 'test',
  parse: parseModule,
  createFront,
  findForeignChange,
};

function createFront(root: string, settings: ProjectSettings): Front<Module> {
  const dataLibraries = createDataLibraries((extensions) => createSourceFiles(repositoryAround(root), extensions));
  const resolver = createResolver({ root, libraries: [...LIBRARIES, TASK_CANVAS], generatedAt: dataLibraries.generatedAt });
  const roleOf = createRoleFinder({ resolver, root, rows: [...HANDLER_ROWS, ...(settings.handlers ?? [])] });
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings, roleOf });
  const findInjectedFlowProducer = createNestFlowProducers();

  const files = createSourceFiles(root, ECMASCRIPT_EXTENSIONS);
  const failuresAreHeard = createFailureListeners(files, BULLMQ_LISTENER);

  const census = createCensus(files, [...DISPATCH_NAMES], (path, text) => {
    const parsed = roleOfWholeFile(pathFrom(root, path)) === 'test' ? undefined : parseModule(path, text);
    return parsed?.ok === true ? dispatchesIn(parsed.module, recogniser) : [];
  });

  const knowledge = createKnowledgeFinder({
    resolver,
    recogniser,
    finder: createDefinitionFinder({ resolver, files }),
    dataLibraries: dataLibraries.all,
    files,
  });

  const setModule = (module: Module): void => {
    resolver.setModule(module);
    files.setText(module.path, module.text);
  };

  return {
    census,
    setModule,
    read(module) {
      setModule(module);
      return readSource(module, recogniser);
    },
    factsOf(module) {
      setModule(module);
      return ecmascriptFacts(module, { resolver, recogniser, knowledge, files, failuresAreHeard, root });
    },
    statementStartAt,
    knowledgeOf(dispatch, module) {
      const known = knowledge.knowledgeOf(dispatch, module);
      return known.kind === 'elsewhere' ? { ...known, library: dispatch.library } : known;
    },
    knowledgeNamed: ({ name, positional }) => knowledge.knowledgeNamed(name, positional),
    rewrite(finding, style, module, { linkError }) {
      resolver.setModule(module);
      return renderRewrite(finding, style, { module, resolver, findInjectedFlowProducer, ...(linkError === undefined ? {} : { linkError }) });
    },
    dispatcherNamesOf(module) {
      resolver.setModule(module);
      return recogniser.dispatcherNamesIn(module);
    },
  };
}

/** A package's database is often described by another package of the repository. */
function repositoryAround(root: string): string {
  const top = findGitRoot(root);
  return top !== undefined && pathFrom(top, root) !== root ? top : root;
}
