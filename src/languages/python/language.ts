import { isTestFile } from '../../frameworks/python/files.js';
import { createPythonRoleFinder } from '../../frameworks/python/roles.js';
import { PYTHON_DATA_LIBRARIES } from '../../footprints/python/index.js';
import { CELERY_DISPATCH_NAMES, createCeleryRecogniser } from '../../libraries/celery/recognise.js';
import { areResultsKept, areResultsStored, resultsIn, storageIn } from '../../libraries/celery/result-backend.js';
import { settledOptionsIn } from '../../libraries/celery/settled-options.js';
import { parsePython, PYTHON_EXTENSIONS, type PythonModule } from '../../readers/python/module.js';
import { dispatchesIn, readPython } from '../../readers/python/routines.js';
import { statementStartAt } from '../../readers/python/statement.js';
import { TooDeep } from '../../readers/python/tree.js';
import { createPythonResolver } from '../../resolve/python/resolver.js';
import { renderPythonRewrite } from '../../rewrites/python/render.js';
import { findForeignPythonChange } from '../../rewrites/python/verify.js';
import { createSourceFiles } from '../../files/source-files.js';
import { CELERY_LISTENER, createFailureListeners } from '../failure-listeners.js';
import { pathFrom } from '../../paths.js';
import { createPythonSummaries } from '../../summaries/python/summaries.js';
import type { ParseResult } from '../../readers/module.js';
import { createCensus } from '../census.js';
import type { Front, Language } from '../language.js';
import { pythonFacts } from './facts.js';

/** Python, with Celery. */
export const python: Language<PythonModule> = {
  id: 'python',
  extensions: PYTHON_EXTENSIONS,
  dispatchNames: CELERY_DISPATCH_NAMES,
  factNames: ['s', 'si', 'signature', 'subtask'],
  packages: ['celery'],
  followsWrappers: false,
  isTest: isTestFile,
  parse,
  createFront,
  findForeignChange: findForeignPythonChange,
};

/** A syntax error is part of the tree, and spoils only the routine that holds it. */
function parse(path: string, text: string): ParseResult<PythonModule> {
  try {
    return { ok: true, module: parsePython(path, text) };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { ok: false, problem: { path, line: text.slice(0, error.offset).split('\n').length, message: error.message } };
  }
}

function createFront(root: string): Front<PythonModule> {
  const resolver = createPythonResolver(root);
  const recogniser = createCeleryRecogniser({ resolver, roleOf: createPythonRoleFinder({ resolver, root }) });

  const files = createSourceFiles(root, PYTHON_EXTENSIONS);

  const census = createCensus(files, CELERY_DISPATCH_NAMES, (path, text) => {
    const parsed = isTestFile(pathFrom(root, path)) ? undefined : parse(path, text);
    return parsed?.ok === true ? dispatchesIn(parsed.module, recogniser) : [];
  });

  const summaries = createPythonSummaries({ resolver, recogniser, libraries: PYTHON_DATA_LIBRARIES, files });

  const results = files.index(resultsIn);
  const storage = files.index(storageIn);
  const failuresAreHeard = createFailureListeners(files, CELERY_LISTENER);
  const settled = files.index(settledOptionsIn);

  const setModule = (module: PythonModule): void => {
    resolver.setModule(module);
    files.setText(module.path, module.text);
  };

  return {
    census,
    setModule,
    read(module) {
      setModule(module);
      return readPython(module, recogniser);
    },
    factsOf(module) {
      setModule(module);
      return pythonFacts(module, {
        ...{ resolver, recogniser, summaries, files, failuresAreHeard, root },
        hasResults: () => areResultsStored(storage.entries().values()),
        settledOptions: () => new Set([...settled.entries().values()].flat()),
      });
    },
    statementStartAt,
    knowledgeOf: (dispatch, module) => summaries.knowledgeOf(dispatch, module),
    knowledgeNamed: ({ name, ...handed }) => summaries.knowledgeNamed(name, handed),
    rewrite(finding, style, module, options) {
      resolver.setModule(module);
      return renderPythonRewrite(finding, style, { module, resolver, hasResults: () => areResultsKept(results.entries().values()), ...options });
    },
    dispatcherNamesOf: () => [],
  };
}
