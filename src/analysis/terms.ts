/** The arguments of a dispatch as terms: what the task is handed, by where it comes from in the dispatching routine. */
import { UNKNOWN_TERM, type Term } from './footprint.js';
import type { AccessPath, Argument } from './ir.js';

/** @param text the file's text, in which the argument's span counts */
export function termOf(argument: Argument, text: string): Term {
  if (argument.spread) return UNKNOWN_TERM;
  if (argument.literal !== undefined) return { kind: 'literal', value: argument.literal };
  if (argument.entries !== undefined) {
    const entries = [...argument.entries].map(([name, entry]): [string, Term] => [name, isOverridable(entry, argument, text) ? UNKNOWN_TERM : termOf(entry, text)]);
    return { kind: 'object', entries: new Map(entries), open: argument.open };
  }
  if (argument.elements !== undefined) {
    return { kind: 'object', entries: new Map(argument.elements.map((element, index) => [String(index), termOf(element, text)])), open: false };
  }
  const [path, ...others] = argument.paths;
  if (path === undefined || others.length > 0 || argument.purity !== 'pure') return UNKNOWN_TERM;
  return isAll(path, text.slice(argument.span.start, argument.span.end)) ? { kind: 'value', root: path.root, path: path.path, text: path.text } : UNKNOWN_TERM;
}

/** `{ imageId, ...base }`: what comes later may give the property another value. */
function isOverridable(entry: Argument, around: Argument, text: string): boolean {
  return around.open && /\.\.\.|\*\*/.test(text.slice(entry.span.end, around.span.end));
}

/** Conversions around a value leave it what it is: `str(order.id)`, `String(order.id)`, `order.id.toString()`, `{ order }`'s `order`. */
const CONVERSIONS = /^(?:[\w.]+\(\s*)*(?:\s*\)|\.\w+\(\s*\))*$/;

function isAll({ text: written }: AccessPath, source: string): boolean {
  return CONVERSIONS.test(source.replace(written, () => '').trim());
}
