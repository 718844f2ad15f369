/** What `this` and `super` mean. */
import { ancestorsOf, isClass, isFunction } from '../readers/ecmascript/estree.js';
import type { ClassNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from './evaluator.js';
import { unknown } from './values.js';
import type { Env, Value } from './values.js';

export function thisValue(_evaluator: Evaluator, node: TSESTree.ThisExpression, module: Module, env: Env | undefined): Value {
  const owner = ownerOf(node);
  if (owner === undefined) return unknown('`this` belongs to no class');
  for (let current = env; current !== undefined; current = current.outer) {
    const { scope, self } = current.frame;
    if (self !== undefined && (scope === owner.node || scope === owner.member)) return self;
  }
  if (isClass(owner.node)) return { is: { kind: owner.isStatic ? 'class' : 'instance', module, node: owner.node }, env };
  const { parent } = owner.node;
  return parent?.type === 'Property' && parent.parent.type === 'ObjectExpression'
    ? { is: { kind: 'object', module, node: parent.parent }, env }
    : unknown('`this` belongs to no class');
}

/** `super`: the parent's members with this instance as `this`. */
export function superValue(evaluator: Evaluator, node: TSESTree.Super, module: Module, env: Env | undefined): Value {
  const owner = ownerOf(node);
  if (owner === undefined || !isClass(owner.node) || owner.node.superClass === null) return unknown('there is no parent class');
  const parent = evaluator.value(owner.node.superClass, module, env);
  if (owner.isStatic) return parent;
  if (parent.is.kind === 'class') return { is: { kind: 'instance', module: parent.is.module, node: parent.is.node }, env: parent.env };
  if (parent.is.kind === 'package') return { is: evaluator.packages.at(parent.is.package, [...parent.is.path, 'new']) };
  return unknown('the parent class is not known');
}

interface Owner {
  /** The class, or the function that binds `this` outside of one. */
  readonly node: Node;
  /** The method's function, where it is one. */
  readonly member?: Node;
  readonly isStatic: boolean;
}

function ownerOf(node: Node): Owner | undefined {
  let binder: Node | undefined;
  for (const parent of ancestorsOf(node)) {
    if (binder === undefined && isFunction(parent) && parent.type !== 'ArrowFunctionExpression') {
      binder = parent;
      if (!isMemberOfClass(parent)) return { node: parent, isStatic: false };
    }
    if (isMemberOfClass(parent) || parent.type === 'StaticBlock') {
      const owner = classAround(parent);
      const isStatic = parent.type === 'StaticBlock' || isStaticMember(isFunction(parent) ? parent.parent : parent);
      if (owner !== undefined) return { node: owner, isStatic, ...(binder === undefined ? {} : { member: binder }) };
    }
  }
  return undefined;
}

function isMemberOfClass(node: Node): boolean {
  const member = isFunction(node) ? node.parent : node;
  return member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' || member.type === 'AccessorProperty';
}

function isStaticMember(node: Node): boolean {
  return 'static' in node && node.static;
}

function classAround(node: Node): ClassNode | undefined {
  for (const ancestor of ancestorsOf(node)) if (isClass(ancestor)) return ancestor;
  return undefined;
}
