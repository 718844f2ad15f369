/** `isinstance(value, classes)`, as far as the value's kind tells. */
import { literalIn, partsOf } from './alternatives.js';
import type { Reading } from './reading.js';
import type { PyClass, PyValue } from '../../footprints/python/values.js';

/** Undefined where it may be either. */
export function isInstance(value: PyValue, of: PyValue, reading: Reading): boolean | undefined {
  const classes = of.kind === 'list' ? of.elements : [of];
  const answers = new Set(partsOf(value).flatMap((part) => classes.map((each) => isOne(part, each, reading))));
  if (value.kind !== 'alternatives' && answers.has(true)) return true;
  const [only, ...others] = answers;
  return others.length === 0 ? only : undefined;
}

function isOne(value: PyValue, of: PyValue, { view }: Reading): boolean | undefined {
  if (value.kind === 'instance') return of.kind === 'class' ? isOfClass(value.of, of, view) : undefined;
  const literal = literalIn(value);
  if (literal === undefined) return undefined;
  if (of.kind === 'class') return false;
  return of.kind === 'external' ? isBuiltin(literal, of.path) : undefined;
}

/** An object that is known by a base may be of a subclass. */
function isOfClass(known: PyClass, asked: PyClass, { classes }: Reading['view']): boolean | undefined {
  if (classes.lineageOf(known).some(({ node }) => node === asked.node)) return true;
  const isBelow = (heir: PyClass): boolean => classes.lineageOf(heir).some(({ node }) => node === asked.node);
  return [known, ...classes.heirsOf(known)].some(isBelow) ? undefined : false;
}

const BUILTINS: ReadonlySet<string> = new Set(['str', 'bytes', 'bool', 'int', 'float', 'dict', 'list', 'tuple', 'set']);

function isBuiltin(literal: string | number | boolean | null, path: string): boolean | undefined {
  if (!BUILTINS.has(path)) return undefined;
  if (typeof literal === 'string') return path === 'str' || path === 'bytes' ? path === 'str' || undefined : false;
  if (typeof literal === 'number') return path === 'int' || path === 'float' ? undefined : false;
  return typeof literal === 'boolean' ? path === 'bool' || path === 'int' : false;
}
