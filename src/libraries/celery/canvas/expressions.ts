/** Expressions as canvases: signatures, chains, groups and chords, and the methods called on them. */
import type { Canvas } from '../../../analysis/canvas.js';
import { keywordOf } from '../../../readers/python/calls.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { argumentsOf } from '../../../readers/python/purity.js';
import { childIn, namedChildren, sourceOf, spanOf, unwrapped, type PyNode } from '../../../readers/python/tree.js';
import type { PythonResolver } from '../../../resolve/python/values.js';
import type { TaskFinder } from '../definitions.js';
import { addCall } from './adding.js';
import { callOf, optionsOf } from './calls.js';
import { unknownAt, written, type ChainDraft, type Draft, type Outcome } from './draft.js';
import { makerAt, type Maker } from './makers.js';
import { partsIn, type Parts } from './parts.js';
import { signatureByMethod, signatureByName } from './signatures.js';
import type { Variables } from './variables.js';

export interface Expressions {
  /** What an expression has to do with a canvas; undefined where it has nothing. */
  read(node: PyNode): Outcome | undefined;
  /** Whether an expression was read already, by itself or as a part of another. */
  wasRead(node: PyNode): boolean;
  /** The chain that `a | b` and `a |= b` make. */
  readPipe(node: PyNode): Outcome | undefined;
  /** The outermost canvases so far, and the expressions that make them. */
  outermost(): [Draft, PyNode][];
}

interface ExpressionContext {
  readonly module: PythonModule;
  readonly resolver: PythonResolver;
  readonly tasks: TaskFinder;
  readonly variables: Variables;
}

export function createExpressions({ module, resolver, tasks, variables }: ExpressionContext): Expressions {
  const known = new Map<PyNode, Outcome | undefined>();
  const made = new Map<Draft, PyNode>();
  /** Parts and callbacks of others. */
  const inner = new Set<Draft>();
  const makers = { chain: chainOf, group: groupOf, chord: chordOf, signature: (call: PyNode) => signatureByName(call, module, tasks) };

  return {
    read,
    readPipe,
    wasRead: (node) => known.has(unwrapped(node)),
    outermost: () => [...made].filter(([draft]) => !inner.has(draft)),
  };

  function read(node: PyNode): Outcome | undefined {
    const expression = unwrapped(node);
    if (!READABLE.has(expression.type)) return undefined;
    if (!known.has(expression)) known.set(expression, readNew(expression));
    return known.get(expression);
  }

  function readNew(expression: PyNode): Outcome | undefined {
    switch (expression.type) {
      case 'identifier': {
        const draft = variables.heldAt(expression);
        return draft === undefined ? undefined : { draft, gives: 'canvas', written: false };
      }
      case 'binary_operator':
        return sourceOf(childIn(expression, 'operator') ?? expression, module) === '|' ? readPipe(expression) : undefined;
      case 'call':
        return readCall(expression);
      default:
        return undefined;
    }
  }

  function readCall(call: PyNode): Outcome | undefined {
    const callee = childIn(call, 'function') ?? call;
    const signature = signatureByMethod(call, module, tasks);
    if (signature !== undefined) return make(signature, call);
    const maker: Maker | undefined = makerAt(unwrapped(callee), module, resolver);
    if (maker !== undefined) return make(makers[maker](call), call);
    const receiver = callee.type === 'attribute' ? childIn(callee, 'object') : callee;
    const before = receiver === undefined ? undefined : readUsed(receiver);
    return receiver === undefined || before === undefined ? undefined : addCall(before, spanOf(receiver), callOf(call, module, callbacksIn));
  }

  /** A canvas of which more is made; the result of a dispatch counts as used then. */
  function readUsed(node: PyNode): Outcome | undefined {
    const outcome = read(node);
    if (outcome?.gives === 'result') outcome.draft.resultUsed = true;
    return outcome?.gives === 'canvas' ? outcome : undefined;
  }

  function make(draft: Draft, node: PyNode): Outcome {
    if (draft.kind !== 'unknown') made.set(draft, node);
    return { draft, gives: 'canvas', written: true };
  }

  function readPipe(node: PyNode): Outcome | undefined {
    const sides = ['left', 'right'].flatMap((side) => childIn(node, side) ?? []);
    if (sides.every((side) => readUsed(side) === undefined)) return undefined;
    const parts = sides.map(partAt).map((part) => (isPlainChain(part) ? part : { parts: [part], openParts: false }));
    return make({ kind: 'chain', form: 'pipe', ...written(node), ...joined(parts) }, node);
  }

  function chainOf(call: PyNode): Draft {
    return { kind: 'chain', form: 'call', ...written(call), ...partsIn(positionalIn(call), partAt), ...optionsIn(call) };
  }

  function groupOf(call: PyNode): Draft {
    return { kind: 'group', ...written(call), ...partsIn(positionalIn(call), partAt), ...optionsIn(call) };
  }

  function chordOf(call: PyNode): Draft {
    const [first, second] = positionalIn(call);
    const header = first ?? keywordOf(call, 'header', module);
    const bodyNode = second ?? keywordOf(call, 'body', module);
    const { parts, openParts } = header === undefined ? { parts: [], openParts: true } : headerIn(partsIn([header], partAt), read(header) !== undefined);
    const body = bodyNode === undefined || bodyNode.type === 'none' ? undefined : partAt(bodyNode);
    return { kind: 'chord', ...written(call), header: parts, openParts, ...(body === undefined ? {} : { body }), ...optionsIn(call) };
  }

  /** The canvas at an expression, as a part of another. */
  function partAt(node: PyNode): Draft {
    const outcome = readUsed(node);
    if (outcome === undefined) return unknownAt(unwrapped(node));
    const { draft } = outcome;
    if (inner.has(draft) || draft.start !== undefined) draft.open = true;
    inner.add(draft);
    if (!outcome.written) draft.place = spanOf(unwrapped(node));
    return draft;
  }

  /** The signatures that an argument hands on: one, or those of a list. */
  function callbacksIn(value: PyNode): readonly Canvas[] {
    const expression = unwrapped(value);
    const nodes = expression.type === 'list' || expression.type === 'tuple' ? namedChildren(expression) : [expression];
    return nodes.flatMap((node) => {
      const outcome = readUsed(node);
      if (outcome === undefined) return [];
      inner.add(outcome.draft);
      if (!outcome.written) outcome.draft.place = spanOf(node);
      return [outcome.draft];
    });
  }

  function optionsIn(call: PyNode): Pick<Draft, 'options'> {
    const options = optionsOf(argumentsOf(call), module, callbacksIn).filter(([name]) => !NO_OPTIONS.has(name));
    return options.length === 0 ? {} : { options: new Map(options) };
  }
}

