import { describe, expect, it } from 'vitest';
import { findHazards } from '../../src/analysis/hazards.js';
import type { Conflict, Dispatch, Run } from '../../src/analysis/ir.js';
import { stagesOf, stagesWithGroupLast, timersOf } from '../../src/analysis/stages.js';
import { column, effect } from './effects.js';
import { runIn } from './runs-of.js';

/** A run of tasks by their names; `~` before a name is a delay, and what follows the name tells two dispatches of one task apart. */
function runOf(names: string): Run {
  const dispatches = names.split(' ').map((name) => {
    const delay = name.startsWith('~') ? ', { delay: 500 }' : '';
    return `await images.add('${name.replace(/[~\d]/g, '')}', image.id${delay});`;
  });
  return runIn(dispatches.join('\n'));
}

function conflictsOf(pairs: string): Conflict[] {
  return pairs.split(' ').flatMap((pair) => {
    const [earlier, later] = pair.split('-').map(Number);
    if (earlier === undefined || later === undefined) return [];
    return [{ earlier, later, kind: 'write-read' as const, before: effect('write', column('file'), 1), after: effect('read', column('file'), 2) }];
  });
}

function written(stages: readonly (readonly Dispatch[])[]): string {
  return stages.map((stage) => stage.map(({ task }) => task.name).join(',')).join(' | ');
}

describe('stages', () => {
  it.each([
    ['a b c', '', 'a | b | c', 'a | b | c'],
    ['a b1 b2', '', 'a | b,b', 'a | b,b'],
    ['a1 a2 b', '', 'a,a | b', 'a | a | b'],
    ['a b', '0-1', 'a | b', 'a | b'],
    ['a b c', '0-1 0-2', 'a | b,c', 'a | b,c'],
    ['a b c', '0-1 1-2', 'a | b | c', 'a | b | c'],
    ['a b c', '0-2 1-2', 'a,b | c', 'a | b | c'],
    ['a b c', '0-1', 'a | b,c', 'a | b,c'],
    ['a b c', '0-2', 'a | b,c', 'a | b,c'],
    ['a b c', '1-2', 'a | b | c', 'a | b | c'],
    ['a b c d', '0-1 1-2', 'a | b | c,d', 'a | b | c,d'],
    ['a b c d', '0-1 1-2 0-3', 'a | b,d | c', 'a | b | c,d'],
    ['a b c d', '0-1 2-3', 'a,c | b,d', 'a | c | b,d'],
  ])('%s by %s', (names, pairs, weakest, last) => {
    const run = runOf(names);
    const conflicts = conflictsOf(pairs);
    expect([written(stagesOf(run, conflicts)), written(stagesWithGroupLast(run, conflicts))]).toEqual([weakest, last]);
  });

  it('never puts a step before one that it needs', () => {
    for (let graph = 1; graph < 64; graph++) {
      const edges = ['0-1', '0-2', '0-3', '1-2', '1-3', '2-3'].filter((_, bit) => (graph >> bit) % 2 === 1);
      const run = runOf('a b c d');
      const conflicts = conflictsOf(edges.join(' '));
      for (const stages of [stagesOf(run, conflicts), stagesWithGroupLast(run, conflicts)]) {
        expect(stages.flat()).toHaveLength(4);
        expect(stages.every(({ length }) => length > 0)).toBe(true);
        const stageAt = (position: number) => stages.findIndex((stage) => stage.some((dispatch) => dispatch === run.dispatches[position]));
        for (const { earlier, later } of conflicts) expect(stageAt(earlier)).toBeLessThan(stageAt(later));
      }
    }
  });
});

describe('timers', () => {
  it.each([
    ['a b ~c', '0-1', 'c', 'a | b'],
    ['a b ~c', '0-2', '', 'a | b,c'],
    ['a ~b c', '1-2', '', 'a | b | c'],
    ['~a b c', '1-2', '', 'a | b | c'],
    ['a b ~c', '', '', 'a | b | c'],
    ['a b c', '0-1', '', 'a | b,c'],
  ])('%s by %s: %s', (names, pairs, timers, stages) => {
    const run = runOf(names);
    const conflicts = conflictsOf(pairs);
    expect(timersOf(run, conflicts).map(({ task }) => task.name).join(' ')).toBe(timers);
    expect(written(stagesOf(run, conflicts))).toBe(stages);
  });

  it('that a conflict orders may be makeshifts', () => {
    const [hazard] = findHazards(runOf('a ~b'), conflictsOf('0-1'));
    expect(hazard?.message).toBe('the delay of `b` is now counted from the end of the previous step; drop it if it only was to keep the order');
    expect(findHazards(runOf('a ~b'))[0]?.message).toBe('the delay of `b` is now counted from the end of the previous step');
  });
});
