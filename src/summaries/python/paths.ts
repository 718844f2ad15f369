/**
 * Paths of pathlib: `pathlib.Path()` with a call whose arguments are the parts, however the path was put together.
 * https://docs.python.org/3/library/pathlib.html
 */
import type { Term } from '../../analysis/footprint.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { termValue, type PyValue } from '../../footprints/python/values.js';

const PATHS: ReadonlySet<string> = new Set(['pathlib.Path()', 'pathlib.PurePath()', 'pathlib.PosixPath()', 'pathlib.PurePosixPath()']);

export function isPath(value: PyValue): boolean {
  return value.kind === 'external' && PATHS.has(value.path);
}

export function pathOf(term: Term, node: PyNode, module: PythonModule): PyValue {
  const callee: PyValue = { kind: 'external', path: 'pathlib.Path' };
  const call = { node, module, callee, positional: [termValue(term)], keyword: new Map<string, PyValue>(), open: false, nodes: [] };
  return { kind: 'external', path: 'pathlib.Path()', call };
}
