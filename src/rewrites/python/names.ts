import type { PythonModule } from '../../readers/python/module.js';
import { childrenIn, walk, type PyNode } from '../../readers/python/tree.js';

const known = new WeakMap<PythonModule, ReadonlySet<string>>();

/** Every name that the file uses or binds somewhere; names of attributes and of keyword arguments are none. */
export function namesIn(module: PythonModule): ReadonlySet<string> {
  const names = known.get(module) ?? findNames(module);
  known.set(module, names);
  return names;
}

function findNames({ ast, text }: PythonModule): Set<string> {
  const names = new Set<string>();
  walk(ast, (node) => {
    if (node.type === 'identifier' && isVariable(node)) names.add(text.slice(node.range[0], node.range[1]));
  });
  return names;
}

/** Whether an identifier is a variable's, not an attribute's, a keyword argument's or a module's. */
export function isVariable(identifier: PyNode): boolean {
  const { parent, field } = identifier;
  if (parent === undefined) return true;
  if (parent.type === 'attribute') return field !== 'attribute';
  if (parent.type === 'keyword_argument') return field !== 'name';
  if (parent.type !== 'dotted_name') return true;
  return isBinding(parent, identifier);
}

/** `a` of `import a.b` and of `from x import a` is bound; `x` is not, nor is `a` of `from x import a as b`. */
function isBinding(dotted: PyNode, identifier: PyNode): boolean {
  const { parent } = dotted;
  if (dotted.children[0] !== identifier) return false;
  if (parent?.type === 'aliased_import' || parent?.type === 'relative_import') return false;
  return parent === undefined || !parent.type.endsWith('import_from_statement') || childrenIn(parent, 'name').includes(dotted);
}

/** The innermost node at a position. */
export function nodeAt(position: number, { ast }: PythonModule): PyNode {
  let found = ast;
  walk(ast, (node) => {
    if (node.range[0] > position || node.range[1] <= position) return false;
    found = node;
    return true;
  });
  return found;
}
