/** Calls of the project's own functions, methods and classes: their bodies are read with the arguments in place. */
import { classOf } from '../../readers/python/scopes.js';
import { childIn, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { joined, partsOf } from './alternatives.js';
import { annotatedValue } from './annotations.js';
import { readApart } from './branches.js';
import { decorated } from './decorated.js';
import { saysNoReturn, type Completion } from './endings.js';
import { managerOf } from './managers.js';
import { isPlaceholder } from './overrides.js';
import { callMethod } from './canvas.js';
import type { Member } from './classes.js';
import { methodIn } from './task-methods.js';
import { bindParameters } from './parameters.js';
import { aside, frameOf, MOST_CALLS, NOTHING_GIVEN, shareOf, within, type Ends, type Frame, type Given, type Reading } from './reading.js';
import { siteOf } from './sites.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyClass, type PyInstance, type PyValue } from '../../footprints/python/values.js';

type Function = Extract<PyValue, { kind: 'function' }>;

/** Calls what a value is; undefined where it is nothing of the project's. */
export function callValue(callee: PyValue, given: Given, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  switch (callee.kind) {
    case 'function':
      return callFunction(callee, given, node, frame, reading);
    case 'class':
      return construct(callee, given, node, frame, reading);
    case 'instance': {
      const method = calledIn(callee, reading);
      if (method?.kind !== 'function') return undefined;
      return callFunction({ kind: 'function', module: method.owner.module, node: method.node, self: callee }, given, node, frame, reading);
    }
    case 'alternatives': {
      const own = partsOf(callee).filter((part) => isCallable(part, reading));
      return own.length === 0 ? undefined : readApart(own, reading, (part) => callValue(part, given, node, frame, reading) ?? UNKNOWN_VALUE);
    }
    case 'handle': {
      const method = methodIn(callee);
      return method === undefined ? undefined : callMethod(method, given, node, frame, reading);
    }
    case 'external': {
      const whole = callee.path === PARTIAL ? withPartial(callee.call, given) : throughWrapper(callee, given);
      return whole === undefined ? undefined : callValue(whole.callee, whole.given, node, frame, reading);
    }
    default:
      return undefined;
  }
}

/** What calling an object runs: of a task its `run`. */
function calledIn({ of }: PyInstance, { view }: Reading): Member | undefined {
  return view.classes.boundIn(of, '__call__') ?? (view.tasks.isTaskClass(of) ? view.classes.boundIn(of, 'run') : undefined);
}

/** Whether the project's own code says what calling a value does. */
export function isCallable(value: PyValue, reading: Reading): boolean {
  if (value.kind === 'instance') return calledIn(value, reading)?.kind === 'function';
  return value.kind === 'function' || value.kind === 'class' || (value.kind === 'external' && value.path === PARTIAL);
}

const PARTIAL = 'functools.partial()';

/** `partial(f, x)(y)` is `f(x, y)`. */
function withPartial(partial: PyCall | undefined, given: Given): { readonly callee: PyValue; readonly given: Given } | undefined {
  const [callee, ...before] = partial?.positional ?? [];
  if (partial === undefined || callee === undefined) return undefined;
  const keyword = new Map([...partial.keyword, ...given.keyword]);
  return { callee, given: { positional: [...before, ...given.positional], keyword, open: given.open || partial.open } };
}

/** What a package makes of a function, a decorator called like one, is called like it: `retry(times=3)(sync)(image_id)`. */
function throughWrapper({ path, call }: Extract<PyValue, { kind: 'external' }>, given: Given): { readonly callee: PyValue; readonly given: Given } | undefined {
  const [callee, ...others] = call?.positional ?? [];
  return path.endsWith('()') && callee?.kind === 'function' && others.length === 0 ? { callee, given } : undefined;
}

/** Objects whose `__init__` has been read. */
const made = new WeakSet<PyInstance>();

/** What `__init__` gives an object that came from somewhere else: read once, and not as part of the task. */
export function initialise(instance: PyInstance, node: PyNode, frame: Frame, reading: Reading): boolean {
  const init = made.has(instance) ? undefined : reading.view.classes.boundIn(instance.of, '__init__');
  made.add(instance);
  if (init?.kind !== 'function') return false;
  const method: Function = { kind: 'function', module: init.owner.module, node: init.node, self: instance };
  aside(reading, () => callFunction(method, { ...NOTHING_GIVEN, open: true }, node, frame, reading));
  return true;
}

/** A new object, and what its `__init__` does. */
function construct(of: PyClass, given: Given, node: PyNode, frame: Frame, reading: Reading): PyInstance {
  const instance: PyInstance = { kind: 'instance', of };
  made.add(instance);
  const init = reading.view.classes.boundIn(of, '__init__');
  if (init?.kind === 'function') {
    callFunction({ kind: 'function', module: init.owner.module, node: init.node, self: instance }, given, node, frame, reading);
  } else if (isDeclarative(of)) {
    const names = [...reading.view.classes.membersOf(of)].flatMap(([name, { kind }]) => (kind === 'assignment' ? [name] : []));
    const byPosition = given.positional.map((value, index): [string, PyValue] => [names[index] ?? '', value]);
    for (const [name, value] of [...byPosition, ...given.keyword]) reading.state.set(reading.cellsOf(instance), name, value);
  }
  return instance;
}

/** A data class takes its attributes by name. */
function isDeclarative({ node, module }: PyClass): boolean {
  return decoratorsOf(node).some((decorator) => /(?:^|\.)(?:dataclass|define|frozen|attrs|s)\b/.test(sourceOf(decorator, module)));
}

function callFunction(callee: Function, given: Given, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const bound = throughMethod(callee, given, reading);
  const manager = managerOf(callee, bound, reading);
  if (manager !== undefined) return manager;
  const own = decorated(callee, reading);
  if (own.kind === 'function' && own.node === callee.node) return enter(own, bound, undefined, node, frame, reading);
  return callValue(own, bound, node, frame, reading) ?? UNKNOWN_VALUE;
}

/** Calls a generator that is a context manager. @param onYield what is done where it yields */
export function callGenerator(callee: Function, given: Given, onYield: (value: PyValue) => void, node: PyNode, frame: Frame, reading: Reading): void {
  enter(callee, given, onYield, node, frame, reading);
}

function enter(callee: Function, given: Given, onYield: Ends['onYield'], node: PyNode, frame: Frame, reading: Reading): PyValue {
  const { surroundings } = reading;
  if (surroundings.via.length >= MOST_CALLS || surroundings.contexts >= surroundings.mostContexts) {
    reading.noteOpaque(`calls \`${nameOfFunction(callee)}\`, which is too far away to be read`, node, frame.module);
    return UNKNOWN_VALUE;
  }
  // Once into itself is enough: the second round does what the first does.
  if (surroundings.routines.filter((other) => other.node === callee.node && other.env === callee.env).length > 1) return UNKNOWN_VALUE;
  surroundings.contexts += 1;
  const via = [...surroundings.via, siteOf(node, frame.module)];
  const routines = [...surroundings.routines, { node: callee.node, env: callee.env }];
  return within(reading, { via, routines, mostContexts: shareOf(surroundings) }, () => readFunction(callee, given, reading, onYield));
}

/** A bound method's object is its first argument; a bound task called like a function gets itself. */
function throughMethod({ node, module, self, env }: Function, given: Given, reading: Reading): Given {
  if (self !== undefined) return { ...given, positional: [self, ...given.positional] };
  if (env !== undefined || node.type !== 'function_definition' || decoratorsOf(node).length === 0 || classOf(node) !== undefined) return given;
  const isBound = reading.view.tasks.taskOf({ kind: 'function', module, node })?.definition?.bound === true;
  return isBound ? { ...given, positional: [TASK, ...given.positional] } : given;
}

/** The `self` of a bound task. */
export const TASK: PyValue = { kind: 'external', path: 'celery.Task()' };

/** Reads a function's body, and says what it gives. */
export function readFunction(callee: Function, given: Given, reading: Reading, onYield?: Ends['onYield']): PyValue {
  const { state } = reading;
  const outer = callee.env as Frame | undefined;
  const ends: Ends = { returned: [], yielded: [], mark: state.mark(), exits: [], loops: [], isCaptured: false, ...(onYield === undefined ? {} : { onYield }) };
  const owner = classOf(callee.node);
  const self = given.positional[0];
  const frame: Frame = {
    module: callee.module,
    cells: new Map(),
    ends,
    ...(outer === undefined ? {} : { outer }),
    ...(owner === undefined || self === undefined ? {} : { method: { owner: reading.view.classes.classAt(owner, callee.module), self } }),
  };
  bindParameters(callee.node, given, frame, outer ?? frameOf(callee.module, ends.mark), reading);
  const body = childIn(callee.node, 'body');
  if (body === undefined) return UNKNOWN_VALUE;
  if (callee.node.type === 'lambda') return reading.evaluate(body, frame);
  const end = within(reading, {}, () => reading.execute(body, frame));
  if (ends.exits.length > 0) {
    const last = end === 'on' ? [state.changesSince(ends.mark)] : [];
    state.undo(ends.mark);
    state.meet([...ends.exits, ...last], ends.isCaptured ? undefined : frame.cells);
  }
  if (isGenerator(callee.node)) return { kind: 'list', elements: ends.yielded.length === 0 ? [UNKNOWN_VALUE] : ends.yielded };
  reading.ending.isReached ||= neverReturns(callee, end, ends);
  const result = joined([...ends.returned, ...(end === 'on' ? [NONE] : [])]);
  return annotatedValue(callee.node, callee.module, result, reading);
}

/** A method that only raises NotImplementedError stands for one that nobody has found. */
function neverReturns({ node, module }: Function, end: Completion, { returned }: Ends): boolean {
  if (saysNoReturn(node, module)) return true;
  return end === 'left' && returned.length === 0 && !isPlaceholder(node, module);
}

const NONE = termValue({ kind: 'literal', value: null });

const generators = new WeakMap<PyNode, boolean>();

function isGenerator(routine: PyNode): boolean {
  const known = generators.get(routine);
  if (known !== undefined) return known;
  let found = false;
  const body = childIn(routine, 'body');
  if (body !== undefined) {
    walk(body, (inner) => {
      if (inner.type === 'yield') found = true;
      return !found && inner.type !== 'function_definition' && inner.type !== 'lambda' && inner.type !== 'class_definition';
    });
  }
  generators.set(routine, found);
  return found;
}

function nameOfFunction({ node, module }: Function): string {
  const name = childIn(node, 'name');
  return name === undefined ? 'a lambda' : sourceOf(name, module);
}
