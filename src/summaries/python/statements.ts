/** Statements, in source order. Arms of a branch start from the same state, and what they leave meets behind it. */
import { childIn, childrenIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { joined, literalIn } from './alternatives.js';
import { readBranches, type Arm } from './branches.js';
import { combine } from './operators.js';
import { elementOf } from './iteration.js';
import { DEEPEST, within, type Frame, type Reading } from './reading.js';
import { readTry } from './exceptions.js';
import { testAt } from './truth.js';
import { removeSubscript } from './targets.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/** `left`: what stands behind it is not reached. */
export type Completion = 'on' | 'left';

export function executeBlock(block: PyNode, frame: Frame, reading: Reading): Completion {
  return readNested(block, frame, reading, () => {
    for (const statement of block.type === 'block' ? namedChildren(block) : [block]) if (execute(statement, frame, reading) === 'left') return 'left';
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
      if (loop !== undefined) loop.exits.push(reading.state.changesSince(loop.mark));
      return 'left';
    }
    case 'if_statement':
      return executeIf(statement, frame, reading);
    case 'for_statement':
      return executeFor(statement, frame, reading);
    case 'while_statement':
      return executeWhile(statement, frame, reading);
    case 'try_statement':
      return readTry(statement, frame, reading);
    case 'with_statement':
      return executeWith(statement, frame, reading);
    case 'match_statement':
      return executeMatch(statement, frame, reading);
    case 'function_definition':
    case 'decorated_definition':
      define(statement, frame, reading);
      return 'on';
    case 'delete_statement':
      for (const target of namedChildren(statement)) removeTarget(target, frame, reading);
      return 'on';
    case 'assert_statement':
      for (const asserted of namedChildren(statement)) reading.evaluate(asserted, frame);
      return 'on';
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

function executeFor(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const left = childIn(statement, 'left');
  const right = childIn(statement, 'right');
  const body = childIn(statement, 'body');
  if (left === undefined || right === undefined || body === undefined) return 'on';
  const element = elementOf(reading.evaluate(right, frame), right, frame, reading);
  return loop(statement, frame, reading, () => {
    reading.assign(left, element, frame);
    executeBlock(body, frame, reading);
  });
}

function executeWhile(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const condition = childIn(statement, 'condition');
  const body = childIn(statement, 'body');
  if (condition === undefined || body === undefined) return 'on';
  const { truth } = testAt(condition, frame, reading);
  if (truth === false) return 'on';
  loop(statement, frame, reading, () => executeBlock(body, frame, reading));
  return 'on';
}

/** The body is read once, and may not run at all. */
function loop(statement: PyNode, frame: Frame, reading: Reading, readBody: () => unknown): Completion {
  const { state } = reading;
  const exits = { mark: state.mark(), exits: [] };
  frame.ends.loops.push(exits);
  within(reading, {}, readBody);
  frame.ends.loops.pop();
  const end = state.changesSince(exits.mark);
  state.undo(exits.mark);
  state.meet([new Map(), end, ...exits.exits]);
  const otherwise = childIn(statement, 'alternative');
  const body = otherwise === undefined ? undefined : childIn(otherwise, 'body');
  if (body !== undefined) readBranches([{ read: () => executeBlock(body, frame, reading) }, { read: () => 'on' }], reading);
  return 'on';
}

function executeWith(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const clause = statement.children.find(({ type }) => type === 'with_clause');
  const entered: PyValue[] = [];
  for (const item of clause === undefined ? [] : namedChildren(clause)) {
    const value = childIn(item, 'value');
    if (value !== undefined) entered.push(enter(value, frame, reading));
  }
  const body = childIn(statement, 'body');
  const completion = body === undefined ? 'on' : executeBlock(body, frame, reading);
  for (const manager of entered) callMethod(manager, '__exit__', statement, frame, reading);
  return completion;
}

/** Enters `manager as target`, and gives the manager. */
function enter(item: PyNode, frame: Frame, reading: Reading): PyValue {
  const [expression = item, alias] = item.type === 'as_pattern' ? namedChildren(item) : [item];
  const manager = reading.evaluate(expression, frame);
  const given = callMethod(manager, '__enter__', expression, frame, reading);
  const [target] = alias === undefined ? [] : namedChildren(alias);
  if (target !== undefined) {
    // A generator that is a context manager gives what it yields.
    const value = manager.kind === 'list' ? joined(manager.elements) : manager;
    reading.assign(target, given ?? value, frame);
  }
  return manager;
}

/** Calls a method that an object's class in the project defines. */
function callMethod(of: PyValue, name: string, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  if (of.kind !== 'instance' || reading.view.classes.boundIn(of.of, name)?.kind !== 'function') return undefined;
  const method = reading.memberOf(of, name, node, frame);
  const isExit = name.endsWith('exit__');
  return reading.call(method, { positional: isExit ? [NONE, NONE, NONE] : [], keyword: new Map(), open: false }, node, frame);
}

function executeMatch(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const [subject = UNKNOWN_VALUE] = childrenIn(statement, 'subject').map((each) => reading.evaluate(each, frame));
  const body = childIn(statement, 'body');
  const arms: Arm[] = [];
  for (const each of body?.children.filter(({ type }) => type === 'case_clause') ?? []) {
    const fits = fitsCase(each, subject, frame, reading);
    if (fits === false) continue;
    const consequence = childIn(each, 'consequence');
    arms.push({ read: () => (consequence === undefined ? 'on' : executeBlock(consequence, frame, reading)) });
    if (fits === true) return readBranches(arms, reading);
  }
  return readBranches([...arms, { read: () => 'on' }], reading);
}

const LITERALS: ReadonlySet<string> = new Set(['string', 'integer', 'true', 'false', 'none']);

/** Whether a value is what a case asks for: `case _`, `case 'a' | 'b'`; undefined where it may be. */
function fitsCase(clause: PyNode, subject: PyValue, frame: Frame, reading: Reading): boolean | undefined {
  const patterns = clause.children.filter(({ type }) => type === 'case_pattern');
  const [pattern] = patterns;
  if (pattern === undefined || patterns.length > 1) return undefined;
  const isGuarded = childIn(clause, 'guard') !== undefined;
  if (sourceOf(pattern, frame.module) === '_') return isGuarded ? undefined : true;
  const value = literalIn(subject);
  const parts = namedChildren(pattern).flatMap((part) => (part.type === 'union_pattern' ? namedChildren(part) : [part]));
  if (value === undefined || !parts.every(({ type }) => LITERALS.has(type))) return undefined;
  const isAsked = parts.some((part) => literalIn(reading.evaluate(part, frame)) === value);
  return isAsked && isGuarded ? undefined : isAsked;
}

/** A function in a function knows the variables around it. */
function define(statement: PyNode, frame: Frame, reading: Reading): void {
  const node = statement.type === 'decorated_definition' ? childIn(statement, 'definition') : statement;
  const name = node === undefined ? undefined : childIn(node, 'name');
  if (node?.type !== 'function_definition' || name === undefined) return;
  frame.ends.isCaptured = true;
  reading.assign(name, { kind: 'function', module: frame.module, node, env: frame }, frame);
}

function removeTarget(target: PyNode, frame: Frame, reading: Reading): void {
  if (target.type === 'expression_list') for (const part of namedChildren(target)) removeTarget(part, frame, reading);
  else if (target.type === 'subscript') removeSubscript(target, frame, reading);
}
