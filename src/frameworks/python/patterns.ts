/** The regular expressions and globs of the rows. */
import { fitsGlob } from '../glob.js';

const compiled = new Map<string, RegExp>();

export function fits(name: string, source: string): boolean {
  const expression = compiled.get(source) ?? new RegExp(source);
  compiled.set(source, expression);
  return expression.test(name);
}

export function isIn(path: string, globs: readonly string[] | undefined): boolean {
  return globs === undefined || globs.some((glob) => fitsGlob(path, glob));
}
