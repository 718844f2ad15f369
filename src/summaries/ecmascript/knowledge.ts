/** What is known of a task: its definition is found and read once for what decides its branches, then said in terms of one dispatch. */
import { UNKNOWN_TERM, type Knowledge, type Term } from '../../analysis/footprint.js';
import type { Dispatch, Task } from '../../analysis/ir.js';
import type { DefinitionFinder, FoundDefinition, TaskDefinition } from '../../definitions/ecmascript/definition.js';
import type { SourceFiles } from '../../files/source-files.js';
import type { EcmascriptDataLibrary } from '../../footprints/ecmascript/library.js';
import type { Expressed } from '../../footprints/ecmascript/values.js';
import { calleeOf } from '../../libraries/calls.js';
import type { ProjectRecogniser } from '../recognise.js';
import { pathFrom } from '../../paths.js';
import { spanOf, type CallExpression, type Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { argumentOf } from '../../readers/ecmascript/paths.js';
import type { Recognised } from '../../readers/ecmascript/recogniser.js';
import { outerSpan } from '../../readers/ecmascript/spans.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Env } from '../../resolve/values.js';
import { instantiate, type Given } from '../instantiate.js';
import { kindOfAbsence } from './data.js';
import { describedJobs } from './described.js';
import { byPosition, givenBy, handedTo, payloadOf, type Payload } from './payload.js';
import { createReading, readTask, type Summary } from './reader.js';
import type { Reading, Surroundings } from './reading.js';

/** A task that only sends the next one, which only sends the next one: followed so far. */
const MAX_BEHIND = 4;
const MAX_SHAPE_DEPTH = 4;

export interface KnowledgeOptions {
  readonly resolver: ProjectResolver;
  readonly recogniser: ProjectRecogniser;
  readonly finder: DefinitionFinder;
  readonly dataLibraries: readonly EcmascriptDataLibrary[];
  readonly files: SourceFiles;
}

/** A task of another language, by its name, with what it is handed. */
interface Foreign {
  readonly kind: 'elsewhere';
  readonly name: string;
  readonly positional: readonly Term[];
  readonly keyword: ReadonlyMap<string, Term>;
  /** There may be more of them. */
  readonly open: boolean;
}

export interface KnowledgeFinder {
  readonly knowledgeOf: (dispatch: Dispatch, module: Module) => Knowledge | Foreign;
  /** What a worker of Celery's protocol runs under a name. */
  readonly knowledgeNamed: (name: string, positional: readonly Term[]) => Knowledge | undefined;
  readonly knowledgeOfDefinition: (definition: TaskDefinition, given: Given) => Knowledge;
}

export function createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries, files }: KnowledgeOptions): KnowledgeFinder {
  let summaries = new WeakMap<Node, Map<string, Summary>>();
  let current = -1;
  const open = new Set<string>();

  const surroundings: Surroundings = { evaluator: resolver.evaluator, root: resolver.root, dataLibraries, files, readDispatch };

  function summaryOf(definition: TaskDefinition, given: Given): Summary {
    const now = resolver.generation();
    if (now !== current) summaries = new WeakMap();
    current = now;
    const shape = new Map([...given].map(([name, term]) => [name, shapeOf(term)]));
    const which = keyOfDefinition(definition);
    const key = JSON.stringify([which, [...shape].map(([name, term]) => [name, keyOfShape(term)])]);
    const known = summaries.get(definition.node)?.get(key);
    if (known !== undefined) return known;
    const isOutermost = open.size === 0;
    open.add(which);
    try {
      const summary = readTask(surroundings, definition, shape);
      // Inside of a circle of tasks something may be left out.
      if (isOutermost) summaries.set(definition.node, (summaries.get(definition.node) ?? new Map<string, Summary>()).set(key, summary));
      return summary;
    } finally {
      open.delete(which);
    }
  }

  function readDispatch(call: CallExpression, module: Module, env: Env | undefined, reading: Reading): boolean {
    const at = { node: call, module, env };
    const recognised = recogniser.recognise(call, module, env);
    if (recognised === undefined) {
      const described = describedJobs(reading, at);
      for (const { job, handed } of described) follow(reading, job.task, finder.definitionOfJob(job, module), at, (definition) => handedTo(definition, handed));
      return described.length > 0;
    }
    const dispatch = dispatchAt(call, module, recognised);
    follow(reading, recognised.task, finder.definitionOf(dispatch, module), at, (definition) => givenBy(reading, dispatch, module, definition));
    return true;
  }

  /** Takes note of a task that is dispatched, and of what it does. */
  function follow(reading: Reading, task: Task, found: FoundDefinition, at: Expressed, givenTo: (definition: TaskDefinition) => Given): void {
    reading.trail.noteDispatch(task, at);
    if (found.kind !== 'found' || open.has(keyOfDefinition(found.definition)) || open.size >= MAX_BEHIND || !reading.trail.isRecording) return;
    const given = givenTo(found.definition);
    reading.trail.adopt(instantiate(summaryOf(found.definition, given).effects, given), task.name, at);
  }

  function knowledgeOfDefinition(definition: TaskDefinition, given: Given): Knowledge {
    const { effects, dispatches, opaque } = summaryOf(definition, given);
    const { node, module } = definition;
    const place = { file: pathFrom(resolver.root, module.path), line: module.text.slice(0, node.range[0]).split('\n').length };
    return { kind: 'read', place, effects: instantiate(effects, given), dispatches, opaque };
  }

  return {
    knowledgeOfDefinition,
    knowledgeNamed(name, positional) {
      const definition = finder.definitionNamed(name);
      return definition === undefined ? undefined : knowledgeOfDefinition(definition, byPosition(positional));
    },
    knowledgeOf(dispatch, module) {
      try {
        return foundKnowledge(dispatch, module);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { kind: 'unread', reason: `the code of \`${dispatch.task.name}\` is nested too deep to be read` };
      }
    },
  };

  function foundKnowledge(dispatch: Dispatch, module: Module): Knowledge | Foreign {
    const found = finder.definitionOf(dispatch, module);
    if (found.kind === 'none') return { kind: 'unread', reason: found.reason };
    const reading = createReading(surroundings, new Map());
    return reading.trail.unrecorded(() =>
      found.kind === 'elsewhere'
        ? foreignTask(found.name, payloadOf(reading, dispatch, module))
        : knowledgeOfDefinition(found.definition, givenBy(reading, dispatch, module, found.definition)),
    );
  }
}

