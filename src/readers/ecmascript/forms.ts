/** The forms that a statement with one call can take: `const job = await queue.add(…).catch(log)`. */
import type { ResultUse, Span, Waiting } from '../../analysis/ir.js';
import { staticName, unwrapped } from './estree.js';
import type { CallExpression, Node, Statement, TSESTree } from './estree.js';
import type { Module } from './module.js';
import { areRead, isAwaitedLater } from './results.js';
import { outerSpan } from './spans.js';
import { variableOf } from './variables.js';

/** A statement that does one call and keeps or drops what it gives. */
export interface Form {
  readonly call: CallExpression;
  /** What the statement evaluates, without `const job = ` and `return`. */
  readonly expression: Span;
  readonly waiting: Waiting;
  readonly result: ResultUse;
  readonly settledApart: boolean;
}

/** The call of a statement that does one call; undefined for any other statement, and where it may not happen (`queue?.add()`). */
export function callOf(statement: Statement): CallExpression | undefined {
  const value = valueOf(statement);
  return value === undefined ? undefined : peel(value)?.call;
}

/** The form of a statement that does one call; undefined for any other, and where its promise is kept, to be awaited with others. */
export function formOf(statement: Statement, module: Module): Form | undefined {
  const value = valueOf(statement);
  const peeled = value === undefined ? undefined : peel(value);
  if (value === undefined || peeled === undefined) return undefined;
  const { call, settledApart } = peeled;
  const expression = outerSpan(value, module);
  const returned = statement.type === 'ReturnStatement';
  const waiting = returned && peeled.waiting === 'floating' ? 'returned' : peeled.waiting;
  const result: ResultUse = returned ? { kind: 'returned' } : resultOf(statement, expression, module);
  if (waiting === 'floating' && result.kind === 'bound' && isAwaitedLater(statement, module)) return undefined;
  return { call, expression, waiting, result, settledApart };
}

/** What a statement evaluates. */
function valueOf(statement: Statement): Node | undefined {
  switch (statement.type) {
    case 'ExpressionStatement':
      return assignmentOf(statement)?.right ?? statement.expression;
    case 'ReturnStatement':
      return statement.argument ?? undefined;
    case 'VariableDeclaration':
      return statement.declarations.length === 1 ? statement.declarations[0].init ?? undefined : undefined;
    default:
      return undefined;
  }
}

function assignmentOf(statement: TSESTree.ExpressionStatement): TSESTree.AssignmentExpression | undefined {
  const expression = unwrapped(statement.expression);
  return expression.type === 'AssignmentExpression' && expression.operator === '=' ? expression : undefined;
}

/** The call below `await`, `void` and `.catch(…)`. */
function peel(value: Node): { call: CallExpression; waiting: Waiting; settledApart: boolean } | undefined {
  let waiting: Waiting = 'floating';
  let settledApart = false;
  let node = unwrapped(value);
  for (;;) {
    if (node.type === 'AwaitExpression') {
      waiting = 'awaited';
      node = unwrapped(node.argument);
    } else if (node.type === 'UnaryExpression' && node.operator === 'void') {
      waiting = 'voided';
      node = unwrapped(node.argument);
    } else if (node.type !== 'CallExpression' || isConditional(node)) {
      return undefined;
    } else {
      const settled = settledBy(node);
      if (settled === undefined) return { call: node, waiting, settledApart };
      settledApart = true;
      node = settled;
    }
  }
}

/** `queue.add(…)` for `queue.add(…).catch(log)`. */
function settledBy(call: CallExpression): CallExpression | undefined {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = staticName(callee.property, callee.computed);
  const object = unwrapped(callee.object);
  return object.type === 'CallExpression' && (name === 'catch' || name === 'then' || name === 'finally') ? object : undefined;
}

function isConditional(node: Node): boolean {
  const expression = unwrapped(node);
  if (expression.type === 'CallExpression') return expression.optional || isConditional(expression.callee);
  return expression.type === 'MemberExpression' && (expression.optional || isConditional(expression.object));
}

function resultOf(statement: Statement, expression: Span, module: Module): ResultUse {
  const binding = { start: statement.range[0], end: expression.start };
  if (statement.type === 'VariableDeclaration') {
    const [start, end] = statement.declarations[0].id.range;
    const name = nameOf(statement.declarations[0].id) ?? module.text.slice(start, end);
    return { kind: 'bound', name, binding, used: areRead(module.scopes.getDeclaredVariables(statement)) };
  }
  const assignment = statement.type === 'ExpressionStatement' ? assignmentOf(statement) : undefined;
  if (assignment === undefined) return { kind: 'unused' };
  const [start, end] = assignment.left.range;
  const variable = assignment.left.type === 'Identifier' ? variableOf(assignment.left, module) : undefined;
  return { kind: 'bound', name: module.text.slice(start, end), binding, used: variable === undefined || areRead([variable]) };
}

// The text of `job: Job` would hold its type.
function nameOf(pattern: Node): string | undefined {
  return pattern.type === 'Identifier' ? pattern.name : undefined;
}
