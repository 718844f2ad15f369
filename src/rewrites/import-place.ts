import { isFunction, isClass, unwrapped, walk } from '../readers/ecmascript/estree.js';
import type { Node, Statement } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { isBlank, codeOf, lineEndOf, lineStartOf, nextLineOf } from './layout.js';

/** Where new statements go: behind what ends at the position, before what starts there, or between both on one line. */
export interface StatementPlace {
  readonly position: number;
  readonly side: 'behind' | 'before' | 'between';
}

/** True for a file that gets what it needs by `require`. */
export function isCommonJs(module: Module): boolean {
  if (/\.c[jt]s$/.test(module.path)) return !module.ast.body.some(isImport);
  if (/\.m[jt]s$/.test(module.path)) return false;
  if (module.ast.body.some((statement) => isImport(statement) || statement.type.startsWith('Export'))) return false;
  return /\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(codeOf(module, { start: 0, end: module.text.length }));
}

function isImport(statement: Statement | Node): boolean {
  return statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration';
}

/** The module that `require('x')` names; undefined for anything else. */
export function requiredFrom(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return undefined;
  const [argument] = node.arguments;
  return argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined;
}

/** Behind the last import (the last `require` at the head of a CommonJS file); else below directives, `#!` and header comments. */
export function findImportPlace(module: Module): StatementPlace {
  const last = isCommonJs(module) ? lastRequire(module) : module.ast.body.filter(isImport).at(-1);
  const directive = module.ast.body.filter((statement) => statement.type === 'ExpressionStatement' && isDirective(statement)).at(-1);
  const above = last ?? directive;
  return above === undefined ? placeAtTop(module) : placeBehind(module, above);
}

function isDirective(statement: Statement): boolean {
  return typeof (statement as { directive?: unknown }).directive === 'string';
}

/** The last `require` before anything that defines a function or a class, which may use it. */
function lastRequire({ ast }: Module): Statement | undefined {
  let last: Statement | undefined;
  for (const statement of ast.body) {
    if (isRequire(statement)) last = statement;
    else if (holdsFunction(statement)) break;
  }
  return last;
}

function isRequire(statement: Statement): boolean {
  return (
    statement.type === 'VariableDeclaration' &&
    statement.declarations.some(({ init }) => init !== null && startsWithRequire(unwrapped(init)))
  );
}

/** `require('x')`, `require('x').y`, `require('x')(z)` */
function startsWithRequire(node: Node): boolean {
  if (requiredFrom(node) !== undefined) return true;
  if (node.type === 'MemberExpression') return startsWithRequire(unwrapped(node.object));
  return node.type === 'CallExpression' && startsWithRequire(unwrapped(node.callee));
}

function holdsFunction(statement: Statement): boolean {
  let holds = false;
  walk(statement, (node) => {
    holds ||= isFunction(node) || isClass(node);
    return !holds;
  });
  return holds;
}

/**
 * The end of the line that a statement's last token stands on, a comment there included. A `;` on a later line guards the bracket behind
 * it and stays there; where other code follows on the line, the place is between the two.
 */
export function placeBehind(module: Module, statement: Statement): StatementPlace {
  const { text } = module;
  const end = statement.range[1];
  const tokenEnd = text[end - 1] === ';' ? codeEnd(module, statement) : end;
  const lineEnd = lineEndOf(text, tokenEnd);
  const rest = codeOf(module, { start: tokenEnd, end: lineEnd }).trim();
  if (rest === '' || rest === ';') return { position: lineEnd, side: 'behind' };
  return { position: Math.min(end, lineEnd), side: 'between' };
}

function codeEnd(module: Module, statement: Statement): number {
  const [start, end] = statement.range;
  let code = end - 1;
  for (;;) {
    const trimmed = start + module.text.slice(start, code).trimEnd().length;
    const comment = module.comments.find(({ span }) => span.end === trimmed && span.start > start);
    if (comment === undefined) return trimmed;
    code = comment.span.start;
  }
}

const IS_HEADER = /@license|@preserve|copyright|@file|@flow|@jsx|@jest|@vitest|@ts-|eslint|global/i;

/** Before the first statement, and before the doc comment that belongs to it, but below every other comment. */
function placeAtTop(module: Module): StatementPlace {
  const { text, ast, comments } = module;
  const first = ast.body[0]?.range[0] ?? text.length;
  const shebang = text.startsWith('#!') ? nextLineOf(text, 0) : 0;
  const doc = comments.filter(({ span }) => span.end <= first).at(-1);
  const isDoc =
    doc !== undefined &&
    doc.text.startsWith('/**') &&
    !IS_HEADER.test(doc.text) &&
    /^[^\n]*\n?[ \t]*$/.test(text.slice(doc.span.end, first)) &&
    isBlank(text.slice(doc.span.end, first));
  const position = lineStartOf(text, isDoc ? doc.span.start : first);
  return { position: Math.max(position, shebang), side: 'before' };
}
