/** What is known of a project's modules, classes and tasks, as long as no file changes. */
import type { Recogniser } from '../../readers/python/recogniser.js';
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import type { TaskFinder } from '../../libraries/celery/definitions.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Classes } from './classes.js';

export interface ProjectView {
  readonly resolver: PythonResolver;
  readonly classes: Classes;
  readonly tasks: TaskFinder;
  readonly recogniser: Recogniser;
  /** The definition of the task that workers know by a name. */
  definitionNamed(name: string): TaskDefinition | undefined;
}
