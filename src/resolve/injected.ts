/** Values that a dependency-injection container puts where a decorator says. */
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from './evaluator.js';
import type { Value } from './values.js';

/** `@InjectQueue('images')` on a parameter or field; undefined where no decorator is a task library's. */
export function injectedValue(evaluator: Evaluator, decorators: readonly TSESTree.Decorator[] | undefined, module: Module): Value | undefined {
  for (const { expression } of decorators ?? []) {
    if (expression.type !== 'CallExpression') continue;
    const { is } = evaluator.value(expression.callee, module, undefined);
    const injected = is.kind === 'package' ? evaluator.packages.injectedBy(is.package, is.path) : undefined;
    if (injected !== undefined) return { is: { ...injected, decorator: { module, node: expression } } };
  }
  return undefined;
}
