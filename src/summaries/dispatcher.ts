/**
 * Functions that dispatch on behalf of their callers. A *dispatcher* is a function whose body makes exactly one dispatch on any path out
 * of its own parameters, `this`, imports and constants, and does no other work; what a call of it dispatches is found by going through
 * the body with the call's arguments. Functions that wait for the task's end, register a repeated job, or dispatch after real work are none.
 */
import { calledName } from '../readers/ecmascript/names.js';
import type { Place, Role } from '../analysis/ir.js';
import { calleeOf, type LocatedCall } from '../libraries/calls.js';
import type { LibraryCalls } from '../libraries/calls.js';
import { childrenOf, isFunction, walk } from '../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from '../resolve/evaluator.js';
import type { Env, Value } from '../resolve/values.js';
import { createHarmless } from './harmless.js';
import { mostOnOnePath, outlineOf } from './outline.js';
import { parametersIn, optionsParameter } from '../readers/ecmascript/parameters.js';

/** Wrappers of wrappers are followed so deep. */
const MAX_DEPTH = 6;
const MAX_OTHER_AWAITS = 2;

/** What a call dispatches: directly, or through dispatchers. */
export interface Dispatched {
  /** The library's own call, and what it is evaluated in. */
  readonly inner: LocatedCall;
  /** Positions of the (outer) call's arguments that reach the task. */
  readonly payload: readonly number[];
  readonly options?: number;
  /** The dispatchers that the call goes through, outermost first. */
  readonly through: readonly Through[];
}

export interface Through {
  readonly node: FunctionNode;
  readonly module: Module;
  /** What `this` is in it. */
  readonly self?: Value;
  readonly place: Place;
}

export interface Dispatchers {
  /** What a call dispatches; undefined where that is nothing, more than one task, or not known. */
  dispatchedBy(call: CallExpression, module: Module, env?: Env): Dispatched | undefined;
  /** Whether a function is a dispatcher whoever calls it; one that is handed its queue may be one for some calls only. */
  isDispatcher(node: FunctionNode, module: Module): boolean;
}

export interface DispatchersOptions {
  readonly evaluator: Evaluator;
  readonly libraryCalls: LibraryCalls;
  /** Rises when what was concluded may be wrong. */
  readonly generation: () => number;
  readonly roleOf: (routine: FunctionNode, module: Module) => Role;
}

/** Whether a function makes one dispatch: always, never, or depending on what it is called with. */
type Verdict = 'dispatcher' | 'none' | 'depends';

