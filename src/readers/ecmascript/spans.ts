/** Spans that every parser agrees on. */
import type { Comment, Span } from '../../analysis/ir.js';
import { spanOf } from './estree.js';
import type { Node } from './estree.js';
import type { Module } from './module.js';

/**
 * The span of an expression with the parentheses that are its own, which some parsers leave out of the tree. The parentheses of a call
 * belong to the call, not to its argument.
 */
export function outerSpan(node: Node, module: Module): Span {
  let { start, end } = spanOf(node);
  const limit = node.parent?.type === 'CallExpression' || node.parent?.type === 'NewExpression' ? node.parent.range[1] : Infinity;
  for (;;) {
    const left = skipBackward(module, start);
    const right = skipForward(module, end);
    if (module.text[left - 1] !== '(' || module.text[right] !== ')' || right + 1 >= limit) return { start, end };
    start = left - 1;
    end = right + 1;
  }
}

function skipBackward(module: Module, from: number): number {
  const { byEnd } = commentsOf(module);
  let position = from;
  for (;;) {
    while (position > 0 && /\s/.test(module.text.charAt(position - 1))) position -= 1;
    const comment = byEnd.get(position);
    if (comment === undefined) return position;
    position = comment.span.start;
  }
}

function skipForward(module: Module, from: number): number {
  const { byStart } = commentsOf(module);
  let position = from;
  for (;;) {
    while (/\s/.test(module.text.charAt(position))) position += 1;
    const comment = byStart.get(position);
    if (comment === undefined) return position;
    position = comment.span.end;
  }
}

interface CommentIndex {
  readonly byStart: ReadonlyMap<number, Comment>;
  readonly byEnd: ReadonlyMap<number, Comment>;
}

const indices = new WeakMap<Module, CommentIndex>();

function commentsOf(module: Module): CommentIndex {
  const known = indices.get(module);
  if (known !== undefined) return known;
  const { comments } = module;
  const index = {
    byStart: new Map(comments.map((comment) => [comment.span.start, comment])),
    byEnd: new Map(comments.map((comment) => [comment.span.end, comment])),
  };
  indices.set(module, index);
  return index;
}
