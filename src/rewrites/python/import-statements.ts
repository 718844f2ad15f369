import type { Run } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, childrenIn, sourceOf, type PyNode } from '../../readers/python/tree.js';

/** A name that `from x import name as local` brings. */
export interface ImportedName {
  readonly name: string;
  readonly local: string;
  readonly node: PyNode;
}

/** One import statement at the top of a module. */
export interface ImportStatement {
  readonly node: PyNode;
  /** The module as it is written: `celery`, `.tasks`; the first one of `import a, b`. */
  readonly from: string;
  /** Of `from x import a, b`; undefined for `import x`. */
  readonly names?: readonly ImportedName[];
}

const IMPORTS = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);

export function isImport({ type }: PyNode): boolean {
  return IMPORTS.has(type);
}

/** The import statements that stand at a module's top level (in no `if` and no `try`) above a position. */
export function importsAbove(position: number, module: PythonModule): ImportStatement[] {
  return module.ast.children
    .filter((node) => isImport(node) && !node.broken && node.range[1] <= position)
    .map((node) => readImport(node, module));
}

export function readImport(node: PyNode, module: PythonModule): ImportStatement {
  if (node.type === 'future_import_statement') return { node, from: '__future__', names: [] };
  if (node.type === 'import_statement') {
    const [first] = childrenIn(node, 'name');
    return { node, from: first === undefined ? '' : sourceOf(childIn(first, 'name') ?? first, module) };
  }
  const from = childIn(node, 'module_name');
  return {
    node,
    from: from === undefined ? '' : sourceOf(from, module),
    names: childrenIn(node, 'name').map((name) => readName(name, module)),
  };
}

function readName(node: PyNode, module: PythonModule): ImportedName {
  const name = sourceOf(childIn(node, 'name') ?? node, module);
  const alias = childIn(node, 'alias');
  return { name, local: alias === undefined ? name : sourceOf(alias, module), node };
}

/** Where a run starts. */
export function startOf({ items }: Run): number {
  return items[0]?.statement.start ?? 0;
}
