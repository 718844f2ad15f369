/** Paths into npm packages, as `Origin` writes them, with what the task libraries say about their own. */
import type { Value } from './values.js';

/** The package that names stand for which nothing declares: `fetch`, `Promise`, `JSON`. */
export const GLOBALS = 'globalThis';

/** What the resolver needs to know of a library. */
export interface LibraryExports {
  /** The npm packages whose exports the paths speak of. */
  readonly packages: readonly string[];
  /**
   * What calls give back, so that names can be followed through them: `'createClient()'` → `['Client', 'new']`. Keys are paths joined by
   * dots, `new` for an instance: `'Client.new.createTask()'`.
   */
  readonly returns: Readonly<Record<string, readonly string[]>>;
  /** Parameter or field decorators that inject a receiver, by package and name: `@InjectQueue('images')`. */
  readonly decorators?: readonly { readonly packages: readonly string[]; readonly name: string; readonly gives: readonly string[] }[];
}

export interface Packages {
  readonly libraryPackages: ReadonlySet<string>;
  /** A value of a package at a path, calls that a library knows the result of replaced by it. */
  at(name: string, path: readonly string[]): Extract<Value['is'], { kind: 'package' }>;
  /** What a decorator of a package injects; undefined where it is not known to inject anything. */
  injectedBy(name: string, path: readonly string[]): Extract<Value['is'], { kind: 'package' }> | undefined;
}

/**
 * A path without the `default` that a CommonJS package's import has in some forms and not in others: `import Queue from 'bull'`,
 * `import * as Queue from 'bull'` and `require('bull')` are one and the same. Rows match on this form.
 */
export function withoutDefault(path: readonly string[]): readonly string[] {
  return path[0] === 'default' ? withoutDefault(path.slice(1)) : path;
}

/**
 * A package's name without what tells apart the several that a generator makes of one: `@prisma/client` of
 * `@prisma/client#/shop/prisma/schema.prisma`.
 */
export function packageName(name: string): string {
  return name.split('#', 1)[0] ?? name;
}

/** A path as the keys of `Library.returns` write it: `Client.new.createTask()`. */
function keyOf(path: readonly string[]): string {
  return withoutDefault(path).join('.').replaceAll('.()', '()');
}

export function createPackages(libraries: readonly LibraryExports[]): Packages {
  const byPackage = new Map(libraries.flatMap((library) => library.packages.map((name) => [name, library] as const)));
  const returns = new Map(
    libraries.map((library) => [library, new Map(Object.entries(library.returns).map(([key, path]) => [key.replace(/^default(?:\.|(?=\())/, ''), path]))]),
  );

  return {
    libraryPackages: new Set([...byPackage.keys(), ...libraries.flatMap(({ decorators = [] }) => decorators.flatMap(({ packages }) => packages))]),
    at(name, path) {
      const library = byPackage.get(name);
      const result = library === undefined ? undefined : returns.get(library)?.get(keyOf(path));
      return { kind: 'package', package: name, path: result ?? path };
    },
    injectedBy(name, path) {
      const exported = withoutDefault(path)[0];
      for (const { packages, decorators = [] } of libraries) {
        const decorator = decorators.find((row) => row.packages.includes(name) && row.name === exported);
        const [first] = packages;
        if (decorator !== undefined && first !== undefined) return { kind: 'package', package: first, path: decorator.gives };
      }
      return undefined;
    },
  };
}
