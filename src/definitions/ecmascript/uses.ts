/** Where the functions and classes of a project are called, constructed and extended: found by name, told apart by what the name means there. */
import type { SourceFiles, FileIndex } from '../../files/source-files.js';
import { roleOfWholeFile } from '../../frameworks/files.js';
import { pathFrom } from '../../paths.js';
import { isClass, staticName, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, ClassNode, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { ProjectResolver } from '../../resolve/resolver.js';

/** A node that names a function or a class in order to use it. */
export interface Use {
  readonly node: CallExpression | TSESTree.NewExpression | ClassNode;
  /** The expression that the name stands in. */
  readonly used: Node;
  readonly module: Module;
}

export interface Uses {
  /** By name; those in tests left out. */
  of(names: readonly string[]): ReadonlyMap<string, readonly Use[]>;
  /** The modules whose text mentions a name; tests left out. */
  mentions(name: string): Module[];
}

export function createUses(resolver: ProjectResolver, files: SourceFiles): Uses {
  const indexes = new Map<string, FileIndex<true>>();

  /** The files are read once for all of the names. */
  function indexFor(names: readonly string[]): FileIndex<true> {
    const key = names.toSorted().join();
    const index = indexes.get(key) ?? files.index((text) => (names.some((name) => text.includes(name)) ? true : undefined));
    indexes.set(key, index);
    return index;
  }

  function modulesWith(names: readonly string[]): Module[] {
    return [...indexFor(names).entries().keys()].filter((path) => roleOfWholeFile(pathFrom(resolver.root, path)) !== 'test').flatMap((path) => resolver.moduleAt(path) ?? []);
  }

  return {
    of(names) {
      const uses = new Map<string, Use[]>(names.map((name) => [name, []]));
      if (names.length === 0) return uses;
      for (const module of modulesWith(names)) for (const [name, use] of usesIn(module)) uses.get(name)?.push(use);
      return uses;
    },
    mentions: (name) => modulesWith([name]),
  };
}

const cache = new WeakMap<Module, readonly (readonly [string, Use])[]>();

function usesIn(module: Module): readonly (readonly [string, Use])[] {
  const known = cache.get(module) ?? readUses(module);
  cache.set(module, known);
  return known;
}

function readUses(module: Module): [string, Use][] {
  const uses: [string, Use][] = [];
  walk(module.ast, (node) => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression' && !isClass(node)) return;
    const used = isClass(node) ? node.superClass : node.callee;
    const name = used === null ? undefined : nameAt(used);
    if (used !== null && name !== undefined) uses.push([name, { node, used, module }]);
  });
  return uses;
}

/** `register` of `register` and of `WorkerManager.register`. */
function nameAt(node: Node): string | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'Identifier') return expression.name;
  return expression.type === 'MemberExpression' ? staticName(expression.property, expression.computed) : undefined;
}
