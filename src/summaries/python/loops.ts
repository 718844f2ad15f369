/** Loops: the body is read once, and may not run at all. */
import { boundBy, type Variable } from '../../readers/python/scopes.js';
import { childIn, type PyNode } from '../../readers/python/tree.js';
import { joined, literalIn } from './alternatives.js';
import { readBranches } from './branches.js';
import { unlessEnded, type Completion } from './endings.js';
import { elementOf } from './iteration.js';
import { frameHolding } from './names.js';
import { within, type Frame, type LoopEnds, type Reading } from './reading.js';
import { executeBlock } from './statements.js';
import { testAt } from './truth.js';
import { UNKNOWN_VALUE } from '../../footprints/python/values.js';

export function readFor(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const left = childIn(statement, 'left');
  const right = childIn(statement, 'right');
  const body = childIn(statement, 'body');
  if (left === undefined || right === undefined || body === undefined) return 'on';
  const element = elementOf(reading.evaluate(right, frame), right, frame, reading);
  const { ends } = readBody(statement, frame, reading, () => {
    reading.assign(left, element, frame);
    executeBlock(body, frame, reading);
  });
  return readElse(statement, ends, frame, reading);
}

export function readWhile(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const condition = childIn(statement, 'condition');
  const body = childIn(statement, 'body');
  if (condition === undefined || body === undefined) return 'on';
  const { ends, value: truth } = readBody(statement, frame, reading, () => {
    const tested = testAt(condition, frame, reading);
    if (tested.truth !== false) executeBlock(body, frame, reading);
    return tested.truth;
  });
  if (truth !== true) return readElse(statement, ends, frame, reading);
  return ends.breaks.length > 0 ? 'on' : 'left';
}

/** What the body gives is undefined where it never comes to its end. */
function readBody<T>(statement: PyNode, frame: Frame, reading: Reading, read: () => T): { readonly ends: LoopEnds; readonly value: T | undefined } {
  const { state } = reading;
  const before = state.mark();
  widen(statement, frame, reading);
  const ends: LoopEnds = { mark: state.mark(), breaks: [], continues: [] };
  frame.ends.loops.push(ends);
  const value = within(reading, {}, () => unlessEnded(reading, read));
  frame.ends.loops.pop();
  const end = state.changesSince(ends.mark);
  state.undo(before);
  state.meet([new Map(), end, ...ends.continues, ...ends.breaks]);
  return { ends, value };
}

/** `for … else`: what is read where nothing broke out. */
function readElse(statement: PyNode, { breaks }: LoopEnds, frame: Frame, reading: Reading): Completion {
  const otherwise = childIn(statement, 'alternative');
  const body = otherwise === undefined ? undefined : childIn(otherwise, 'body');
  if (body === undefined) return 'on';
  const read = (): Completion => executeBlock(body, frame, reading);
  return breaks.length === 0 ? read() : readBranches([{ read }, { read: () => 'on' }], reading);
}

const boundIn = new WeakMap<PyNode, readonly Variable[]>();

/** What the body gives a value to is in later rounds no longer what it was before the loop: `first = True`. */
function widen(statement: PyNode, frame: Frame, { state }: Reading): void {
  const variables = boundIn.get(statement) ?? boundBy(statement, frame.module);
  boundIn.set(statement, variables);
  for (const variable of variables) {
    const { cells } = frameHolding(variable, frame);
    const value = cells.get(variable);
    if (value !== undefined && literalIn(value) !== undefined) state.set(cells, variable, joined([value, UNKNOWN_VALUE]));
  }
}