export function createDispatchers({ evaluator, libraryCalls, generation, roleOf }: DispatchersOptions): Dispatchers {
  const harmless = createHarmless(evaluator, libraryCalls);
  let verdicts = new WeakMap<FunctionNode, Verdict>();
  let current = -1;

  function forgetOld(): void {
    const now = generation();
    if (now !== current) verdicts = new WeakMap();
    current = now;
  }

  function dispatchedBy(call: CallExpression, module: Module, env: Env | undefined, depth: number): Dispatched | undefined {
    const library = libraryCalls.find(call, module, env);
    if (library !== undefined) {
      const { payload, options } = library.arrangement;
      return { inner: { call, module, env, library }, payload, ...(options === undefined ? {} : { options }), through: [] };
    }
    if (depth >= MAX_DEPTH) return undefined;
    const callee = evaluator.value(call.callee, module, env);
    if (callee.is.kind !== 'function' || verdictOn(callee.is.node, callee, depth) === 'none') return undefined;
    return throughFunction(callee, callee.is.node, callee.is.module, { call, module, env }, depth);
  }

  /** What a function dispatches when it is called so. */
  function throughFunction(
    callee: Value,
    node: FunctionNode,
    module: Module,
    { call, module: calling, env }: { readonly call: CallExpression; readonly module: Module; readonly env: Env | undefined },
    depth: number,
  ): Dispatched | undefined {
    const inside: Env = { frame: { scope: node, call: { node: call, module: calling, env }, ...(callee.self === undefined ? {} : { self: callee.self }) }, outer: callee.env };
    const found = onlyDispatch(node, module, inside, depth + 1);
    if (found === undefined) return undefined;
    const { call: innerCall, dispatched } = found;
    const payload = new Set(dispatched.payload.flatMap((at) => outerPositions(innerCall, at, node, module, call)));
    const position = optionsPosition(innerCall, dispatched, node, module);
    // What reaches the task is payload, even where an option is read off it too.
    const options = position !== undefined && payload.has(position) ? undefined : position;
    return {
      inner: dispatched.inner,
      payload: [...payload].sort((a, b) => a - b),
      ...(options === undefined ? {} : { options }),
      through: [{ node, module, place: placeOf(node, module), ...(callee.self === undefined ? {} : { self: callee.self }) }, ...dispatched.through],
    };
  }

  function verdictOn(node: FunctionNode, callee: Value, depth: number): Verdict {
    const known = verdicts.get(node);
    if (known !== undefined) return known;
    // Until it is known, a function that leads back to itself dispatches nothing.
    verdicts.set(node, 'none');
    if (callee.is.kind !== 'function') return 'none';
    const { module } = callee.is;
    const outline = outlineOf(node);
    const isPossible = outline !== undefined && outline.calls.length > 0 && outline.awaits.length <= MAX_OTHER_AWAITS + 1;
    let verdict: Verdict = 'none';
    if (isPossible) {
      const alone: Env = { frame: { scope: node }, outer: undefined };
      if (onlyDispatch(node, module, alone, depth + 1) !== undefined) verdict = roleOf(node, module) === 'job' ? 'none' : 'dispatcher';
      else if (outline.calls.some((call) => isOpen(call, module, alone))) verdict = 'depends';
    }
    verdicts.set(node, verdict);
    return verdict;
  }

  /** Whether a call may be a dispatch for some callers: its receiver, or what is called, is a parameter or `this` of another class. */
  function isOpen(call: CallExpression, module: Module, env: Env): boolean {
    const callee = calleeOf(call);
    if (callee === undefined) return evaluator.value(call.callee, module, env).is.kind === 'parameter';
    const { kind } = evaluator.value(callee.object, module, env).is;
    return kind === 'parameter' || (libraryCalls.isNamedSo(call) && kind === 'unknown') || (kind === 'instance' && evaluator.value(call.callee, module, env).is.kind === 'type');
  }

  /** The one dispatch that a function makes, with the parameters that `env` gives it; undefined where there is none, or it does other work. */
  function onlyDispatch(node: FunctionNode, module: Module, env: Env, depth: number): { call: CallExpression; dispatched: Dispatched } | undefined {
    const outline = outlineOf(node);
    if (outline === undefined) return undefined;
    if (!outline.mutated.every((target) => harmless.isOwn(target, node, module))) return undefined;
    const found = new Map<CallExpression, Dispatched>();
    const unsure: CallExpression[] = [];
    // Other functions are looked into only when nothing else has shown work already: each may lead to files not yet read.
    for (const call of outline.calls) {
      if (libraryCalls.find(call, module, env) !== undefined || evaluator.value(call.callee, module, env).is.kind === 'function') unsure.push(call);
      else if (!harmless.isHarmlessCall(call, module, env)) return undefined;
    }
    for (const call of unsure) {
      const dispatched = dispatchedBy(call, module, env, depth);
      if (dispatched !== undefined) found.set(call, dispatched);
      else if (!harmless.isHarmlessCall(call, module, env)) return undefined;
    }
    if (found.size === 0 || mostOnOnePath(node, (call) => found.has(call)) !== 1) return undefined;
    if (!outline.innerCalls.every((call) => harmless.isHarmlessCall(call, module, env) && dispatchedBy(call, module, env, depth) === undefined)) return undefined;
    if (!outline.constructions.every((construction) => harmless.isHarmlessConstruction(construction, module, env))) return undefined;
    const others = outline.awaits.filter(({ argument }) => !holdsAny(argument, found));
    if (others.length > MAX_OTHER_AWAITS) return undefined;
    return chosen(found, node, module, env);
  }

  /** The dispatch that is made for these arguments, where the branches say; else the first, if they are all alike. */
  function chosen(found: ReadonlyMap<CallExpression, Dispatched>, node: FunctionNode, module: Module, env: Env): { call: CallExpression; dispatched: Dispatched } | undefined {
    const possible = [...found].filter(([call]) => reaches(call, node, module, env) !== false);
    const [first, ...others] = possible.filter(([call]) => reaches(call, node, module, env) === true).slice(0, 1).concat(possible);
    if (first === undefined) return undefined;
    const [call, dispatched] = first;
    if (others.some(([, other]) => other.inner.library.library !== dispatched.inner.library.library)) return undefined;
    return { call, dispatched };
  }

  /** Whether the branches around a node are taken: undefined where that can't be told. */
  function reaches(node: Node, scope: FunctionNode, module: Module, env: Env): boolean | undefined {
    let result: boolean | undefined;
    for (let child: Node = node; child !== scope && child.parent !== undefined; child = child.parent) {
      const taken = isTaken(child, child.parent, module, env);
      if (taken === false) return false;
      result ??= taken;
    }
    return result;
  }

  function isTaken(child: Node, parent: Node, module: Module, env: Env): boolean | undefined {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      const { is } = evaluator.value(parent.test, module, env);
      if (child === parent.test || is.kind !== 'literal') return undefined;
      return Boolean(is.value) === (child === parent.consequent);
    }
    if (child.type !== 'SwitchCase' || parent.type !== 'SwitchStatement' || child.test === null) return undefined;
    const given = evaluator.value(parent.discriminant, module, env).is;
    const expected = evaluator.value(child.test, module, env).is;
    return given.kind === 'literal' && expected.kind === 'literal' ? given.value === expected.value : undefined;
  }

  return {
    dispatchedBy(call, module, env) {
      forgetOld();
      return dispatchedBy(call, module, env, 0);
    },
    isDispatcher(node, module) {
      forgetOld();
      return verdictOn(node, { is: { kind: 'function', module, node } }, 0) === 'dispatcher';
    },
  };
}

