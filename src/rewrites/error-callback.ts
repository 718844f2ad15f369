/** A canvas with an error callback, as edits. */
import { type Canvas, type CanvasCall, partsOf } from '../analysis/canvas.js';
import type { Facts } from '../analysis/facts.js';
import type { Span } from '../analysis/ir.js';
import type { Edit } from './edit.js';

/** Appends methods to a canvas: `a | b` → `(a | b).on_error(e)`. */
export function appendMethods(canvas: Canvas, methods: string, { text, words }: Facts): readonly Edit[] {
  const { span } = canvas;
  const end = { start: span.end, end: span.end };
  const isPipe = canvas.kind === 'chain' && canvas.form === 'pipe' && words.signature === 'method';
  if (!isPipe || isParenthesised(canvas, text)) return [{ span: end, text: methods }];
  return [
    { span: { start: span.start, end: span.start }, text: '(' },
    { span: end, text: `)${methods}` },
  ];
}

/** Takes methods off one canvas and appends them to another around it; undefined where they are called on a variable, and stand elsewhere. */
export function moveMethods(from: Canvas, calls: readonly CanvasCall[], to: Canvas, facts: Facts): readonly Edit[] | undefined {
  if (!calls.every(({ span }) => covers(from.span, span))) return undefined;
  const methods = calls.map(({ suffix }) => facts.text.slice(suffix.start, suffix.end).trim()).join('');
  return [...calls.map(({ suffix }): Edit => ({ span: suffix, text: '' })), ...appendMethods(to, methods, facts)];
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