/** A dispatch wherever its call stands: what the finder of definitions and the payload are read from. */
function dispatchAt(call: CallExpression, module: Module, { library, task, payload, receiverKey, connectionKey, detail }: Recognised): Dispatch {
  const callee = calleeOf(call);
  const args = call.arguments.map((argument) => argumentOf(argument, module));
  return {
    library,
    task,
    call: spanOf(call),
    expression: spanOf(call),
    ...(callee === undefined ? {} : { receiver: outerSpan(callee.object, module) }),
    ...(receiverKey === undefined ? {} : { receiverKey }),
    ...(connectionKey === undefined ? {} : { connectionKey }),
    method: callee?.method ?? '',
    arguments: args,
    payload: payload.flatMap((position) => args[position] ?? []),
    waiting: 'awaited',
    result: { kind: 'unused' },
    settledApart: false,
    uses: [],
    ...(detail === undefined ? {} : { detail }),
  };
}

/** One function may stand for many tasks: by the job's name, by the object that it is a method of. */
function keyOfDefinition({ node, module, handed, part, jobName, identity }: TaskDefinition): string {
  return JSON.stringify([module.path, node.range[0], handed, part, jobName, identity]);
}

function foreignTask(name: string, { positional, keyword, open }: Payload): Foreign {
  const isOpen = open || (keyword !== undefined && (keyword.kind !== 'object' || keyword.open));
  return { kind: 'elsewhere', name, positional, keyword: keyword?.kind === 'object' ? keyword.entries : new Map(), open: isOpen };
}

/** The literals of a term and where they stand: all of it that may prune branches. */
function shapeOf(term: Term, depth = 0): Term {
  if (term.kind === 'literal') return term;
  if (term.kind !== 'object' || depth > MAX_SHAPE_DEPTH) return UNKNOWN_TERM;
  return { ...term, entries: new Map([...term.entries].map(([name, entry]) => [name, shapeOf(entry, depth + 1)])) };
}

function keyOfShape(term: Term): unknown {
  if (term.kind === 'literal') return [term.value, kindOfAbsence({ kind: 'term', term })];
  return term.kind === 'object' ? { open: term.open, entries: [...term.entries].map(([name, entry]) => [name, keyOfShape(entry)]) } : [];
}

