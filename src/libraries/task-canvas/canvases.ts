/** The outermost canvases of a module, and what becomes of each. */
import type { CanvasCall, CanvasSite, Canvas } from '../../analysis/canvas.js';
import { staticName, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Recogniser } from '../../readers/ecmascript/recogniser.js';
import { routineAt } from '../../readers/ecmascript/routines.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { makerOf } from './makers.js';
import { canvasCallOf, carrierOf, methodCallOf, methodCallOn, withItsMethods, type MethodCall } from './methods.js';
import { createCanvasReader, type CanvasReader } from './read.js';

interface Context {
  readonly module: Module;
  readonly recogniser: Recogniser;
  readonly evaluator: Evaluator;
}

/** The end that a canvas, in its latest form, comes to. */
type End =
  | { readonly kind: 'part' }
  /** The form is made and nothing uses it: of a frozen canvas, `c.linkError(e);` is one. */
  | { readonly kind: 'dropped'; readonly form: Node }
  | { readonly kind: 'dispatched'; readonly form: Node; readonly start: MethodCall }
  | { readonly kind: 'open'; readonly form: Node };

/** How many constants made of constants are followed. */
const MAX_FORMS = 8;

export function taskCanvasesIn({ module, recogniser, evaluator }: Context): CanvasSite[] {
  const reader = createCanvasReader(module, evaluator);
  const made = madeIn(module, evaluator);
  // Everything is read first, since what stands in something else shows only there.
  for (const form of made) for (const each of formsOf(form, module)) reader.read(each);
  return made.flatMap((form): CanvasSite[] => {
    const canvas = canvasOf(form, reader, module);
    return canvas === undefined ? [] : [{ canvas, routine: routineAt(form, module, recogniser), library: 'task-canvas' }];
  });
}

/** Every expression that makes a canvas, with the methods that hang on it, in source order. */
function madeIn(module: Module, evaluator: Evaluator): Node[] {
  const made = new Set<Node>();
  walk(module.ast, (node) => {
    if (node.type === 'CallExpression' && makerOf(node, module, evaluator) !== undefined) made.add(withItsMethods(node));
  });
  return [...made];
}

/** The expression, and those in which constants that hold it stand. */
function formsOf(form: Node, module: Module, depth = 0): Node[] {
  const later = depth < MAX_FORMS ? namesOf(form, module) ?? [] : [];
  return [form, ...later.flatMap((name) => formsOf(withItsMethods(name), module, depth + 1))];
}

/** Where the constant that holds the value of an expression is read; undefined where none does, or others can read it, too. */
function namesOf(form: Node, module: Module): readonly Node[] | undefined {
  const holder = carrierOf(form);
  const declarator = holder.parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.init !== holder || declarator.parent.parent.type === 'ExportNamedDeclaration') return undefined;
  const [variable] = module.scopes.getDeclaredVariables(declarator);
  if (variable === undefined || declarator.id.type !== 'Identifier' || declaratorOf(variable) !== declarator) return undefined;
  return variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier as Node);
}

/** The canvas with what becomes of it; undefined where it is a part of others only. */
function canvasOf(form: Node, reader: CanvasReader, module: Module): Canvas | undefined {
  const ends = endsOf(form, reader, module);
  const parts = ends.filter(({ kind }) => kind === 'part');
  if (parts.length > 0 && parts.length === ends.length) return undefined;
  const dispatched = ends.filter((end) => end.kind === 'dispatched');
  const [first] = dispatched;
  const latest = first?.form ?? ends.find((end) => end.kind === 'open')?.form ?? form;
  const canvas = reader.read(latest);
  if (canvas === undefined) return undefined;
  const isTold = ends.every(({ kind }) => kind !== 'open') && dispatched.every((end) => isSameForm(end.form, latest, module));
  const dropped = ends.flatMap((end) => (end.kind === 'dropped' ? callsSince(end.form, form, reader, module) : []));
  return {
    ...canvas,
    open: !isTold,
    ...(dropped.length === 0 ? {} : { dropped }),
    ...(first === undefined ? {} : { start: canvasCallOf(first.start, module, reader.read), resultUsed: isUsed(first.start.node) }),
  };
}

function endsOf(form: Node, reader: CanvasReader, module: Module, depth = 0): End[] {
  if (reader.inner.has(form)) return [{ kind: 'part' }];
  const call = methodCallOn(form);
  if (call?.name === 'delay') return [{ kind: 'dispatched', form, start: call }];
  const names = namesOf(form, module);
  if (names !== undefined && depth < MAX_FORMS) return names.flatMap((name) => endsOf(withItsMethods(name), reader, module, depth + 1));
  const isStatement = carrierOf(form).parent?.type === 'ExpressionStatement';
  return [isStatement ? { kind: 'dropped', form } : { kind: 'open', form }];
}

/** Whether both are the same constant, or the same place. */
function isSameForm(a: Node, b: Node, module: Module): boolean {
  if (a === b) return true;
  return a.type === 'Identifier' && b.type === 'Identifier' && variableOf(a, module) === variableOf(b, module);
}

/** The methods that a form was given after it was held by a constant; none where it is where the canvas is made. */
function callsSince(form: Node, made: Node, reader: CanvasReader, module: Module): CanvasCall[] {
  const call = form === made || form.type !== 'CallExpression' ? undefined : methodCallOf(form);
  if (call === undefined) return [];
  return [...callsSince(unwrapped(call.callee.object), made, reader, module), canvasCallOf(call, module, reader.read)];
}

/** Whether anything uses what an expression gives. */
function isUsed(node: Node): boolean {
  const value = carrierOf(node);
  const { parent } = value;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return false;
    case 'AwaitExpression':
    case 'UnaryExpression':
      return isUsed(parent);
    case 'MemberExpression': {
      const settles = parent.object === value && ['catch', 'finally'].includes(staticName(parent.property, parent.computed) ?? '');
      return !settles || isUsed(parent.parent);
    }
    default:
      return true;
  }
}
