/** What a routine is called, for messages. */
import type { PythonModule } from './module.js';
import { classOf } from './scopes.js';
import { childIn, sourceOf, type PyNode } from './tree.js';

/** The name that a reader of the code would give a routine: `upload`, `UploadView.post`, `<lambda>`, `<module>`. */
export function nameOf(routine: PyNode, module: PythonModule): string {
  const name = childIn(routine, 'name');
  if (name === undefined) return `<${routine.type}>`;
  const className = childIn(classOf(routine) ?? routine, 'name');
  return className === undefined || className === name ? sourceOf(name, module) : `${sourceOf(className, module)}.${sourceOf(name, module)}`;
}
