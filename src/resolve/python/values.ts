/** What an expression stands for, as far as imports and definitions tell. */
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';

export type Value =
  /** A function or a class of the project. Its decorators are those of `node.parent` where that is a `decorated_definition`. */
  | { readonly kind: 'function' | 'class'; readonly module: PythonModule; readonly node: PyNode }
  /** A module or package of the project. */
  | { readonly kind: 'module'; readonly module: PythonModule }
  /**
   * Something outside of the project by its dotted path: `celery.shared_task`, `pygame.time.delay`.
   * `importedName` where the last part was imported by name (`from shop.tasks import resize`), not read off a module.
   */
  | { readonly kind: 'external'; readonly path: string; readonly importedName: boolean }
  /** What calling a value gives: an instance of a class, a function's result. Of `self` in a method the `call` is the parameter. */
  | { readonly kind: 'result'; readonly of: Value; readonly call: PyNode; readonly module: PythonModule }
  /** A member of a value that tells no more of it: `task` of `Celery('shop')`. */
  | { readonly kind: 'member'; readonly of: Value; readonly name: string }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Value = { kind: 'unknown' };

/** Follows names through a project: assignments, imports, packages, re-exports, class and instance attributes. */
export interface PythonResolver {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** Takes a module's text ahead of what is on disk. */
  setModule(module: PythonModule): void;
  /** A file of the project as a module; undefined where there is none at the path. */
  moduleAt(path: string): PythonModule | undefined;
  /** The file that a dotted module name means, seen from a module (`.tasks` relative to it); undefined outside of the project. */
  fileOf(name: string, from: PythonModule): string | undefined;
  /** The dotted name under which a file of the project is imported: `shop.tasks`. */
  moduleNameOf(module: PythonModule): string;
  /** A number that changes whenever a module that has been read has changed. */
  generation(): number;
  /** What an expression stands for where it stands. */
  valueOf(expression: PyNode, module: PythonModule): Value;
  /** What a module exports under a name. */
  exportOf(module: PythonModule, name: string): Value;
}
