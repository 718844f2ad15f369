/**
 * What code says only together with what stands around it: `register(queue, process)`, whose body constructs the worker; a base class whose
 * subclasses say the queue; the body of a loop. Each call, construction, subclass and turn says a thing of its own.
 */
import { calledName } from '../../readers/ecmascript/names.js';
import { ancestorsOf, isClass, isFunction, staticName } from '../../readers/ecmascript/estree.js';
import type { ClassNode, FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Env, Value } from '../../resolve/values.js';
import { elementsFor } from './elements.js';
import type { Use, Uses } from './uses.js';

/** Wrappers of wrappers are followed so deep. */
const MAX_DEPTH = 3;
const MAX_CANDIDATES = 500;

/** Something that cannot be told where its code stands. */
export interface Open<T> {
  /** The node whose surroundings decide. */
  readonly node: Node;
  readonly module: Module;
  /** What it is in these surroundings; undefined where it is nothing. */
  readonly toldIn: (env: Env | undefined) => T | undefined;
  /** What it is where it is an object that is made, of a class of the project's own or held by one. */
  readonly toldOf?: (made: Value) => T | undefined;
}

/** What open code turns out to be, and where that is told. */
interface Told<T> {
  readonly told: T;
  readonly node: Node;
  readonly module: Module;
}

/** @param isWhole whether all that is needed is told */
export function toldAround<T>(evaluator: Evaluator, open: readonly Open<T>[], uses: Uses, isWhole: (told: T) => boolean): { readonly found: Told<T>[]; readonly left: Open<T>[] } {
  const found: Told<T>[] = [];
  const left: Open<T>[] = [];
  let pending = open;
  for (let depth = 0; depth < MAX_DEPTH && pending.length > 0; depth++) {
    const wrappers = pending.map(wrappersOf);
    const byName = uses.of([...new Set(wrappers.flatMap((each) => each.map(({ name }) => name)))]);
    const candidates = pending.flatMap((each, index) => {
      const around = wrappers[index] ?? [];
      const inside = inElements(evaluator, each);
      if (around.length + inside.length === 0) left.push(each);
      return [...inside, ...around.flatMap((wrapper) => inUses(evaluator, wrapper, byName.get(wrapper.name) ?? []))];
    });
    const next: Open<T>[] = [];
    for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
      const told = candidate.toldIn(undefined);
      if (told === undefined) continue;
      if (isWhole(told)) found.push({ told, node: candidate.node, module: candidate.module });
      else next.push(candidate);
    }
    pending = next;
  }
  return { found, left: [...left, ...pending] };
}

interface Wrapper<T> {
  readonly name: string;
  readonly open: Open<T>;
  readonly around: FunctionNode | ClassNode;
}

/** The functions and classes around a node that other code can use by name. */
function wrappersOf<T>(open: Open<T>): Wrapper<T>[] {
  return [open.node, ...ancestorsOf(open.node)].flatMap((around): Wrapper<T>[] => {
    // What a class makes is told by the object alone.
    const name = isClass(around) ? (open.toldOf === undefined ? undefined : around.id?.name) : isFunction(around) && around.params.length > 0 ? calledName(around) : undefined;
    return name === undefined || name === 'constructor' || !(isClass(around) || isFunction(around)) ? [] : [{ name, open, around }];
  });
}

function inUses<T>(evaluator: Evaluator, { around, open }: Wrapper<T>, uses: readonly Use[]): Open<T>[] {
  return uses.flatMap((use) => {
    const used = evaluator.value(use.used, use.module, undefined);
    // Another function or class may have the same name.
    if (!('node' in used.is) || used.is.node !== around) return [];
    return isClass(around) ? inSubclass(evaluator, around, open, use) : inCall(around, open, use, used);
  });
}

function inCall<T>(scope: FunctionNode, { toldIn, ...open }: Open<T>, { node, module }: Use, callee: Value): Open<T>[] {
  if (isClass(node)) return [];
  const self = callee.self === undefined ? {} : { self: callee.self };
  return [{ ...open, node, module, toldIn: (env) => toldIn({ frame: { scope, call: { node, module, env }, ...self }, outer: callee.env }) }];
}

/** A construction or a subclass of the class that a node stands in. */
function inSubclass<T>(evaluator: Evaluator, around: ClassNode, { node: site, toldIn, ...open }: Open<T>, { node, module }: Use): Open<T>[] {
  const instance = (env: Env | undefined): Value => (isClass(node) ? { is: { kind: 'instance', module, node }, env } : evaluator.value(node, module, env));
  if (instance(undefined).is.kind !== 'instance') return [];
  return [
    {
      ...open,
      node,
      module,
      toldIn(env) {
        const self = instance(env);
        // A class of the project's own that is the library's itself.
        if (site === around) return open.toldOf?.(self);
        const field = fieldOf(site);
        if (field !== undefined) return open.toldOf?.(memberOf(evaluator, self, field));
        const method = methodOf(site, around);
        const value = method === undefined ? undefined : memberOf(evaluator, self, method.name);
        return value?.is.kind === 'function' && value.is.node === method?.node ? toldIn(value.env) : undefined;
      },
    },
  ];
}

/** `worker` of `this.worker = new Worker(…)` and of `worker = new Worker(…)` in a class. */
function fieldOf({ parent }: Node): string | undefined {
  if (parent?.type === 'PropertyDefinition') return staticName(parent.key, parent.computed);
  if (parent?.type !== 'AssignmentExpression' || parent.left.type !== 'MemberExpression' || parent.left.object.type !== 'ThisExpression') return undefined;
  return staticName(parent.left.property, parent.left.computed);
}

function methodOf(site: Node, around: ClassNode): { readonly name: string; readonly node: Node } | undefined {
  for (const ancestor of ancestorsOf(site)) {
    if (ancestor.type !== 'MethodDefinition' || ancestor.parent.parent !== around || ancestor.kind === 'constructor') continue;
    const name = staticName(ancestor.key, ancestor.computed);
    return name === undefined ? undefined : { name, node: ancestor.value };
  }
  return undefined;
}

/** What stands in a loop or in the callback of an array's method, once for each element: `configs.map((config) => new Worker(config.name, process))`. */
function inElements<T>(evaluator: Evaluator, { node, module, toldIn, ...open }: Open<T>): Open<T>[] {
  for (const scope of ancestorsOf(node)) {
    if (scope.type !== 'ForOfStatement' && !isFunction(scope)) continue;
    const elements = elementsFor(evaluator, scope, module);
    // What is still open is told by what stands around the loop.
    if (elements.length > 0) return elements.map((element) => ({ ...open, node: scope.parent, module, toldIn: (env) => toldIn({ frame: { scope, element }, outer: env }) }));
  }
  return [];
}
