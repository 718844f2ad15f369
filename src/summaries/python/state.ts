/** What variables and attributes hold, with a trail that leads back: each arm of a branch starts from where the branch began. */
import { joined } from './alternatives.js';
import type { PyValue } from '../../footprints/python/values.js';

/** The variables of one call, by `Variable`, or the attributes of one object, by name. */
export type Cells = Map<unknown, PyValue>;

/** What changed, and what it is now. */
export type Changes = ReadonlyMap<Cells, ReadonlyMap<unknown, PyValue>>;

export interface State {
  set(cells: Cells, key: unknown, value: PyValue): void;
  /** Where things stand now, to come back to. */
  mark(): number;
  changesSince(mark: number): Changes;
  undo(mark: number): void;
  /** What has changed since then is never undone. */
  settle(mark: number): void;
  /**
   * Goes on from several ends at once: what any of them changed is one of what they have.
   * @param done cells that nobody asks for any more
   */
  meet(ends: readonly Changes[], done?: Cells): void;
}

interface Step {
  readonly cells: Cells;
  readonly key: unknown;
  readonly before: PyValue | undefined;
}

export function createState(): State {
  const trail: Step[] = [];

  return {
    set,
    mark: () => trail.length,
    changesSince,
    undo,
    settle: (mark) => {
      trail.length = mark;
    },
    meet,
  };

  function set(cells: Cells, key: unknown, value: PyValue): void {
    trail.push({ cells, key, before: cells.get(key) });
    cells.set(key, value);
  }

  function changesSince(mark: number): Changes {
    const changes = new Map<Cells, Map<unknown, PyValue>>();
    for (const { cells, key } of trail.slice(mark)) {
      const value = cells.get(key);
      if (value === undefined) continue;
      const changed = changes.get(cells) ?? new Map<unknown, PyValue>();
      changes.set(cells, changed.set(key, value));
    }
    return changes;
  }

  function undo(mark: number): void {
    for (let step = trail.length > mark ? trail.pop() : undefined; step !== undefined; step = trail.length > mark ? trail.pop() : undefined) {
      if (step.before === undefined) step.cells.delete(step.key);
      else step.cells.set(step.key, step.before);
    }
  }

  function meet(ends: readonly Changes[], done?: Cells): void {
    const changed = new Map<Cells, Set<unknown>>();
    for (const end of ends) {
      for (const [cells, values] of end) {
        if (cells === done) continue;
        const keys = changed.get(cells) ?? new Set<unknown>();
        changed.set(cells, keys);
        for (const key of values.keys()) keys.add(key);
      }
    }
    for (const [cells, keys] of changed) {
      for (const key of keys) {
        const before = cells.get(key);
        set(cells, key, joined(ends.flatMap((end) => end.get(cells)?.get(key) ?? before ?? [])));
      }
    }
  }
}
