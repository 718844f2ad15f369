/** What becomes of a dispatch's result: who reads it, and whether only for its id. */
import type { Dispatch } from '../../analysis/ir.js';
import { onlyBindingOf } from './aliases.js';
import type { PythonModule } from './module.js';
import { enclosingFunction, isRead, readsOf, variableOf, type Variable } from './scopes.js';
import { ancestorsOf, childIn, sourceOf, unwrapped, walk, type PyNode } from './tree.js';

/** How many constants made of constants are followed. */
const MAX_ALIASES = 8;

/** The names under which an AsyncResult shows its id. */
const ID_NAMES = new Set(['id', 'task_id']);

/** Results of earlier dispatches: the variable, and the name that `Dispatch.result` has for it. */
export type Results = ReadonlyMap<Variable, string>;

/** Whether anything may read what a statement gives a variable. */
export function isReadAfter(statement: PyNode, variable: Variable, module: PythonModule): boolean {
  const around = enclosingFunction(statement);
  // What is global, nonlocal or a class's belongs to others, too.
  if (variable.scope !== (around ?? module.ast)) return true;
  const inLoop = isInLoop(statement);
  const isLater = (node: PyNode): boolean => inLoop || node.range[0] >= statement.range[1] || enclosingFunction(node) !== around;
  return readsOf(variable, module).some(isLater) || variable.bindings.some(({ kind, node }) => kind === 'deletion' && isLater(node));
}

function isInLoop(statement: PyNode): boolean {
  for (const { type } of ancestorsOf(statement)) {
    if (type === 'for_statement' || type === 'while_statement') return true;
    if (type === 'function_definition') return false;
  }
  return false;
}

/** Which earlier results the nodes read, variables made of them included. */
export function usesOf(nodes: readonly PyNode[], results: Results, module: PythonModule): Dispatch['uses'] {
  const uses = new Map<string, 'id' | 'value'>();
  if (results.size === 0) return [];
  const followed = new Set<Variable>();
  for (const node of nodes) collect(node, 0, false);
  return [...uses].map(([binding, how]) => ({ binding, how }));

  function collect(root: PyNode, depth: number, takesId: boolean): void {
    walk(root, (node) => {
      if (node.type !== 'identifier' || !isRead(node, module)) return;
      const variable = variableOf(node, module);
      const binding = variable === undefined ? undefined : results.get(variable);
      if (binding !== undefined) {
        if (uses.get(binding) !== 'value') uses.set(binding, takesId || isIdRead(node, module) ? 'id' : 'value');
        return;
      }
      const value = variable === undefined || depth === MAX_ALIASES || followed.has(variable) ? undefined : onlyBindingOf(variable)?.value;
      if (variable === undefined || value === undefined) return;
      followed.add(variable);
      collect(value, depth + 1, takesId);
    });
  }
}

/** `result.id`, `(result).task_id`. */
function isIdRead(identifier: PyNode, module: PythonModule): boolean {
  let node = identifier;
  while (node.parent !== undefined && unwrapped(node.parent) === identifier) node = node.parent;
  const attribute = node.parent?.type === 'attribute' && node.field === 'object' ? childIn(node.parent, 'attribute') : undefined;
  return attribute !== undefined && ID_NAMES.has(sourceOf(attribute, module));
}
