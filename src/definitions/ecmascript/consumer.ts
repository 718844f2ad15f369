/** Where a project says what runs a task: a worker, a processor, a registered function. */
import type { Place } from '../../libraries/identity.js';
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Value } from '../../resolve/values.js';
import type { TaskDefinition } from './definition.js';
import type { Home } from './homes.js';

/**
 * Which jobs of a queue a consumer runs: every one, those that have no name (Bull's default), those of one name; `unclear` where an argument
 * may be a name or not.
 */
export type Jobs = 'all' | 'unnamed' | 'unclear' | { readonly named: string };

export interface Consumer {
  /** Id of the task library: a worker of one library never runs another's jobs. */
  readonly library: string;
  /** What the queue is known by, any of which will do; none where tasks are known by their names alone (celery). */
  readonly queues: readonly string[];
  readonly jobs: Jobs;
  /** Where its queue's jobs lie. */
  readonly home: Home;
  /** What runs them: an expression, or a method that was found already. */
  readonly processor: Place | Value;
  readonly handed: TaskDefinition['handed'];
  /** Where it stands. */
  readonly module: Module;
  readonly node: Node;
}
