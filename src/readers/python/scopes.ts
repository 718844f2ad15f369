/** Names in one Python file: which variable an identifier means, and what gives it a value. */
import { findScopes, type Scopes, type Variable } from './bindings.js';
import type { PythonModule } from './module.js';
import { enclosingScope, isFunction, isInside, scopeAround, SCOPES, scopesAround } from './scoping.js';
import { walk, type PyNode } from './tree.js';

export { parameterName, type Binding, type Variable } from './bindings.js';
export { isFunction } from './scoping.js';

const known = new WeakMap<PyNode, Scopes>();

function scopesOf({ ast, text }: PythonModule): Scopes {
  const scopes = known.get(ast) ?? findScopes(ast, text);
  known.set(ast, scopes);
  return scopes;
}

/** The variable that an identifier means where it stands; undefined for builtins and names that nothing binds. */
export function variableOf(identifier: PyNode, module: PythonModule): Variable | undefined {
  return variableNamed(module.text.slice(identifier.range[0], identifier.range[1]), identifier, module);
}

/** The variable that a name means at a node. */
export function variableNamed(name: string, at: PyNode, module: PythonModule): Variable | undefined {
  const scopes = scopesOf(module);
  let scope: PyNode | undefined = scopeAround(at);
  let inner = true;
  while (scope !== undefined) {
    const outer = scopes.outer.get(scope)?.get(name);
    if (outer === 'global') return scopes.byNode.get(module.ast)?.get(name);
    // A class's names are not seen by its methods.
    if (outer === undefined && (inner || scope.type !== 'class_definition')) {
      const variable = scopes.byNode.get(scope)?.get(name);
      if (variable !== undefined) return variable;
    }
    inner = false;
    scope = enclosingScope(scope);
  }
  return undefined;
}

/** The variables of a module's top level, by name. */
export function topLevelVariables(module: PythonModule): ReadonlyMap<string, Variable> {
  return scopesOf(module).byNode.get(module.ast) ?? new Map<string, Variable>();
}

/** The variables of a class's body, by name. */
export function classVariables(node: PyNode, module: PythonModule): ReadonlyMap<string, Variable> {
  return scopesOf(module).byNode.get(node) ?? new Map<string, Variable>();
}

/** The variables to which a statement itself gives a value: not those of functions, classes and comprehensions in it. */
export function boundBy(statement: PyNode, module: PythonModule): Variable[] {
  const { byBinding } = scopesOf(module);
  const found = new Set<Variable>();
  const enter = (node: PyNode): void => {
    const variable = byBinding.get(node);
    if (variable !== undefined) found.add(variable);
    for (const child of node.children) if (!SCOPES.has(node.type) || !isInside(child, node)) enter(child);
  };
  enter(statement);
  return [...found];
}

/** The places where a variable is read, in source order. */
export function readsOf(variable: Variable, module: PythonModule): PyNode[] {
  const reads: PyNode[] = [];
  walk(variable.scope, (node) => {
    if (node.type === 'identifier' && isRead(node, module) && variableOf(node, module) === variable) reads.push(node);
  });
  return reads;
}

/** Whether an identifier is a variable's name where the variable is read: no attribute, no keyword, nothing that is bound. */
export function isRead(identifier: PyNode, module: PythonModule): boolean {
  const { parent, field } = identifier;
  if (scopesOf(module).byBinding.has(identifier)) return parent?.type === 'augmented_assignment';
  switch (parent?.type) {
    case 'attribute':
      return field === 'object';
    case 'keyword_argument':
      return field === 'value';
    case 'keyword_pattern':
    case 'global_statement':
    case 'nonlocal_statement':
    case 'aliased_import':
      return false;
    case 'dotted_name':
      return parent.children[0] === identifier && isInPattern(parent);
    default:
      return true;
  }
}

/** `a.B` of `case a.B:`; the dotted names of imports are no reads. */
function isInPattern({ parent }: PyNode): boolean {
  return parent !== undefined && (parent.type.endsWith('pattern') || parent.field === 'key');
}

/** The innermost function around a node; undefined at module top level and in a class's body there. */
export function enclosingFunction(node: PyNode): PyNode | undefined {
  for (const scope of scopesAround(node)) if (isFunction(scope)) return scope;
  return undefined;
}

/** The class whose method (not whose nested function) a function is. */
export function classOf(routine: PyNode): PyNode | undefined {
  const definition = routine.parent?.type === 'decorated_definition' ? routine.parent : routine;
  const body = definition.parent;
  return body?.type === 'block' && body.parent?.type === 'class_definition' ? body.parent : undefined;
}

