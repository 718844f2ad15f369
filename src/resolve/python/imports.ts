/** What import statements say, before anybody looks for a file. */
import { isFunction } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, childrenIn, namedChildren, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import type { PythonModule } from '../../readers/python/module.js';

export type Imported =
  /** `from module import name`; the module's name with its dots in front. */
  | { readonly kind: 'name'; readonly module: string; readonly name: string }
  /** `import a.b as c`: the module itself. */
  | { readonly kind: 'module'; readonly module: string }
  /** `import a.b`, which binds `a` and sees to it that `a.b` is there. */
  | { readonly kind: 'top'; readonly module: string };

/** What a name is imported as. @param bound the identifier that the statement binds */
export function importedBy(statement: PyNode, bound: PyNode, module: PythonModule): Imported | undefined {
  const entry = childrenIn(statement, 'name').find(({ range }) => range[0] <= bound.range[0] && bound.range[1] <= range[1]);
  if (entry === undefined) return undefined;
  const aliased = entry.type === 'aliased_import';
  const named = aliased ? childIn(entry, 'name') : entry;
  if (named === undefined) return undefined;
  const name = plainText(named, module);
  if (statement.type === 'import_from_statement') {
    const from = childIn(statement, 'module_name');
    return from === undefined ? undefined : { kind: 'name', module: plainText(from, module), name };
  }
  return { kind: aliased ? 'module' : 'top', module: name };
}

const starred = new WeakMap<PyNode, readonly string[]>();

/** The modules that `from … import *` takes everything from, in source order. */
export function starImportsIn(module: PythonModule): readonly string[] {
  const known = starred.get(module.ast);
  if (known !== undefined) return known;
  const found: string[] = [];
  walk(module.ast, (node) => {
    if (isFunction(node) || node.type === 'class_definition') return false;
    if (node.type !== 'import_from_statement') return true;
    const from = childIn(node, 'module_name');
    if (from !== undefined && node.children.some(({ type }) => type === 'wildcard_import')) found.push(plainText(from, module));
    return false;
  });
  starred.set(module.ast, found);
  return found;
}

/** True for an import that has a substitute or is for type checkers: in `try`, or under `if`. */
export function isConditional(statement: PyNode): boolean {
  for (const { type } of ancestorsOf(statement)) if (type === 'try_statement' || type === 'if_statement') return true;
  return false;
}

/** The names in `__all__` where they are plainly listed; undefined where they are not, or there is no such list. */
export function listedNames(assigned: readonly (PyNode | undefined)[], module: PythonModule): ReadonlySet<string> | undefined {
  const [list, ...others] = assigned;
  if (list === undefined || others.length > 0 || !['list', 'tuple'].includes(list.type)) return undefined;
  const elements = namedChildren(list);
  if (elements.some(({ type }) => type !== 'string')) return undefined;
  return new Set(elements.map((element) => sourceOf(element, module).replace(/^['"]+|['"]+$/g, '')));
}

/** A dotted name without the white space that may stand in it. */
function plainText(node: PyNode, module: PythonModule): string {
  return sourceOf(node, module).replace(/[\s\\]+/g, '');
}
