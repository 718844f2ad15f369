/** What an expression is, as a canvas: read from the outside in, through constants. */
import type { Argument } from '../../analysis/ir.js';
import type { Canvas, Chain, Group, Signature, UnknownCanvas } from '../../analysis/canvas.js';
import { returnedBy } from '../../definitions/ecmascript/returned.js';
import { isFunction, spanOf, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, Expression, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { argumentOf } from '../../readers/ecmascript/paths.js';
import { outerSpan } from '../../readers/ecmascript/spans.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { makerOf, type Maker } from './makers.js';
import { canvasCallOf, insideOf, methodCallOf, type MethodCall } from './methods.js';
import { taskOf } from './task.js';

export interface CanvasReader {
  /** The canvas that an expression makes or names, not dispatched yet; undefined where it is not known to be one. */
  readonly read: (node: Node) => Canvas | undefined;
  /** The expressions that were read as parts of a canvas or as its error callbacks. */
  readonly inner: ReadonlySet<Node>;
}

type PartNode = Expression | TSESTree.SpreadElement | null;

interface Parts {
  readonly parts: readonly Canvas[];
  readonly openParts: boolean;
}

export function createCanvasReader(module: Module, evaluator: Evaluator): CanvasReader {
  const inner = new Set<Node>();
  const known = new Map<Node, Canvas | undefined>();

  function read(node: Node): Canvas | undefined {
    const expression = unwrapped(node);
    if (known.has(expression)) return known.get(expression);
    // `const c = c2.pipe(d), c2 = c` would never end.
    known.set(expression, undefined);
    const canvas = readExpression(expression);
    known.set(expression, canvas);
    return canvas;
  }

  function readExpression(node: Node): Canvas | undefined {
    if (node.type === 'Identifier') return readName(node);
    if (node.type !== 'CallExpression') return undefined;
    const maker = makerOf(node, module, evaluator);
    if (maker !== undefined) return readMade(node, maker);
    const method = methodCallOf(node);
    return method === undefined || method.name === 'delay' ? undefined : readChanged(method);
  }

  function readName(name: TSESTree.Identifier): Canvas | undefined {
    const variable = variableOf(name, module);
    const declarator = variable === undefined ? undefined : declaratorOf(variable);
    const canvas = declarator?.id.type === 'Identifier' && declarator.init != null ? read(declarator.init) : undefined;
    return canvas && { ...canvas, place: spanOf(name) };
  }

  function readMade(call: CallExpression, maker: Maker): Canvas {
    const written = writtenAt(call);
    switch (maker.name) {
      case 's':
      case 'si':
        return { ...written, ...signatureOf(call, maker) };
      case 'chain':
        return { ...written, kind: 'chain', form: 'call', ...partsOf(call.arguments) };
      case 'group':
        return { ...written, kind: 'group', ...partsOf(call.arguments) };
      case 'chord':
        return { ...written, kind: 'chord', ...chordOf(call.arguments) };
    }
  }

  function readChanged(method: MethodCall): Canvas | undefined {
    const receiver = read(method.callee.object);
    if (receiver === undefined) return undefined;
    if (method.name === 'pipe') return piped(receiver, method.node);
    const call = canvasCallOf(method, module, readInner);
    const calls = [...receiver.calls, call];
    const place = spanOf(method.node);
    if (receiver.place !== receiver.span) return withSet({ ...receiver, place, calls }, method);
    // Parentheses around the receiver are its own: `(chain(a)).linkError(e)`.
    const own = receiver.calls.length === 0 ? outerSpan(method.callee.object, module) : receiver.own;
    return withSet({ ...receiver, own, span: place, place, calls }, method);
  }

  function piped(receiver: Canvas, call: CallExpression): Chain {
    const { parts, openParts } = partsOf(call.arguments);
    const pieces = [receiver, ...parts];
    return {
      ...writtenAt(call),
      kind: 'chain',
      form: 'pipe',
      parts: pieces.flatMap((piece) => (isPlainChain(piece) ? piece.parts : [piece])),
      openParts: openParts || pieces.some((piece) => isPlainChain(piece) && piece.openParts),
    };
  }

  /** Keyword arguments of a task of Celery are among its options. */
  function withSet<C extends Canvas>(canvas: C, { name, node }: MethodCall): C | Signature {
    const [options] = node.arguments;
    if (canvas.kind !== 'signature' || name !== 'set' || options === undefined) return canvas;
    const { entries, open } = argumentOf(options, module);
    const keywords = entries?.get('kwargs');
    return { ...canvas, keyword: keywords?.entries ?? canvas.keyword, openArguments: canvas.openArguments || open || keywords?.open === true };
  }

  function signatureOf(call: CallExpression, { engine, name, nameSpan }: Maker): Omit<Signature, keyof ReturnType<typeof writtenAt>> {
    const spread = call.arguments.some(({ type }) => type === 'SpreadElement');
    const given = engine === 'bullmq' ? call.arguments.slice(2, 3) : call.arguments.slice(1);
    return {
      kind: 'signature',
      task: taskOf(call, engine, { module, evaluator }),
      engine,
      maker: name,
      makerSpan: nameSpan,
      immutable: name === 'si',
      inside: insideOf(call, module),
      positional: given.map((argument): Argument => argumentOf(argument, module)),
      keyword: new Map(),
      openArguments: spread,
    };
  }

  function chordOf([header, body]: readonly PartNode[]): { header: readonly Canvas[]; openParts: boolean; body?: Canvas } {
    const { parts, openParts } = header == null ? { parts: [], openParts: true } : elementsOf(header);
    const end = body == null ? undefined : partOf(body);
    return { header: parts, openParts, ...(end === undefined || end.kind === 'unknown' ? {} : { body: end }) };
  }

  function partsOf(nodes: readonly PartNode[]): Parts {
    const parts: Canvas[] = [];
    let openParts = false;
    for (const node of nodes) {
      if (node === null) continue;
      if (node.type !== 'SpreadElement') {
        parts.push(partOf(node));
        continue;
      }
      const spread = elementsOf(node.argument);
      parts.push(...spread.parts);
      openParts ||= spread.openParts;
    }
    return { parts, openParts };
  }

  /** The elements of an array. `xs.map((x) => si(task, x))` is its one element, as a comprehension is. */
  function elementsOf(node: Node): Parts {
    const array = arrayOf(node);
    if (array !== undefined) return partsOf(array.elements);
    const element = mappedElement(unwrapped(node));
    const canvas = element === undefined ? undefined : readInner(element);
    return canvas === undefined ? { parts: [], openParts: true } : { parts: [canvas], openParts: false };
  }

  function partOf(node: Node): Canvas {
    return readInner(node) ?? unknownAt(node);
  }

  function readInner(node: Node): Canvas | undefined {
    const canvas = read(node);
    if (canvas !== undefined) inner.add(unwrapped(node));
    return canvas;
  }

  function unknownAt(node: Node): UnknownCanvas {
    const span = outerSpan(node, module);
    return { kind: 'unknown', span, own: span, place: span, calls: [], open: true, resultUsed: false };
  }

  return { read, inner };
}

function writtenAt(call: CallExpression): Pick<Group, 'span' | 'own' | 'place' | 'calls' | 'open' | 'resultUsed'> {
  const span = spanOf(call);
  return { span, own: span, place: span, calls: [], open: false, resultUsed: false };
}

/** A chain that loses nothing when it becomes part of another. */
function isPlainChain(canvas: Canvas): canvas is Chain {
  return canvas.kind === 'chain' && canvas.calls.length === 0;
}

function arrayOf(node: Node): TSESTree.ArrayExpression | undefined {
  const expression = unwrapped(node);
  return expression.type === 'ArrayExpression' ? expression : undefined;
}

/** What an array's `map` makes of each element. */
function mappedElement(node: Node): Node | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length !== 1) return undefined;
  const callee = unwrapped(node.callee);
  const [callback] = node.arguments;
  const isMap = callee.type === 'MemberExpression' && staticName(callee.property, callee.computed) === 'map';
  const [returned, ...others] = isMap && callback !== undefined && isFunction(callback) ? returnedBy(callback) : [];
  return others.length === 0 ? returned : undefined;
}
