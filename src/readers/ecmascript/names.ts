/** What a routine is called, for messages. */
import { isClass, staticName, unwrapped } from './estree.js';
import type { CallExpression, FunctionNode, Node, Program, TSESTree } from './estree.js';
import { dottedName } from './purity.js';

/** The name of a module's top level. */
const TOP_LEVEL = '<module>';
const ANONYMOUS = '<anonymous>';

/**
 * The name that a reader of the code would give a function: its own, `Class.method`, the variable or key that holds it, the route that
 * it handles (`app.post('/images')`), or what calls it back (`images.forEach callback`).
 */
export function nameOf(routine: FunctionNode | Program): string {
  if (routine.type === 'Program') return TOP_LEVEL;
  if (routine.id != null) return routine.id.name;
  return heldName(routine) ?? callbackName(routine) ?? ANONYMOUS;
}

function heldName(value: Node): string | undefined {
  const { parent } = value;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return memberName(parent);
    case 'Property':
      return parent.value === value ? propertyName(parent) : undefined;
    case 'AssignmentExpression':
      return assignedName(parent);
    case 'ExportDefaultDeclaration':
      return 'default';
    case 'CallExpression':
      return (parent.callee as Node) === value ? undefined : routeName(parent) ?? heldName(parent);
    default:
      return parent !== undefined && unwrapped(parent) === unwrapped(value) ? heldName(parent) : undefined;
  }
}

function memberName(member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.AccessorProperty): string | undefined {
  const name = staticName(member.key, member.computed);
  const owner = member.parent.parent;
  const className = isClass(owner) ? owner.id?.name ?? heldName(owner) : undefined;
  return name === undefined || className === undefined ? name : `${className}.${name}`;
}

function propertyName(property: TSESTree.Property): string | undefined {
  const name = staticName(property.key, property.computed);
  const holder = property.parent.parent;
  return name !== undefined && holder.type === 'VariableDeclarator' && holder.id.type === 'Identifier' ? `${holder.id.name}.${name}` : name;
}

function assignedName(assignment: TSESTree.AssignmentExpression): string | undefined {
  const name = dottedName(assignment.left)?.replace(/^(?:module\.)?exports\./, '');
  return name === 'module.exports' ? 'default' : name;
}

/** `app.post('/images')` for a call of a method whose first argument is text. */
function routeName(call: CallExpression): string | undefined {
  const [first] = call.arguments;
  const callee = unwrapped(call.callee);
  const name = dottedName(callee);
  const text = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
  return callee.type === 'MemberExpression' && name !== undefined && text !== undefined ? `${name}('${text}')` : undefined;
}

function callbackName(routine: FunctionNode): string | undefined {
  const { parent } = routine;
  const caller = parent.type === 'CallExpression' ? dottedName(parent.callee) : undefined;
  return caller === undefined ? undefined : `${caller} callback`;
}

/** The name that callers know a function by. */
export function calledName(node: FunctionNode): string | undefined {
  if (node.id !== null) return node.id.name;
  let { parent }: { parent: Node } = node;
  while (unwrapped(parent) !== parent) parent = parent.parent ?? node;
  if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : undefined;
  if (parent.type === 'AssignmentExpression') return parent.left.type === 'MemberExpression' ? staticName(parent.left.property, parent.left.computed) : undefined;
  if (parent.type !== 'Property' && parent.type !== 'MethodDefinition' && parent.type !== 'PropertyDefinition') return undefined;
  return staticName(parent.key, parent.computed);
}
