import type { Node, TSESTree } from '../readers/ecmascript/estree.js';

/**
 * Whether a rewrite may insert this node here: an import (or `require`), a producer at the top of a module, what hands that producer on
 * (an export, a constructor's parameter), its registration in a Nest module. A run's own statements are no insertions.
 * @param node a node of the new tree
 * @param parent the node above it, whose property `key` lists it
 */
export function isInsertable(node: Node, parent: Node, key: string): boolean {
  switch (parent.type) {
    case 'Program':
      return key === 'body' && isInsertableStatement(node);
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
      return key === 'specifiers';
    case 'ObjectPattern':
      return parent.parent.type === 'VariableDeclarator' && isRequire(parent.parent.init);
    case 'ObjectExpression':
      return isModuleExports(parent.parent);
    case 'FunctionExpression':
      return key === 'params' && isProducerParameter(node) && isConstructor(parent.parent);
    case 'ArrayExpression':
      return isImportsOfNestModule(parent.parent);
    default:
      return false;
  }
}

function isInsertableStatement(node: Node): boolean {
  if (node.type === 'ImportDeclaration') return true;
  if (node.type === 'ExportNamedDeclaration') return node.declaration === null || isInsertableStatement(node.declaration);
  if (node.type === 'ExpressionStatement') return isModuleExports(node.expression);
  return node.type === 'VariableDeclaration' && node.declarations.every(({ init }) => isRequire(init) || init?.type === 'NewExpression');
}

function isRequire(node: TSESTree.Expression | null | undefined): boolean {
  return node?.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require';
}

/** `module.exports = …`, `module.exports.x = …` or `exports.x = …` */
function isModuleExports(node: Node): boolean {
  if (node.type !== 'AssignmentExpression') return false;
  let target: Node = node.left;
  while (target.type === 'MemberExpression') target = target.object;
  return target.type === 'Identifier' && (target.name === 'module' || target.name === 'exports') && node.left.type === 'MemberExpression';
}

function isConstructor(node: Node): boolean {
  return node.type === 'MethodDefinition' && node.kind === 'constructor';
}

/** A parameter that Nest fills: only these can be added without changing a caller. */
function isProducerParameter(node: Node): boolean {
  return (node.type === 'TSParameterProperty' || node.type === 'Identifier') && node.decorators.length > 0;
}

/** The array of `@Module({ imports: […] })`. */
function isImportsOfNestModule(property: Node): boolean {
  if (property.type !== 'Property' || property.key.type !== 'Identifier' || property.key.name !== 'imports') return false;
  const call = property.parent.parent;
  return call.type === 'CallExpression' && call.parent.type === 'Decorator' && call.callee.type === 'Identifier' && call.callee.name === 'Module';
}
