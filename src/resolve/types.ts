/** What a type annotation says of the values it describes. */
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { variableOf } from '../readers/ecmascript/variables.js';
import { resultOf } from './calls.js';
import type { Evaluator } from './evaluator.js';
import { importedValue } from './exported.js';
import { memberOf } from './members.js';
import { entityValue } from './names.js';
import { agreed, literal, unknown } from './values.js';
import type { Env, Value } from './values.js';

/** Types of the language whose values are, for this purpose, their first argument's. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'Required', 'Partial', 'NonNullable']);

export function typeValue(evaluator: Evaluator, type: TSESTree.TypeNode, module: Module, env: Env | undefined): Value {
  const typed = (node: TSESTree.TypeNode): Value => evaluator.typed(node, module, env);
  switch (type.type) {
    case 'TSTypeReference':
      return referenceValue(evaluator, type, module, env);
    case 'TSUnionType':
      return agreed(type.types.map(typed));
    case 'TSIntersectionType':
      return type.types.map(typed).find(({ is }) => is.kind !== 'unknown') ?? unknown('the intersection is not followed');
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
      return literal(null);
    case 'TSTypeLiteral':
    case 'TSFunctionType':
      return { is: { kind: 'type', module, node: type } };
    case 'TSTypeQuery':
      return type.exprName.type === 'TSImportType' ? typed(type.exprName) : entityValue(evaluator, type.exprName, module, env, 'value');
    case 'TSImportType':
      return importTypeValue(evaluator, type, module);
    case 'TSIndexedAccessType': {
      const { indexType } = type;
      const name = indexType.type === 'TSLiteralType' && indexType.literal.type === 'Literal' ? indexType.literal.value : undefined;
      return typeof name === 'string' ? memberOf(evaluator, typed(type.objectType), name) : unknown('the index is not followed');
    }
    case 'TSTypeOperator':
      return type.typeAnnotation ? typed(type.typeAnnotation) : unknown('the type is not followed');
    case 'TSLiteralType':
      return type.literal.type === 'Literal' ? evaluator.value(type.literal, module, env) : unknown('the type is not followed');
    default:
      if ((type as { type: string }).type === 'TSParenthesizedType') return typed((type as unknown as { typeAnnotation: TSESTree.TypeNode }).typeAnnotation);
      return unknown('the type is not followed');
  }
}

function referenceValue(evaluator: Evaluator, { typeName, typeArguments }: TSESTree.TSTypeReference, module: Module, env: Env | undefined): Value {
  const [first, second] = typeArguments?.params ?? [];
  const isGlobal = typeName.type === 'Identifier' && !isDeclared(typeName, module);
  if (isGlobal && first !== undefined) {
    if (TRANSPARENT.has(typeName.name)) return evaluator.typed(first, module, env);
    if (typeName.name === 'Record' && second !== undefined) return { is: { kind: 'container', access: 'property', module, element: second } };
    if (typeName.name === 'Map' && second !== undefined) return { is: { kind: 'container', access: 'get', module, element: second } };
    if (typeName.name === 'ReturnType' && first.type === 'TSTypeQuery') return resultOf(evaluator, evaluator.typed(first, module, env));
    if (typeName.name === 'InstanceType' && first.type === 'TSTypeQuery') return instanceOf(evaluator, evaluator.typed(first, module, env));
  }
  return instanceOf(evaluator, entityValue(evaluator, typeName, module, env, 'type'));
}

/** A name in a type as the value that has the type. */
export function instanceOf(evaluator: Evaluator, { is, env }: Value): Value {
  switch (is.kind) {
    case 'class':
      return { is: { kind: 'instance', module: is.module, node: is.node }, env };
    case 'package':
      // An alias has led to an instance already.
      return is.path.at(-1) === 'new' ? { is } : { is: evaluator.packages.at(is.package, [...is.path, 'new']) };
    case 'enum':
      return unknown('any member of the enum');
    default:
      return { is, env };
  }
}

function importTypeValue(evaluator: Evaluator, type: TSESTree.TSImportType, module: Module): Value {
  if (!type.qualifier) return unknown('a whole module is no instance');
  const names = namesIn(type.qualifier);
  const [first = '', ...rest] = names;
  const value = importedValue(evaluator, type.source.value, first, module, 'type');
  return instanceOf(evaluator, rest.reduce((left, name) => memberOf(evaluator, left, name, 'type'), value));
}

function namesIn(name: TSESTree.EntityName): string[] {
  if (name.type === 'TSQualifiedName') return [...namesIn(name.left), name.right.name];
  return name.type === 'Identifier' ? [name.name] : [];
}

function isDeclared(name: TSESTree.Identifier, module: Module): boolean {
  return variableOf(name, module) !== undefined;
}
