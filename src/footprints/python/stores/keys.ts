/** The keys that a call names. */
import { UNKNOWN_TERM, type Term } from '../../../analysis/footprint.js';
import { childIn, namedChildren, type PyNode } from '../../../readers/python/tree.js';
import type { PyCall, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';

/** The key at a position or under a keyword; unknown where it may be among arguments that cannot be told; none where it is not given. */
export function keyIn({ positional, keyword, open }: PyCall, at: number, name: string, context: ReadingContext): readonly Term[] {
  const argument = positional[at] ?? keyword.get(name);
  if (argument !== undefined) return termsOf(argument, context);
  return open ? [UNKNOWN_TERM] : [];
}

/** A key that is one of several is each of them, as if it were used in the arms of a branch. */
export function termsOf(key: PyValue, context: ReadingContext): readonly Term[] {
  return (key.kind === 'alternatives' ? key.values : [key]).map((part) => context.termOf(part));
}

/** All keys in a list, or those of a dict. @param node the argument, in which a dict's keys are written */
export function keysIn(argument: PyValue | undefined, node: PyNode | undefined, context: ReadingContext): readonly Term[] {
  if (argument === undefined) return [];
  if (argument.kind === 'list') return argument.elements.flatMap((element) => termsOf(element, context));
  if (argument.kind !== 'dict') return [UNKNOWN_TERM];
  if (node?.type === 'dictionary') return namedChildren(node).map((pair) => keyOfPair(pair, context));
  const known = [...argument.entries.keys()].map((value): Term => ({ kind: 'literal', value }));
  return argument.open ? [...known, UNKNOWN_TERM] : known;
}

/** `f'thumb:{image_id}': 1`, which as a dict's entry has no name. */
function keyOfPair(pair: PyNode, context: ReadingContext): Term {
  const key = childIn(pair, 'key');
  return key === undefined ? UNKNOWN_TERM : context.termOf(context.evaluate(key, context.module));
}
