/** Statements, in source order. Arms of a branch start from the same state, and what they leave meets behind it. */
import { childIn, childrenIn, namedChildren, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { readBranches, type Arm } from './branches.js';
import { decorate } from './decorated.js';
import { readToEnd, type Completion } from './endings.js';
import { readTry } from './exceptions.js';
import { bothFacts } from './facts.js';
import { readFor, readWhile } from './loops.js';
import { readWith } from './managers.js';
import { readMatch } from './matching.js';
import { combine } from './operators.js';
import { DEEPEST, type Frame, type Reading } from './reading.js';
import { testAt } from './truth.js';
import { removeSubscript } from './targets.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

export function executeBlock(block: PyNode, frame: Frame, reading: Reading): Completion {
  return readNested(block, frame, reading, () => {
    for (const statement of block.type === 'block' ? namedChildren(block) : [block]) if (readToEnd(reading, () => execute(statement, frame, reading)) === 'left') return 'left';
    return 'on';
  });
}

function readNested(block: PyNode, frame: Frame, reading: Reading, read: () => Completion): Completion {
  const { surroundings } = reading;
  if (surroundings.depth > DEEPEST) {
    reading.noteOpaque('is nested too deeply to be read', block, frame.module);
    return 'on';
  }
  surroundings.depth += 1;
  try {
    return read();
  } finally {
    surroundings.depth -= 1;
  }
}

function execute(statement: PyNode, frame: Frame, reading: Reading): Completion {
  switch (statement.type) {
    case 'expression_statement':
      for (const expression of namedChildren(statement)) evaluateStatement(expression, frame, reading);
      return 'on';
    case 'return_statement': {
      const [value] = namedChildren(statement);
      frame.ends.returned.push(value === undefined ? NONE : reading.evaluate(value, frame));
      frame.ends.exits.push(reading.state.changesSince(frame.ends.mark));
      return 'left';
    }
    case 'raise_statement':
      for (const raised of namedChildren(statement)) reading.evaluate(raised, frame);
      return 'left';
    case 'break_statement':
    case 'continue_statement': {
      const loop = frame.ends.loops.at(-1);
      const exits = statement.type === 'break_statement' ? loop?.breaks : loop?.continues;
      if (loop !== undefined) exits?.push(reading.state.changesSince(loop.mark));
      return 'left';
    }
    case 'if_statement':
      return executeIf(statement, frame, reading);
    case 'for_statement':
      return readFor(statement, frame, reading);
    case 'while_statement':
      return readWhile(statement, frame, reading);
    case 'try_statement':
      return readTry(statement, frame, reading);
    case 'with_statement':
      return readWith(statement, frame, reading);
    case 'match_statement':
      return readMatch(statement, frame, reading);
    case 'function_definition':
    case 'decorated_definition':
      define(statement, frame, reading);
      return 'on';
    case 'delete_statement':
      for (const target of namedChildren(statement)) removeTarget(target, frame, reading);
      return 'on';
    case 'assert_statement':
      return readAssertion(statement, frame, reading);
    default:
      return 'on';
  }
}

const NONE: PyValue = { kind: 'term', term: { kind: 'literal', value: null } };

function evaluateStatement(expression: PyNode, frame: Frame, reading: Reading): PyValue {
  switch (expression.type) {
    case 'assignment': {
      const left = childIn(expression, 'left');
      const right = childIn(expression, 'right');
      if (left === undefined || right === undefined) return UNKNOWN_VALUE;
      const value = evaluateStatement(right, frame, reading);
      reading.assign(left, value, frame);
      return value;
    }
    case 'augmented_assignment': {
      const left = childIn(expression, 'left');
      const right = childIn(expression, 'right');
      if (left === undefined || right === undefined) return UNKNOWN_VALUE;
      const symbol = (childIn(expression, 'operator')?.type ?? '').replace(/=$/, '');
      const value = combine(symbol, reading.evaluate(left, frame), reading.evaluate(right, frame), expression, frame, reading);
      reading.assign(left, value, frame);
      return value;
    }
    default:
      return reading.evaluate(expression, frame);
  }
}

function executeIf(statement: PyNode, frame: Frame, reading: Reading): Completion {
  return readArms(statement, childrenIn(statement, 'alternative'));

  /** An `elif` is tested in the arm in which all before it were false. */
  function readArms(part: PyNode, rest: readonly PyNode[]): Completion {
    const condition = childIn(part, 'condition');
    const body = childIn(part, 'consequence') ?? childIn(part, 'body');
    if (body === undefined) return 'on';
    if (condition === undefined) return executeBlock(body, frame, reading);
    const { truth, whenTrue, whenFalse } = testAt(condition, frame, reading);
    const [next, ...later] = rest;
    const otherwise = (): Completion => (next === undefined ? 'on' : readNested(next, frame, reading, () => readArms(next, later)));
    const yes: Arm = { facts: whenTrue, read: () => executeBlock(body, frame, reading) };
    const no: Arm = { facts: whenFalse, read: otherwise };
    return readBranches(truth === true ? [yes] : truth === false ? [no] : [yes, no], reading);
  }
}

/** `assert image is not None`: what stands behind it may count on that. */
function readAssertion(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const [condition] = namedChildren(statement);
  if (condition === undefined) return 'on';
  const { truth, whenTrue } = testAt(condition, frame, reading);
  const { surroundings } = reading;
  surroundings.facts = bothFacts(surroundings.facts, whenTrue);
  return truth === false ? 'left' : 'on';
}

/** A function in a function knows the variables around it. */
function define(statement: PyNode, frame: Frame, reading: Reading): void {
  const node = statement.type === 'decorated_definition' ? childIn(statement, 'definition') : statement;
  const name = node === undefined ? undefined : childIn(node, 'name');
  if (node?.type !== 'function_definition' || name === undefined) return;
  frame.ends.isCaptured = true;
  reading.assign(name, decorate({ kind: 'function', module: frame.module, node, env: frame }, decoratorsOf(node), frame, reading), frame);
}

function removeTarget(target: PyNode, frame: Frame, reading: Reading): void {
  if (target.type === 'expression_list') for (const part of namedChildren(target)) removeTarget(part, frame, reading);
  else if (target.type === 'subscript') removeSubscript(target, frame, reading);
}
