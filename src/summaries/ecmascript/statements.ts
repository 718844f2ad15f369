/** Statements in source order; branches that are known not to be taken are left out. */
import type { Node, Statement, TSESTree } from '../../readers/ecmascript/estree.js';
import { absentWhen, truthOf } from './conditions.js';
import { UNKNOWN, literalIn } from './data.js';
import { eitherOf, type Kept } from './memory.js';
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
  if (statement.type !== 'IfStatement' || statement.alternate !== null || !alwaysLeaves(statement.consequent)) return [];
  return absentWhen(reading, { ...body, node: statement.test }, false);
}

/** Whether a statement ends in `return`, `throw`, `continue` or `break` whatever happens, as far as its shape tells. */
function alwaysLeaves(statement: Statement): boolean {
  if (statement.type === 'BlockStatement') return statement.body.some(alwaysLeaves);
  if (statement.type === 'IfStatement') return statement.alternate !== null && alwaysLeaves(statement.consequent) && alwaysLeaves(statement.alternate);
  return ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'].includes(statement.type);
}

function alwaysThrows(statement: Statement): boolean {
  if (statement.type === 'BlockStatement') {
    const leaving = statement.body.find(alwaysLeaves);
    return leaving !== undefined && alwaysThrows(leaving);
  }
  return statement.type === 'ThrowStatement';
}

function readStatement(reading: Reading, node: Statement, body: Body): End {
  const part = (inner: Node): Expressed => ({ module: body.module, env: body.env, node: inner });
  switch (node.type) {
    case 'ExpressionStatement':
      // What is assigned is not run by the assignment.
      if (node.expression.type === 'AssignmentExpression') reading.evaluateKept(part(node.expression));
      else reading.evaluate(part(node.expression));
      return 'next';
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) if (init !== null) bind(reading, id, reading.evaluateKept(part(init)), part(id));
      return 'next';
    case 'ReturnStatement':
      if (node.argument !== null) body.returned.push(reading.evaluateKept(part(node.argument)));
      return 'gone';
    case 'ThrowStatement':
      reading.evaluate(part(node.argument));
      return 'gone';
    case 'BreakStatement':
    case 'ContinueStatement':
      return 'out';
    case 'BlockStatement':
      return readStatements(reading, node.body, body);
    case 'LabeledStatement':
      return readStatement(reading, node.body, body);
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

function readIf(reading: Reading, { test, consequent, alternate }: TSESTree.IfStatement, body: Body): End {
  const at: Expressed = { ...body, node: test };
  reading.evaluate(at);
  const truth = truthOf(reading, at);
  const when = (outcome: boolean): End => {
    const taken = outcome ? consequent : alternate;
    return taken === null ? 'next' : reading.trail.assuming(absentWhen(reading, at, outcome), () => readStatement(reading, taken, body));
  };
  if (truth !== undefined) return when(truth);
  return eitherWay(reading, body, when);
}

/** Reads two branches, each with what the names held before, and then lets them hold what either has left in them. */
function eitherWay({ memory }: Reading, { env }: Body, when: (outcome: boolean) => End): End {
  if (env === undefined) return weakest(when(true), when(false));
  const before = memory.heldIn(env);
  const first = when(true);
  const afterFirst = memory.heldIn(env);
  memory.reset(env, before);
  const second = when(false);
  if (first === 'next') memory.reset(env, second === 'next' ? merged(afterFirst, memory.heldIn(env)) : afterFirst);
  return weakest(first, second);
}

function merged(one: ReadonlyMap<Node, Kept>, other: ReadonlyMap<Node, Kept>): ReadonlyMap<Node, Kept> {
  const both = new Map(one);
  for (const [name, value] of other) {
    const known = both.get(name);
    both.set(name, known === undefined || known === value ? value : eitherOf(known, value));
  }
  return both;
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
  const ends = cases.map(({ consequent }) => readStatements(reading, consequent, body));
  return cases.some(({ test }) => test === null) && ends.at(-1) === 'gone' && !ends.includes('out') ? 'gone' : 'next';
}

/** What a handler does before it throws again is done by a task that fails: nothing comes after it in any order. */
function readTry(reading: Reading, { block, handler, finalizer }: TSESTree.TryStatement, body: Body): End {
  const tried = readStatements(reading, block.body, body);
  let caught: End = 'gone';
  if (handler !== null && !alwaysThrows(handler.body)) {
    if (handler.param !== null) bind(reading, handler.param, UNKNOWN, { ...body, node: handler.param });
    caught = readStatements(reading, handler.body.body, body);
  }
  const last = finalizer === null ? 'next' : readStatements(reading, finalizer.body, body);
  return last === 'next' ? weakest(tried, caught) : last;
}

function readLoop(reading: Reading, node: Statement, body: Body): End {
  const part = (inner: Node): Expressed => ({ module: body.module, env: body.env, node: inner });
  const run = (inner: Node | null | undefined): void => {
    if (inner == null) return;
    if (inner.type === 'VariableDeclaration') readStatement(reading, inner, body);
    else reading.evaluate(part(inner));
  };
  switch (node.type) {
    case 'ForOfStatement':
    case 'ForInStatement': {
      const over = reading.evaluate(part(node.right));
      const element = node.type === 'ForOfStatement' ? elementOf(reading, over) : UNKNOWN;
      const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
      bind(reading, target, element, part(target));
      readStatement(reading, node.body, body);
      return 'next';
    }
    case 'ForStatement':
      run(node.init);
      run(node.test);
      readStatement(reading, node.body, body);
      run(node.update);
      return 'next';
    case 'WhileStatement':
    case 'DoWhileStatement':
      run(node.test);
      readStatement(reading, node.body, body);
      return 'next';
    default:
      return 'next';
  }
}
