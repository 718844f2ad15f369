/** Functions that run when a property is read or assigned. */
import { isFunction, staticName } from '../readers/ecmascript/estree.js';
import type { TSESTree } from '../readers/ecmascript/estree.js';
import { surroundings, viewsOf } from './classes.js';
import type { Evaluator } from './evaluator.js';
import type { Value } from './values.js';

/** The getter or setter that an object, an instance or a class has for a property; undefined where it has none. */
export function accessorOf(evaluator: Evaluator, holder: Value, name: string, kind: 'get' | 'set'): Value | undefined {
  const isIt = (member: TSESTree.MethodDefinition | TSESTree.Property): boolean => member.kind === kind && staticName(member.key, member.computed) === name;
  const { is, env } = holder;
  if (is.kind === 'object') {
    const property = is.node.properties.find((each): each is TSESTree.Property => each.type === 'Property' && isIt(each));
    return property !== undefined && isFunction(property.value) ? { is: { kind: 'function', module: is.module, node: property.value }, env, self: holder } : undefined;
  }
  for (const view of viewsOf(evaluator, holder)) {
    const method = view.node.body.body.find((each): each is TSESTree.MethodDefinition => each.type === 'MethodDefinition' && each.static === view.isStatic && isIt(each));
    if (method !== undefined && isFunction(method.value)) return { is: { kind: 'function', module: view.module, node: method.value }, env: surroundings(view), self: view.self };
  }
  return undefined;
}
