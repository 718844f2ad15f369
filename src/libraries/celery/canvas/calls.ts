/** A method that is called on a canvas, with its arguments. */
import type { Canvas, CanvasArgument, CanvasCall } from '../../../analysis/canvas.js';
import type { Span } from '../../../analysis/ir.js';
import { literalOf } from '../../../readers/python/literals.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { childIn, namedChildren, sourceOf, spanOf, type PyNode } from '../../../readers/python/tree.js';

/** The canvases that an argument's value holds. */
type CanvasesIn = (value: PyNode) => readonly Canvas[];

/** The call of a method, or of the canvas itself. */
export function callOf(call: PyNode, module: PythonModule, canvasesIn: CanvasesIn): CanvasCall {
  const callee = childIn(call, 'function') ?? call;
  const attribute = childIn(callee, 'attribute');
  const dot = callee.children.find(({ type }) => type === '.');
  const isMethod = callee.type === 'attribute' && attribute !== undefined && dot !== undefined;
  const start = isMethod ? dot.range[0] : (childIn(call, 'arguments') ?? call).range[0];
  return {
    name: isMethod ? sourceOf(attribute, module) : '__call__',
    span: spanOf(call),
    suffix: { start, end: call.range[1] },
    inside: insideOf(call),
    ...argumentsIn(call, module, canvasesIn),
  };
}

/** What stands between the parentheses of a call. */
export function insideOf(call: PyNode): Span {
  const { range } = childIn(call, 'arguments') ?? call;
  return { start: range[0] + 1, end: range[1] - 1 };
}

function argumentsIn(call: PyNode, module: PythonModule, canvasesIn: CanvasesIn): Pick<CanvasCall, 'positional' | 'keyword' | 'open'> {
  const list = childIn(call, 'arguments');
  if (list?.type !== 'argument_list') return { positional: [], keyword: new Map(), open: true };
  const nodes = namedChildren(list);
  const isSplat = ({ type }: PyNode) => type === 'list_splat' || type === 'dictionary_splat';
  return {
    positional: nodes.filter((node) => !isSplat(node) && node.type !== 'keyword_argument').map((node) => argumentAt(node, node)),
    keyword: new Map(optionsOf(nodes, module, canvasesIn)),
    open: nodes.some(isSplat),
  };

  function argumentAt(value: PyNode, whole: PyNode): CanvasArgument {
    return canvasArgument(value, whole, module, canvasesIn);
  }
}

/** Keyword arguments by name. */
export function optionsOf(nodes: readonly PyNode[], module: PythonModule, canvasesIn: CanvasesIn): [string, CanvasArgument][] {
  return nodes.flatMap((node): [string, CanvasArgument][] => {
    const name = node.type === 'keyword_argument' ? childIn(node, 'name') : undefined;
    const value = childIn(node, 'value');
    return name === undefined || value === undefined ? [] : [[sourceOf(name, module), canvasArgument(value, node, module, canvasesIn)]];
  });
}

function canvasArgument(value: PyNode, whole: PyNode, module: PythonModule, canvasesIn: CanvasesIn): CanvasArgument {
  const literal = literalOf(value, module);
  return { span: spanOf(value), whole: spanOf(whole), canvases: canvasesIn(value), ...(literal === undefined ? {} : { literal }) };
}
