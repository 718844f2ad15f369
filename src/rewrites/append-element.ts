import type { Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Edit } from '../analysis/edit.js';
import { codeOf, indentAt, isBlank, layoutOf, lineEndOf, lineStartOf } from './layout.js';

/**
 * The edits that put one more element behind the last of a list of parameters, arguments or elements: on the same line, or on a line of
 * its own where the last one has its own, with a trailing comma where that one has one.
 *
 *     (a, b)  →  (a, b, c)            a, // first           a, // first
 *                                     b,            →       b,
 *                                                           c,
 */
export function appendElement(module: Module, last: Node, element: string): Edit[] {
  const { text } = module;
  const start = startOf(last);
  const end = last.range[1];
  const lineEnd = lineEndOf(text, end);
  const rest = codeOf(module, { start: end, end: lineEnd }).trim();
  const hasLinesOfItsOwn = isBlank(text.slice(lineStartOf(text, start), start)) && (rest === '' || rest === ',');
  if (!hasLinesOfItsOwn) return [insertion(end, `, ${element}`)];
  const line = layoutOf(module).eol + indentAt(text, start) + element;
  return rest === ',' ? [insertion(lineEnd, `${line},`)] : [insertion(end, ','), insertion(lineEnd, line)];
}

/** Decorators of a parameter stand before it, outside of its range in some trees. */
function startOf(node: Node): number {
  const decorators = 'decorators' in node ? node.decorators : [];
  return Math.min(node.range[0], ...decorators.map(({ range }) => range[0]));
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
