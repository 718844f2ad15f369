/** Interfaces, type literals and signatures: declarations that have members or a result, and no code. */
import { staticName } from '../readers/ecmascript/estree.js';
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from './evaluator.js';
import { memberOf } from './members.js';
import { nameValue } from './names.js';
import { instanceOf } from './types.js';
import { unknown } from './values.js';
import type { TypeShape, Value } from './values.js';

export function shapeMember(evaluator: Evaluator, node: TypeShape, module: Module, name: string): Value {
  const member = membersOf(node).find((element) => 'key' in element && staticName(element.key, element.computed) === name);
  if (member?.type === 'TSMethodSignature') {
    if (member.kind !== 'get') return { is: { kind: 'type', module, node: member } };
    return member.returnType ? evaluator.typed(member.returnType.typeAnnotation, module, undefined) : unknown('the getter has no type');
  }
  if (member?.type === 'TSPropertySignature') {
    return member.typeAnnotation ? evaluator.typed(member.typeAnnotation.typeAnnotation, module, undefined) : unknown(`${name} has no type`);
  }
  return node.type === 'TSInterfaceDeclaration' ? inherited(evaluator, node, module, name) : unknown(`the type has no ${name}`);
}

function inherited(evaluator: Evaluator, node: TSESTree.TSInterfaceDeclaration, module: Module, name: string): Value {
  return evaluator.once(node, `member ${name}`, () => {
    for (const { expression } of node.extends) {
      if (expression.type !== 'Identifier') continue;
      const value = memberOf(evaluator, instanceOf(evaluator, nameValue(evaluator, expression, module, undefined, 'type')), name);
      if (value.is.kind !== 'unknown') return value;
    }
    return unknown(`the type has no ${name}`);
  });
}

function membersOf(node: TypeShape): TSESTree.TypeElement[] {
  if (node.type === 'TSInterfaceDeclaration') return node.body.body;
  return node.type === 'TSTypeLiteral' ? node.members : [];
}

/** What calling a value of the shape gives. */
export function shapeResult(evaluator: Evaluator, node: TypeShape, module: Module): Value {
  const signature = 'returnType' in node ? node : membersOf(node).find((element) => element.type === 'TSCallSignatureDeclaration');
  if (signature === undefined || !('returnType' in signature) || !signature.returnType) return unknown('the result has no type');
  return evaluator.typed(signature.returnType.typeAnnotation, module, undefined);
}
