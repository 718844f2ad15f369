/** Whether a call's arguments fit the parameters of what it calls. */
import type { Callable, Parameter } from './canvas.js';

/** `missing` a required argument, `too many` positional ones, or one given by its place and by its name. */
export type Misfit = 'missing' | 'too many' | 'twice' | 'unknown keyword';

/**
 * What is wrong with a call, as Python would say it; undefined where nothing is.
 * @param positional how many arguments are given by their place
 * @param keywords the names of the others
 */
export function misfitOf({ parameters }: Callable, positional: number, keywords: readonly string[]): Misfit | undefined {
  const places = placesOf({ parameters });
  if (positional > places.length && !has(parameters, 'list')) return 'too many';
  const placed = new Set(places.slice(0, positional).map(({ name }) => name));
  if (keywords.some((name) => placed.has(name))) return 'twice';
  const known = new Set(parameters.flatMap(({ kind, name }) => (kind === 'positional' || kind === 'keyword-only' ? [name] : [])));
  if (!has(parameters, 'dict') && keywords.some((name) => !known.has(name))) return 'unknown keyword';
  return parameters.some(({ name, required }) => required && !placed.has(name) && !keywords.includes(name)) ? 'missing' : undefined;
}

/** The parameters that positional arguments are given to, in order. */
export function placesOf({ parameters }: Pick<Callable, 'parameters'>): readonly Parameter[] {
  return parameters.filter(({ kind }) => kind === 'positional');
}

function has(parameters: readonly Parameter[], kind: Parameter['kind']): boolean {
  return parameters.some((parameter) => parameter.kind === kind);
}
