/** What evaluation works with: origins, and the surroundings that give their parameters and `this` a meaning. */
import { enclosingFunction } from '../readers/ecmascript/variables.js';
import type { ClassNode, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Origin, Symbol } from './origin.js';
import { GLOBALS } from './packages.js';

/** A call that evaluation is inside of: it gives the parameters of `scope` their values, and `this` its meaning; or one turn of a loop. */
interface Frame {
  readonly scope: FunctionNode | ClassNode | TSESTree.ForOfStatement;
  readonly call?: Made;
  readonly self?: Value;
  /** What this turn of a loop, or of an array's method, is about; the parts of a pair that is written nowhere: an entry's key and value. */
  readonly element?: Value | readonly Value[];
}

/** Frames, innermost first. */
export interface Env {
  readonly frame: Frame;
  readonly outer: Env | undefined;
}

/** A call, and the surroundings that its arguments are evaluated in. */
export interface Made {
  readonly node: TSESTree.NewExpression | TSESTree.CallExpression;
  readonly module: Module;
  readonly env: Env | undefined;
}

/** What only evaluation knows: types without a value, enums, arrays, and containers whose elements have a known type. */
export type Thing =
  | Origin
  | { readonly kind: 'type'; readonly module: Module; readonly node: TypeShape }
  | { readonly kind: 'enum'; readonly module: Module; readonly node: TSESTree.TSEnumDeclaration }
  | { readonly kind: 'array'; readonly module: Module; readonly node: TSESTree.ArrayExpression }
  /** `Record<string, T>` gives its element for any property, `Map<K, T>` for a call of `get`. */
  | { readonly kind: 'container'; readonly access: 'property' | 'get' | 'call'; readonly module: Module; readonly element: TSESTree.TypeNode };

/** Declarations that have members or a call signature. */
export type TypeShape =
  | TSESTree.TSInterfaceDeclaration
  | TSESTree.TSTypeLiteral
  | TSESTree.TSFunctionType
  | TSESTree.TSMethodSignature
  | TSESTree.TSCallSignatureDeclaration
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression;

export interface Value {
  readonly is: Thing;
  /** What a closure or a class body was made in. */
  readonly env?: Env | undefined;
  /** What `this` is in a method. */
  readonly self?: Value;
  /** What the arguments of `is.made` are evaluated in. */
  readonly madeEnv?: Env | undefined;
}

export function unknown(reason: string): Value {
  return { is: { kind: 'unknown', reason } };
}

export function literal(value: string | number | boolean | null): Value {
  return { is: { kind: 'literal', value } };
}

export function isNothing({ is }: Value): boolean {
  return is.kind === 'literal' && is.value === null;
}

/** Whether the value says more than a declared type could: null singletons, map look-ups, calls into foreign packages and variables of the environment don't. */
export function isStrong({ is }: Value): boolean {
  switch (is.kind) {
    case 'unknown':
    case 'parameter':
      return false;
    case 'literal':
      return is.value !== null;
    case 'package':
      return is.path.at(-1) !== '()' && is.package !== GLOBALS;
    default:
      return true;
  }
}

/** The first strong value, else the first that is not unknown, else the first. */
export function strongest(...candidates: readonly (() => Value | undefined)[]): Value {
  let best: Value | undefined;
  for (const candidate of candidates) {
    const value = candidate();
    if (value === undefined) continue;
    if (isStrong(value)) return value;
    if (best === undefined || (best.is.kind === 'unknown' && value.is.kind !== 'unknown') || isNothing(best)) best = value;
  }
  return best ?? unknown('no value is declared');
}

/** What several possible values have in common; unknown where they disagree. Absent ones (`null`, `undefined`) don't count. */
export function agreed(values: readonly Value[]): Value {
  const present = values.filter((value) => !isNothing(value));
  const [first, ...others] = present;
  if (first === undefined) return values[0] ?? unknown('no value');
  return others.reduce(common, first);
}

function common(a: Value, b: Value): Value {
  if (a.is.kind === 'package' && b.is.kind === 'package') {
    if (a.is.package !== b.is.package || a.is.path.join('.') !== b.is.path.join('.')) return unknown('several values are possible');
    if (a.is.made?.node === b.is.made?.node && a.is.decorator?.node === b.is.decorator?.node) return a;
    return { is: { kind: 'package', package: a.is.package, path: a.is.path } };
  }
  if (a.is.kind === 'instance' && b.is.kind === 'instance' && a.is.node === b.is.node) {
    return a.is.made?.node === b.is.made?.node ? a : { is: { kind: 'instance', module: a.is.module, node: a.is.node }, env: a.env };
  }
  if (a.is.kind === 'literal' && b.is.kind === 'literal') return a.is.value === b.is.value ? a : unknown('several values are possible');
  if ('node' in a.is && 'node' in b.is && a.is.kind === b.is.kind && a.is.node === b.is.node) return a;
  if (a.is.kind === 'namespace' && b.is.kind === 'namespace' && a.is.module.path === b.is.module.path) return a;
  return unknown('several values are possible');
}

/** The value under the name of what holds it, unless something that lives longer does already. */
export function heldBy(value: Value, symbol: Symbol): Value {
  const { is } = value;
  if (is.kind === 'unknown' || is.kind === 'parameter' || is.kind === 'type' || is.kind === 'enum' || is.kind === 'array' || is.kind === 'container') return value;
  if (is.symbol !== undefined && isLasting(is.symbol)) return value;
  return { ...value, is: { ...is, symbol } };
}

/** The value as a function's caller gets it: names of the function's own variables mean nothing outside. */
export function outside(value: Value): Value {
  const { is } = value;
  if (!('symbol' in is)) return value;
  const { symbol, ...rest } = is;
  return isLasting(symbol) ? value : { ...value, is: rest };
}

/** Whether the symbol lives as long as its module or class does, and is not one call's own. */
export function isLasting({ name, node }: Symbol): boolean {
  return name.includes('.') || enclosingFunction(node) === undefined;
}

export function frameOf(scope: Node, env: Env | undefined): Env | undefined {
  for (let current = env; current !== undefined; current = current.outer) if (current.frame.scope === scope) return current;
  return undefined;
}
