/** What calls a function that nothing outside of its file calls. */
import { ownNameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { classOf, enclosingFunction, variableOf } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import { calledIn, nameOfCallee } from './callees.js';

/** These call what they are given, in the name of the function that they stand in. */
const CALLING = new Set(['on_commit', 'partial', 'run_in_executor', 'run_in_threadpool', 'sync_to_async', 'async_to_sync', 'to_thread']);

/**
 * All functions (or the module) that call a `_private` function or method, or the `main` of a program; none where it is used for anything but
 * calls, or others may call it.
 */
export function callersOf(routine: PyNode, module: PythonModule): readonly PyNode[] {
  const name = ownNameOf(routine, module);
  const isPrivate = /^_(?!_.*__$)/.test(name);
  if (!isPrivate && (classOf(routine) !== undefined || identifiersNamed('__name__', module).length === 0)) return [];
  const uses = classOf(routine) === undefined ? usesOfFunction(routine, name, module) : usesOfMethod(name, module);
  if (!isPrivate && !uses.some((use) => isInProgram(use, module))) return [];
  if (uses.some((use) => !isCalled(use, module))) return [];
  return [...new Set(uses.map((use) => enclosingFunction(use) ?? module.ast))];
}

/** In `if __name__ == '__main__':`, which only a program runs. */
function isInProgram(use: PyNode, module: PythonModule): boolean {
  if (enclosingFunction(use) !== undefined) return false;
  for (const { type, children } of ancestorsOf(use)) {
    const condition = type === 'if_statement' ? children.find(({ field }) => field === 'condition') : undefined;
    if (condition !== undefined && /\b__name__\b/.test(sourceOf(condition, module))) return true;
  }
  return false;
}

function usesOfFunction(routine: PyNode, name: string, module: PythonModule): PyNode[] {
  const definition = childIn(routine, 'name');
  const variable = definition === undefined ? undefined : variableOf(definition, module);
  return identifiersNamed(name, module).filter((one) => one !== definition && !isAttribute(one) && !isKeyword(one) && variableOf(one, module) === variable);
}

/** Any `….name` of the file; of which object, does not matter as long as all of them are called. */
function usesOfMethod(name: string, module: PythonModule): PyNode[] {
  return identifiersNamed(name, module).filter(isAttribute).flatMap(({ parent }) => (parent === undefined ? [] : [parent]));
}

const identifiers = new WeakMap<PyNode, ReadonlyMap<string, readonly PyNode[]>>();

function identifiersNamed(name: string, module: PythonModule): readonly PyNode[] {
  const known = identifiers.get(module.ast) ?? identifiersIn(module);
  identifiers.set(module.ast, known);
  return known.get(name) ?? [];
}

function identifiersIn(module: PythonModule): Map<string, PyNode[]> {
  const found = new Map<string, PyNode[]>();
  walk(module.ast, (node) => {
    if (node.type !== 'identifier') return;
    const name = sourceOf(node, module);
    const others = found.get(name);
    if (others === undefined) found.set(name, [node]);
    else others.push(node);
  });
  return found;
}

function isAttribute({ field, parent }: PyNode): boolean {
  return field === 'attribute' && parent?.type === 'attribute';
}

function isKeyword({ field, parent }: PyNode): boolean {
  return field === 'name' && parent?.type === 'keyword_argument';
}

function isCalled(use: PyNode, module: PythonModule): boolean {
  if (use.field === 'function' && use.parent?.type === 'call') return true;
  const [list, call] = ancestorsOf(use);
  if (list?.type !== 'argument_list' || call?.type !== 'call') return false;
  return CALLING.has(nameOfCallee(calledIn(call, module)) ?? '');
}
