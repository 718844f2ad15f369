/** Arms of which one runs. */
import { joined } from './alternatives.js';
import { readToEnd, type Completion } from './endings.js';
import { bothFacts, type Facts } from './facts.js';
import type { Changes } from './state.js';
import { within, type Reading } from './reading.js';
import type { PyValue } from '../../footprints/python/values.js';

export interface Arm {
  /** What is known to be missing in it. */
  readonly facts?: Facts;
  readonly read: () => Completion;
}

/** An arm that gives a value. */
interface ValueArm {
  readonly facts?: Facts;
  readonly read: () => PyValue;
}

/** What comes of each of several things that a value may be: as arms of which one runs. */
export function readApart<T>(parts: readonly T[], reading: Reading, read: (part: T) => PyValue): PyValue {
  const [first, ...others] = parts;
  return first !== undefined && others.length === 0 ? read(first) : readValues(parts.map((part) => ({ read: () => read(part) })), reading);
}

/** What the arms that come to their end give. */
export function readValues(arms: readonly ValueArm[], reading: Reading): PyValue {
  const { ending } = reading;
  const values: PyValue[] = [];
  const completion = readBranches(
    arms.map(({ read, ...arm }): Arm => ({
      ...arm,
      read() {
        const value = read();
        if (!ending.isReached) values.push(value);
        return 'on';
      },
    })),
    reading,
  );
  ending.isReached ||= completion === 'left';
  return joined(values);
}

/** Reads each arm from where things stand now; behind them stands what any arm that gets there has left. */
export function readBranches(arms: readonly Arm[], reading: Reading): Completion {
  const { state, surroundings } = reading;
  const ends: { readonly changes: Changes; readonly facts: Facts }[] = [];
  for (const { facts, read } of arms) {
    const mark = state.mark();
    within(reading, facts === undefined ? {} : { facts: bothFacts(surroundings.facts, facts) }, () => {
      if (readToEnd(reading, read) === 'on') ends.push({ changes: state.changesSince(mark), facts: surroundings.facts });
    });
    state.undo(mark);
  }
  state.meet(ends.map(({ changes }) => changes));
  const [only, ...others] = ends;
  // `if self.file is not None: return` leaves what is known of the other arm.
  if (only !== undefined && others.length === 0) surroundings.facts = only.facts;
  return ends.length === 0 && arms.length > 0 ? 'left' : 'on';
}
