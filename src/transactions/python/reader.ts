/** The dispatches of a Python module that stand in an open transaction. */
import { within, type Canvas, type CanvasSite } from '../../analysis/canvas.js';
import type { Effect, Knowledge } from '../../analysis/footprint.js';
import type { AccessPath, Dispatch, Span } from '../../analysis/ir.js';
import { findEarlyWrite, mayTouchTables, type TransactionSite, type WayOut } from '../../analysis/transactions.js';
import type { FileIndex, SourceFiles } from '../../files/source-files.js';
import type { CeleryDetail } from '../../libraries/celery/detail.js';
import { once } from '../../once.js';
import { pathFrom } from '../../paths.js';
import { keywordOf } from '../../readers/python/calls.js';
import { dispatchOfCall } from '../../readers/python/items.js';
import type { PythonModule } from '../../readers/python/module.js';
import { nameOf } from '../../readers/python/names.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { dispatchesIn } from '../../readers/python/routines.js';
import { enclosingFunction } from '../../readers/python/scopes.js';
import { childIn, findAt, sourceOf, spanOf, walk, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { siteOf } from '../../summaries/python/sites.js';
import type { Handed } from '../../summaries/python/handed.js';
import type { PythonSummaries } from '../../summaries/python/summaries.js';
import { findOpened, isTakenOut, type Opened } from './opened.js';
import { ADVICE } from './rows.js';
import { isSwitchedOn } from './settings.js';
import { carriedBy } from './values.js';
import { waysOutOf, waysOutOfCanvas } from './ways-out.js';
import { writesBefore } from './writes.js';

export interface TransactionSources {
  readonly resolver: PythonResolver;
  readonly recogniser: Recogniser;
  readonly summaries: PythonSummaries;
  readonly canvases: () => readonly CanvasSite[];
  readonly files: SourceFiles;
  /** Absolute path of the project's folder. */
  readonly root: string;
}

/** Nobody waits there for what a worker does. */
const SILENT_ROLES: ReadonlySet<string> = new Set(['test', 'migration']);

/** A base class of tasks of the project that waits for the commit itself. */
const WAITING = /def (?:delay|apply_async|send_task)\b[\s\S]{0,600}on_commit|django_celery_transactions|celery_transactions|djcelery_transactions/;

interface ProjectNotes {
  readonly atomicRequests: FileIndex<true>;
  readonly waitingTasks: FileIndex<true>;
  readonly committing: FileIndex<true>;
}

const notes = new WeakMap<SourceFiles, ProjectNotes>();

function notesOf({ files, root }: TransactionSources): ProjectNotes {
  const known = notes.get(files) ?? {
    atomicRequests: files.index((text, path) => isSwitchedOn(text, pathFrom(root, path))),
    waitingTasks: files.index((text) => (WAITING.test(text) ? true : undefined)),
    committing: files.index((text) => (text.includes('.delay_on_commit(') ? true : undefined)),
  };
  notes.set(files, known);
  return known;
}

export function transactionsIn(module: PythonModule, sources: TransactionSources): readonly TransactionSite[] {
  const single = allDispatches(module, sources.recogniser).flatMap((dispatch) => siteAt(dispatch, module, sources) ?? []);
  const sites = [...single, ...sources.canvases().flatMap(({ canvas }) => siteOfCanvas(canvas, module, sources) ?? [])];
  return sites.length > 0 && notesOf(sources).waitingTasks.entries().size > 0 ? [] : sites.sort((a, b) => a.call.start - b.call.start);
}

/** Those that are statements, and those in the middle of one: `results.append(resize.delay(image.id))`. In source order. */
function allDispatches(module: PythonModule, recogniser: Recogniser): Dispatch[] {
  const found = new Map(dispatchesIn(module, recogniser).map((dispatch) => [dispatch.call.start, dispatch]));
  walk(module.ast, (node) => {
    const dispatch = node.type === 'call' && !found.has(node.range[0]) ? dispatchOfCall(node, module, recogniser) : undefined;
    if (dispatch !== undefined) found.set(node.range[0], dispatch);
  });
  return [...found.values()].sort((a, b) => a.call.start - b.call.start);
}

/** From how many seconds on nobody doubts that the transaction is over. */
const LONG = 10;

/** `apply_async(…, countdown=60)`: it may run although the transaction is rolled back, but not before its end. */
function isPutOff(call: PyNode, form: CeleryDetail['form'], module: PythonModule): boolean {
  if (form === 'delay') return false;
  const countdown = keywordOf(call, 'countdown', module);
  return keywordOf(call, 'eta', module) !== undefined || (countdown !== undefined && !(Number(sourceOf(countdown, module)) < LONG));
}

function siteAt(dispatch: Dispatch, module: PythonModule, sources: TransactionSources): TransactionSite | undefined {
  const { arguments: given, commit, form } = dispatch.detail as CeleryDetail;
  const call = findAt(module.ast, dispatch.call, 'call');
  if (call === undefined || commit !== undefined || isPutOff(call, form, module)) return undefined;
  const carries = given.flatMap(({ node }) => carriedBy(node, module));
  const knowledge = (): Knowledge => sources.summaries.knowledgeOf(dispatch, module);
  const waysOut = (): readonly WayOut[] => waysOutOf(dispatch, call, module, notesOf(sources).committing.entries().size > 0);
  return siteOfCall(call, { task: dispatch.task.name, carries, knowledge, waysOut }, module, sources);
}

/** `chain(a.si(x), b.si(x)).delay()`: where one of its tasks needs what is written, and `start` is where it is dispatched. */
function siteOfCanvas(canvas: Canvas, module: PythonModule, sources: TransactionSources): TransactionSite | undefined {
  const { start } = canvas;
  // A signature that is called runs its task where it stands.
  const isLocal = start?.name === 'apply' || (canvas.kind === 'signature' && start?.name === '__call__');
  const call = start === undefined || isLocal ? undefined : findAt(module.ast, start.span, 'call');
  if (call === undefined || canvas.open || isPutOff(call, 'apply_async', module)) return undefined;
  const signatures = [...within(canvas)].filter((part) => part.kind === 'signature');
  return signatures
    .flatMap(({ task, positional, keyword }) => {
      const carries = [...positional, ...keyword.values()].flatMap(({ span }) => carriedAt(span, module));
      const knowledge = (): Knowledge => sources.summaries.knowledgeNamed(task.key, ANY) ?? { kind: 'unread', reason: `\`${task.name}\` is not defined in this project` };
      return siteOfCall(call, { task: task.name, carries, knowledge, waysOut: () => waysOutOfCanvas(canvas, call, module) }, module, sources) ?? [];
    })
    .find((site) => findEarlyWrite(site) !== undefined);
}

const ANY: Handed = { positional: [], keyword: new Map(), open: true };

function carriedAt(span: Span, module: PythonModule): readonly AccessPath[] {
  const node = findAt(module.ast, span);
  return node === undefined ? [] : carriedBy(node, module);
}

/** What is dispatched by a call. What is costly to know is a function. */
interface Handing {
  readonly task: string;
  readonly carries: readonly AccessPath[];
  readonly knowledge: () => Knowledge;
  readonly waysOut: () => readonly WayOut[];
}

function siteOfCall(call: PyNode, { task, carries, knowledge, waysOut }: Handing, module: PythonModule, sources: TransactionSources): TransactionSite | undefined {
  const routine = enclosingFunction(call) ?? module.ast;
  const opened = findOpened(call, module, sources.resolver) ?? openedByRequest(routine, module, sources);
  if (opened === undefined) return undefined;
  const role = sources.recogniser.roleOf(routine, module);
  if (SILENT_ROLES.has(role)) return undefined;
  const known = once(knowledge);
  // What a routine does is read through all that it calls.
  const effects = once(() => (mayTouchTables(known()) ? effectsOf(routine, module, sources.summaries) : []));
  const writes = writesBefore(call, opened, { effects, carries }, module);
  // To know the task, other files are read.
  if (writes.length === 0) return undefined;
  const { row, at, database } = opened;
  return {
    call: spanOf(call),
    task,
    routine: { name: nameOf(routine, module), role },
    library: 'celery',
    transaction: { name: row.name, ...(at === undefined ? {} : { line: siteOf(at, module).line }), advice: ADVICE[row.library] },
    writes,
    carries,
    knowledge: known(),
    waysOut: row.library === 'django' && database === undefined ? waysOut() : [],
  };
}

/** The transaction of a whole request. */
function openedByRequest(routine: PyNode, module: PythonModule, sources: TransactionSources): Opened | undefined {
  const body = routine.type === 'function_definition' ? childIn(routine, 'body') : undefined;
  if (body === undefined || notesOf(sources).atomicRequests.entries().size === 0) return undefined;
  // To know the role, other files are read.
  if (sources.recogniser.roleOf(routine, module) !== 'request' || isTakenOut(routine, module)) return undefined;
  return { row: { name: 'ATOMIC_REQUESTS', library: 'django' }, body };
}

/** What a routine does to tables; empty for a module's top level. */
function effectsOf(routine: PyNode, module: PythonModule, summaries: PythonSummaries): readonly Effect[] {
  if (routine.type !== 'function_definition') return [];
  const { effects } = summaries.summaryOf({ module, node: routine, bound: false, parameters: [] });
  return effects.filter(({ operation, resource, behind }) => operation !== 'read' && behind.length === 0 && (resource.kind === 'row' || resource.kind === 'column'));
}
