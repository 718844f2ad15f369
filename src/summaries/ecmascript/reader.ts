/** Reads what a task's code does with data, in terms of what the task is handed. */
import type { Effect, Opaque, Redispatch, Term } from '../../analysis/footprint.js';
import type { TaskDefinition } from '../../definitions/ecmascript/definition.js';
import { unwrapped, type FunctionNode } from '../../readers/ecmascript/estree.js';
import { enclosingFunction } from '../../readers/ecmascript/variables.js';
import type { Env, Made, Value } from '../../resolve/values.js';
import type { Given } from '../instantiate.js';
import { settledChain } from './chains.js';
import { UNKNOWN, isUnknown, joined, resolvedValue, termValue } from './data.js';
import { expressionValue } from './expressions.js';
import { createMemory, type Kept } from './memory.js';
import { bind } from './names.js';
import type { Reading, Surroundings } from './reading.js';
import { readStatements } from './statements.js';
import { createTrail } from './trail.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** Calls of the project's functions inside each other. */
const MAX_CALLS = 10;
/** Calls of one function inside each other that hand it other functions. */
const MAX_NESTED = 3;
/** Functions read for one task, one that is called twice counted twice. */
const MAX_CONTEXTS = 300;
/** Expressions inside each other; each takes several frames of the stack. */
const MAX_DEPTH = 160;
const MAX_STEPS = 60_000;

export interface Summary {
  readonly effects: readonly Effect[];
  readonly dispatches: readonly Redispatch[];
  readonly opaque: readonly Opaque[];
}

/** @param given what the dispatch hands over, as far as it prunes branches */
export function readTask(surroundings: Surroundings, definition: TaskDefinition, given: Given): Summary {
  const reading = createReading(surroundings, given);
  const { node, module, env } = definition;
  const callee: Value = { is: { kind: 'function', module, node }, ...(env === undefined ? {} : { env, ...selfOf(env) }) };
  try {
    reading.settle(reading.invoke(callee, handedTo(definition), { node, module, env }));
  } catch (error) {
    // Some module is nested deeper than the tools below can walk: what was found before stays.
    if (!(error instanceof RangeError)) throw error;
    reading.trail.noteOpaque('leads to code that is nested too deep', { node, module });
  }
  const { effects, dispatches, opaque } = reading.trail;
  return { effects, dispatches, opaque };
}

/** What a method's `this` is. */
function selfOf(env: Env): { readonly self?: Value } {
  return env.frame.self === undefined ? {} : { self: env.frame.self };
}

function handedTo({ handed, part = [], jobName, node }: TaskDefinition): JsValue[] {
  const argument = (name: string, path: readonly string[] = []): Term => ({ kind: 'argument', name, path });
  if (handed === 'payload') return [termValue(argument('data', part))];
  if (handed === 'positional') return node.params.map((_, index) => termValue(argument(String(index))));
  const name: readonly [string, Term][] = jobName === undefined ? [] : [['name', { kind: 'literal', value: jobName }]];
  return [termValue({ kind: 'object', entries: new Map([['data', argument('data')], ...name]), open: true })];
}

