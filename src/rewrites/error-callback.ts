/** A canvas with an error callback, as edits. */
import { type Canvas, type CanvasCall, partsOf } from '../analysis/canvas.js';
import type { Facts } from '../analysis/facts.js';
import type { Span } from '../analysis/ir.js';
import type { Edit } from '../analysis/edit.js';

/** Appends methods to a canvas: `a | b` → `(a | b).on_error(e)`; undefined for `chord(header)(body)`, which has no body yet where it is written, and for `a |= b`. */
export function appendMethods(canvas: Canvas, methods: string, { text, words }: Facts): readonly Edit[] | undefined {
  const { span } = canvas;
  if (canvas.kind === 'chord' && (canvas.body === undefined || !covers(span, canvas.body.place))) return undefined;
  const end = { start: span.end, end: span.end };
  if (AUGMENTED.test(text.slice(span.start, span.end))) return undefined;
  const isPipe = canvas.kind === 'chain' && canvas.form === 'pipe' && words.signature === 'method';
  if (!isPipe || isParenthesised(canvas, text)) return [{ span: end, text: methods }];
  return [
    { span: { start: span.start, end: span.start }, text: '(' },
    { span: end, text: `)${methods}` },
  ];
}

const AUGMENTED = /^[\p{L}\p{N}_]+\s*\|=/u;

/** Takes methods off one canvas and appends them to another around it; undefined where they are called on a variable and stand elsewhere, or a variable holds what they give, which may be used again. */
export function moveMethods(from: Canvas, calls: readonly CanvasCall[], to: Canvas, facts: Facts): readonly Edit[] | undefined {
  if (!calls.every(({ span }) => covers(from.span, span)) || !covers(to.span, from.span)) return undefined;
  const methods = calls.map(({ suffix }) => facts.text.slice(suffix.start, suffix.end).trim()).join('');
  const append = appendMethods(to, methods, facts);
  return append === undefined ? undefined : [...calls.map(({ suffix }): Edit => ({ span: suffix, text: '' })), ...append];
}

export function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isParenthesised(canvas: Canvas, text: string): boolean {
  const parts = partsOf(canvas);
  const [first] = parts;
  const last = parts.at(-1);
  const isWider = first !== undefined && last !== undefined && canvas.own.start < first.place.start && last.place.end < canvas.own.end;
  return isWider && text[canvas.own.start] === '(' && text[canvas.own.end - 1] === ')';
}
