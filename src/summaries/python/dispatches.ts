/** The dispatches that a task makes itself: the tasks behind them are read with what they are handed. */
import { arrangeApplyAsync, arrangeDelay, arrangeSendTask, argumentNodesOf } from '../../libraries/celery/arguments.js';
import type { CeleryDetail, TaskArgument, TaskDefinition } from '../../libraries/celery/detail.js';
import { classOf } from '../../readers/python/scopes.js';
import { childIn, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import { partsOf } from './alternatives.js';
import { readFunction, TASK } from './calling.js';
import { signaturesIn } from './canvas.js';
import { NO_FACTS } from './facts.js';
import { elementOf } from './iteration.js';
import { MOST_CALLS, shareOf, within, type Frame, type Given, type Reading } from './reading.js';
import { siteOf } from './sites.js';
import type { PyValue } from '../../footprints/python/values.js';

/** A task, and what it is handed. */
export interface Dispatched {
  readonly key: string;
  readonly name: string;
  readonly definition?: TaskDefinition;
  readonly given: Given;
}

const RESULT: PyValue = { kind: 'external', path: 'celery.result.AsyncResult()' };

/** How the arguments of each method that dispatches are arranged. */
const ARRANGED = new Map([
  ['delay', arrangeDelay],
  ['delay_on_commit', arrangeDelay],
  ['apply_async', arrangeApplyAsync],
  ['apply_async_on_commit', arrangeApplyAsync],
  ['send_task', arrangeSendTask],
]);

/** What a call gives that is a dispatch; undefined for any other call. */
export function readDispatch(node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const { recogniser } = reading.view;
  if (!recogniser.isCandidate(node, frame.module)) return undefined;
  const recognised = recogniser.recognise(node, frame.module);
  if (recognised?.library !== 'celery') return dispatchByValue(node, frame, reading);
  const { arguments: given, form, ...detail } = recognised.detail as CeleryDetail;
  const { key, name } = recognised.task;
  const definition = detail.definition ?? (form === 'send_task' ? reading.view.definitionNamed(key) : undefined);
  dispatch({ key, name, given: givenBy(given, frame, reading), ...(definition === undefined ? {} : { definition }) }, node, frame, reading);
  for (const option of recognised.options) dispatchLinked(option, node, frame, reading);
  return RESULT;
}

/** A task in a variable: `task = resize if small else convert`. */
function dispatchByValue(node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const called = childIn(node, 'function');
  const receiver = called === undefined ? undefined : childIn(called, 'object');
  const attribute = called === undefined ? undefined : childIn(called, 'attribute');
  const arrange = attribute === undefined ? undefined : ARRANGED.get(sourceOf(attribute, frame.module));
  if (receiver?.type !== 'identifier' || arrange === undefined) return undefined;
  const tasks = partsOf(reading.evaluate(receiver, frame)).flatMap((part) => (part.kind === 'function' || part.kind === 'class' ? (reading.view.tasks.taskOf(part) ?? []) : []));
  const arranged = tasks.length === 0 ? undefined : arrange(argumentNodesOf(node) ?? [], frame.module);
  if (arranged === undefined) return undefined;
  const given = givenBy(arranged.arguments, frame, reading);
  for (const { name, label, definition } of tasks) dispatch({ key: name, name: label, given, ...(definition === undefined ? {} : { definition }) }, node, frame, reading);
  return RESULT;
}

/** `link=done.s(image_id)` */
function dispatchLinked(option: PyNode, node: PyNode, frame: Frame, reading: Reading): void {
  const name = childIn(option, 'name');
  const value = childIn(option, 'value');
  if (name === undefined || value === undefined) return;
  const linked = reading.evaluate(value, frame);
  if (sourceOf(name, frame.module) !== 'link') return;
  for (const signature of signaturesIn(linked)) dispatch(signature, node, frame, reading);
}

/** The arguments of a dispatch, evaluated. */
function givenBy(given: readonly TaskArgument[], frame: Frame, reading: Reading): Given {
  const positional: PyValue[] = [];
  const keyword = new Map<string, PyValue>();
  let open = false;
  for (const { kind, name, node } of given) {
    const value = reading.evaluate(unwrapped(node), frame);
    if (kind === 'positional') positional.push(value);
    else if (kind === 'keyword') keyword.set(name ?? '', value);
    else if (kind === 'list' && value.kind === 'list') positional.push(...value.elements);
    else if (kind === 'dict' && value.kind === 'dict') {
      for (const [key, entry] of value.entries) keyword.set(key, entry);
      open ||= value.open;
    } else {
      elementOf(value, node, frame, reading);
      open = true;
    }
  }
  return { positional, keyword, open };
}

/** Notes a dispatch, and reads its task: what that does comes behind the dispatch. */
export function dispatch({ key, name, definition, given }: Dispatched, node: PyNode, frame: Frame, reading: Reading): void {
  const { surroundings, state, found } = reading;
  if (surroundings.muted) return;
  const site = siteOf(node, frame.module);
  found.dispatches.set(`${key}\n${site.file}\n${String(site.offset)}`, { key, name, site });
  if (definition === undefined) {
    reading.noteOpaque(`dispatches \`${name}\`, which is not defined in this project`, node, frame.module);
    return;
  }
  // A task that dispatches itself again does what it does.
  if (surroundings.routines.includes(definition.node)) return;
  if (surroundings.via.length >= MOST_CALLS || surroundings.contexts >= surroundings.mostContexts) {
    reading.noteOpaque(`dispatches \`${name}\`, which is too far away to be read`, node, frame.module);
    return;
  }
  surroundings.contexts += 1;
  const mark = state.mark();
  const changed = {
    facts: NO_FACTS,
    mode: undefined,
    via: [...surroundings.via, site],
    behind: [...surroundings.behind, name],
    routines: [...surroundings.routines, definition.node],
    mostContexts: shareOf(surroundings),
  };
  within(reading, changed, () => {
    runTask(definition, given, reading);
  });
  // It runs somewhere else, and leaves no object of this one changed.
  state.undo(mark);
}

/** Reads a task's code with what it is handed. */
export function runTask({ module, node, bound }: TaskDefinition, given: Given, reading: Reading): void {
  const owner = classOf(node);
  const self = owner === undefined ? undefined : ({ kind: 'instance', of: reading.view.classes.classAt(owner, module) } as const);
  const own = self ?? (bound ? TASK : undefined);
  readFunction({ kind: 'function', module, node }, own === undefined ? given : { ...given, positional: [own, ...given.positional] }, reading);
}

