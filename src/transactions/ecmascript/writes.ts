/** The writes that come before a dispatch in its transaction. */
import type { Variable } from '@typescript-eslint/scope-manager';
import type { Effect } from '../../analysis/footprint.js';
import type { AccessPath } from '../../analysis/ir.js';
import type { TransactionWrite } from '../../analysis/transactions.js';
import { calleeOf } from '../../libraries/calls.js';
import { ancestorsOf, isFunction, staticName, unwrapped, walk, type CallExpression, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { isReassigned, variableOf } from '../../readers/ecmascript/variables.js';
import type { Opened } from './opened.js';
import { isBetween, isIterated, lastName, mayPrecede } from './order.js';
import { ROW_ARGUMENTS, STORES, WRITING } from './rows.js';
import { pathsBelow, pathsOfPattern } from './values.js';

const LONGEST = 60;

/** @param effects what the routine around does to tables */
export function writesBefore(dispatch: Node, { body, variable, at }: Opened, effects: () => readonly Effect[], module: Module): TransactionWrite[] {
  const writes: TransactionWrite[] = [];
  walk(body, (node) => {
    if (isFunction(node)) return isIterated(node);
    if (node.type !== 'CallExpression' || node.range[0] <= at.range[0] || isContinued(node) || !mayPrecede(node, dispatch) || isRebound(node, dispatch, module)) return true;
    const links = linksOf(node);
    if (!isWriting(links, variable, module)) return true;
    writes.push({
      // Of many writes one is told.
      get text() { return renderCall(node, module); },
      get line() { return module.text.slice(0, node.range[0]).split('\n').length; },
      ...valuesOf(node, links, module),
      effects: effects().filter(({ site, via: [first] }) => (first ?? site).offset === node.range[0]),
    });
    return true;
  });
  return writes;
}

/** Whether a name that the dispatch reads is given another value behind a write. */
function isRebound(write: Node, dispatch: Node, module: Module): boolean {
  let found = false;
  walk(dispatch, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(node, module) : undefined;
    if (variable !== undefined && isReassigned(variable) && variable.references.some((reference) => reference.isWrite() && isBetween(reference.identifier, write, dispatch))) found = true;
    return !found;
  });
  return found;
}

/** One call of a chain: `.where(…)` of `tx.update(orders).where(…)`. */
interface Link {
  readonly name: string;
  readonly call: CallExpression;
  /** What it is called on. */
  readonly object?: Node;
}

/** The calls of a chain, the innermost first. */
function linksOf(call: CallExpression): Link[] {
  const callee = calleeOf(call);
  if (callee === undefined) return [{ name: lastName(call.callee) ?? '', call }];
  let inner = unwrapped(callee.object);
  while (inner.type === 'MemberExpression') inner = unwrapped(inner.object);
  const own = { name: callee.method, call, object: callee.object };
  return inner.type === 'CallExpression' ? [...linksOf(inner), own] : [own];
}

/** Whether more is called on what a call gives. */
function isContinued(call: CallExpression): boolean {
  let reading: TSESTree.MemberExpression | undefined;
  for (const around of ancestorsOf(call)) {
    if (around.type !== 'MemberExpression') return reading !== undefined && around.type === 'CallExpression' && around.callee === reading;
    if (around.object !== (reading ?? call)) return false;
    reading = around;
  }
  return false;
}

/** Whether a chain writes through the transaction: it begins with it, or is handed it. */
function isWriting(links: readonly Link[], variable: Variable | undefined, module: Module): boolean {
  if (!links.some((link, index) => WRITING.test(link.name) && (link.object !== undefined || index === links.length - 1))) return false;
  if (variable === undefined) return links.some(({ name, object }) => WRITING.test(name) && object !== undefined && STORES.test(lastName(object) ?? ''));
  return links.some(({ call, object }) => [call.callee, ...(object === undefined ? [] : [object])].some((node) => isRootedIn(node, variable, module)) || isHanded(call, variable, module));
}

function isRootedIn(node: Node, variable: Variable, module: Module): boolean {
  let inner = unwrapped(node);
  while (inner.type === 'MemberExpression') inner = unwrapped(inner.object);
  return inner.type === 'Identifier' && variableOf(inner, module) === variable;
}

