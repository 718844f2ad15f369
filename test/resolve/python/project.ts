import { join } from 'node:path';
import { sourceOf, walk, childIn, namedChildren, type PyNode } from '../../../src/readers/python/tree.js';
import type { PythonModule } from '../../../src/readers/python/module.js';
import { createPythonResolver } from '../../../src/resolve/python/resolver.js';
import type { PythonResolver, Value } from '../../../src/resolve/python/values.js';
import { pathFrom } from '../../../src/paths.js';
import { projectOf, type Files } from '../project.js';

/** A Python project in a temporary folder, which goes with the test. */
export function pythonProjectOf(files: Files): { readonly root: string; readonly resolver: PythonResolver } {
  const { root } = projectOf(files);
  return { root, resolver: createPythonResolver(root, 0) };
}

/** What each `ask(…)` in the first file (or in `main`) stands for, a line each. */
export function answers(files: Files, main = Object.keys(files)[0] ?? ''): string {
  const { root, resolver } = pythonProjectOf(files);
  return answersIn(resolver, join(root, main));
}

export function answersIn(resolver: PythonResolver, path: string): string {
  const module = resolver.moduleAt(path);
  return module === undefined ? 'no module' : askedIn(module).map((node) => textOf(resolver.valueOf(node, module), resolver.root)).join('\n');
}

function textOf(value: Value, root: string): string {
  switch (value.kind) {
    case 'function':
    case 'class':
      return `${value.kind} ${pathFrom(root, value.module.path)}:${nameOf(value.node, value.module)}`;
    case 'module':
      return `module ${pathFrom(root, value.module.path)}`;
    case 'external':
      return `external ${value.path}${value.importedName ? ' by name' : ''}`;
    case 'result':
      return `result of ${textOf(value.of, root)}`;
    case 'member':
      return `${value.name} of ${textOf(value.of, root)}`;
    case 'unknown':
      return 'unknown';
  }
}

function askedIn(module: PythonModule): PyNode[] {
  const asked: PyNode[] = [];
  walk(module.ast, (node) => {
    const called = node.type === 'call' ? childIn(node, 'function') : undefined;
    const list = childIn(node, 'arguments');
    if (called !== undefined && list !== undefined && sourceOf(called, module) === 'ask') asked.push(...namedChildren(list));
  });
  return asked;
}

function nameOf(node: PyNode, module: PythonModule): string {
  const name = childIn(node, 'name');
  return name === undefined ? '?' : sourceOf(name, module);
}
