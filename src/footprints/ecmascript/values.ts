/** What an expression of TypeScript or JavaScript may be while a function's body is read for what it reads and writes. */
import type { Model, Row, Term } from '../../analysis/footprint.js';
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Env, Value } from '../../resolve/values.js';

/** An expression where it stands: with the calls that evaluation is inside of, which give parameters their values. */
export interface Expressed {
  readonly node: Node;
  readonly module: Module;
  readonly env: Env | undefined;
}

export type JsValue =
  /** Plain data: an id, a text, a number; `unknown` where nobody can tell which. */
  | { readonly kind: 'term'; readonly term: Term }
  /** What a data library has loaded: properties read off it are columns. */
  | { readonly kind: 'rows'; readonly library: string; readonly model: Model; readonly row: Row; readonly many: boolean; readonly site: Expressed }
  /** Something that only one data library understands: a query that is not run yet, a document. */
  | { readonly kind: 'handle'; readonly library: string; readonly data: unknown }
  /** Anything that the resolver knows: functions, classes, objects, things of packages. */
  | { readonly kind: 'resolved'; readonly value: Value };
