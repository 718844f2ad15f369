/** Which scopes a node of a Python file is evaluated in. */
import { ancestorsOf, type PyNode } from './tree.js';

/** The nodes that make a scope of their own. */
export const SCOPES = new Set([
  'module',
  'function_definition',
  'class_definition',
  'lambda',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

export function isComprehension({ type }: PyNode): boolean {
  return type.endsWith('_comprehension') || type === 'generator_expression';
}

export function isFunction({ type }: PyNode): boolean {
  return type === 'function_definition' || type === 'lambda';
}

/** The scope that names at a node are looked up in first; of a scope's own node, what is inside it. */
export function scopeAround(node: PyNode): PyNode | undefined {
  if (SCOPES.has(node.type)) return node;
  const [scope] = scopesAround(node);
  return scope;
}

export function enclosingScope(scope: PyNode): PyNode | undefined {
  const [around] = scopesAround(scope);
  return around;
}

/** The scopes that a node is evaluated in, innermost first. */
export function* scopesAround(node: PyNode): Generator<PyNode> {
  let child = node;
  let outside = false;
  for (const ancestor of ancestorsOf(node)) {
    outside ||= isEvaluatedOutside(child, ancestor);
    if (SCOPES.has(ancestor.type)) {
      if (!outside && isInside(child, ancestor)) yield ancestor;
      outside = false;
    }
    child = ancestor;
  }
}

/** Whether a child of a scope belongs to it: decorators, annotations of results and base classes belong to the scope around. */
export function isInside(child: PyNode, scope: PyNode): boolean {
  switch (scope.type) {
    case 'function_definition':
    case 'class_definition':
    case 'lambda':
      return child.field === 'body' || child.field === 'parameters';
    default:
      return true;
  }
}

/** Whether a part of a scope is evaluated in the scope around: defaults and annotations of parameters, a comprehension's first iterable. */
function isEvaluatedOutside(child: PyNode, parent: PyNode): boolean {
  switch (parent.type) {
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'typed_parameter':
      return child.field === 'value' || child.field === 'type';
    case 'for_in_clause':
      return child.field === 'right' && parent.parent?.children.find(({ type }) => type === 'for_in_clause') === parent;
    default:
      return false;
  }
}
