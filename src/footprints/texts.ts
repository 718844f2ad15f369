/** Texts that are put together out of parts, as keys and paths are. */
import type { Term } from '../analysis/footprint.js';

type Literal = Extract<Term, { kind: 'literal' }>;

/** How long a text may be, and of how many parts: one that is put to itself time and again doubles. */
const MOST_PARTS = 100;
const LONGEST = 10_000;

/**
 * The parts without texts within texts, neighbouring literals as one; undefined for a text that is too long to be compared.
 * @param write how the language writes a literal into a text
 */
export function flatParts(parts: readonly Term[], write: (literal: Literal) => string): readonly Term[] | undefined {
  const flat: Term[] = [];
  for (const part of parts.flatMap((each) => (each.kind === 'text' ? each.parts : [each]))) {
    if (part.kind !== 'literal') {
      flat.push(part);
      continue;
    }
    const written = write(part);
    const last = flat.at(-1);
    if (last?.kind === 'literal') flat[flat.length - 1] = { kind: 'literal', value: write(last) + written };
    else if (written !== '') flat.push({ kind: 'literal', value: written });
  }
  const isTooLong = flat.length > MOST_PARTS || flat.some((part) => part.kind === 'literal' && write(part).length > LONGEST);
  return isTooLong ? undefined : flat;
}
