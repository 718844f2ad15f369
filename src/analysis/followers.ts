/** Which signatures of a canvas follow something: what they are given first is its result, unless they are immutable. */
import type { Canvas, CanvasCall, Chain, Signature } from './canvas.js';

/** What runs before: one task, several whose results come as one list, or nobody can tell. */
export type Previous = { readonly kind: 'task'; readonly signature: Signature } | { readonly kind: 'several' } | { readonly kind: 'unknown' };

export interface Follower {
  readonly step: Signature;
  readonly previous: Previous;
  /** `a.s(x) | group(b.s(y) for y in ys)`: there are as many of the step as there are values. */
  readonly isOneOfMany?: boolean;
}

/** Calls that leave a canvas's own arguments and steps as they are; `set` does where it does not say `immutable`. */
const HARMLESS = new Set(['set', 'on_error', 'link_error', 'link', 'onError', 'linkError']);

/** @param previous what runs before the canvas; undefined where nothing does, or it may be anything */
export function* followersIn(canvas: Canvas, previous?: Previous): Generator<Follower> {
  if (!canvas.calls.every(isHarmless)) return;
  for (const callback of callbacksOf(canvas)) yield* followersIn(callback, resultOf(canvas));
  switch (canvas.kind) {
    case 'signature':
      if (previous !== undefined) yield { step: canvas, previous };
      return;
    case 'chain':
      yield* followersInChain(canvas, previous);
      return;
    case 'group':
      for (const follower of canvas.parts.flatMap((part) => [...followersIn(part, previous)])) {
        yield canvas.openParts && follower.previous === previous ? { ...follower, isOneOfMany: true } : follower;
      }
      return;
    case 'chord':
      for (const part of canvas.header) yield* followersIn(part, previous);
      if (canvas.body !== undefined) yield* followersIn(canvas.body, { kind: 'several' });
      return;
    case 'unknown':
      return;
  }
}

function* followersInChain({ parts, openParts }: Chain, first: Previous | undefined): Generator<Follower> {
  let previous = first;
  for (const part of parts) {
    yield* followersIn(part, previous);
    if (!openParts) previous = resultOf(part);
    // Of `chain(a, *others, b)` nobody can tell what runs before `b`, but something does; of `chain(*others, b)` not even that.
    else if (previous !== undefined || part.kind !== 'unknown') previous = { kind: 'unknown' };
  }
}

function resultOf(canvas: Canvas): Previous {
  if (canvas.open) return { kind: 'unknown' };
  switch (canvas.kind) {
    case 'signature':
      return { kind: 'task', signature: canvas };
    case 'group':
      // `chain(group(a), b)` unrolls a group of one, `group(a) | b` does not.
      return { kind: canvas.parts.length === 1 && !canvas.openParts ? 'unknown' : 'several' };
    case 'chain': {
      const last = canvas.parts.at(-1);
      return last === undefined || canvas.openParts ? { kind: 'unknown' } : resultOf(last);
    }
    case 'chord':
      return canvas.body === undefined ? { kind: 'unknown' } : resultOf(canvas.body);
    case 'unknown':
      return { kind: 'unknown' };
  }
}

/**
 * `a.s().link(b.s())`, `a.s().set(link=b.s())`, `a.s().apply_async(link=b.s())`: run with the result, beside whatever else follows. Not those
 * of a group, which links them to its first task, as immutable ones.
 */
function callbacksOf({ kind, calls, start }: Canvas): readonly Canvas[] {
  if (kind === 'group') return [];
  return [...calls, ...(start === undefined ? [] : [start])].flatMap(({ name, positional, keyword }) => [
    ...(name === 'link' ? (positional[0]?.canvases ?? []) : []),
    ...(keyword.get('link')?.canvases ?? []),
  ]);
}

function isHarmless({ name, keyword, open }: CanvasCall): boolean {
  return HARMLESS.has(name) && !keyword.has('immutable') && !open;
}
