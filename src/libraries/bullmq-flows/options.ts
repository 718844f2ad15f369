/** Options of jobs, as far as they can be read; and how one more is written. */
import type { JobOption, JobOptions } from '../../analysis/flows.js';
import { spanOf, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { dottedName } from '../../readers/ecmascript/purity.js';
import { literalOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Origin, Resolver } from '../../resolve/origin.js';
import { appendElement } from '../../rewrites/append-element.js';
import type { Edit } from '../../rewrites/edit.js';

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

function isUndefined(node: Node, module: Module): boolean {
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

/**
 * The edits that set an option of a job to true, in the style of its description.
 *
 *     { name: 'a', data }           →  { name: 'a', data, opts: { x: true } }
 *     { name: 'a', opts: {} }       →  { name: 'a', opts: { x: true } }
 *     { name: 'a', opts: OPTIONS }  →  { name: 'a', opts: { ...OPTIONS, x: true } }
 */
export function setOption(job: TSESTree.ObjectExpression, name: string, module: Module): readonly Edit[] {
  const opts = propertyOf(job, 'opts');
  const added = `${name}: true`;
  if (opts === undefined) {
    const others = job.properties.filter((property) => property !== propertyOf(job, 'children'));
    const last = others.at(-1) ?? job.properties.at(-1);
    return last === undefined ? [] : appendElement(module, last, `opts: { ${added} }`);
  }
  const value = unwrapped(opts.value);
  if (isUndefined(value, module)) return [{ span: spanOf(opts.value), text: `{ ${added} }` }];
  if (value.type !== 'ObjectExpression') return spreadInto(opts, added, module);
  const existing = propertyOf(value, name);
  // What is spread behind it may hold the same.
  if (existing !== undefined) return isBeforeSpread(existing, value) ? [] : [{ span: spanOf(existing), text: added }];
  const last = value.properties.at(-1);
  // Comments between the braces stay.
  return last === undefined ? [insertion(value.range[0] + 1, ` ${added} `)] : appendElement(module, last, added);
}

function isBeforeSpread(property: TSESTree.Property, { properties }: TSESTree.ObjectExpression): boolean {
  return properties.slice(properties.indexOf(property)).some(({ type }) => type === 'SpreadElement');
}

function spreadInto(opts: TSESTree.Property, added: string, { text }: Module): readonly Edit[] {
  const [start, end] = opts.value.range;
  const key = opts.shorthand ? `${text.slice(...opts.key.range)}: ` : '';
  return [insertion(start, `${key}{ ...`), insertion(end, `, ${added} }`)];
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
