import type { TaskMakers } from '../../libraries/celery/decorators.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';

/** The function in question, and what is needed to look around. */
export interface Subject {
  /** A `function_definition` or a `lambda`. */
  readonly routine: PyNode;
  readonly module: PythonModule;
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly resolver: PythonResolver;
  readonly tasks: Pick<TaskMakers, 'isTaskDecorator'>;
}
