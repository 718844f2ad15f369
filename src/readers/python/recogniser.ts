import type { Role, Task } from '../../analysis/ir.js';
import type { PythonModule } from './module.js';
import type { PyNode } from './tree.js';

/** An expression that is a dispatch. */
export interface Recognised {
  readonly library: string;
  readonly task: Task;
  /**
   * The call that holds the task's arguments: `a.delay(x)`, also where it stands in `transaction.on_commit(lambda: a.delay(x))`, and
   * `partial(a.delay, x)`.
   */
  readonly call: PyNode;
  /** The task, or the app of `app.send_task(…)`. */
  readonly receiver: PyNode;
  /** `delay`, `apply_async_on_commit`. */
  readonly method: string;
  /** The expressions that reach the task: values of arguments and keyword arguments, elements of `args=[…]`, values of `kwargs={…}`. */
  readonly payload: readonly PyNode[];
  /** The dispatch's own options, as `keyword_argument` and `dictionary_splat` nodes. */
  readonly options: readonly PyNode[];
  readonly detail: unknown;
}

/** What the reader asks the rest of the program; it decides nothing itself. */
export interface Recogniser {
  /** @param expression all that a statement evaluates, without `return`, `await` and what it is assigned to */
  recognise(expression: PyNode, module: PythonModule): Recognised | undefined;
  /** Of an expression that queues a group of one task: its first member, as if it were dispatched. */
  memberOf?(expression: PyNode, module: PythonModule): Recognised | undefined;
  /** Whether the expression has the form of a dispatch (a call of a dispatching method, or of `on_commit`), so that asking further is worth it. */
  isCandidate(expression: PyNode, module: PythonModule): boolean;
  /** @param routine a `function_definition`, a `lambda` or the `module` */
  roleOf(routine: PyNode, module: PythonModule): Role;
}
