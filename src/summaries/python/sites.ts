/** Places in a module. */
import type { Site } from '../../analysis/footprint.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';

const starts = new WeakMap<PyNode, readonly number[]>();

export function siteOf({ range }: PyNode, module: PythonModule): Site {
  return { file: module.path, line: lineAt(range[0], module), offset: range[0] };
}

function lineAt(offset: number, module: PythonModule): number {
  const lines = startsOf(module);
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function startsOf({ ast, text }: PythonModule): readonly number[] {
  const known = starts.get(ast);
  if (known !== undefined) return known;
  const found = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at + 1);
  starts.set(ast, found);
  return found;
}