function holdsAny(node: Node, calls: ReadonlyMap<CallExpression, unknown>): boolean {
  if (node.type === 'CallExpression' && calls.has(node)) return true;
  return childrenOf(node).some((child) => !isFunction(child) && holdsAny(child, calls));
}

/** The positions of the outer call's arguments that an argument of the inner call is made of. */
function outerPositions(inner: CallExpression, position: number, scope: FunctionNode, module: Module, outer: CallExpression): number[] {
  const argument = inner.arguments.slice(0, position + 1).find(({ type }) => type === 'SpreadElement') ?? inner.arguments[position];
  if (argument === undefined) return [];
  return [...parametersIn(argument, scope, module)].flatMap((index) =>
    scope.params[index]?.type === 'RestElement' ? outer.arguments.map((_, at) => at).filter((at) => at >= index) : [index],
  );
}

function optionsPosition(inner: CallExpression, { options }: Dispatched, scope: FunctionNode, module: Module): number | undefined {
  const argument = options === undefined ? undefined : inner.arguments[options];
  return argument === undefined ? undefined : optionsParameter(argument, scope, module);
}

function placeOf(node: FunctionNode, module: Module): Place {
  return { file: module.path, line: module.text.slice(0, node.range[0]).split('\n').length };
}

/** The names of the functions and methods of a module that are dispatchers, exported or not. */
export function findDispatcherNames(module: Module, dispatchers: Pick<Dispatchers, 'isDispatcher'>): string[] {
  const names = new Set<string>();
  walk(module.ast, (node) => {
    if (!isFunction(node)) return;
    const name = calledName(node);
    if (name !== undefined && dispatchers.isDispatcher(node, module)) names.add(name);
  });
  return [...names];
}
