/** Follows names through a Python project. */
import { join } from 'node:path';
import { parsePython, type PythonModule } from '../../readers/python/module.js';
import { createModuleCache } from '../modules.js';
import { createEvaluator } from './evaluator.js';
import { createModuleFiles } from './files.js';
import { createFolders } from './folders.js';
import type { PythonResolver } from './values.js';

/**
 * @param root absolute path of the project's folder
 * @param recheckAfter milliseconds for which what was read is taken as current
 */
export function createPythonResolver(root: string, recheckAfter = 1000): PythonResolver {
  const modules = createModuleCache(parsePython, recheckAfter);
  const namespaces = new Map<string, PythonModule>();
  const folders = createFolders();
  const files = createModuleFiles(root, folders);
  const evaluator = createEvaluator({ files, moduleAt, namespaceAt });

  function namespaceAt(folder: string): PythonModule {
    const namespace = namespaces.get(folder) ?? parsePython(join(folder, '__init__.py'), '');
    namespaces.set(folder, namespace);
    return namespace;
  }

  let generation = 0;
  /** What has been handed out: of two trees of one text the first counts, so that what is known by its nodes stays so. */
  const handedOut = new Map<string, PythonModule>();

  function moduleAt(path: string): PythonModule | undefined {
    const module = modules.at(path);
    if (module !== undefined) handedOut.set(path, module);
    return module;
  }

  function refresh(): void {
    const { looked, changed } = modules.refresh();
    if (changed) generation += 1;
    if (!looked && !changed) return;
    folders.forget();
    files.forget();
  }

  return {
    root,
    setModule(module) {
      const known = handedOut.get(module.path);
      if (known?.text === module.text && modules.at(module.path) === known) return;
      modules.set(module);
      handedOut.set(module.path, module);
    },
    moduleAt(path) {
      refresh();
      return moduleAt(path);
    },
    fileOf(name, from) {
      refresh();
      return files.find(name, from.path)?.file;
    },
    moduleNameOf(module) {
      refresh();
      return files.nameOf(module.path);
    },
    generation() {
      refresh();
      return generation;
    },
    valueOf(expression, module) {
      refresh();
      return evaluator.valueOf(expression, module);
    },
    exportOf(module, name) {
      refresh();
      return evaluator.exportOf(module, name);
    },
  };
}
