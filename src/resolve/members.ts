/** What a property of a value is. */
import { staticName } from '../readers/ecmascript/estree.js';
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { readValue } from './calls.js';
import { classMember } from './classes.js';
import type { Evaluator, Space } from './evaluator.js';
import { implementersOf } from './implementers.js';
import { shapeMember } from './shapes.js';
import { agreed, heldBy, literal, unknown } from './values.js';
import type { Env, Thing, Value } from './values.js';

type ObjectThing = Extract<Thing, { kind: 'object' }>;

export function memberOf(evaluator: Evaluator, value: Value, name: string, space: Space = 'value'): Value {
  const { is } = value;
  switch (is.kind) {
    case 'package':
      return { is: evaluator.packages.at(is.package, [...is.path, name]) };
    case 'namespace':
      return evaluator.exported(is.module, name, space);
    case 'object':
      return objectMember(evaluator, value, is, name);
    case 'class':
      return classMember(evaluator, value, is.node, is.module, name, true);
    case 'instance':
      return classMember(evaluator, value, is.node, is.module, name, false);
    case 'type':
      return typeMember(evaluator, value, name);
    case 'enum':
      return enumMember(evaluator, is.module, is.node, name);
    case 'container':
      if (is.access === 'property') return evaluator.typed(is.element, is.module, undefined);
      return is.access === name ? { is: { ...is, access: 'call' } } : unknown(`${name} of a map is not followed`);
    case 'array':
      return elementAt(evaluator, is, value.env, name);
    case 'parameter':
      return { is: { ...is, path: [...is.path, name] } };
    case 'function':
    case 'literal':
      return unknown(`${name} is not followed`);
    case 'unknown':
      return value;
  }
}

function objectMember(evaluator: Evaluator, holder: Value, is: ObjectThing, name: string): Value {
  for (const property of is.node.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const spread = memberOf(evaluator, evaluator.value(property.argument, is.module, holder.env), name);
      if (spread.is.kind !== 'unknown') return spread;
      continue;
    }
    if (keyOf(evaluator, property, is.module, holder.env) !== name) continue;
    return held(propertyValue(evaluator, holder, is, property), is, name, property);
  }
  return unknown(`the object has no ${name}`);
}

/** What a property is called: `images`, `'images'`, `[Names.Images]`; undefined where that cannot be worked out. */
export function keyOf(evaluator: Evaluator, { key, computed }: TSESTree.Property, module: Module, env: Env | undefined): string | undefined {
  const name = staticName(key, computed);
  if (name !== undefined || !computed) return name;
  const { is } = evaluator.value(key, module, env);
  return is.kind === 'literal' ? String(is.value) : undefined;
}

function propertyValue(evaluator: Evaluator, holder: Value, is: ObjectThing, property: TSESTree.Property): Value {
  const value = evaluator.value(property.value, is.module, holder.env);
  return property.method || property.kind === 'get' ? readValue(evaluator, { ...value, self: holder }, property.kind) : value;
}

function held(value: Value, { symbol }: ObjectThing, name: string, node: TSESTree.Property): Value {
  return symbol === undefined ? value : heldBy(value, { module: symbol.module, name: `${symbol.name}.${name}`, node });
}

/** An element of an array literal by its index; what stands after a spread is not known. */
function elementAt(evaluator: Evaluator, { node, module }: Extract<Thing, { kind: 'array' }>, env: Env | undefined, name: string): Value {
  const before = /^\d+$/.test(name) ? node.elements.slice(0, Number(name) + 1) : [];
  const element = before[Number(name)];
  if (element == null || before.some((each) => each?.type === 'SpreadElement')) return unknown(`${name} of an array is not followed`);
  return evaluator.value(element, module, env);
}

/** A member of an interface: what the classes that implement it have in common, else what it declares. */
function typeMember(evaluator: Evaluator, value: Value, name: string): Value {
  const { is } = value;
  if (is.kind !== 'type') return unknown('it has no members');
  const declared = shapeMember(evaluator, is.node, is.module, name);
  const implemented = implementersOf(evaluator, is.node).map((implementer) => memberOf(evaluator, implementer, name));
  const common = implemented.length === 0 ? undefined : agreed(implemented);
  return common === undefined || common.is.kind === 'unknown' ? declared : common;
}

function enumMember(evaluator: Evaluator, module: Module, node: TSESTree.TSEnumDeclaration, name: string): Value {
  for (const [index, member] of node.body.members.entries()) {
    if (staticName(member.id, false) !== name) continue;
    return member.initializer ? evaluator.value(member.initializer, module, undefined) : literal(index);
  }
  return unknown(`the enum has no ${name}`);
}
