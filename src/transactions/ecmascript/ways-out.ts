/**
 * How a dispatch is moved behind its transaction:
 *
 *   await db.transaction(async (tx) => {          await db.transaction(async (tx) => {
 *     await tx.update(orders).set(…);       →       await tx.update(orders).set(…);
 *     await queue.add('mail', { orderId });       });
 *   });                                           await queue.add('mail', { orderId });
 */
import type { Dispatch } from '../../analysis/ir.js';
import type { WayOut } from '../../analysis/transactions.js';
import { isFunction, walk, type FunctionNode, type Node, type Statement } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Opened } from './opened.js';
import { holds } from './order.js';

/** Only the last statement of the callback can be moved, and only where nothing in it comes from the callback. */
export function moveBehind({ expression, result }: Dispatch, { at, callback }: Opened, module: Module): readonly WayOut[] {
  const around = statementOf(at);
  const body = callback?.body.type === 'BlockStatement' ? callback.body.body : [];
  const last = body.at(-1);
  const before = body.at(-2);
  if (callback === undefined || around === undefined || last?.type !== 'ExpressionStatement' || before === undefined || last.expression.range[0] !== expression.start || last.expression.range[1] !== expression.end) return [];
  if (result.kind !== 'unused' || !isAwaited(around) || isJoining(at, callback) || leavesEarly(callback) || readsFrom(callback, last, module)) return [];
  const gap = { start: before.range[1], end: last.range[1] };
  const text = module.text.slice(...last.range);
  // A comment, or a text of several lines, would have to be laid out anew.
  if (/\S/.test(module.text.slice(gap.start, last.range[0])) || isCommentedBehind(last, module) || isCommentedBehind(around, module) || text.includes('\n')) return [];
  // `;` at the head of the next line belongs to what stands there.
  if (/\n\s*;$/.test(module.text.slice(...around.range))) return [];
  const indent = /[^\S\n]*$/.exec(module.text.slice(0, around.range[0]))?.[0] ?? '';
  const end = text.endsWith(';') || !module.text.slice(...around.range).endsWith(';') ? '' : ';';
  return [
    {
      title: 'Dispatch it after the transaction',
      imports: [],
      edits: () => [
        { span: gap, text: '' },
        { span: { start: around.range[1], end: around.range[1] }, text: `${eolOf(module)}${indent}${text}${end}` },
      ],
    },
  ];
}

/** The statement that is the transaction and nothing else. */
function statementOf(call: Node): Statement | undefined {
  const awaited = call.parent?.type === 'AwaitExpression' ? call.parent : call;
  const { parent } = awaited;
  return parent?.type === 'ExpressionStatement' && (parent.parent.type === 'BlockStatement' || parent.parent.type === 'Program') ? parent : undefined;
}

function isAwaited(statement: Statement): boolean {
  return statement.type === 'ExpressionStatement' && statement.expression.type === 'AwaitExpression';
}

function leavesEarly(callback: FunctionNode): boolean {
  let found = false;
  walk(callback.body, (node) => {
    if (node.type === 'ReturnStatement') found = true;
    return !found && !isFunction(node);
  });
  return found;
}

/** How a transaction is called that is open already. */
const OPEN = /^(?:t|tx|trx|transaction)$|(?:Tx|Trx|Transaction)$/;

/** Whether a transaction may be part of another that it is handed: `executeTx(db, async (trx) => { … }, outerTrx)`. */
function isJoining(call: Node, callback: FunctionNode): boolean {
  let found = false;
  walk(call, (node) => {
    if (node.type === 'Identifier' && OPEN.test(node.name) && !isPropertyName(node)) found = true;
    return node !== callback && !found;
  });
  return found;
}

/** `$transaction` of `prisma.$transaction(…)`, `transaction` of `{ transaction: t }`. */
function isPropertyName(node: Node): boolean {
  const { parent } = node;
  return (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) || (parent?.type === 'Property' && parent.key === node && !parent.shorthand);
}

/** Whether a statement names something that is declared in the callback, or that means something else outside of it. */
function readsFrom(callback: FunctionNode, statement: Node, module: Module): boolean {
  let found = false;
  walk(statement, (node) => {
    if (callback.type !== 'ArrowFunctionExpression' && (node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'arguments'))) found = true;
    const variable = node.type === 'Identifier' ? variableOf(node, module) : undefined;
    if (variable?.defs.some((definition) => holds(callback, definition.name) && !holds(statement, definition.name)) === true) found = true;
    return !found;
  });
  return found;
}

function isCommentedBehind(statement: Node, { text }: Module): boolean {
  return /^[^\S\n]*\/[/*]/.test(text.slice(statement.range[1]));
}

function eolOf({ text }: Module): string {
  return /\r\n|\n/.exec(text)?.[0] ?? '\n';
}
