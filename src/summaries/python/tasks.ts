/** Tasks: what the worker runs, with the class's hooks around it, and the dispatches that lead there. */
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import { classOf } from '../../readers/python/scopes.js';
import type { PyNode } from '../../readers/python/tree.js';
import { readFunction, TASK } from './calling.js';
import { decorated } from './decorated.js';
import { unlessEnded } from './endings.js';
import { NO_FACTS } from './facts.js';
import { frameOf, MOST_CALLS, shareOf, within, type Frame, type Given, type Reading } from './reading.js';
import { siteOf } from './sites.js';
import { UNKNOWN_VALUE, type PyInstance, type PyValue } from '../../footprints/python/values.js';

type Function = Extract<PyValue, { kind: 'function' }>;

/** A task, and what it is handed. */
export interface Dispatched {
  readonly key: string;
  readonly name: string;
  readonly definition?: TaskDefinition;
  readonly given: Given;
}

/** Notes a dispatch, and reads its task: what that does comes behind the dispatch. */
export function dispatch(dispatched: Dispatched, node: PyNode, frame: Frame, reading: Reading): void {
  const { name } = dispatched;
  if (!note(dispatched, node, frame, reading)) return;
  const { state, surroundings } = reading;
  const mark = state.mark();
  follow(dispatched, { facts: NO_FACTS, mode: undefined, behind: [...surroundings.behind, name] }, node, frame, reading);
  // It runs somewhere else, and leaves no object of this one changed.
  state.undo(mark);
}

/** `raise self.replace(resize.si(image_id))`: whoever waits for this task waits for that one. */
export function replaceBy(dispatched: Dispatched, node: PyNode, frame: Frame, reading: Reading): void {
  if (note(dispatched, node, frame, reading)) follow(dispatched, {}, node, frame, reading);
}

/** `resize.apply(args=[image_id])` runs the task here and now. */
export function runNow(dispatched: Dispatched, node: PyNode, frame: Frame, reading: Reading): void {
  follow(dispatched, {}, node, frame, reading);
}

/** Whether there is more to be done about a dispatch than to note it. */
function note({ key, name, definition }: Dispatched, node: PyNode, frame: Frame, reading: Reading): boolean {
  const { surroundings, found } = reading;
  if (surroundings.muted) return false;
  const site = siteOf(node, frame.module);
  found.dispatches.set(`${key}\n${site.file}\n${String(site.offset)}`, { key, name, site });
  if (definition === undefined) reading.noteOpaque(`dispatches \`${name}\`, which is not defined in this project`, node, frame.module);
  return definition !== undefined;
}

function follow({ name, definition, given }: Dispatched, changed: Partial<Reading['surroundings']>, node: PyNode, frame: Frame, reading: Reading): void {
  const { surroundings } = reading;
  // A task that dispatches itself again does what it does.
  if (definition === undefined || surroundings.routines.some((other) => other.node === definition.node)) return;
  if (surroundings.via.length >= MOST_CALLS || surroundings.contexts >= surroundings.mostContexts) {
    reading.noteOpaque(`dispatches \`${name}\`, which is too far away to be read`, node, frame.module);
    return;
  }
  surroundings.contexts += 1;
  const via = [...surroundings.via, siteOf(node, frame.module)];
  const routines = [...surroundings.routines, { node: definition.node }];
  within(reading, { ...changed, via, routines, mostContexts: shareOf(surroundings) }, () => unlessEnded(reading, () => { runTask(definition, given, reading); }));
}

/**
 * Reads what a worker runs: `before_start`, then the task's code. `on_success` and `after_return` come when a chain has gone on already.
 * https://docs.celeryq.dev/en/stable/userguide/tasks.html#handlers
 */
export function runTask(definition: TaskDefinition, given: Given, reading: Reading): void {
  const { module, node, bound, of } = definition;
  const code: Function = { kind: 'function', module, node };
  const own: PyInstance | undefined = of === undefined ? undefined : { kind: 'instance', of: reading.view.classes.classAt(of.node, of.module) };
  if (own === undefined) {
    run(code, bound ? [TASK] : [], given, definition, reading);
    return;
  }
  const isMethod = classOf(node) !== undefined;
  const self: PyValue = own;
  const before: readonly PyValue[] = isMethod || bound ? [self] : [];
  const handed: readonly PyValue[] = [UNKNOWN_VALUE, { kind: 'list', elements: given.positional }, { kind: 'dict', entries: given.keyword, open: given.open }];
  callHook(own, 'before_start', handed, definition, reading);
  const call = reading.view.classes.boundIn(own.of, '__call__');
  if (call?.kind !== 'function') {
    run(code, before, given, definition, reading);
    return;
  }
  if (!isMethod) reading.state.set(reading.cellsOf(own), 'run', bound ? { ...code, self } : code);
  run({ kind: 'function', module: call.owner.module, node: call.node }, [self], given, definition, reading);
}

function run(code: Function, before: readonly PyValue[], given: Given, { module, node }: TaskDefinition, reading: Reading): void {
  const whole: Given = { ...given, positional: [...before, ...given.positional] };
  const value = decorated(code, reading);
  if (value.kind === 'function') readFunction(value, whole, reading);
  else reading.call(value, whole, node, frameOf(module, reading.state.mark()));
}

function callHook(self: PyInstance, name: string, handed: readonly PyValue[], { module, node }: TaskDefinition, reading: Reading): void {
  if (reading.view.classes.boundIn(self.of, name)?.kind !== 'function') return;
  const frame = frameOf(module, reading.state.mark());
  reading.call(reading.memberOf(self, name, node, frame), { positional: handed, keyword: new Map(), open: false }, node, frame);
}
