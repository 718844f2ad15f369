/** What holds a value, and what a value is made of, as access paths. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import type { AccessPath } from '../../analysis/ir.js';
import { calleeOf } from '../../libraries/calls.js';
import { isFunction, unwrapped, walk, type Expression, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { argumentOf } from '../../readers/ecmascript/paths.js';
import { isReassigned, variableOf } from '../../readers/ecmascript/variables.js';

/** How many variables of variables are followed. */
const MAX_STEPS = 4;

/** The paths below an argument. */
export function pathsBelow(node: Node, module: Module): readonly AccessPath[] {
  return argumentOf(node as Expression | TSESTree.SpreadElement, module).paths;
}

/** The names that a pattern gives a value. */
export function pathsOfPattern(pattern: Node, module: Module): readonly AccessPath[] {
  const names: AccessPath[] = [];
  walk(pattern, (node) => {
    if (node.type === 'Property') {
      names.push(...pathsOfPattern(node.value, module));
      return false;
    }
    if (node.type === 'Identifier') names.push({ root: `${node.name}@${String(node.range[0])}`, path: [], text: node.name });
    return !node.type.startsWith('TS');
  });
  return names;
}

/** What an expression carries: its own paths, those of the lists that it is an element of, and those of what its variables were gathered from. */
export function carriedBy(node: Node, module: Module, steps = 0): readonly AccessPath[] {
  const paths = [...pathsBelow(node, module)];
  if (steps >= MAX_STEPS) return paths;
  walk(node, (inner) => {
    if (isFunction(inner)) return false;
    const source = inner.type === 'Identifier' ? gatheredFrom(inner, module) : undefined;
    if (source !== undefined) paths.push(...carriedBy(source, module, steps + 1));
    return true;
  });
  return paths;
}

/** What a variable's value is an element of, or was gathered from: `orders` of `for (const order of orders)` and of `ids = orders.map(…)`. */
function gatheredFrom(identifier: TSESTree.Identifier, module: Module): Node | undefined {
  const variable = variableOf(identifier, module);
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined || isReassigned(variable)) return undefined;
  if (definition.type === DefinitionType.Parameter) return iterated(definition.node);
  if (definition.type !== DefinitionType.Variable) return undefined;
  const loop = definition.parent.parent;
  if (loop.type === 'ForOfStatement' && loop.left === definition.parent) return loop.right;
  const init = definition.node.init === null ? undefined : unwrapped(definition.node.init);
  if (init?.type === 'ArrayExpression' || init?.type === 'ObjectExpression' || init?.type === 'TemplateLiteral') return init;
  return init?.type === 'CallExpression' ? mapped(init) : undefined;
}

const GATHERING: ReadonlySet<string> = new Set(['map', 'flatMap', 'filter', 'forEach']);

/** `orders` of `orders.map((order) => order.id)`. */
function mapped(call: TSESTree.CallExpression): Node | undefined {
  const callee = calleeOf(call);
  return callee !== undefined && GATHERING.has(callee.method) ? callee.object : undefined;
}

/** `orders` for the parameter of `orders.map((order) => …)`. */
function iterated(routine: Node): Node | undefined {
  return isFunction(routine) && routine.parent.type === 'CallExpression' ? mapped(routine.parent) : undefined;
}
