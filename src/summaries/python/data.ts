/** Values as data: what a text, a key or a task's arguments are made of. */
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import { originOf } from './annotations.js';
import { joinPaths } from '../../footprints/python/texts.js';
import { isPath } from './paths.js';
import type { Reading } from './reading.js';
import type { PyValue } from '../../footprints/python/values.js';

/** How deep lists and dicts are gone into. */
const DEEPEST = 6;

/** A value as a term; of a model's instance its primary key; unknown for what is no data. */
export function dataOf(value: PyValue, reading: Reading, depth = 0): Term {
  if (depth > DEEPEST) return UNKNOWN_TERM;
  const inner = (part: PyValue): Term => dataOf(part, reading, depth + 1);
  switch (value.kind) {
    case 'term':
      return value.term;
    case 'instance': {
      const [only, ...others] = value.row?.kind === 'keyed' ? value.row.by : [];
      if (only?.column === 'id' && others.length === 0) return only.is;
      return originOf(value) ?? UNKNOWN_TERM;
    }
    case 'list':
      return { kind: 'object', entries: new Map(value.elements.map((element, index) => [String(index), inner(element)])), open: false };
    case 'dict':
      return { kind: 'object', entries: new Map([...value.entries].map(([name, entry]) => [name, inner(entry)])), open: value.open };
    case 'external':
      if (isPath(value)) return joinPaths((value.call?.positional ?? []).map(inner));
      // A setting of a package: the same wherever it is read.
      return value.path.includes('.') && !value.path.includes('()') ? { kind: 'literal', value: `{${value.path}}` } : UNKNOWN_TERM;
    default:
      return UNKNOWN_TERM;
  }
}
