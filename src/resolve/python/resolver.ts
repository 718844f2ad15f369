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
  const evaluator = createEvaluator({ files, moduleAt: (path) => modules.at(path), namespaceAt });

  function namespaceAt(folder: string): PythonModule {
    const namespace = namespaces.get(folder) ?? parsePython(join(folder, '__init__.py'), '');
    namespaces.set(folder, namespace);
    return namespace;
  }

  function refresh(): void {
    const { looked, changed } = modules.refresh();
    if (!looked && !changed) return;
    folders.forget();
    files.forget();
  }

  return {
    root,
    setModule(module) {
      modules.set(module);
    },
    moduleAt(path) {
      refresh();
      return modules.at(path);
    },
    fileOf(name, from) {
      refresh();
      return files.find(name, from.path)?.file;
    },
    moduleNameOf(module) {
      refresh();
      return files.nameOf(module.path);
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
