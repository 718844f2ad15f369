/** What the elements of an array are, where it is written out. */
import { staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { initialiserOf } from './initialisers.js';

const METHODS = new Set(['map', 'forEach', 'flatMap']);

/** The calls that an array's method makes of its callback, one for each element; none where it is no such callback. */
export function elementCalls(evaluator: Evaluator, callback: FunctionNode, module: Module): { readonly node: CallExpression; readonly module: Module }[] {
  const { parent } = callback;
  if (parent.type !== 'CallExpression' || parent.arguments[0] !== callback) return [];
  const callee = unwrapped(parent.callee);
  if (callee.type !== 'MemberExpression' || !METHODS.has(staticName(callee.property, callee.computed) ?? '')) return [];
  return elementsOf(evaluator, callee.object, module).map((element) => ({ node: { ...parent, arguments: [element.node] }, module: element.module }));
}

/** The elements of an array literal, or of the constant that holds one, wherever it is declared. */
function elementsOf(evaluator: Evaluator, node: Node, module: Module): { readonly node: CallExpression['arguments'][number]; readonly module: Module }[] {
  const array = initialiserOf(evaluator, node, module);
  if (array?.node.type !== 'ArrayExpression') return [];
  return array.node.elements.flatMap((element) => (element === null || element.type === 'SpreadElement' ? [] : [{ node: element, module: array.module }]));
}
