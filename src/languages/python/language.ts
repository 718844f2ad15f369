import { isTestFile } from '../../frameworks/python/files.js';
import { createPythonRoleFinder } from '../../frameworks/python/roles.js';
import { CELERY_DISPATCH_NAMES, createCeleryRecogniser } from '../../libraries/celery/recognise.js';
import { parsePython, PYTHON_EXTENSIONS, type PythonModule } from '../../readers/python/module.js';
import { readPython } from '../../readers/python/routines.js';
import { TooDeep } from '../../readers/python/tree.js';
import { createPythonResolver } from '../../resolve/python/resolver.js';
import { renderPythonRewrite } from '../../rewrites/python/render.js';
import { findForeignPythonChange } from '../../rewrites/python/verify.js';
import type { ParseResult } from '../../readers/module.js';
import type { Front, Language } from '../language.js';

/** Python, with Celery. */
export const python: Language<PythonModule> = {
  id: 'python',
  extensions: PYTHON_EXTENSIONS,
  dispatchNames: CELERY_DISPATCH_NAMES,
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

  return {
    setModule: (module) => {
      resolver.setModule(module);
    },
    read(module) {
      resolver.setModule(module);
      return readPython(module, recogniser);
    },
    rewrite(finding, style, module, options) {
      resolver.setModule(module);
      return renderPythonRewrite(finding, style, { module, resolver, ...options });
    },
    dispatcherNamesOf: () => [],
  };
}
