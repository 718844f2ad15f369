import type { PythonModule } from './module.js';
import type { PyNode } from './tree.js';

/** Where the innermost statement that holds an offset begins; the offset itself where none does. */
export function statementStartAt({ ast }: Pick<PythonModule, 'ast'>, offset: number): number {
  let start = offset;
  for (let node: PyNode | undefined = ast; node !== undefined; node = node.children.find((child) => holds(child, offset))) {
    if (node.parent?.type === 'block' || node.parent?.type === 'module') start = node.range[0];
  }
  return start;
}

function holds({ range: [start, end] }: PyNode, offset: number): boolean {
  return start <= offset && offset < end;
}