/** The expressions that can have to do with a canvas. */
const READABLE: ReadonlySet<string> = new Set(['identifier', 'binary_operator', 'call']);

/** Keyword arguments of `chain`, `group` and `chord` that are no options of the dispatch. */
const NO_OPTIONS: ReadonlySet<string> = new Set(['app', 'header', 'body', 'args', 'kwargs', 'task']);

function positionalIn(call: PyNode): PyNode[] {
  return argumentsOf(call).filter(({ type }) => type !== 'keyword_argument' && type !== 'dictionary_splat');
}

function joined(parts: readonly Pick<ChainDraft, 'parts' | 'openParts'>[]): Pick<ChainDraft, 'parts' | 'openParts'> {
  return { parts: parts.flatMap((each) => each.parts), openParts: parts.some(({ openParts }) => openParts) };
}

/** A chain on which nothing hangs: in a pipe its steps are steps of the pipe. */
function isPlainChain(draft: Draft): draft is ChainDraft {
  return draft.kind === 'chain' && draft.calls.length === 0 && draft.options === undefined && !draft.open;
}

/** `chord(group(a, b), c)` is `chord([a, b], c)`; so is `chord(chain(a, b), c)`, which runs both at once. */
function headerIn({ parts, openParts }: Parts, isOne: boolean): Pick<ChainDraft, 'parts' | 'openParts'> {
  const [only, ...others] = parts;
  const isTakenApart = only?.kind === 'group' || (only?.kind === 'chain' && isOne && only.parts.every(({ kind }) => kind === 'signature'));
  const isPlain = isTakenApart && others.length === 0 && only.calls.length === 0 && only.options === undefined;
  return isPlain ? { parts: only.parts, openParts: openParts || only.openParts } : { parts, openParts };
}
