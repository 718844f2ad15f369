/** Methods of chains, groups and signatures. Each gives a new one: https://www.npmjs.com/package/task-canvas#api */
import type { CanvasArgument, CanvasCall, Canvas } from '../../analysis/canvas.js';
import type { Span } from '../../analysis/ir.js';
import { spanOf, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { outerSpan } from '../../readers/ecmascript/spans.js';
import { literalOf } from '../../readers/ecmascript/variables.js';

const CHANGING = new Set(['pipe', 'set', 'linkError']);

export interface MethodCall {
  readonly name: string;
  readonly node: CallExpression;
  readonly callee: TSESTree.MemberExpression;
}

/** `.delay(…)` and the like, called on an expression. */
export function methodCallOn(node: Node): MethodCall | undefined {
  const receiver = carrierOf(node);
  const callee = receiver.parent;
  if (callee?.type !== 'MemberExpression' || callee.object !== receiver || callee.optional) return undefined;
  const call = callee.parent;
  return call.type === 'CallExpression' ? methodCallOf(call) : undefined;
}

/** A call as one of a method of a canvas, if its receiver is one. */
export function methodCallOf(call: CallExpression): MethodCall | undefined {
  const callee = unwrapped(call.callee);
  const name = callee.type === 'MemberExpression' && !callee.computed ? staticName(callee.property, false) : undefined;
  const isMethod = name !== undefined && (CHANGING.has(name) || name === 'delay');
  return isMethod && callee.type === 'MemberExpression' && !call.optional ? { name, node: call, callee } : undefined;
}

/** The outermost expression of methods called on a canvas, before it is dispatched: `chain(a).pipe(b)` for `chain(a)`. */
export function withItsMethods(node: Node): Node {
  const call = methodCallOn(node);
  return call === undefined || call.name === 'delay' ? node : withItsMethods(call.node);
}

/** The expression with the type assertions and the like around it. */
export function carrierOf(node: Node): Node {
  const { parent } = node;
  return parent != null && unwrapped(parent) !== parent && unwrapped(parent) === unwrapped(node) ? carrierOf(parent) : node;
}

/** @param read gives the canvas that an argument is */
export function canvasCallOf({ name, node, callee }: MethodCall, module: Module, read: (node: Node) => Canvas | undefined): CanvasCall {
  const options = name === 'linkError' || name === 'pipe' ? undefined : node.arguments[0];
  const object = options === undefined ? undefined : unwrapped(options);
  const others = options === undefined ? node.arguments : node.arguments.slice(1);
  const { start, end } = spanOf(node);
  return {
    name,
    span: { start, end },
    suffix: { start: module.text.lastIndexOf('.', callee.property.range[0]), end },
    inside: insideOf(node, module),
    positional: others.flatMap((argument) => (argument.type === 'SpreadElement' ? [] : [argumentFor(argument, argument, module, read)])),
    keyword: object?.type === 'ObjectExpression' ? propertiesOf(object, module, read) : new Map(),
    open: (object !== undefined && !isWrittenOut(object)) || others.some(({ type }) => type === 'SpreadElement'),
  };
}

/** What stands between a call's parentheses. */
export function insideOf(call: CallExpression, module: Module): Span {
  const open = module.text.indexOf('(', (call.typeArguments ?? call.callee).range[1]);
  return { start: open + 1, end: call.range[1] - 1 };
}

function argumentFor(value: Node, whole: Node, module: Module, read: (node: Node) => Canvas | undefined): CanvasArgument {
  const canvas = read(value);
  const literal = literalOf(value, module);
  return {
    span: outerSpan(value, module),
    whole: value === whole ? outerSpan(value, module) : spanOf(whole),
    canvases: canvas === undefined ? [] : [canvas],
    ...(literal === undefined ? {} : { literal }),
  };
}

function propertiesOf(object: TSESTree.ObjectExpression, module: Module, read: (node: Node) => Canvas | undefined): ReadonlyMap<string, CanvasArgument> {
  return new Map(
    object.properties.flatMap((property): [string, CanvasArgument][] => {
      const name = property.type === 'Property' ? staticName(property.key, property.computed) : undefined;
      return property.type === 'Property' && name !== undefined ? [[name, argumentFor(property.value, property, module, read)]] : [];
    }),
  );
}

function isWrittenOut(node: Node): boolean {
  return node.type === 'ObjectExpression' && node.properties.every((property) => property.type === 'Property' && staticName(property.key, property.computed) !== undefined);
}
