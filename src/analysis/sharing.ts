/** What two dispatches have in common: access paths, not constants. */
import type { AccessPath, Dispatch, Shared } from './ir.js';

/** Whether what one path means is part of what the other means: `image` and `image.id`, not `req.user` and `req.body`. */
export function isWithin(inner: Pick<AccessPath, 'root' | 'path'>, outer: Pick<AccessPath, 'root' | 'path'>): boolean {
  return inner.root === outer.root && outer.path.every((name, index) => inner.path[index] === name);
}

function pathsOf(dispatch: Dispatch): AccessPath[] {
  return dispatch.payload.flatMap(({ paths }) => paths);
}

/** What two dispatches of different tasks share: the narrower of each two paths that meet. */
function sharedByTwo(first: Dispatch, second: Dispatch): AccessPath[] {
  if (first.task.key === second.task.key) return [];
  return pathsOf(first).flatMap((a) =>
    pathsOf(second).flatMap((b) => {
      if (isWithin(a, b)) return [a];
      return isWithin(b, a) ? [b] : [];
    }),
  );
}

/** Whether two dispatches are of different tasks and share an argument. */
export function isSharing(first: Dispatch, second: Dispatch): boolean {
  return sharedByTwo(first, second).length > 0;
}

/**
 * What the dispatches share, as the source first writes each. Where `image` and `image.id` both are shared, `image` says it all.
 * @param dispatches in source order
 */
export function sharedOf(dispatches: readonly Dispatch[]): Shared[] {
  const found = distinct(dispatches.flatMap((first, index) => dispatches.slice(index + 1).flatMap((second) => sharedByTwo(first, second))));
  const widest = found.filter((path) => !found.some((other) => other.path.length < path.path.length && isWithin(path, other)));
  return distinct(dispatches.flatMap((dispatch) => pathsOf(dispatch)))
    .filter((path) => widest.some((other) => isSame(other, path)))
    .map(({ text, root, path }) => ({ text, root, path }));
}

function isSame(a: AccessPath, b: AccessPath): boolean {
  return a.path.length === b.path.length && isWithin(a, b);
}

/** The first of those that mean the same. */
function distinct(paths: readonly AccessPath[]): AccessPath[] {
  const first = new Map<string, AccessPath>();
  for (const path of paths) {
    const key = JSON.stringify([path.root, ...path.path]);
    if (!first.has(key)) first.set(key, path);
  }
  return [...first.values()];
}
