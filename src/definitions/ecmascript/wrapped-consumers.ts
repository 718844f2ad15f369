/**
 * Consumers that a function or a class of the project makes out of what it is given: `register(queue, process)`, whose body constructs the
 * worker; a base class whose subclasses say the queue. Each call, construction and subclass of it makes a consumer of its own.
 */
import { calledName } from '../../readers/ecmascript/names.js';
import { ancestorsOf, isClass, isFunction, staticName } from '../../readers/ecmascript/estree.js';
import type { ClassNode, FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Env, Value } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { elementCalls } from './elements.js';
import { madeConsumer } from './module-consumers.js';
import type { Use, Uses } from './uses.js';

/** Wrappers of wrappers are followed so deep. */
const MAX_DEPTH = 3;
const MAX_CANDIDATES = 500;

/** A consumer that cannot be told where its code stands. */
export interface OpenConsumer {
  /** The node whose surroundings decide. */
  readonly node: Node;
  readonly module: Module;
  /** The consumer in these surroundings; undefined where it is none. */
  readonly consumerIn: (env: Env | undefined) => Consumer | undefined;
}

/** @param isWhole whether a consumer says all that is needed */
export function wrappedConsumers(evaluator: Evaluator, open: readonly OpenConsumer[], uses: Uses, isWhole: (consumer: Consumer) => boolean): Consumer[] {
  const found: Consumer[] = [];
  let pending = open;
  for (let depth = 0; depth < MAX_DEPTH && pending.length > 0; depth++) {
    const wrappers = pending.flatMap(wrappersOf);
    const byName = uses.of([...new Set(wrappers.map(({ name }) => name))]);
    const next: OpenConsumer[] = [];
    const candidates = [
      ...pending.flatMap((each) => inElements(evaluator, each)),
      ...wrappers.flatMap((wrapper) => inUses(evaluator, wrapper, byName.get(wrapper.name) ?? [])),
    ].slice(0, MAX_CANDIDATES);
    for (const candidate of candidates) {
      const consumer = candidate.consumerIn(undefined);
      if (consumer === undefined) continue;
      if (isWhole(consumer)) found.push({ ...consumer, node: candidate.node, module: candidate.module });
      else next.push(candidate);
    }
    pending = next;
  }
  return found;
}

interface Wrapper {
  readonly name: string;
  readonly open: OpenConsumer;
  readonly around: FunctionNode | ClassNode;
}

/** The functions and classes around a consumer that other code can use by name. */
function wrappersOf(open: OpenConsumer): Wrapper[] {
  return [open.node, ...ancestorsOf(open.node)].flatMap((around): Wrapper[] => {
    const name = isClass(around) ? around.id?.name : isFunction(around) && around.params.length > 0 ? calledName(around) : undefined;
    return name === undefined || name === 'constructor' || !(isClass(around) || isFunction(around)) ? [] : [{ name, open, around }];
  });
}

function inUses(evaluator: Evaluator, { around, open }: Wrapper, uses: readonly Use[]): OpenConsumer[] {
  return uses.flatMap((use) => {
    const used = evaluator.value(use.used, use.module, undefined);
    // Another function or class may have the same name.
    if (!('node' in used.is) || used.is.node !== around) return [];
    return isClass(around) ? inSubclass(evaluator, around, open, use) : inCall(around, open, use, used);
  });
}

function inCall(scope: FunctionNode, { consumerIn }: OpenConsumer, { node, module }: Use, callee: Value): OpenConsumer[] {
  if (isClass(node)) return [];
  const self = callee.self === undefined ? {} : { self: callee.self };
  return [{ node, module, consumerIn: (env) => consumerIn({ frame: { scope, call: { node, module, env }, ...self }, outer: callee.env }) }];
}

/** A construction or a subclass of the class that a consumer stands in. */
function inSubclass(evaluator: Evaluator, around: ClassNode, { node: site, module: siteModule, consumerIn }: OpenConsumer, { node, module }: Use): OpenConsumer[] {
  const instance = (env: Env | undefined): Value => (isClass(node) ? { is: { kind: 'instance', module, node }, env } : evaluator.value(node, module, env));
  if (instance(undefined).is.kind !== 'instance') return [];
  return [
    {
      node,
      module,
      consumerIn(env) {
        const self = instance(env);
        // A class of the project's own that is a worker itself.
        if (site === around) return madeConsumer(evaluator, self, site, siteModule);
        const field = fieldOf(site);
        if (field !== undefined) return madeConsumer(evaluator, memberOf(evaluator, self, field), site, siteModule);
        const method = methodOf(site, around);
        const value = method === undefined ? undefined : memberOf(evaluator, self, method.name);
        return value?.is.kind === 'function' && value.is.node === method?.node ? consumerIn(value.env) : undefined;
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

/** A consumer in the callback of an array's method, once for each element: `configs.map((config) => new Worker(config.name, process))`. */
function inElements(evaluator: Evaluator, { node, module, consumerIn }: OpenConsumer): OpenConsumer[] {
  for (const scope of ancestorsOf(node)) {
    if (!isFunction(scope)) continue;
    const calls = elementCalls(evaluator, scope, module);
    // What is still open is told by what stands around the array's method.
    if (calls.length > 0) return calls.map((call) => ({ node: scope.parent, module, consumerIn: (env) => consumerIn({ frame: { scope, call: { ...call, env: undefined } }, outer: env }) }));
  }
  return [];
}
