import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Origin } from '../resolve/origin.js';
import type { LocatedCall } from './calls.js';

/** What `Recognised.detail` (and so `Dispatch.detail`) holds, for those who know the library. */
export interface DispatchDetail {
  /** The queue, task or client. */
  readonly receiver?: Origin;
  /** The expression that makes it, and the module it stands in: `new Queue('images', { connection })`, `client.createTask('x')`. */
  readonly made?: { readonly module: Module; readonly node: TSESTree.NewExpression | TSESTree.CallExpression };
  /** The library's own call, behind the project's wrappers, and what it is evaluated in; absent for dispatchers from the settings. */
  readonly inner?: LocatedCall;
}
