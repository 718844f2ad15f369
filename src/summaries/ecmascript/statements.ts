/** Statements in source order; branches that are known not to be taken are left out. */
import type { Node, Statement, TSESTree } from '../../readers/ecmascript/estree.js';
import { absentWhen, truthOf } from './conditions.js';
import { UNKNOWN, literalIn } from './data.js';
import { alwaysLeaves, alwaysThrows, neverReturns } from './endings.js';
import type { Kept } from './memory.js';
import type { Moment } from './moments.js';
import { bind } from './names.js';
import { elementOf } from './properties.js';
import type { Reading } from './reading.js';
import type { Absence } from './trail.js';
import type { Expressed } from '../../footprints/ecmascript/values.js';

/** How a statement ends: in the next one, out of the loop or switch around it, or out of the function. */
type End = 'next' | 'out' | 'gone';

/** The body of a function that is being read. */
export interface Body extends Omit<Expressed, 'node'> {
  /** What it has returned so far. */
  readonly returned: Kept[];
}

export function readStatements(reading: Reading, statements: readonly Statement[], body: Body): End {
  for (const [index, statement] of statements.entries()) {
    const end = readStatement(reading, statement, body);
    if (end !== 'next') return end;
    const absences = absentAfter(reading, statement, body);
    if (absences.length > 0) return reading.trail.assuming(absences, () => readStatements(reading, statements.slice(index + 1), body));
  }
  return 'next';
}

/** What is not there once `if (image.url) return;` has been passed. */
function absentAfter(reading: Reading, statement: Statement, body: Body): readonly Absence[] {
  if (statement.type !== 'IfStatement' || statement.alternate !== null || !alwaysLeaves(reading, { ...body, node: statement.consequent })) return [];
  return absentWhen(reading, { ...body, node: statement.test }, false);
}

function readStatement(reading: Reading, node: Statement, body: Body): End {
  const part = (inner: Node): Expressed => ({ module: body.module, env: body.env, node: inner });
  switch (node.type) {
    case 'ExpressionStatement':
      // What is assigned is not run by the assignment.
      if (node.expression.type === 'AssignmentExpression') reading.evaluateKept(part(node.expression));
      else reading.evaluate(part(node.expression));
      return neverReturns(reading, part(node)) ? 'gone' : 'next';
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) if (init !== null) bind(reading, id, reading.evaluateKept(part(init)), part(id));
      return 'next';
    case 'ReturnStatement':
      if (node.argument !== null) body.returned.push(reading.evaluateKept(part(node.argument)));
      return 'gone';
    case 'ThrowStatement':
      reading.evaluate(part(node.argument));
      return 'gone';
    // A loop ends in the next statement whatever its body does.
    case 'ContinueStatement':
      return 'gone';
    case 'BreakStatement':
      return 'out';
    case 'BlockStatement':
      return readStatements(reading, node.body, body);
    case 'LabeledStatement':
      return readStatement(reading, node.body, body) === 'gone' ? 'gone' : 'next';
    case 'IfStatement':
      return readIf(reading, node, body);
    case 'SwitchStatement':
      return readSwitch(reading, node, body);
    case 'TryStatement':
      return readTry(reading, node, body);
    default:
      return readLoop(reading, node, body);
  }
}

/** A branch that throws whatever happens is left out: nothing comes after a task that fails, in any order. */
function readIf(reading: Reading, { test, consequent, alternate }: TSESTree.IfStatement, body: Body): End {
  const at: Expressed = { ...body, node: test };
  reading.evaluate(at);
  const truth = truthOf(reading, at);
  const when = (outcome: boolean): End => {
    const taken = outcome ? consequent : alternate;
    if (taken === null) return 'next';
    if (alwaysThrows(reading, { ...body, node: taken })) return 'gone';
    return reading.trail.assuming(absentWhen(reading, at, outcome), () => readStatement(reading, taken, body));
  };
  if (truth !== undefined) return when(truth);
  return eitherWay(reading, () => when(true), () => when(false));
}

/** Reads two branches, each from what was there before, and goes on with what either has left. */
function eitherWay({ memory }: Reading, one: () => End, other: () => End): End {
  const before = memory.now();
  const first = one();
  const afterFirst = memory.now();
  memory.resume(before);
  const second = other();
  if (first === 'next' && second === 'next') memory.resumeEither(afterFirst, memory.now());
  else if (first === 'next') memory.resume(afterFirst);
  return weakest(first, second);
}

