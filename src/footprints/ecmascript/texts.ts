/** Texts as templates, `+` and paths put them together. */
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import { flatParts } from '../texts.js';

/** The parts as one text; a lone part stands for itself. */
export function textTerm(parts: readonly Term[]): Term {
  const flat = flatParts(parts, ({ value }) => String(value));
  if (flat === undefined) return UNKNOWN_TERM;
  const [only, ...others] = flat;
  if (only === undefined) return { kind: 'literal', value: '' };
  return others.length === 0 ? only : { kind: 'text', parts: flat };
}
