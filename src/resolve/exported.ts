/** What a module exports under a name, re-exports followed, and what an import brings in. */
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator, Space } from './evaluator.js';
import { exportsOf } from './exports.js';
import type { Export } from './exports.js';
import { memberOf } from './members.js';
import { topLevelValue } from './names.js';
import { unknown } from './values.js';
import type { Value } from './values.js';

/** @param name `default` included */
export function exportedValue(evaluator: Evaluator, module: Module, name: string, space: Space): Value {
  const { named, stars, whole } = exportsOf(module.ast);
  const own = named.get(name);
  if (own !== undefined) return ownExport(evaluator, own, module, space);
  if (whole !== undefined) {
    const value = evaluator.value(whole, module, undefined);
    return name === 'default' ? value : memberOf(evaluator, value, name, space);
  }
  // `import queues from './queues.cjs'` gives what `exports` holds.
  if (name === 'default') return isCommonJs(module) ? { is: { kind: 'namespace', module } } : unknown('the module has no default export');
  return starExport(evaluator, stars, module, name, space);
}

function ownExport(evaluator: Evaluator, own: Export, module: Module, space: Space): Value {
  switch (own.kind) {
    case 'local':
      return topLevelValue(evaluator, own.name, module, space);
    case 'from':
      return importedValue(evaluator, own.source, own.name, module, space);
    case 'expression':
      return evaluator.value(own.node, module, undefined);
  }
}

function starExport(evaluator: Evaluator, stars: readonly string[], module: Module, name: string, space: Space): Value {
  const foreign: Value[] = [];
  for (const source of stars) {
    const value = importedValue(evaluator, source, name, module, space);
    if (value.is.kind === 'unknown') continue;
    if (value.is.kind !== 'package' || value.is.symbol !== undefined || value.is.path.length !== 1) return value;
    foreign.push(value);
  }
  // A package that isn't read may or may not export the name: believed where it is a task library, or the only one.
  const known = foreign.find(({ is }) => is.kind === 'package' && evaluator.packages.libraryPackages.has(is.package));
  const [only] = foreign.length === 1 ? foreign : [];
  return known ?? only ?? unknown('the module has no such export');
}

/** @param name an exported name, `default`, or `*` for the module itself */
export function importedValue(evaluator: Evaluator, source: string, name: string, module: Module, space: Space): Value {
  const target = evaluator.resolveSpecifier(source, module);
  if (target === undefined) return unknown(`${source} is not found`);
  if ('package' in target) return { is: evaluator.packages.at(target.package, name === '*' ? [] : [name]) };
  const imported = evaluator.modules.at(target.path);
  if (imported === undefined) return unknown(`${source} cannot be read`);
  return name === '*' ? { is: { kind: 'namespace', module: imported } } : evaluator.exported(imported, name, space);
}

/** What `require('source')` gives. */
export function requiredValue(evaluator: Evaluator, source: string, module: Module): Value {
  const value = importedValue(evaluator, source, '*', module, 'value');
  if (value.is.kind !== 'namespace') return value;
  const { whole } = exportsOf(value.is.module.ast);
  return whole === undefined ? value : evaluator.value(whole, value.is.module, undefined);
}

function isCommonJs({ ast }: Module): boolean {
  return !ast.body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export'));
}
