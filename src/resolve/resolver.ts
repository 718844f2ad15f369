/** Follows names through a project. */
import type { Expression, TSESTree } from '../readers/ecmascript/estree.js';
import { parseModule } from '../readers/ecmascript/module.js';
import type { Module } from '../readers/ecmascript/module.js';
import { createEvaluator } from './evaluator.js';
import type { Evaluator } from './evaluator.js';
import { implementersOf } from './implementers.js';
import { createModuleCache } from './modules.js';
import type { Origin, Resolver } from './origin.js';
import { createPackages } from './packages.js';
import type { LibraryExports } from './packages.js';
import { createSpecifiers } from './specifiers.js';
import type { GeneratedAt } from './specifiers.js';
import type { Thing, Value } from './values.js';

export interface ResolverOptions {
  /** Absolute path of the folder that the settings' paths count from. */
  readonly root: string;
  /** The task libraries: their packages need not be installed, and their `returns` and `decorators` are followed. */
  readonly libraries: readonly LibraryExports[];
  /** Milliseconds for which a file that was read is taken as unchanged; 1000 by default. */
  readonly recheckAfter?: number;
  /** Code that a tool writes, by the package that it belongs to. */
  readonly generatedAt?: GeneratedAt;
}

/** A resolver, with what the summaries need beyond the contract. */
export interface ProjectResolver extends Resolver {
  readonly root: string;
  readonly evaluator: Evaluator;
  /** Rises whenever a file has changed: what was concluded under another number may be wrong. */
  generation(): number;
}

export function createResolver({ root, libraries, recheckAfter = 1000, generatedAt }: ResolverOptions): ProjectResolver {
  const modules = createModuleCache(parsed, recheckAfter);
  const packages = createPackages(libraries);
  const specifiers = createSpecifiers(packages.libraryPackages, generatedAt);
  const evaluator = createEvaluator({ packages, modules, resolveSpecifier: (specifier, { path }) => specifiers.resolve(specifier, path) });
  let generation = 0;

  function refresh(): void {
    const { looked, changed } = modules.refresh();
    // A file that was missing may have come.
    if (!changed && !(looked && specifiers.missed)) return;
    generation += 1;
    specifiers.clear();
    evaluator.forget();
  }

  return {
    root,
    evaluator,
    generation() {
      refresh();
      return generation;
    },
    moduleAt(path) {
      refresh();
      return modules.at(path);
    },
    setModule(module) {
      modules.set(module);
      refresh();
    },
    resolveSpecifier(specifier, { path }) {
      refresh();
      return specifiers.resolve(specifier, path);
    },
    originOf(expression: Expression | TSESTree.Identifier | TSESTree.ThisExpression, module: Module) {
      refresh();
      return originOfValue(evaluator, evaluator.value(expression, module, undefined));
    },
    originOfType(type, module) {
      refresh();
      return originOfValue(evaluator, evaluator.typed(type, module, undefined));
    },
    exportOf(module, name) {
      refresh();
      const value = evaluator.exported(module, name, 'value');
      return originOfValue(evaluator, value.is.kind === 'unknown' ? evaluator.exported(module, name, 'type') : value);
    },
  };
}

function parsed(path: string, text: string): Module | undefined {
  const result = parseModule(path, text);
  return result.ok ? result.module : undefined;
}

/** What can be said outside of the evaluation: an interface is the one class that implements it, where there is one. */
function originOfValue(evaluator: Evaluator, value: Value): Origin {
  const { is, self } = value;
  if (is.kind === 'type') {
    const [first, ...others] = implementersOf(evaluator, is.node);
    return first !== undefined && others.length === 0 ? originOfValue(evaluator, first) : { kind: 'unknown', reason: 'a type without a value' };
  }
  if (is.kind === 'enum' || is.kind === 'array') return { kind: 'unknown', reason: `an ${is.kind}` };
  if (is.kind === 'container') return { kind: 'unknown', reason: 'an untyped container' };
  return is.kind === 'function' && self !== undefined && isOrigin(self.is) ? { ...is, self: self.is } : is;
}

function isOrigin(thing: Thing): thing is Origin {
  return thing.kind !== 'type' && thing.kind !== 'enum' && thing.kind !== 'array' && thing.kind !== 'container';
}
