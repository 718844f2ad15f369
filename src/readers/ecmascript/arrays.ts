/** Which expressions are arrays, as far as their form, a declaration or an annotation says so. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { staticName, unwrapped, type Node, type TSESTree } from './estree.js';
import type { Module } from './module.js';
import { dottedName } from './purity.js';
import { declaratorOf, variableOf } from './variables.js';

/** Methods that only arrays and strings have, and that give an array. */
const MAKING = new Set(['split', 'flat', 'splice']);
/** Methods that give an array of an array; those of the same name of a string, a `Uint8Array` or an iterator give another of theirs. */
const KEEPING = new Set(['map', 'filter', 'slice', 'concat', 'flatMap', 'sort', 'toSorted', 'reverse', 'toReversed']);
const FUNCTIONS = new Set(['Object.keys', 'Object.values', 'Object.entries', 'Array.from', 'Array.of']);
/** What iterators come from: they have a `map` and a `filter` as well, which give iterators. */
const ITERATORS = new Set(['values', 'keys', 'entries']);

export function isArray(node: Node, module: Module): boolean {
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'ArrayExpression':
      return true;
    case 'CallExpression':
      return FUNCTIONS.has(dottedName(expression.callee) ?? '') || isArrayMethod(expression.callee, module);
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

function isArrayMethod(callee: Node, module: Module): boolean {
  const member = unwrapped(callee);
  if (member.type !== 'MemberExpression' || member.optional) return false;
  const name = staticName(member.property, member.computed) ?? '';
  return MAKING.has(name) || (KEEPING.has(name) && isArray(member.object, module));
}

/** Whether an expression is `ids.values()` and the like. */
export function isIterator(node: Node): boolean {
  const expression = unwrapped(node);
  const callee = expression.type === 'CallExpression' ? unwrapped(expression.callee) : undefined;
  return callee?.type === 'MemberExpression' && ITERATORS.has(staticName(callee.property, callee.computed) ?? '') && !FUNCTIONS.has(dottedName(callee) ?? '');
}

function isArrayType(type: TSESTree.TypeNode | undefined): boolean {
  if (type?.type === 'TSTypeOperator') return isArrayType(type.typeAnnotation);
  if (type?.type === 'TSArrayType' || type?.type === 'TSTupleType') return true;
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && ['Array', 'ReadonlyArray'].includes(type.typeName.name);
}
