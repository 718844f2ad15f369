import type { Dispatch, Span } from '../analysis/ir.js';
import type { Edit } from '../analysis/edit.js';

/** Where the parts of a dispatch's call stand: `receiver` `.method<T>(`. */
export interface CallParts {
  /** The receiver, its parentheses included. */
  readonly receiver: Span;
  /** From the end of the receiver to behind the opening parenthesis: `.add<Job>(`. */
  readonly method: Span;
  /** The comments in `method`, each followed by what keeps it apart from the next token. */
  readonly comments: string;
}

const COMMENT = /\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*(?:(?:\r\n|[\n\r\u2028\u2029])[ \t]*)?/y;

/**
 * The parts of a call with a receiver.
 * @returns undefined for a plain function's call, and for an optional one (`queue?.add(…)`), which may dispatch nothing
 */
export function findCallParts({ call, receiver, typeArguments }: Dispatch, text: string): CallParts | undefined {
  if (receiver === undefined || text.slice(receiver.start, receiver.end).includes('?.')) return undefined;
  let receiverEnd = receiver.end;
  let dot = skipComments(text, receiverEnd);
  // Not every parser counts the parentheses of `(await queues()).add(…)` to the receiver.
  while (text[dot] === ')') {
    receiverEnd = dot + 1;
    dot = skipComments(text, receiverEnd);
  }
  const open = findParenthesis(text, typeArguments?.end ?? dot);
  if (open === undefined || open >= call.end || text.slice(dot, typeArguments?.start ?? open).includes('?.')) return undefined;
  const method = { start: receiverEnd, end: open + 1 };
  return { receiver: { start: call.start, end: receiverEnd }, method, comments: commentsIn(text, method) };
}

/** Every comment in a stretch of text that holds no string, ready to stand in front of a token. */
export function commentsIn(text: string, { start, end }: Span): string {
  let result = '';
  for (let position = start; position < end; position += 1) {
    const comment = commentAt(text, position);
    if (comment === undefined) continue;
    result += comment.startsWith('//') ? comment : `${comment} `;
    position += comment.length - 1;
  }
  return result;
}

function commentAt(text: string, position: number): string | undefined {
  COMMENT.lastIndex = position;
  return text[position] === '/' ? COMMENT.exec(text)?.[0] : undefined;
}

function skipComments(text: string, from: number): number {
  let position = from;
  while (position < text.length) {
    const comment = commentAt(text, position);
    if (comment !== undefined) position += comment.length;
    else if (/\s/.test(text[position] ?? '')) position += 1;
    else break;
  }
  return position;
}

function findParenthesis(text: string, from: number): number | undefined {
  for (let position = from; position < text.length; position += 1) {
    const comment = commentAt(text, position);
    if (comment !== undefined) position += comment.length - 1;
    else if (text[position] === '(') return position;
  }
  return undefined;
}

/**
 * `receiver.method(x` becomes `si(receiver, x`, and white space that follows the parenthesis is not doubled.
 * @param more whether anything follows the receiver
 */
export function renderOpening({ receiver, method, comments }: CallParts, si: string, more: boolean, text: string): Edit[] {
  const comma = comments === '' && /\s/.test(text[method.end] ?? '') ? ',' : `, ${comments}`;
  return [
    { span: { start: receiver.start, end: receiver.start }, text: `${si}(` },
    { span: method, text: more ? comma : comments === '' ? '' : ` ${comments}` },
  ];
}
