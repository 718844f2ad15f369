/** What a loop goes over, where that is written out: the elements of an array, the entries of an object. */
import { calleeOf } from '../../libraries/calls.js';
import type { CallExpression, FunctionNode, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { keyOf } from '../../resolve/members.js';
import { literal } from '../../resolve/values.js';
import type { Value } from '../../resolve/values.js';
import { initialiserOf } from './initialisers.js';

const METHODS = new Set(['map', 'forEach', 'flatMap']);

/** Spreads inside of spreads are followed so deep. */
const MAX_DEPTH = 4;

/** An element, or the key and the value of an entry. */
type Element = Value | readonly [Value, Value];

/** What the turns of a loop, or of the array's method that a function is the callback of, are about; none where that cannot be seen. */
export function elementsFor(evaluator: Evaluator, scope: FunctionNode | TSESTree.ForOfStatement, module: Module): Element[] {
  if (scope.type === 'ForOfStatement') return elementsOf(evaluator, scope.right, module);
  const { parent } = scope;
  if (parent.type !== 'CallExpression' || parent.arguments[0] !== scope) return [];
  const callee = calleeOf(parent);
  return callee !== undefined && METHODS.has(callee.method) ? elementsOf(evaluator, callee.object, module) : [];
}

/** The elements of an array literal, of what `Object.entries` gives, or of the constant that holds one, wherever it is declared. */
export function elementsOf(evaluator: Evaluator, node: Node, module: Module, depth = MAX_DEPTH): Element[] {
  const list = depth === 0 ? undefined : initialiserOf(evaluator, node, module);
  if (list?.node.type === 'CallExpression') return elementsOfObject(evaluator, list.node, list.module);
  if (list?.node.type !== 'ArrayExpression') return [];
  return list.node.elements.flatMap((element): Element[] => {
    if (element === null) return [];
    return element.type === 'SpreadElement' ? elementsOf(evaluator, element.argument, list.module, depth - 1) : [evaluator.value(element, list.module, undefined)];
  });
}

/** What `Object.entries`, `Object.keys` and `Object.values` give. */
function elementsOfObject(evaluator: Evaluator, call: CallExpression, module: Module): Element[] {
  const callee = calleeOf(call);
  const [object] = call.arguments;
  if (object === undefined || callee === undefined || !isGlobalObject(callee.object)) return [];
  const entries = entriesOf(evaluator, object, module, MAX_DEPTH);
  switch (callee.method) {
    case 'entries':
      return [...entries].map(([key, value]) => [literal(key), value] as const);
    case 'keys':
      return [...entries.keys()].map(literal);
    case 'values':
      return [...entries.values()];
    default:
      return [];
  }
}

/** The properties of an object, those of the objects spread into it among them; of two with one name the later. */
function entriesOf(evaluator: Evaluator, node: Node, module: Module, depth: number): Map<string, Value> {
  const object = depth === 0 ? undefined : initialiserOf(evaluator, node, module);
  if (object?.node.type !== 'ObjectExpression') return new Map();
  return new Map(
    object.node.properties.flatMap((property): (readonly [string, Value])[] => {
      if (property.type === 'SpreadElement') return [...entriesOf(evaluator, property.argument, object.module, depth - 1)];
      const key = keyOf(evaluator, property, object.module, undefined);
      return key === undefined ? [] : [[key, evaluator.value(property.value, object.module, undefined)]];
    }),
  );
}

/** The `Object` of `Object.entries`. */
export function isGlobalObject(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'Object';
}
