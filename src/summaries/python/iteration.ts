/** What loops and unpacking take out of a value. */
import type { PyNode } from '../../readers/python/tree.js';
import { propertiesOf } from '../instantiate.js';
import { joined, ofEach } from './alternatives.js';
import { askLibraries, NOTHING_GIVEN, type Frame, type Reading } from './reading.js';
import { termValue, UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/** What each round of a loop over a value gives. */
export function elementOf(value: PyValue, node: PyNode, frame: Frame, reading: Reading): PyValue {
  if (value.kind === 'alternatives') {
    // An empty list gives no round.
    const full = value.values.filter((part) => part.kind !== 'list' || part.elements.length > 0);
    return joined(full.map((part) => elementOf(part, node, frame, reading)));
  }
  if (value.kind === 'list') return value.elements.length === 0 ? UNKNOWN_VALUE : joined(value.elements);
  if (value.kind === 'dict') return value.open ? UNKNOWN_VALUE : joined([...value.entries.keys()].map((key) => termValue({ kind: 'literal', value: key })));
  const iterated = value.kind === 'instance' ? iterateInstance(value, node, frame, reading) : undefined;
  return iterated ?? askLibraries(reading, (library) => library.iterate?.(value, reading.contextAt(node, frame))) ?? UNKNOWN_VALUE;
}

function iterateInstance(value: Extract<PyValue, { kind: 'instance' }>, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  if (reading.view.classes.boundIn(value.of, '__iter__')?.kind !== 'function') return undefined;
  const given = reading.call(reading.memberOf(value, '__iter__', node, frame), NOTHING_GIVEN, node, frame);
  return given === undefined || given.kind === 'instance' ? undefined : elementOf(given, node, frame, reading);
}

/** The element at a position, where a value is unpacked. */
export function elementAt(value: PyValue, index: number): PyValue {
  if (value.kind === 'alternatives') return ofEach(value, (part) => elementAt(part, index));
  if (value.kind === 'list') return value.elements[index] ?? UNKNOWN_VALUE;
  return value.kind === 'term' ? termValue(propertiesOf(value.term, [String(index)])) : UNKNOWN_VALUE;
}
