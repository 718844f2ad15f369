/** Options of jobs, as far as they can be read. */
import type { JobOption, JobOptions } from '../../analysis/flows.js';
import { staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { dottedName } from '../../readers/ecmascript/purity.js';
import { literalOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Origin, Resolver } from '../../resolve/origin.js';

export const NO_OPTIONS: JobOptions = { entries: new Map(), open: false };
export const UNREADABLE: JobOptions = { entries: new Map(), open: true };

/** Objects that spread objects that spread objects …: deeper than people write. */
const MAX_DEPTH = 4;

/** An expression and the module that it stands in. */
export interface Written {
  readonly node: Node;
  readonly module: Module;
}

/** The options that an expression gives: an object, or what stands for one and is changed nowhere. */
export function readOptions(written: Written, resolver: Resolver, depth = 0): JobOptions {
  const { node, module } = written;
  if (isUndefined(unwrapped(node), module)) return NO_OPTIONS;
  const object = objectFor(written, resolver);
  if (object === undefined || depth > MAX_DEPTH) return UNREADABLE;
  const entries = new Map<string, JobOption>();
  let open = false;
  for (const property of object.node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = readOptions({ node: property.argument, module: object.module }, resolver, depth + 1);
      for (const [name, option] of spread.entries) entries.set(name, option);
      open ||= spread.open;
      continue;
    }
    const name = staticName(property.key, property.computed);
    if (name === undefined) open = true;
    else entries.set(name, optionOf({ node: property.value, module: object.module }, resolver, depth));
  }
  return { entries, open };
}

/** The object literal that an expression is, or stands for, wherever it is declared. */
export function objectFor({ node, module }: Written, resolver: Resolver): { readonly node: TSESTree.ObjectExpression; readonly module: Module } | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'ObjectExpression') return { node: expression, module };
  const origin = originOfName({ node, module }, resolver);
  return origin?.kind === 'object' ? origin : undefined;
}

/** The plain value that a name stands for, wherever it is declared. */
function constantFor(written: Written, resolver: Resolver): JobOption['literal'] {
  const origin = originOfName(written, resolver);
  return origin?.kind === 'literal' ? origin.value : undefined;
}

function originOfName({ node, module }: Written, resolver: Resolver): Origin | undefined {
  const expression = unwrapped(node);
  const isName = expression.type === 'MemberExpression' || (expression.type === 'Identifier' && isSettled(expression, module));
  return isName ? resolver.originOf(expression, module) : undefined;
}

/** Whether a variable holds what it was declared with: a parameter may hold anything, and what it is given to may change its properties. */
function isSettled(identifier: TSESTree.Identifier, module: Module): boolean {
  const variable = variableOf(identifier, module);
  if (variable === undefined || variable.defs.some(({ type }) => (type as string) === 'Parameter')) return false;
  return variable.references.every((reference) => reference.identifier === identifier || !mayChange(reference.identifier as Node));
}

/** `options.x = …`, `Object.assign(options, …)`, `decide(options)`, `const others = options`; a method of something else is not expected to. */
function mayChange(name: Node): boolean {
  const { parent } = name;
  if (parent?.type === 'VariableDeclarator') return parent.init === name && parent.id.type === 'Identifier';
  if (parent?.type === 'MemberExpression') return parent.parent.type === 'AssignmentExpression' && parent.parent.left === parent;
  return parent?.type === 'CallExpression' && parent.callee !== name && (parent.callee.type === 'Identifier' || dottedName(parent.callee) === 'Object.assign');
}

function optionOf({ node, module }: Written, resolver: Resolver, depth: number): JobOption {
  const literal = isUndefined(unwrapped(node), module) ? null : literalOf(node, module) ?? constantFor({ node, module }, resolver);
  const text = module.text.slice(...node.range).replace(/\s+/g, ' ');
  if (unwrapped(node).type !== 'ObjectExpression') return { text, ...(literal === undefined ? {} : { literal }) };
  const { entries, open } = readOptions({ node, module }, resolver, depth + 1);
  return open ? { text } : { text, entries };
}

export function isUndefined(node: Node, module: Module): boolean {
  return node.type === 'Identifier' && node.name === 'undefined' && variableOf(node, module) === undefined;
}

/** Whether an object literal may hold other properties than those whose names are written. */
export function isOpen({ properties }: TSESTree.ObjectExpression): boolean {
  return properties.some((property) => property.type === 'SpreadElement' || staticName(property.key, property.computed) === undefined);
}

/** The property of an object literal under a name; the last one counts. */
export function propertyOf(object: TSESTree.ObjectExpression, name: string): TSESTree.Property | undefined {
  return object.properties.findLast((each): each is TSESTree.Property => each.type === 'Property' && staticName(each.key, each.computed) === name);
}
