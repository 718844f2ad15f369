/** Imports for a rewrite that may stand anywhere in a file. */
import type { PythonModule } from '../../readers/python/module.js';
import { topLevelVariables, variableOf } from '../../readers/python/scopes.js';
import { sourceOf, walk } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Edit, ImportRequest } from '../../analysis/edit.js';
import { openImportsAt } from './imports.js';
import { isVariable } from './names.js';

interface PlannedImports {
  readonly names: readonly string[];
  readonly edits: readonly Edit[];
}

/** The names to write, and the edits that import what is not there; undefined where a name means something else in a part of the file. */
export function planImports(requests: readonly ImportRequest[], module: PythonModule, resolver: PythonResolver): PlannedImports | undefined {
  const imports = openImportsAt(module.text.length, module, resolver);
  const names = requests.map((request) => imports.local(request));
  return names.some((name) => isShadowed(name, module)) ? undefined : { names, edits: imports.edits() };
}

function isShadowed(name: string, module: PythonModule): boolean {
  const wanted = topLevelVariables(module).get(name);
  let shadowed = false;
  walk(module.ast, (node) => {
    if (node.type === 'identifier' && isVariable(node) && sourceOf(node, module) === name && variableOf(node, module) !== wanted) shadowed = true;
    return !shadowed;
  });
  return shadowed;
}
