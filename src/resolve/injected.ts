/** Values that a dependency-injection container puts where a decorator says. */
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from './evaluator.js';
import { withoutDefault } from './packages.js';
import type { Made, Value } from './values.js';

/** Methods that give the instance of the class that they are handed, by package and path: of tsyringe, TypeDI, Inversify, Nest. */
const LOOK_UPS = new Set([
  'tsyringe container.resolve',
  'typedi Container.get',
  'inversify Container.new.get',
  'inversify Container.new.resolve',
  ...['get', 'resolve', 'create'].map((method) => `@nestjs/core ModuleRef.new.${method}`),
  ...['get', 'resolve'].flatMap((method) => ['INestApplication', 'INestApplicationContext'].map((type) => `@nestjs/common ${type}.new.${method}`)),
]);

/** `container.resolve(Images)`; undefined for other calls, and for what is looked up under something that is no class. */
export function lookedUpValue(evaluator: Evaluator, name: string, path: readonly string[], { node, module, env }: Made): Value | undefined {
  const [wanted] = node.arguments;
  if (wanted === undefined || !LOOK_UPS.has(`${name} ${withoutDefault(path).join('.')}`)) return undefined;
  const found = evaluator.value(wanted, module, env);
  return found.is.kind === 'class' ? { is: { kind: 'instance', module: found.is.module, node: found.is.node }, env: found.env } : undefined;
}

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
