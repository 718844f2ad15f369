import { isAbsolute, relative, sep } from 'node:path';

/** A path from the project's folder, with forward slashes; the path itself where it is outside. */
export function pathFrom(root: string, path: string): string {
  const inner = relative(root, path);
  return (isAbsolute(inner) || inner.startsWith('..') ? path : inner).split(sep).join('/');
}