/** `insertOrder(values, trx)`, `Order.create(values, { transaction: t })`. */
function isHanded(call: CallExpression, variable: Variable, module: Module): boolean {
  return call.arguments.some((argument) => {
    const node = unwrapped(argument);
    const parts = node.type === 'ObjectExpression' ? node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : [])) : [node];
    return parts.some((part) => part.type === 'Identifier' && variableOf(part, module) === variable);
  });
}

function valuesOf(call: CallExpression, links: readonly Link[], module: Module): Pick<TransactionWrite, 'rows' | 'given'> {
  const rows = [...boundBy(call, module), ...links.flatMap((link) => rowsOf(link, module))];
  return { rows, given: links.flatMap((link) => link.call.arguments.flatMap((argument) => pathsBelow(argument, module))) };
}

function rowsOf({ name, call, object }: Link, module: Module): readonly AccessPath[] {
  const [first, second, third] = call.arguments;
  if (ROW_ARGUMENTS.test(name) && first !== undefined) return [first, second].flatMap((argument) => (argument?.type === 'Identifier' ? pathsBelow(argument, module) : [])).concat(rowOfReceiver(object, module));
  if (/where$/i.test(name) && first !== undefined) return isIdName(first, module) ? pathsBelow(third ?? second ?? first, module) : keysIn(first, module);
  return [...keysIn(whereOf(call), module), ...(WRITING.test(name) ? rowOfReceiver(object, module) : [])];
}

/** `order` of `order.update({ … }, { transaction: t })`. */
function rowOfReceiver(object: Node | undefined, module: Module): readonly AccessPath[] {
  return object?.type === 'Identifier' && /^[a-z]/.test(object.name) ? pathsBelow(object, module) : [];
}

/** `{ id: orderId }` of `update({ where: { id: orderId } })`. */
function whereOf(call: CallExpression): Node | undefined {
  for (const argument of call.arguments) {
    if (argument.type !== 'ObjectExpression') continue;
    for (const property of argument.properties) if (property.type === 'Property' && staticName(property.key, property.computed) === 'where') return property.value;
  }
  return undefined;
}

/** The values of keys in a condition: `{ id: orderId }`, `eq(orders.id, orderId)`. */
function keysIn(condition: Node | undefined, module: Module): readonly AccessPath[] {
  const keys: AccessPath[] = [];
  if (condition === undefined) return keys;
  walk(condition, (node) => {
    if (node.type === 'Property' && KEY.test(staticName(node.key, node.computed) ?? '')) keys.push(...pathsBelow(node.value, module));
    const [column, value] = node.type === 'CallExpression' ? node.arguments : [];
    if (column !== undefined && value !== undefined && isIdName(column, module)) keys.push(...pathsBelow(value, module));
    return true;
  });
  return keys;
}

/** `orders.id`, `'orderId'`, `"order_id"`. */
const KEY = /(?:^|[.'"`])(?:id|\w+(?:Id|_id))['"`]?$/;

function isIdName(node: Node, module: Module): boolean {
  return KEY.test(module.text.slice(...node.range));
}

/** `order` of `const order = await tx.order.create(…)`. */
function boundBy(call: CallExpression, module: Module): readonly AccessPath[] {
  let node: Node = call;
  while (node.parent?.type === 'AwaitExpression' || (node.parent !== undefined && unwrapped(node.parent) !== node.parent)) node = node.parent;
  const { parent } = node;
  if (parent?.type === 'VariableDeclarator' && parent.init === node) return pathsOfPattern(parent.id, module);
  return parent?.type === 'AssignmentExpression' && parent.right === node ? pathsBelow(parent.left, module) : [];
}

function renderCall(call: CallExpression, module: Module): string {
  const text = module.text.slice(...call.range).replace(/\s+/g, ' ');
  if (text.length <= LONGEST) return text;
  const [first] = linksOf(call);
  const callee = module.text.slice(...(first?.call.callee.range ?? call.callee.range)).replace(/\s+/g, '');
  return `${callee}(…)`;
}
