/** Names in one file, whichever scope manager knows them. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import type { Reference, Variable } from '@typescript-eslint/scope-manager';
import { ancestorsOf, isClass, isFunction, unwrapped } from './estree.js';
import type { ClassNode, Expression, FunctionNode, Node, TSESTree } from './estree.js';
import type { Module } from './module.js';

/** How many aliases of aliases are followed. */
const MAX_ALIASES = 8;

/** By module: oxlint has one scope manager for all files. */
const bindings = new WeakMap<Module, ReadonlyMap<Node, Reference>>();

function referencesOf(module: Module): ReadonlyMap<Node, Reference> {
  const known = bindings.get(module);
  if (known !== undefined) return known;
  const references = new Map<Node, Reference>();
  for (const scope of module.scopes.scopes) {
    for (const reference of scope.references) references.set(reference.identifier, reference);
  }
  bindings.set(module, references);
  return references;
}

/** The variable that an identifier in an expression means; undefined for a global and for what is no reference. */
export function variableOf(identifier: TSESTree.Identifier, module: Module): Variable | undefined {
  const variable = referencesOf(module).get(identifier)?.resolved;
  return variable != null && variable.defs.length > 0 ? variable : undefined;
}

const reassigned = new WeakMap<Variable, boolean>();

/** Whether anything but the declaration gives the variable a value. */
export function isReassigned(variable: Variable): boolean {
  const known = reassigned.get(variable);
  if (known !== undefined) return known;
  const found = isWrittenAgain(variable);
  reassigned.set(variable, found);
  return found;
}

function isWrittenAgain(variable: Variable): boolean {
  return variable.defs.length > 1 || variable.references.some((reference) => reference.isWrite() && reference.init !== true);
}

/** The declarator of a `const`, `let` or `var` that is never assigned again. */
export function declaratorOf(variable: Variable): TSESTree.VariableDeclarator | undefined {
  const [definition] = variable.defs;
  if (definition?.type !== DefinitionType.Variable || isReassigned(variable)) return undefined;
  return definition.node;
}

/** Whether the variable never holds anything but what the module itself is made of: imports, functions, classes, enums, namespaces. */
export function isFixture(variable: Variable): boolean {
  const type = variable.defs[0]?.type;
  return type !== DefinitionType.Variable && type !== DefinitionType.Parameter && type !== DefinitionType.CatchClause;
}

/** Whether the variable is declared at the top level of its module. */
export function isTopLevel(variable: Variable): boolean {
  return variable.scope.block.type === 'Program';
}

/** The innermost function around a node; undefined at module top level. */
export function enclosingFunction(node: Node): FunctionNode | undefined {
  for (const ancestor of ancestorsOf(node)) if (isFunction(ancestor)) return ancestor;
  return undefined;
}

/** What `this` means at a node: the class, or the function outside of one that binds it; undefined at module top level. */
export function ownerOfThis(node: Node): ClassNode | FunctionNode | undefined {
  let binder: FunctionNode | undefined;
  for (const parent of ancestorsOf(node)) {
    if (isClass(parent)) return binder === undefined || isMethod(binder) ? parent : binder;
    if (isFunction(parent) && parent.type !== 'ArrowFunctionExpression') binder ??= parent;
  }
  return binder;
}

function isMethod(node: FunctionNode): boolean {
  return node.parent.type === 'MethodDefinition' || node.parent.type === 'PropertyDefinition';
}

/** The literal value of an expression, or of the constants it stands for; undefined where it is not one. */
export function literalOf(node: Node, module: Module, depth = 0): string | number | boolean | null | undefined {
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'Literal':
      return isPlain(expression.value) && !('regex' in expression) && !('bigint' in expression) ? expression.value : undefined;
    case 'TemplateLiteral':
      return expression.expressions.length === 0 ? expression.quasis[0]?.value.cooked ?? undefined : undefined;
    case 'UnaryExpression': {
      const value = expression.operator === '-' ? literalOf(expression.argument, module, depth) : undefined;
      return typeof value === 'number' ? -value : undefined;
    }
    case 'Identifier': {
      const initialiser = depth < MAX_ALIASES ? initialiserOf(expression, module) : undefined;
      return initialiser === undefined ? undefined : literalOf(initialiser, module, depth + 1);
    }
    default:
      return undefined;
  }
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What `const name = …` gives the variable that the identifier means; undefined for anything but such a declaration. */
function initialiserOf(identifier: TSESTree.Identifier, module: Module): Expression | undefined {
  const variable = variableOf(identifier, module);
  const declarator = variable === undefined ? undefined : declaratorOf(variable);
  return declarator?.id.type === 'Identifier' ? declarator.init ?? undefined : undefined;
}
