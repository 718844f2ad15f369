/** Where a value comes from: the answer of `src/resolve` to «what is this expression?». */
import type { ClassNode, Expression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';

/** The outermost symbol that holds a value: what two uses of one queue have in common. */
export interface Symbol {
  readonly module: Module;
  /** The declared name, or `Class.property`. */
  readonly name: string;
  readonly node: Node;
}

interface Held {
  /** The symbol that holds the value, where one does: the first declaration met that is not a mere import or parameter. */
  readonly symbol?: Symbol;
}

export type Origin =
  /**
   * Something of an npm package. `path` leads from the package's exports to it: `['Queue']` the class, `['Queue', 'new']` an instance (by
   * construction or by declared type), `['default', '()']` a call's result, `['default', '()', 'route', '()']`. `require('x')` and
   * `import * as x` are the empty path.
   */
  | (Held & {
      readonly kind: 'package';
      readonly package: string;
      readonly path: readonly string[];
      /** The `new` or call expression that made it, where it was seen, and the module it stands in. */
      readonly made?: { readonly module: Module; readonly node: TSESTree.NewExpression | TSESTree.CallExpression };
      /** `@InjectQueue('images')` and the like on the parameter or field: the decorator call. */
      readonly decorator?: { readonly module: Module; readonly node: TSESTree.CallExpression };
    })
  | (Held & { readonly kind: 'function'; readonly module: Module; readonly node: FunctionNode; readonly self?: Origin })
  | (Held & { readonly kind: 'class'; readonly module: Module; readonly node: ClassNode })
  | (Held & { readonly kind: 'instance'; readonly module: Module; readonly node: ClassNode; readonly made?: { readonly module: Module; readonly node: TSESTree.NewExpression } })
  | (Held & { readonly kind: 'object'; readonly module: Module; readonly node: TSESTree.ObjectExpression })
  | (Held & { readonly kind: 'namespace'; readonly module: Module })
  | (Held & { readonly kind: 'literal'; readonly value: string | number | boolean | null })
  /** A parameter whose type says nothing. */
  | { readonly kind: 'parameter'; readonly module: Module; readonly function: FunctionNode; readonly index: number; readonly path: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Follows names through the project. One per lint process or command; it caches modules and notices changed files. */
export interface Resolver {
  /** The module at an absolute path, parsed and cached, read anew when the file has changed; undefined where it can't be read or parsed. */
  moduleAt(path: string): Module | undefined;
  /** Gives the module of a file whose text is at hand (an editor's buffer), ahead of what is on disk. */
  setModule(module: Module): void;
  /** The npm package a specifier belongs to, or the absolute path of the project file it means. */
  resolveSpecifier(specifier: string, from: Module): { readonly package: string } | { readonly path: string } | undefined;
  originOf(expression: Expression | TSESTree.Identifier | TSESTree.ThisExpression, module: Module): Origin;
  /** What a type annotation names, as a value of that type (`Queue` → an instance). */
  originOfType(type: TSESTree.TypeNode, module: Module): Origin;
  /** What a module exports under a name (`default` included), re-exports followed. */
  exportOf(module: Module, name: string): Origin;
}
