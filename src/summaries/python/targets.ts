/** What assignments give a value to: variables, attributes, elements. */
import { variableOf } from '../../readers/python/scopes.js';
import { childIn, childrenIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { literalIn, ofEach, partsOf } from './alternatives.js';
import { annotatedValue } from './annotations.js';
import { bothFacts, emptinessOf } from './facts.js';
import { elementAt } from './iteration.js';
import { frameHolding } from './names.js';
import { askLibraries, within, type Frame, type Reading } from './reading.js';
import type { Cells } from './state.js';
import type { PyInstance, PyValue } from '../../footprints/python/values.js';

export function assign(target: PyNode, value: PyValue, frame: Frame, reading: Reading): void {
  switch (target.type) {
    case 'identifier':
      assignName(target, value, frame, reading);
      return;
    case 'attribute':
      assignAttribute(target, value, frame, reading);
      return;
    case 'subscript':
      assignSubscript(target, value, frame, reading);
      return;
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'tuple':
    case 'list':
    case 'expression_list':
      namedChildren(target).forEach((part, index) => {
        assign(part, part.type === 'list_splat_pattern' ? { kind: 'list', elements: [elementAt(value, index)] } : elementAt(value, index), frame, reading);
      });
      return;
    case 'list_splat_pattern':
    case 'parenthesized_expression':
    case 'as_pattern_target':
      for (const part of namedChildren(target)) assign(part, value, frame, reading);
      return;
    default:
      return;
  }
}

function assignName(target: PyNode, value: PyValue, frame: Frame, reading: Reading): void {
  const variable = variableOf(target, frame.module);
  if (variable === undefined) return;
  reading.state.set(frameHolding(variable, frame).cells, variable, declared(target, value, frame, reading));
}

/** The value of `target: Type = value`. */
function declared(target: PyNode, value: PyValue, { module }: Frame, reading: Reading): PyValue {
  return target.parent?.type === 'assignment' && target.field === 'left' ? annotatedValue(target.parent, module, value, reading) : value;
}

function assignAttribute(target: PyNode, value: PyValue, frame: Frame, reading: Reading): void {
  const object = childIn(target, 'object');
  const attribute = childIn(target, 'attribute');
  if (object === undefined || attribute === undefined) return;
  const of = reading.evaluate(object, frame);
  const name = sourceOf(attribute, frame.module);
  // `self.file = self.file or make()` fills in what is missing.
  const facts = isChoice(target) ? bothFacts(reading.surroundings.facts, { ...emptinessOf(value), given: [] }) : reading.surroundings.facts;
  within(reading, { facts }, () => {
    for (const part of partsOf(of)) setAttribute(part, name, declared(target, value, frame, reading), target, frame, reading);
  });
}

/** `x or y`, `x if test else y` */
function isChoice(target: PyNode): boolean {
  const value = target.parent === undefined ? undefined : childIn(target.parent, 'right');
  return value?.type === 'boolean_operator' || value?.type === 'conditional_expression';
}

export function setAttribute(of: PyValue, name: string, value: PyValue, node: PyNode, frame: Frame, reading: Reading): void {
  if (of.kind === 'instance' && callSetter(of, name, value, node, frame, reading)) return;
  const taken = askLibraries(reading, (library) => (library.assign?.(of, name, value, reading.contextAt(node, frame)) === true ? true : undefined));
  if (taken === true || of.kind !== 'instance') return;
  reading.state.set(reading.cellsOf(of), name, value);
}

function callSetter(of: PyInstance, name: string, value: PyValue, node: PyNode, frame: Frame, reading: Reading): boolean {
  const member = reading.view.classes.boundIn(of.of, name);
  if (member?.kind !== 'function') return false;
  const { module } = member.owner;
  const setter = member.all.find((binding) => decoratorsOf(binding.node).some((decorator) => sourceOf(decorator, module) === `${name}.setter`));
  if (setter === undefined) return false;
  reading.call({ kind: 'function', module, node: setter.node, self: of }, { positional: [value], keyword: new Map(), open: false }, node, frame);
  return true;
}

function assignSubscript(target: PyNode, value: PyValue, frame: Frame, reading: Reading): void {
  const object = childIn(target, 'value');
  const [key] = childrenIn(target, 'subscript');
  if (object === undefined || key === undefined) return;
  const of = reading.evaluate(object, frame);
  const index = reading.evaluate(key, frame);
  const taken = askLibraries(reading, (library) => library.subscript?.(of, index, 'assigned', reading.contextAt(target, frame)));
  const name = literalIn(index);
  if (taken !== undefined || of.kind !== 'dict') return;
  const entries = name === undefined || name === null ? of.entries : new Map([...of.entries, [String(name), value]]);
  replace(object, of, { kind: 'dict', entries, open: of.open || entries === of.entries }, frame, reading);
}

export function removeSubscript(target: PyNode, frame: Frame, reading: Reading): void {
  const object = childIn(target, 'value');
  const [key] = childrenIn(target, 'subscript');
  if (object === undefined || key === undefined) return;
  const of = reading.evaluate(object, frame);
  const index = reading.evaluate(key, frame);
  for (const part of partsOf(of)) askLibraries(reading, (library) => library.subscript?.(part, index, 'deleted', reading.contextAt(target, frame)));
}

/** A list or dict that has changed: the variable or attribute that holds it holds the new one. */
export function replace(holder: PyNode, before: PyValue, value: PyValue, frame: Frame, reading: Reading): void {
  const held = placeOf(holder, frame, reading);
  const current = held?.cells.get(held.key);
  if (held === undefined || current === undefined) return;
  reading.state.set(held.cells, held.key, ofEach(current, (part) => (part === before || current.kind !== 'alternatives' ? value : part)));
}

function placeOf(holder: PyNode, frame: Frame, reading: Reading): { readonly cells: Cells; readonly key: unknown } | undefined {
  if (holder.type === 'identifier') {
    const variable = variableOf(holder, frame.module);
    return variable === undefined ? undefined : { cells: frameHolding(variable, frame).cells, key: variable };
  }
  const object = holder.type === 'attribute' ? childIn(holder, 'object') : undefined;
  const attribute = childIn(holder, 'attribute');
  const of = object === undefined || attribute === undefined ? undefined : reading.evaluate(object, frame);
  return of?.kind === 'instance' && attribute !== undefined ? { cells: reading.cellsOf(of), key: sourceOf(attribute, frame.module) } : undefined;
}
