/** What an expression of Python may be while a function's body is read: data by where it comes from, or something that has members and can be called. */
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { UNKNOWN_TERM, type Row, type Term } from '../../analysis/footprint.js';

export interface PyClass {
  readonly kind: 'class';
  readonly module: PythonModule;
  readonly node: PyNode;
}

/**
 * An object of a class of the project. It is one JavaScript object for as long as it is one Python object, so that a data library can
 * keep what it knows of it in a WeakMap.
 */
export interface PyInstance {
  readonly kind: 'instance';
  readonly of: PyClass;
  /** Of a model's instance: which row it holds. */
  readonly row?: Row;
}

export type PyValue =
  /** Plain data: an id, a text, a number; `unknown` where nobody can tell which. */
  | { readonly kind: 'term'; readonly term: Term }
  | PyClass
  | PyInstance
  /** A function of the project, or a method with the object that it was read off. */
  | { readonly kind: 'function'; readonly module: PythonModule; readonly node: PyNode; readonly self?: PyValue; readonly env?: object }
  | { readonly kind: 'module'; readonly module: PythonModule }
  /**
   * Something of a package outside of the project by its dotted path; a call appends `()`: `django.core.cache.cache`, `redis.Redis()`,
   * `boto3.client()`, `open` (a builtin has its bare name). `call` is the last of its calls.
   */
  | { readonly kind: 'external'; readonly path: string; readonly call?: PyCall }
  /** Something that only one data library understands: a query, a session, an open file. */
  | { readonly kind: 'handle'; readonly library: string; readonly data: unknown }
  | { readonly kind: 'list'; readonly elements: readonly PyValue[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, PyValue>; readonly open: boolean }
  /** One of several, at most 8. */
  | { readonly kind: 'alternatives'; readonly values: readonly PyValue[] };

/** A call with its arguments evaluated. */
export interface PyCall {
  readonly node: PyNode;
  readonly module: PythonModule;
  /** What is called; of `x.save()` a `function` where the project defines it, else see `receiver` and `method`. */
  readonly callee: PyValue;
  /** Of `receiver.method(…)`. */
  readonly receiver?: PyValue;
  readonly method?: string;
  readonly positional: readonly PyValue[];
  readonly keyword: ReadonlyMap<string, PyValue>;
  /** `*args` or `**kwargs` of which nobody can tell what they hold are among the arguments. */
  readonly open: boolean;
  /** The nodes of the positional arguments, and of the keyword arguments' values: for what is written in them (`Image.id == x`). */
  readonly nodes: readonly PyNode[];
}

export const UNKNOWN_VALUE: PyValue = { kind: 'term', term: UNKNOWN_TERM };

export function termValue(term: Term): PyValue {
  return { kind: 'term', term };
}
