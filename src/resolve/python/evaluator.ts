/** Expressions and names as values. */
import { basename, dirname, join } from 'node:path';
import type { PythonModule } from '../../readers/python/module.js';
import { topLevelVariables, variableOf, type Binding, type Variable } from '../../readers/python/scopes.js';
import { childIn, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import { assignedThroughSelf, basesOf, boundInBody, classBehind } from './attributes.js';
import { bindingsSeenAt, isDefinition, isWrapping } from './bindings.js';
import type { ModuleFiles } from './files.js';
import { importedBy, isConditional, listedNames, starImportsIn, type Imported } from './imports.js';
import { UNKNOWN, type Value } from './values.js';

export interface Evaluator {
  valueOf(expression: PyNode, module: PythonModule): Value;
  exportOf(module: PythonModule, name: string): Value;
}

export interface EvaluatorOptions {
  readonly files: ModuleFiles;
  readonly moduleAt: (path: string) => PythonModule | undefined;
  /** The module of a folder without `__init__.py`. */
  readonly namespaceAt: (folder: string) => PythonModule;
}

/** How many names one question may lead through. */
const MAX_STEPS = 400;
/** How deep inheritance is followed. */
const MAX_BASES = 8;

export function createEvaluator({ files, moduleAt, namespaceAt }: EvaluatorOptions): Evaluator {
  /** The names on the way to an answer: one that comes again goes in a circle. */
  const open = new Set<string | Variable>();
  let steps = 0;

  return { valueOf, exportOf };

  /** The answer, or unknown where the way to it goes in a circle or is too long. */
  function followed(key: string | Variable, answer: () => Value): Value {
    if (open.size === 0) steps = 0;
    steps += 1;
    if (open.has(key) || steps > MAX_STEPS) return UNKNOWN;
    open.add(key);
    try {
      return answer();
    } finally {
      open.delete(key);
    }
  }

  function valueOf(expression: PyNode, module: PythonModule): Value {
    const node = unwrapped(expression);
    switch (node.type) {
      case 'identifier':
        return nameValue(node, module);
      case 'attribute': {
        const object = childIn(node, 'object');
        const attribute = childIn(node, 'attribute');
        return object === undefined || attribute === undefined ? UNKNOWN : memberOf(valueOf(object, module), sourceOf(attribute, module));
      }
      case 'call': {
        const called = childIn(node, 'function');
        const of = called === undefined ? UNKNOWN : valueOf(called, module);
        return of.kind === 'unknown' ? UNKNOWN : { kind: 'result', of, call: node, module };
      }
      case 'named_expression': {
        const value = childIn(node, 'value');
        return value === undefined ? UNKNOWN : valueOf(value, module);
      }
      default:
        return UNKNOWN;
    }
  }

  function nameValue(identifier: PyNode, module: PythonModule): Value {
    const variable = variableOf(identifier, module);
    if (variable === undefined) return starredValue(module, sourceOf(identifier, module));
    const seen = bindingsSeenAt(identifier, variable);
    return seen === variable.bindings ? variableValue(variable, module) : followed(`${module.path}\n${String(identifier.range[0])}`, () => boundValue(seen, module));
  }

  function variableValue(variable: Variable, module: PythonModule): Value {
    return followed(variable, () => boundValue(variable.bindings, module));
  }

  /** The value that bindings agree on: the only one, the last of several definitions, the best of several imports. */
  function boundValue(bindings: readonly Binding[], module: PythonModule): Value {
    // `x = None` stands for a value that is to come, or for an import that failed; `x: T` gives none.
    const giving = bindings.filter(({ kind, value }) => kind !== 'assignment' || (value !== undefined && value.type !== 'none'));
    const [first] = giving;
    if (first === undefined) return UNKNOWN;
    if (giving.length === 1) return bindingValue(first, module);
    if (giving.every(isDefinition)) return bindingValue(giving.at(-1) ?? first, module);
    const [, second, ...more] = giving;
    if (second !== undefined && more.length === 0 && isDefinition(first) && isWrapping(second, module)) return bindingValue(second, module);
    const imports = giving.filter(({ kind }) => kind === 'import');
    const others = giving.filter(({ kind }) => kind !== 'import');
    if (imports.length === 0 || (others.length > 0 && !(imports.every(({ node }) => isConditional(node)) && others.every(isDefinition)))) return UNKNOWN;
    const values = imports.map((binding) => bindingValue(binding, module)).filter(({ kind }) => kind !== 'unknown');
    return values.find(({ kind }) => kind !== 'external') ?? values[0] ?? UNKNOWN;
  }

  function bindingValue(binding: Binding, module: PythonModule): Value {
    switch (binding.kind) {
      case 'function':
      case 'class':
        return { kind: binding.kind, module, node: binding.node };
      case 'import': {
        const imported = importedBy(binding.node, binding.name, module);
        return imported === undefined ? UNKNOWN : importedValue(imported, module);
      }
      case 'assignment':
        return binding.value === undefined ? UNKNOWN : valueOf(binding.value, module);
      case 'parameter': {
        const behind = classBehind(binding, module);
        if (behind === undefined) return UNKNOWN;
        const of: Value = { kind: 'class', module, node: behind.node };
        return behind.is === 'class' ? of : { kind: 'result', of, call: binding.node, module };
      }
      default:
        return UNKNOWN;
    }
  }

  function importedValue(imported: Imported, from: PythonModule): Value {
    const name = imported.module;
    if (imported.kind === 'name') return importedName(name, imported.name, from);
    const found = files.find(name, from.path);
    if (imported.kind === 'module') return (found && moduleValue(found.file)) ?? { kind: 'external', path: name, importedName: false };
    const [top = name] = name.split('.');
    if (found === undefined) return { kind: 'external', path: top, importedName: false };
    const file = files.findBelow(found.base, [top]);
    return (file === undefined ? undefined : moduleValue(file)) ?? { kind: 'module', module: namespaceAt(join(found.base, top)) };
  }

  /** What `from name import wanted` gives. */
  function importedName(name: string, wanted: string, from: PythonModule): Value {
    const found = files.find(name, from.path);
    const target = found === undefined ? undefined : moduleAt(found.file);
    if (target !== undefined) {
      const value = target.path === from.path ? submoduleOf(target, wanted) : exportOf(target, wanted);
      if (value.kind !== 'unknown' || !isMistaken(name, wanted, target)) return value;
    } else {
      const submodule = files.find(name.endsWith('.') ? name + wanted : `${name}.${wanted}`, from.path);
      const value = submodule === undefined ? undefined : moduleValue(submodule.file);
      if (value !== undefined) return value;
    }
    return { kind: 'external', path: [files.absoluteNameOf(name, from.path), wanted].filter((part) => part !== '').join('.'), importedName: true };
  }

  /** True for a file that only happens to be called like an installed package: `celery.py` in a folder of scripts. */
  function isMistaken(name: string, wanted: string, target: PythonModule): boolean {
    if (name.includes('.') || isPackage(target)) return false;
    return !topLevelVariables(target).has(wanted) && !topLevelVariables(target).has('__getattr__') && starImportsIn(target).length === 0;
  }

  function moduleValue(file: string): Value | undefined {
    const module = moduleAt(file);
    return module === undefined ? undefined : { kind: 'module', module };
  }

  function exportOf(module: PythonModule, name: string): Value {
    return followed(`${module.path}\n${name}`, () => {
      const variable = topLevelVariables(module).get(name);
      const own = variable === undefined ? starredValue(module, name) : variableValue(variable, module);
      return own.kind === 'unknown' ? submoduleOf(module, name) : own;
    });
  }

  /** What a name stands for that a module has by `from … import *`; of several, the last one's. */
  function starredValue(module: PythonModule, name: string): Value {
    for (const from of [...starImportsIn(module)].reverse()) {
      const found = files.find(from, module.path);
      const target = found === undefined ? undefined : moduleAt(found.file);
      if (target === undefined || target === module || !isStarred(target, name)) continue;
      const value = exportOf(target, name);
      if (value.kind !== 'unknown') return value;
    }
    return UNKNOWN;
  }

  function isStarred(module: PythonModule, name: string): boolean {
    const all = topLevelVariables(module).get('__all__');
    const listed = all === undefined ? undefined : listedNames(all.bindings.map(({ value }) => value), module);
    return listed === undefined ? !name.startsWith('_') : listed.has(name);
  }

  function submoduleOf(module: PythonModule, name: string): Value {
    if (!isPackage(module)) return UNKNOWN;
    const folder = dirname(module.path);
    const file = files.findBelow(folder, [name]);
    if (file !== undefined) return moduleValue(file) ?? UNKNOWN;
    return files.isNamespace(folder, name) ? { kind: 'module', module: namespaceAt(join(folder, name)) } : UNKNOWN;
  }

  function memberOf(of: Value, name: string): Value {
    switch (of.kind) {
      case 'unknown':
        return UNKNOWN;
      case 'module':
        return exportOf(of.module, name);
      case 'external':
        return { kind: 'external', path: `${of.path}.${name}`, importedName: false };
      case 'class':
        return attributeOf(of, name, 0) ?? { kind: 'member', of, name };
      case 'result':
        return (of.of.kind === 'class' ? attributeOf(of.of, name, 0) : undefined) ?? { kind: 'member', of, name };
      default:
        return { kind: 'member', of, name };
    }
  }

  /** An attribute of a class or of its instances; undefined where neither it nor its bases have one. */
  function attributeOf(of: Value, name: string, depth: number): Value | undefined {
    if (of.kind !== 'class' || depth > MAX_BASES) return undefined;
    const { node, module } = of;
    const inBody = boundInBody(node, name, module);
    const throughSelf = assignedThroughSelf(node, name, module).filter(({ value }) => value?.type !== 'none');
    if (throughSelf.length > 0) {
      const [only, ...others] = throughSelf;
      const isOnlyOne = others.length === 0 && inBody.every(({ kind, value }) => kind === 'assignment' && (value === undefined || value.type === 'none'));
      return isOnlyOne && only?.value !== undefined ? followed(`${module.path}\n${String(only.value.range[0])}`, () => valueOf(only.value ?? node, module)) : UNKNOWN;
    }
    if (inBody.length > 0) return followed(`${module.path}\n${String(node.range[0])}.${name}`, () => boundValue(inBody, module));
    for (const base of basesOf(node)) {
      const inherited = attributeOf(valueOf(base, module), name, depth + 1);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }
}

function isPackage({ path }: PythonModule): boolean {
  return basename(path) === '__init__.py';
}
