/** Names, as scope managers and sources give them. */
import type { Reference, Variable } from '@typescript-eslint/scope-manager';
import { ancestorsOf, isFunction, staticName, unwrapped, walk } from '../readers/ecmascript/estree.js';
import type { ClassNode, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { variableOf } from '../readers/ecmascript/variables.js';

/** How long a chain of members and calls may be. */
const MAX_CHAIN = 60;

/** The names of a chain of members and calls, its root first: `['t', 'procedure', 'input']` for `t.procedure.input(x)`. */
export function chainOf(node: Node): string[] {
  const names: string[] = [];
  let link: Node | undefined = unwrapped(node);
  for (let length = 0; link !== undefined && length < MAX_CHAIN; length++) {
    if (link.type === 'Identifier') return [link.name, ...names];
    if (link.type === 'ThisExpression') return ['this', ...names];
    if (link.type === 'MemberExpression') names.unshift(staticName(link.property, link.computed) ?? '');
    link = innerOf(link);
  }
  return names;
}

/** What a chain goes on from: `a` of `a.b`, `a.b` of `a.b()`; undefined at its root. */
export function innerOf(node: Node): Node | undefined {
  if (node.type === 'MemberExpression') return unwrapped(node.object);
  return node.type === 'CallExpression' || node.type === 'NewExpression' ? unwrapped(node.callee) : undefined;
}

/** The root of a chain of members and calls: `app` of `app.route('/x').get(fn)`. */
export function rootOf(node: Node): Node {
  let root = unwrapped(node);
  for (let length = 0; length < MAX_CHAIN; length++) {
    const inner = innerOf(root);
    if (inner === undefined) return root;
    root = inner;
  }
  return root;
}

/** The innermost function around a node. */
export function functionAround(node: Node): FunctionNode | undefined {
  for (const ancestor of ancestorsOf(node)) if (isFunction(ancestor)) return ancestor;
  return undefined;
}

/** The specifier of the `import` that gives a variable; undefined for every other variable. */
export function specifierOf(variable: Variable | undefined): string | undefined {
  const parent = variable?.defs[0]?.parent;
  return parent?.type === 'ImportDeclaration' ? parent.source.value : undefined;
}

/** The name of a type without what it is given: `Route.ActionArgs` for `Route.ActionArgs<X>`. */
export function typeNameOf(type: TSESTree.TypeNode): { readonly name: string; readonly root: TSESTree.Identifier } | undefined {
  if (type.type !== 'TSTypeReference') return undefined;
  const names: string[] = [];
  let name: TSESTree.EntityName = type.typeName;
  while (name.type === 'TSQualifiedName') {
    names.unshift(name.right.name);
    name = name.left;
  }
  return name.type === 'Identifier' ? { name: [name.name, ...names].join('.'), root: name } : undefined;
}

/** The variables that a declaration gives its own name to: two for a class, which sees itself under its name, too. */
export function variablesNamedBy(node: FunctionNode | ClassNode | TSESTree.VariableDeclarator, module: Module): Variable[] {
  const { id } = node;
  if (id?.type !== 'Identifier') return [];
  return module.scopes.getDeclaredVariables(node).filter((variable) => variable.name === id.name);
}

/** All uses of a variable, those of a script's top-level names included, which some scope managers leave unresolved. */
export function referencesTo(variable: Variable): Reference[] {
  if (variable.scope.type !== 'global') return variable.references;
  const unresolved = variable.scope.through.filter(({ identifier, resolved }) => resolved === null && identifier.name === variable.name);
  return [...new Set([...variable.references, ...unresolved])];
}

/** Whether nothing in the file declares or imports the name. */
export function isUndeclared(identifier: TSESTree.Identifier, module: Module): boolean {
  return variableOf(identifier, module) === undefined;
}

const members = new WeakMap<ClassNode, Map<string, TSESTree.MemberExpression[]>>();

/** The places in a class that read a member off `this`. */
export function readsOfThis(owner: ClassNode, name: string): readonly TSESTree.MemberExpression[] {
  let known = members.get(owner);
  if (known === undefined) {
    known = new Map<string, TSESTree.MemberExpression[]>();
    const found = known;
    walk(owner.body, (node) => {
      if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return;
      const member = staticName(node.property, node.computed);
      if (member !== undefined) found.set(member, [...(found.get(member) ?? []), node]);
    });
    members.set(owner, known);
  }
  return known.get(name) ?? [];
}
