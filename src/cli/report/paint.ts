import { styleText } from 'node:util';

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim';

/** Gives a text a colour, or leaves it. */
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => styleText(colour, text, { validateStream: false });

/**
 * How to paint for a stream: FORCE_COLOR decides, then NO_COLOR, then whether somebody watches.
 * https://no-color.org, https://nodejs.org/api/cli.html#force_color1-2-3
 */
export function paintFor(stream: { readonly isTTY?: boolean }, wanted: boolean, environment: NodeJS.ProcessEnv): Paint {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment;
  if (!wanted) return plain;
  if (force !== undefined) return force === '0' || force === 'false' ? plain : coloured;
  if (no !== undefined && no !== '') return plain;
  return stream.isTTY === true && terminal !== 'dumb' ? coloured : plain;
}

/** Control characters, and those that turn the direction of writing. */
const HARMFUL = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Source text as a terminal may show it: without what would move its cursor, change its colours or show code in another order. */
export function harmless(text: string): string {
  return text.replace(HARMFUL, '\uFFFD');
}

/** A line of source text, cut where nobody reads on. */
export function shortened(line: string, widest: number): string {
  return line.length > widest ? `${line.slice(0, widest)}…` : line;
}
