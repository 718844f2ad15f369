/** Which expressions are arrays, as far as their form, a declaration or an annotation says so. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { staticName, unwrapped, type Node, type TSESTree } from './estree.js';
import type { Module } from './module.js';
import { dottedName } from './purity.js';
import { declaratorOf, variableOf } from './variables.js';

/** Methods that give an array, of an array or of a string. */
const METHODS = new Set(['map', 'filter', 'slice', 'concat', 'flat', 'flatMap', 'sort', 'toSorted', 'reverse', 'toReversed', 'splice', 'split']);
const FUNCTIONS = new Set(['Object.keys', 'Object.values', 'Object.entries', 'Array.from', 'Array.of']);
/** What iterators come from: they have a `map` and a `filter` as well, which give iterators. */
const ITERATORS = new Set(['values', 'keys', 'entries']);

export function isArray(node: Node, module: Module): boolean {
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'ArrayExpression':
      return true;
    case 'CallExpression':
      return FUNCTIONS.has(dottedName(expression.callee) ?? '') || isArrayMethod(expression.callee);
    case 'Identifier': {
      const variable = variableOf(expression, module);
      const definition = variable?.defs[0];
      const declarator = variable === undefined ? undefined : declaratorOf(variable);
      if (declarator?.id === variable?.identifiers[0] && declarator?.init != null && isArray(declarator.init, module)) return true;
      const name = definition?.name;
      const isDeclared = definition?.type === DefinitionType.Parameter || definition?.type === DefinitionType.Variable;
      return isDeclared && name?.type === 'Identifier' && isArrayType(name.typeAnnotation?.typeAnnotation);
    }
    default:
      return false;
  }
}

function isArrayMethod(callee: Node): boolean {
  const member = unwrapped(callee);
  if (member.type !== 'MemberExpression' || member.optional || !METHODS.has(staticName(member.property, member.computed) ?? '')) return false;
  const object = unwrapped(member.object);
  const method = object.type === 'CallExpression' ? unwrapped(object.callee) : undefined;
  const isIterator = method?.type === 'MemberExpression' && ITERATORS.has(staticName(method.property, method.computed) ?? '') && !FUNCTIONS.has(dottedName(method) ?? '');
  return !isIterator;
}

function isArrayType(type: TSESTree.TypeNode | undefined): boolean {
  if (type?.type === 'TSTypeOperator') return isArrayType(type.typeAnnotation);
  if (type?.type === 'TSArrayType' || type?.type === 'TSTupleType') return true;
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && ['Array', 'ReadonlyArray'].includes(type.typeName.name);
}