export function createReading(surroundings: Surroundings, given: Given): Reading {
  const memory = createMemory();
  const trail = createTrail(surroundings.root);
  const active: FunctionNode[] = [];
  /** What each generator that is being read has given so far. */
  const yields: JsValue[][] = [];
  let contexts = 0;
  let depth = 0;
  let steps = 0;

  function evaluateKept(at: Expressed): Kept {
    const place: Expressed = { node: unwrapped(at.node), module: at.module, env: at.env };
    const known = memory.known(place);
    if (known !== undefined) return known;
    steps += 1;
    if (depth >= MAX_DEPTH || steps > MAX_STEPS) {
      trail.noteOpaque('leads too far', place);
      return UNKNOWN;
    }
    depth += 1;
    try {
      const value = expressionValue(reading, place);
      return value.kind !== 'pending' && isUnknown(value) ? assertedValue(at) ?? value : value;
    } finally {
      depth -= 1;
    }
  }

  /** `job.data.client as Client`: what is asserted of a value of which nothing else is known. */
  function assertedValue({ node, module, env }: Expressed): JsValue | undefined {
    if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return undefined;
    const asserted = resolvedValue(surroundings.evaluator.typed(node.typeAnnotation, module, env));
    return isUnknown(asserted) ? undefined : asserted;
  }

  const reading: Reading = {
    ...surroundings,
    memory,
    trail,
    given,
    evaluateKept,
    evaluate(at) {
      const value = reading.settle(evaluateKept(at));
      const node = unwrapped(at.node);
      if (trail.isRecording && node.type !== 'Identifier' && at.env !== undefined) memory.keep({ node, module: at.module, env: at.env }, value);
      return value;
    },
    noteYield(value) {
      yields.at(-1)?.push(value);
    },
    settle: (value) => (value.kind === 'pending' ? settledChain(reading, value) : value),
    invoke(callee, args, at, call) {
      const { is } = callee;
      if (is.kind !== 'function') return UNKNOWN;
      const { node, module } = is;
      // `traced('a', () => traced('b', work))` goes on, though the function is being read already.
      const isAround = args.some(isFunctionValue);
      if (active.filter((each) => each === node).length > (isAround ? MAX_NESTED : 0)) return UNKNOWN;
      if (active.length >= MAX_CALLS || contexts >= MAX_CONTEXTS) {
        trail.noteOpaque('leads too far', at);
        return UNKNOWN;
      }
      contexts += 1;
      const env = frameFor(callee, node, call);
      const isInline = active.length === 0 || isWithin(node, active);
      active.push(node);
      try {
        const readIt = (): Kept => (node.generator ? readGenerator(node, env) : readBody(node, env));
        return isInline ? readIt() : trail.inside(at, readIt);
      } finally {
        active.pop();
      }

      /** A list of what it yields. */
      function readGenerator(scope: FunctionNode, inner: Env): JsValue {
        yields.push([]);
        readBody(scope, inner);
        const element = joined(yields.pop() ?? []);
        return element.kind === 'rows' ? { ...element, many: true } : UNKNOWN;
      }

      function readBody(scope: FunctionNode, inner: Env): Kept {
        for (const [index, parameter] of scope.params.entries()) {
          bind(reading, parameter, argumentFor(args, index, call), { node: parameter, module, env: inner });
        }
        if (scope.body.type !== 'BlockStatement') return evaluateKept({ node: scope.body, module, env: inner });
        const returned: Kept[] = [];
        readStatements(reading, scope.body.body, { module, env: inner, returned });
        for (const value of memory.heldIn(inner).values()) if (value.kind === 'pending' && value.extended === undefined && !returned.includes(value)) reading.settle(value);
        const [only] = returned;
        return returned.length === 1 && only !== undefined ? only : joined(returned.map((value) => reading.settle(value)));
      }
    },
  };
  return reading;
}

function isFunctionValue(value: JsValue): boolean {
  return value.kind === 'resolved' && value.value.is.kind === 'function';
}

function frameFor({ self, env }: Value, scope: FunctionNode, call: Made | undefined): Env {
  return { frame: { scope, ...(call === undefined ? {} : { call }), ...(self === undefined ? {} : { self }) }, outer: env };
}

/** An argument behind a spread may be any of the list's. */
function argumentFor(args: readonly JsValue[], index: number, call: Made | undefined): JsValue {
  const spread = call?.node.arguments.findIndex(({ type }) => type === 'SpreadElement') ?? -1;
  if (spread !== -1 && spread <= index) return UNKNOWN;
  return args[index] ?? (call === undefined ? UNKNOWN : termValue({ kind: 'literal', value: null }));
}

/** Whether a function is written inside of one that is being read: a callback, which is no step on the way. */
function isWithin(node: FunctionNode, active: readonly FunctionNode[]): boolean {
  const around = enclosingFunction(node);
  return around !== undefined && active.includes(around);
}

