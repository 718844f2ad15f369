/** Whether a value comes from one of a framework's packages, as far as that can be known. */
import { isFunction, unwrapped } from '../readers/ecmascript/estree.js';
import type { ClassNode, Expression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { variableOf } from '../readers/ecmascript/variables.js';
import type { Origin, Resolver } from '../resolve/origin.js';
import { fitsGlob } from './glob.js';
import { chainOf, innerOf, isUndeclared, rootOf, specifierOf, typeNameOf } from './names.js';
import type { From } from './schema.js';

/** `unknown`: the value cannot be traced to any package, so that it may still come from this one. */
export type Provenance = 'yes' | 'no' | 'unknown';

/** How many callbacks, base classes or links of a chain are followed. */
const MAX_DEPTH = 8;

/** Steps in an origin's path that are no names. */
const STEPS = new Set(['default', 'new', '()']);

type Named = (names: readonly string[], path: readonly string[]) => boolean;

/** A receiver's root is one of the names: `app` of `@azure/functions`, whatever was called on it since. */
const startsWithOne: Named = (names, path) => names.includes(path.find((step) => !STEPS.has(step)) ?? 'default');

/** The value itself has one of the names, dots included: `https.onRequest`. */
const isOne: Named = (names, path) => {
  const name = path.filter((step) => !STEPS.has(step)).join('.') || 'default';
  return names.some((wanted) => name === wanted || name.endsWith(`.${wanted}`));
};

/** Answers for one routine: many rows ask after the same receiver, callee or type. */
export class Provenances {
  private readonly resolver: Resolver;
  private readonly origins = new Map<Node, Origin>();

  constructor(resolver: Resolver) {
    this.resolver = resolver;
  }

  /**
   * Of the receiver of a method. The parameter of a callback comes from where its call's receiver or its own declared type comes from:
   * `io.on('connection', (socket) => …)`, `const plugin: FastifyPluginAsync = async (app) => …`.
   */
  ofReceiver(receiver: Node, from: From, module: Module, depth = 0): Provenance {
    if (depth > MAX_DEPTH) return 'unknown';
    const origin = this.originOf(receiver, module);
    if (origin.kind === 'parameter') {
      const caller = origin.path.length === 0 ? this.ofCallback(origin.function, from, origin.module, depth + 1) : 'unknown';
      return caller === 'yes' ? 'yes' : 'unknown';
    }
    if (origin.kind === 'instance') return this.ofBase(origin.node, from, origin.module, depth + 1);
    if (isTold(origin)) return this.judge(origin, from, startsWithOne);
    const inner = innerOf(unwrapped(receiver));
    if (inner !== undefined) return this.ofReceiver(inner, from, module, depth + 1);
    return this.bySpecifier(receiver, from, module);
  }

  /** Of a function or class that is called, or of a decorator. */
  ofCallee(callee: Node, from: From, module: Module): Provenance {
    const origin = this.originOf(callee, module);
    if (isTold(origin)) return this.judge(origin, from, isOne);
    const root = rootOf(callee);
    if (from.autoImport === true && root.type === 'Identifier' && isUndeclared(root, module)) {
      return from.names?.includes(chainOf(callee).join('.')) === true ? 'yes' : 'unknown';
    }
    return this.bySpecifier(callee, from, module);
  }

  /** Of a type annotation; `names` are those that this annotation may have. */
  isType(type: TSESTree.TypeNode, from: From, names: readonly string[], module: Module): boolean {
    const named = typeNameOf(type);
    if (named === undefined) return false;
    const origin = this.originOfType(type, module);
    if (origin.kind === 'package' && isTold(origin)) return from.packages.includes(origin.package) && isOne(names, origin.path);
    if (!names.includes(named.name)) return false;
    const specifier = specifierOf(variableOf(named.root, module));
    if (specifier !== undefined) return isFrom(specifier, from);
    return from.autoImport === true && isUndeclared(named.root, module);
  }

  /** Of a class, by its base class or the base's base, across files. */
  ofBase(owner: ClassNode, from: From, module: Module, depth = 0): Provenance {
    if (owner.superClass === null || depth > MAX_DEPTH) return 'unknown';
    const origin = this.originOf(owner.superClass, module);
    if (origin.kind === 'class') return this.ofBase(origin.node, from, origin.module, depth + 1);
    return isTold(origin) ? this.judge(origin, from, isOne) : this.bySpecifier(owner.superClass, from, module);
  }

  private originOf(node: Node, module: Module): Origin {
    const origin = this.origins.get(node) ?? this.resolver.originOf(unwrapped(node) as Expression, module);
    this.origins.set(node, origin);
    return origin;
  }

  private originOfType(type: TSESTree.TypeNode, module: Module): Origin {
    const origin = this.origins.get(type) ?? this.resolver.originOfType(type, module);
    this.origins.set(type, origin);
    return origin;
  }

  private judge(origin: Origin, from: From, named: Named): Provenance {
    if (origin.kind === 'literal') return 'no';
    if (origin.kind !== 'package') return 'unknown';
    if (!from.packages.includes(origin.package)) return 'no';
    return from.names === undefined || named(from.names, origin.path) ? 'yes' : 'no';
  }

  /** Imports that lead to no package and no file are known by what they are written as: `#imports`, `./+types/order`. */
  private bySpecifier(node: Node, from: From, module: Module): Provenance {
    const root = rootOf(node);
    const specifier = root.type === 'Identifier' ? specifierOf(variableOf(root, module)) : undefined;
    if (specifier === undefined || !isFrom(specifier, from)) return 'unknown';
    return from.names === undefined || from.names.includes(chainOf(node).join('.')) ? 'yes' : 'unknown';
  }

  private ofCallback(callback: FunctionNode, from: From, module: Module, depth: number): Provenance {
    const { parent } = callback;
    // Absent nodes are undefined in one parser's tree and null in another's.
    const type = parent.type === 'VariableDeclarator' ? parent.id.typeAnnotation?.typeAnnotation : undefined;
    if (type !== undefined) {
      const origin = this.originOfType(type, module);
      return this.judge(origin, { packages: from.packages }, isOne);
    }
    if (parent.type !== 'CallExpression' || isFunction(parent.callee)) return 'unknown';
    return this.ofReceiver(parent.callee, from, module, depth);
  }
}

const PACKAGE_NAME = /^(?:@[\w.-]+\/)?[\w.:-]+$/;

/** An alias that leads nowhere (`~/routes`, `@/routes`, `$app/server`) is no package, although it is written like one. */
function isTold(origin: Origin): boolean {
  return origin.kind === 'package' ? PACKAGE_NAME.test(origin.package) : origin.kind !== 'unknown';
}

function isFrom(specifier: string, from: From): boolean {
  return from.packages.some((wanted) => fitsGlob(specifier, wanted));
}
