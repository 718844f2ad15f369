/** `with`: what context managers do before and behind the body, and whether they let an exception pass. */
import { childIn, namedChildren, walk, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { joined } from './alternatives.js';
import { callGenerator } from './calling.js';
import type { Completion } from './endings.js';
import { within, type Frame, type Given, type Reading } from './reading.js';
import { executeBlock } from './statements.js';
import { testOf } from './truth.js';
import { termValue, UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

type Function = Extract<PyValue, { kind: 'function' }>;

/** A call of a generator that is a context manager: nothing of it runs before it is entered. */
interface Entering {
  readonly callee: Function;
  readonly given: Given;
}

const MANAGER = 'context manager';

/** https://docs.python.org/3/library/contextlib.html */
const MAKES_MANAGER = /^contextlib\.(?:async)?contextmanager$/;
const SUPPRESS = 'contextlib.suppress()';

/** The context manager that a call of a function gives; undefined for any other function. */
export function managerOf(callee: Function, given: Given, { view }: Reading): PyValue | undefined {
  const isManager = decoratorsOf(callee.node).some((decorator) => {
    const value = view.resolver.valueOf(decorator, callee.module);
    return value.kind === 'external' && MAKES_MANAGER.test(value.path);
  });
  const data: Entering = { callee, given };
  return isManager ? { kind: 'handle', library: MANAGER, data } : undefined;
}

function enteringOf(manager: PyValue): Entering | undefined {
  return manager.kind === 'handle' && manager.library === MANAGER ? (manager.data as Entering) : undefined;
}

/** What entering a generator gives where nobody says how long it is open: `stack.enter_context(opened(path))`. */
export function enterForGood(manager: PyValue, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const entering = enteringOf(manager);
  if (entering === undefined) return callMethod(manager, '__enter__', [], node, frame, reading) ?? manager;
  const given: PyValue[] = [];
  callGenerator(entering.callee, entering.given, (value) => given.push(value), node, frame, reading);
  return joined(given);
}

export function readWith(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const clause = statement.children.find(({ type }) => type === 'with_clause');
  const body = childIn(statement, 'body');
  const items = (clause === undefined ? [] : namedChildren(clause)).flatMap((item) => childIn(item, 'value') ?? []);
  return readItems(items, () => (body === undefined ? 'on' : executeBlock(body, frame, reading)), frame, reading);
}

/** The first manager stands around the others, and these around the body. */
function readItems([item, ...rest]: readonly PyNode[], readBody: () => Completion, frame: Frame, reading: Reading): Completion {
  if (item === undefined) return readBody();
  const [expression = item, alias] = item.type === 'as_pattern' ? namedChildren(item) : [item];
  const manager = reading.evaluate(expression, frame);
  const readInside = (value: PyValue): Completion => {
    for (const target of alias === undefined ? [] : namedChildren(alias)) reading.assign(target, value, frame);
    return readItems(rest, readBody, frame, reading);
  };
  const entering = enteringOf(manager);
  if (entering !== undefined) return readAroundYield(entering, readInside, expression, frame, reading);
  if (manager.kind === 'external' && manager.path === SUPPRESS) return readSuppressed(() => readInside(UNKNOWN_VALUE), reading);
  const entered = callMethod(manager, '__enter__', [], expression, frame, reading);
  const completion = readInside(entered ?? manager);
  const left = callMethod(manager, '__exit__', [NONE, NONE, NONE], expression, frame, reading);
  // What `__exit__` gives says whether the exception ends there.
  return left !== undefined && testOf(left).truth !== false ? 'on' : completion;
}

const NONE = termValue({ kind: 'literal', value: null });

/** The body runs where the generator yields. */
function readAroundYield({ callee, given }: Entering, readInside: (value: PyValue) => Completion, node: PyNode, frame: Frame, reading: Reading): Completion {
  const { surroundings } = reading;
  const { via, behind, routines, facts, mode, logged, muted } = surroundings;
  const completions: Completion[] = [];
  let known = facts;
  const readHere = (value: PyValue): void => {
    within(reading, { via, behind, routines, facts, mode, logged, muted }, () => {
      completions.push(readInside(value));
      known = surroundings.facts;
    });
  };
  callGenerator(callee, given, readHere, node, frame, reading);
  if (completions.length === 0) readHere(UNKNOWN_VALUE);
  if (completions.length === 1) surroundings.facts = known;
  return completions.includes('on') || isSwallowing(callee.node) ? 'on' : 'left';
}

/** The body may stop anywhere, and what stands behind it goes on. */
function readSuppressed(read: () => Completion, reading: Reading): Completion {
  const { state } = reading;
  const mark = state.mark();
  within(reading, {}, read);
  const changes = state.changesSince(mark);
  state.undo(mark);
  state.meet([new Map(), changes]);
  return 'on';
}

/** A generator that yields in a `try` with a handler that does not raise again. */
function isSwallowing(routine: PyNode): boolean {
  let found = false;
  walk(routine, (inner) => {
    if (inner.type === 'except_clause' && isAroundYield(inner) && !raisesAgain(inner)) found = true;
    return !found;
  });
  return found;
}

function isAroundYield({ parent }: PyNode): boolean {
  const body = parent === undefined ? undefined : childIn(parent, 'body');
  let found = false;
  if (body !== undefined) {
    walk(body, ({ type }) => {
      found ||= type === 'yield';
      return !found;
    });
  }
  return found;
}

function raisesAgain(handler: PyNode): boolean {
  const body = handler.children.find(({ type }) => type === 'block');
  return body !== undefined && namedChildren(body).at(-1)?.type === 'raise_statement';
}

/** Calls a method that an object's class in the project defines. */
function callMethod(of: PyValue, name: string, given: readonly PyValue[], node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const names = [name, name.replace('__', '__a')];
  const defined = of.kind === 'instance' ? names.find((each) => reading.view.classes.boundIn(of.of, each)?.kind === 'function') : undefined;
  if (defined === undefined) return undefined;
  return reading.call(reading.memberOf(of, defined, node, frame), { positional: given, keyword: new Map(), open: false }, node, frame);
}
