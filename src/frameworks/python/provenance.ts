/** Where a value comes from, as the dotted names of the rows say it. */
import { lastOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { ancestorsOf, childIn, namedChildren, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import { isFunction } from '../../readers/python/scopes.js';
import { basesOf, decoratorsOf } from '../../resolve/python/attributes.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';

/** How many bases of bases, and results of results, are followed. */
const MAX_DEPTH = 12;

/** What a class extends outside of the project. */
interface Ancestry {
  /** Dotted paths, as far as they are known. */
  readonly paths: readonly string[];
  /** Names of the bases that are not in the project, with the package of those that can be traced. */
  readonly names: readonly { readonly name: string; readonly package?: string }[];
}

type Definition = Extract<Value, { kind: 'function' | 'class' }>;

const NOTHING: Ancestry = { paths: [], names: [] };

/** Whether a path is one of the dotted names: `flask.blueprints.Blueprint` is `flask.Blueprint`, and `flask.views.View` is of `flask.views.*`. */
export function isOneOf(path: string, names: readonly string[]): boolean {
  return names.some((name) => {
    const at = name.lastIndexOf('.');
    const [around, last] = [name.slice(0, at + 1), name.slice(at + 1)];
    return path.startsWith(around) && (last === '*' || path === name || path.endsWith(`.${last}`));
  });
}

/**
 * The dotted paths that a value has or was made from: of `Celery('shop').task` it is `celery.Celery`. An instance of a project's class comes
 * from all that the class extends.
 * @returns undefined where it cannot be told, which is not the same as from nowhere
 */
export function pathsOf(value: Value, resolver: PythonResolver, depth = 0): readonly string[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (value.kind) {
    case 'external':
      return [value.path];
    case 'class':
      return ancestryOf(value.node, value.module, resolver).paths;
    case 'result':
      return value.of.kind === 'function' ? pathsOfReturned(value.of, resolver, depth + 1) : pathsOf(value.of, resolver, depth + 1);
    case 'member':
      return pathsOf(value.of, resolver, depth + 1);
    case 'function':
      return pathsOfDecorators(value, resolver, depth + 1);
    case 'module':
    case 'unknown':
      return undefined;
  }
}

/** What decorators make of a function: a group of commands, a task. */
function pathsOfDecorators({ node, module }: Definition, resolver: PythonResolver, depth: number): readonly string[] {
  return decoratorsOf(node).flatMap((decorator) => pathsOf(resolver.valueOf(decorator, module), resolver, depth) ?? []);
}

/** `def create_app(): app = Flask(__name__); return app`. */
function pathsOfReturned({ node, module }: Definition, resolver: PythonResolver, depth: number): readonly string[] | undefined {
  const type = childIn(node, 'return_type');
  if (type !== undefined) return pathsOfType(type, module, resolver);
  const body = childIn(node, 'body');
  let paths: readonly string[] | undefined;
  if (body === undefined) return undefined;
  walk(body, (inner) => {
    if (isFunction(inner) || inner.type === 'class_definition' || paths !== undefined) return false;
    const [returned] = inner.type === 'return_statement' ? namedChildren(inner) : [];
    if (returned !== undefined) paths = pathsOf(resolver.valueOf(returned, module), resolver, depth);
    return true;
  });
  return paths;
}

/** The dotted paths of what an annotation names. */
export function pathsOfType(type: PyNode, module: PythonModule, resolver: PythonResolver): readonly string[] | undefined {
  const named = nameOfType(type);
  if (named === undefined) return undefined;
  const value = resolver.valueOf(named, module);
  if (value.kind !== 'class') return pathsOf(value, resolver);
  return ancestryOf(value.node, value.module, resolver).paths;
}

/** Of `Request[User]` the `Request`. */
export function nameOfType(type: PyNode): PyNode | undefined {
  if (type.type === 'identifier' || type.type === 'attribute' || type.type === 'string') return type;
  const [inner] = namedChildren(type);
  return inner === undefined ? undefined : nameOfType(inner);
}

/**
 * Whether it is known what a value is. What is imported by name from outside of the project may be anything, and so may what a function gives;
 * an instance of a class and a module are what they are.
 */
export function isTraced(value: Value): boolean {
  switch (value.kind) {
    case 'external':
      return !value.importedName && !value.path.includes('.');
    case 'class':
    case 'module':
      return true;
    case 'result':
      return value.of.kind === 'class' || (value.of.kind === 'external' && /(^|\.)_*[A-Z]\w*$/.test(value.of.path));
    case 'member':
      return isTraced(value.of);
    case 'function':
    case 'unknown':
      return false;
  }
}

/** What a class extends, closed over the classes of the project. */
export function ancestryOf(node: PyNode, module: PythonModule, resolver: PythonResolver, asked: readonly PyNode[] = []): Ancestry {
  if (asked.includes(node) || asked.length > MAX_DEPTH) return NOTHING;
  const ancestries = basesOf(node).map((base) => {
    return ancestryOfBase(base.type === 'subscript' ? (childIn(base, 'value') ?? base) : base, module, resolver, [...asked, node]);
  });
  return { paths: ancestries.flatMap(({ paths }) => paths), names: ancestries.flatMap(({ names }) => names) };
}

function ancestryOfBase(base: PyNode, module: PythonModule, resolver: PythonResolver, asked: readonly PyNode[]): Ancestry {
  const value = resolver.valueOf(base, module);
  if (value.kind === 'class') return ancestryOf(value.node, value.module, resolver, asked);
  if (value.kind === 'external') return { paths: [value.path], names: [{ name: lastOf(value.path), package: value.path.split('.')[0] ?? value.path }] };
  // `class Orders(view_of(Order)):` says nothing.
  return base.type === 'identifier' || base.type === 'attribute' ? { paths: [], names: [{ name: lastOf(sourceOf(base, module)) }] } : NOTHING;
}

/** The function that a function stands in; none for the methods of a class, which others call. */
export function routineAround(node: PyNode): PyNode | undefined {
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor)) return ancestor;
    if (ancestor.type === 'class_definition') return undefined;
  }
  return undefined;
}
