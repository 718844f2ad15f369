/** What names stand for: variables of calls, then what modules and classes bind, then builtins. */
import type { PythonModule } from '../../readers/python/module.js';
import { parameterName, topLevelVariables, variableOf, type Binding, type Variable } from '../../readers/python/scopes.js';
import { sourceOf, type PyNode } from '../../readers/python/tree.js';
import { importedBy, starImportsIn } from '../../resolve/python/imports.js';
import type { Value } from '../../resolve/python/values.js';
import { joined } from './alternatives.js';
import { annotatedValue } from './annotations.js';
import { aside, frameOf, type Frame, type Reading } from './reading.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/** How many imports lead to a constant. */
const MOST_IMPORTS = 8;

export function valueOfName(identifier: PyNode, frame: Frame, reading: Reading): PyValue {
  const { module } = frame;
  const name = sourceOf(identifier, module);
  const variable = variableOf(identifier, module);
  if (variable === undefined) {
    const starred = starImportsIn(module).length === 0 ? undefined : valueOfConstant(name, module, reading);
    return starred ?? { kind: 'external', path: name };
  }
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
    const value = at.cells.get(variable);
    if (value !== undefined) return value;
  }
  if (variable.scope.type === 'module') return valueOfConstant(name, module, reading) ?? UNKNOWN_VALUE;
  if (variable.scope.type === 'class_definition') return valueOfBindings(variable.bindings, module, reading) ?? UNKNOWN_VALUE;
  return isDefinedElsewhere(variable) ? (convert(reading.view.resolver.valueOf(identifier, module), reading) ?? constantOf(variable, module, reading, 0) ?? UNKNOWN_VALUE) : UNKNOWN_VALUE;
}

/** The frame that a variable belongs to. */
export function frameHolding(variable: Variable, frame: Frame): Frame {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) if (at.cells.has(variable)) return at;
  return frame;
}

/** What a module has under a name; undefined where nobody can tell. */
export function valueOfConstant(name: string, module: PythonModule, reading: Reading, imports = 0): PyValue | undefined {
  const resolved = convert(reading.view.resolver.exportOf(module, name), reading);
  if (resolved !== undefined) return resolved;
  const variable = topLevelVariables(module).get(name);
  if (variable !== undefined) return constantOf(variable, module, reading, imports);
  return starredConstant(name, module, reading, imports);
}

/** A literal, a list, a text: what the resolver, which follows definitions only, does not know. */
function constantOf(variable: Variable, module: PythonModule, reading: Reading, imports: number): PyValue | undefined {
  const [first] = variable.bindings;
  if (first?.kind === 'import' && imports < MOST_IMPORTS) {
    const imported = importedBy(first.node, first.name, module);
    const file = imported?.kind === 'name' ? reading.view.resolver.fileOf(imported.module, module) : undefined;
    const target = file === undefined ? undefined : reading.view.resolver.moduleAt(file);
    return target === undefined || imported?.kind !== 'name' ? undefined : valueOfConstant(imported.name, target, reading, imports + 1);
  }
  return valueOfBindings(variable.bindings, module, reading);
}

function starredConstant(name: string, module: PythonModule, reading: Reading, imports: number): PyValue | undefined {
  if (imports >= MOST_IMPORTS || name.startsWith('_')) return undefined;
  for (const from of starImportsIn(module)) {
    const file = reading.view.resolver.fileOf(from, module);
    const target = file === undefined || file === module.path ? undefined : reading.view.resolver.moduleAt(file);
    const value = target === undefined ? undefined : valueOfConstant(name, target, reading, imports + 1);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What the assignments outside of any function give. */
function valueOfBindings(bindings: readonly Binding[], module: PythonModule, reading: Reading): PyValue | undefined {
  const definition = bindings.findLast(({ kind }) => kind === 'class' || kind === 'function');
  if (definition?.kind === 'class') return reading.view.classes.classAt(definition.node, module);
  if (definition !== undefined) return { kind: 'function', module, node: definition.node };
  if (bindings.length === 0 || bindings.some(({ kind }) => kind !== 'assignment')) return undefined;
  const values = bindings.flatMap(({ value }) => value ?? []);
  if (values.length === bindings.length || values.length > 0) return joined(values.map((value) => constantAt(value, module, reading)));
  return undefined;
}

/** An expression outside of any function: it is evaluated once, and not as part of the task. */
export function constantAt(node: PyNode, module: PythonModule, reading: Reading): PyValue {
  const known = reading.constants.get(node);
  if (known !== undefined) return known;
  // Whoever comes here again while it is being evaluated goes in a circle.
  reading.constants.set(node, UNKNOWN_VALUE);
  const value = aside(reading, () => reading.evaluate(node, frameOf(module, reading.state.mark())));
  reading.constants.set(node, value);
  return value;
}

/** What the resolver says, as a value of the interpreter; undefined where it says nothing. */
function convert(value: Value, reading: Reading): PyValue | undefined {
  switch (value.kind) {
    case 'function':
      return { kind: 'function', module: value.module, node: value.node };
    case 'class':
      return reading.view.classes.classAt(value.node, value.module);
    case 'module':
      return { kind: 'module', module: value.module };
    case 'external':
      return { kind: 'external', path: value.path };
    case 'result':
      return value.call.type === 'call' ? constantAt(value.call, value.module, reading) : annotatedParameter(value.call, value.module, reading);
    case 'member': {
      const of = convert(value.of, reading);
      return of === undefined || value.of.kind === 'unknown' ? undefined : memberOutside(of, value.name, value.of, reading);
    }
    case 'unknown':
      return undefined;
  }
}

function memberOutside(of: PyValue, name: string, from: Value, reading: Reading): PyValue | undefined {
  if (from.kind === 'external') return { kind: 'external', path: `${from.path}.${name}` };
  const at = from.kind === 'result' ? { node: from.call, module: from.module } : from.kind === 'class' || from.kind === 'function' ? from : undefined;
  return at === undefined ? undefined : aside(reading, () => reading.memberOf(of, name, at.node, frameOf(at.module, reading.state.mark())));
}

function annotatedParameter(parameter: PyNode, module: PythonModule, reading: Reading): PyValue | undefined {
  return parameterName(parameter) === undefined ? undefined : annotatedValue(parameter, module, UNKNOWN_VALUE, reading);
}

function isDefinedElsewhere({ bindings }: Variable): boolean {
  return bindings.some(({ kind }) => kind === 'import' || kind === 'function' || kind === 'class');
}