function weakest(a: End, b: End): End {
  if (a === 'next' || b === 'next') return 'next';
  return a === 'out' || b === 'out' ? 'out' : 'gone';
}

function readSwitch(reading: Reading, { discriminant, cases }: TSESTree.SwitchStatement, body: Body): End {
  const part = (node: Node): Expressed => ({ ...body, node });
  const given = literalIn(reading.evaluate(part(discriminant)));
  const tests = cases.map(({ test }) => (test === null ? undefined : literalIn(reading.evaluate(part(test)))));
  const isKnown = given !== undefined && cases.every(({ test }, index) => test === null || tests[index] !== undefined);
  const matching = tests.indexOf(given);
  const start = !isKnown ? undefined : matching === -1 ? cases.findIndex(({ test }) => test === null) : matching;
  if (start !== undefined) {
    const end = start === -1 ? 'next' : readStatements(reading, cases.slice(start).flatMap(({ consequent }) => consequent), body);
    return end === 'gone' ? 'gone' : 'next';
  }
  return readAnyCase(reading, cases, body);
}

/** Each case begins with what was there before the switch, or with what the one above has left that falls through. */
function readAnyCase(reading: Reading, cases: readonly TSESTree.SwitchCase[], body: Body): End {
  const { memory } = reading;
  const before = memory.now();
  const left: Moment[] = cases.some(({ test }) => test === null) ? [] : [before];
  let end: End = 'gone';
  for (const { consequent } of cases) {
    if (end === 'next') memory.resumeEither(before, memory.now());
    else memory.resume(before);
    end = readStatements(reading, consequent, body);
    if (end === 'out') left.push(memory.now());
  }
  if (end === 'next') left.push(memory.now());
  const [first, ...others] = left;
  if (first === undefined) return 'gone';
  memory.resume(first);
  for (const other of others) memory.resumeEither(memory.now(), other);
  return 'next';
}

/** What a handler does before it throws again is done by a task that fails: nothing comes after it in any order. */
function readTry(reading: Reading, { block, handler, finalizer }: TSESTree.TryStatement, body: Body): End {
  const { memory } = reading;
  const before = memory.now();
  const tried = readStatements(reading, block.body, body);
  let end = tried;
  if (handler !== null && !alwaysThrows(reading, { ...body, node: handler.body })) {
    const afterTry = memory.now();
    memory.resumeEither(before, afterTry);
    if (handler.param !== null) bind(reading, handler.param, UNKNOWN, { ...body, node: handler.param });
    const caught = readStatements(reading, handler.body.body, body);
    if (tried === 'next' && caught === 'next') memory.resumeEither(afterTry, memory.now());
    else if (tried === 'next') memory.resume(afterTry);
    end = weakest(tried, caught);
  }
  const last = finalizer === null ? 'next' : readStatements(reading, finalizer.body, body);
  return last === 'next' ? end : last;
}

function readLoop(reading: Reading, node: Statement, body: Body): End {
  const part = (inner: Node): Expressed => ({ module: body.module, env: body.env, node: inner });
  const run = (inner: Node | null | undefined): void => {
    if (inner == null) return;
    if (inner.type === 'VariableDeclaration') readStatement(reading, inner, body);
    else reading.evaluate(part(inner));
  };
  /** It may not be run at all. */
  const readRound = (round: Statement): void => {
    const before = reading.memory.now();
    readStatement(reading, round, body);
    reading.memory.resumeEither(before, reading.memory.now());
  };
  switch (node.type) {
    case 'ForOfStatement':
    case 'ForInStatement': {
      const over = reading.evaluate(part(node.right));
      const element = node.type === 'ForOfStatement' ? elementOf(reading, over) : UNKNOWN;
      const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
      bind(reading, target, element, part(target));
      readRound(node.body);
      return 'next';
    }
    case 'ForStatement':
      run(node.init);
      run(node.test);
      readRound(node.body);
      run(node.update);
      return 'next';
    case 'WhileStatement':
    case 'DoWhileStatement':
      run(node.test);
      readRound(node.body);
      return 'next';
    default:
      return 'next';
  }
}
