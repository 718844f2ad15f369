import type { Hazard, Run } from '../analysis/ir.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Resolver } from '../resolve/origin.js';
import type { Edit, ImportRequest } from '../analysis/edit.js';
import type { Imports } from './imports.js';

/** What a rewrite may ask beside the finding. */
export interface RewriteContext {
  /** The file that holds the run. */
  readonly module: Module;
  readonly resolver: Resolver;
  /** The error callback: `<variable>` or `<module>#<variable>`, for BullMQ followed by `:<job name>`. */
  readonly linkError?: string;
  /**
   * A FlowProducer for queues that a framework injects. A `found` answer vouches that it is on the queues' connection and prefix;
   * undefined where the hook knows nothing of the run's queues.
   */
  readonly findInjectedFlowProducer?: (run: Run, context: DraftContext) => FlowSource | undefined;
}

/** The context while a rewrite is being written. */
export interface DraftContext extends RewriteContext {
  /** The imports of `module`; what is requested here becomes part of the rewrite. */
  readonly imports: Imports;
}

/** A FlowProducer that the style flow can use, or why there is none. */
export type FlowSource =
  | {
      readonly kind: 'found';
      /** How the run's file names it: an expression, or what to import. */
      readonly expression: string | ImportRequest;
      /** Edits of the run's file beside its imports: a declaration, a constructor parameter. */
      readonly edits: readonly Edit[];
      readonly otherFiles: ReadonlyMap<string, readonly Edit[]>;
      /** True where it may have a prefix of its own, so that every node has to say the queue's. */
      readonly prefixed: boolean;
      readonly warnings: readonly Hazard[];
    }
  | { readonly kind: 'refused'; readonly hazard: Hazard };
