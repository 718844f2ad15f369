import type { PythonModule } from '../../readers/python/module.js';
import { topLevelVariables } from '../../readers/python/scopes.js';
import { childIn, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';

/** How many modules that import each other by `*` are looked through. */
const MAX_DEPTH = 8;

/** Whether a `from x import *` of a module may give it a name: a module of the project that binds it, or one that cannot be read. */
export function isNameFromStar(name: string, module: PythonModule, resolver: PythonResolver, depth = 0): boolean {
  return starImportsOf(module).some((from) => {
    const file = resolver.fileOf(from, module);
    const imported = file === undefined ? undefined : resolver.moduleAt(file);
    if (imported === undefined || depth === MAX_DEPTH) return true;
    return topLevelVariables(imported).has(name) || isNameFromStar(name, imported, resolver, depth + 1);
  });
}

const known = new WeakMap<PythonModule, readonly string[]>();

function starImportsOf(module: PythonModule): readonly string[] {
  const names = known.get(module) ?? findStarImports(module);
  known.set(module, names);
  return names;
}

function findStarImports(module: PythonModule): string[] {
  const names: string[] = [];
  walk(module.ast, (node: PyNode) => {
    if (node.type !== 'import_from_statement' || !node.children.some(({ type }) => type === 'wildcard_import')) return;
    const from = childIn(node, 'module_name');
    if (from !== undefined) names.push(sourceOf(from, module));
  });
  return names;
}
