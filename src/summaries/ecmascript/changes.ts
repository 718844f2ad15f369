/** Objects and lists that code changes after it has made them. */
import { keyOfTerm } from '../../analysis/footprint.js';
import { unwrapped } from '../../readers/ecmascript/estree.js';
import type { Value } from '../../resolve/values.js';
import { UNKNOWN } from './data.js';
import { ADDED, entriesIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** Methods of lists after which nobody knows what they hold, or where. */
const CHANGING = new Set(['unshift', 'pop', 'shift', 'splice', 'fill', 'copyWithin', 'sort', 'reverse']);

/** Gives a property of a literal the value that it has from here on: `data.title = data.title.trim()` would lead back to itself. */
export function setEntry(reading: Reading, of: Value, name: string, given: Expressed, value: JsValue): void {
  const entry: Expressed = { ...given, node: unwrapped(given.node) };
  reading.memory.keep(entry, value);
  reading.memory.setEntry(of, name, entry);
}

/** Takes note of a call that changes a list: `ids.push(id)`. */
export function changeList(reading: Reading, of: Value, method: string, args: readonly Expressed[], at: Expressed): void {
  const isPush = method === 'push';
  if (isPush && args.every(({ node }) => node.type !== 'SpreadElement')) {
    for (const argument of args) setEntry(reading, of, `${ADDED}${String(argument.node.range[0])}`, argument, reading.evaluate(argument));
  } else if (isPush || CHANGING.has(method)) reading.memory.setEntry(of, method, at);
}

/** `Object.assign(target, …)`: what the sources are known to hold. */
export function assignAll(reading: Reading, [target, ...sources]: readonly Expressed[]): JsValue {
  if (target === undefined) return UNKNOWN;
  const holder = reading.evaluate(target);
  const key = holder.kind === 'term' ? keyOfTerm(holder.term) : undefined;
  for (const source of sources) {
    const value = reading.evaluate(source);
    for (const [name, entry] of (value.kind === 'resolved' ? entriesIn(reading, value.value)?.entries : undefined) ?? []) {
      const given = reading.evaluate(entry);
      if (holder.kind === 'resolved') setEntry(reading, holder.value, name, entry, given);
      else if (key !== undefined) reading.memory.setField(key, name, given);
    }
  }
  return holder;
}
