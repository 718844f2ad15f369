/** What `Dispatch.detail` holds for Celery: found by the recogniser, used by the renderer. */
import type { Parameter } from '../../analysis/canvas.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';

/** One argument of a task, however the dispatch writes it: `x`, `name=x`, `*x`, `**x`. */
export interface TaskArgument {
  readonly kind: 'positional' | 'keyword' | 'list' | 'dict';
  /** The parameter's name, of a `keyword`. */
  readonly name?: string;
  /** The value's expression. */
  readonly node: PyNode;
}

/** How a dispatch waits for the transaction to be committed. */
export interface Commit {
  /** `t.delay_on_commit(x)`, `transaction.on_commit(lambda: t.delay(x))`, `transaction.on_commit(partial(t.delay, x))`. */
  readonly form: 'method' | 'lambda' | 'partial';
  /** The call of `on_commit`; absent for the form `method`. */
  readonly call?: PyNode;
  /** Its further arguments: `using='replica'`, `robust=True`. */
  readonly options: readonly PyNode[];
}

/** The code that a task runs. */
export interface TaskDefinition {
  readonly module: PythonModule;
  /** The `function_definition`; of a class-based task its `run`. */
  readonly node: PyNode;
  /** `bind=True`: the task itself is its first argument. A class's `run` has its `self` left out too, but is not bound. */
  readonly bound: boolean;
  /** The class of the task itself: a class-based one, which may have its `run` from a base, or `base=Tracked`. */
  readonly of?: { readonly module: PythonModule; readonly node: PyNode };
  readonly parameters: readonly Parameter[];
}

export interface CeleryDetail {
  readonly form: 'delay' | 'apply_async' | 'send_task';
  /** The task's arguments, in the order in which the dispatch writes them. */
  readonly arguments: readonly TaskArgument[];
  /** Of `send_task`: the expression that names the task. */
  readonly name?: PyNode;
  readonly commit?: Commit;
  /** Absent where it is not in the project. */
  readonly definition?: TaskDefinition;
}
