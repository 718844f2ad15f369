/** Comprehensions: loops that give a value. */
import { childIn, namedChildren, type PyNode } from '../../readers/python/tree.js';
import { unlessEnded } from './endings.js';
import { bothFacts } from './facts.js';
import { elementOf } from './iteration.js';
import { within, type Frame, type Reading } from './reading.js';
import { testAt } from './truth.js';
import { type PyValue } from '../../footprints/python/values.js';

export function readComprehension(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const { state } = reading;
  const mark = state.mark();
  const value = unlessEnded(reading, () => readRound(node, frame, reading)) ?? NOTHING;
  const changes = state.changesSince(mark);
  state.undo(mark);
  state.meet([new Map(), changes]);
  return value;
}

function readRound(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const { surroundings } = reading;
  return within(reading, {}, () => {
    for (const clause of namedChildren(node)) {
      if (clause.type === 'for_in_clause') readClause(clause, frame, reading);
      const [condition] = clause.type === 'if_clause' ? namedChildren(clause) : [];
      const tested = condition === undefined ? undefined : testAt(condition, frame, reading);
      if (tested?.truth === false) return NOTHING;
      if (tested !== undefined) surroundings.facts = bothFacts(surroundings.facts, tested.whenTrue);
    }
    return bodyOf(node, frame, reading);
  });
}

const NOTHING: PyValue = { kind: 'list', elements: [] };

function readClause(clause: PyNode, frame: Frame, reading: Reading): void {
  const left = childIn(clause, 'left');
  const right = clause.children.find(({ field, named }) => field === 'right' && named);
  if (left === undefined || right === undefined) return;
  reading.assign(left, elementOf(reading.evaluate(right, frame), right, frame, reading), frame);
}

function bodyOf(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const body = childIn(node, 'body');
  if (body === undefined) return NOTHING;
  if (body.type !== 'pair') return { kind: 'list', elements: [reading.evaluate(body, frame)] };
  for (const part of namedChildren(body)) reading.evaluate(part, frame);
  return { kind: 'dict', entries: new Map(), open: true };
}
