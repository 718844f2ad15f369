/** Names of definitions and of dotted paths, and what a routine is called in messages. */
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

/** The name of a function or class as its definition says it; empty for a lambda. */
export function ownNameOf(definition: PyNode, module: PythonModule): string {
  const name = childIn(definition, 'name');
  return name === undefined ? '' : sourceOf(name, module);
}

/** The last name of a dotted path. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).trim();
}
