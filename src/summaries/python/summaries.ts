/** What tasks do, for one dispatch each: every definition is read once for as long as no file changes. */
import { UNKNOWN_TERM, type Knowledge, type Term } from '../../analysis/footprint.js';
import { termOf } from '../../analysis/terms.js';
import type { Dispatch } from '../../analysis/ir.js';
import type { SourceFiles } from '../../files/source-files.js';
import type { PythonDataLibrary } from '../../footprints/python/library.js';
import type { CeleryDetail, TaskDefinition } from '../../libraries/celery/detail.js';
import { createTaskFinder } from '../../libraries/celery/definitions.js';
import { resultParameterOf, returnsValue } from '../../libraries/celery/result-passing.js';
import type { PythonModule } from '../../readers/python/module.js';
import { findAt, spanOf } from '../../readers/python/tree.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { instantiate } from '../instantiate.js';
import { createClassIndex } from './class-index.js';
import { createClasses } from './classes.js';
import { handedTo, type Handed } from './handed.js';
import { readDefinition, readLiteral, type Summary } from './interpreter.js';
import type { ProjectView } from './project-view.js';
import { remembering } from './remembered.js';
import { siteOf } from './sites.js';
import { createTaskIndex } from './task-index.js';

export interface PythonSummaries {
  /** What is known of the task of a dispatch, in terms of the dispatching routine's values. */
  knowledgeOf(dispatch: Dispatch, module: PythonModule): Knowledge;
  /** The same of the task that workers know by a name; undefined where the project has none. */
  knowledgeNamed(name: string, handed: Handed): Knowledge | undefined;
  /** What a definition does, in terms of its own parameters, all of which are given. */
  summaryOf(definition: TaskDefinition): Summary;
  /** The definition that is registered under a name. */
  definitionNamed(name: string): TaskDefinition | undefined;
}

export interface SummariesOptions {
  readonly resolver: PythonResolver;
  readonly recogniser: Recogniser;
  readonly libraries: readonly PythonDataLibrary[];
  readonly files: SourceFiles;
}

/** What holds until a file changes. */
interface Current {
  readonly generation: number;
  readonly classes: object;
  readonly view: ProjectView;
  readonly summaries: Map<string, Summary>;
  readonly ids: Map<object, number>;
}

export function createPythonSummaries({ resolver, recogniser, libraries, files }: SummariesOptions): PythonSummaries {
  const tasks = createTaskFinder(resolver);
  const classIndex = createClassIndex(files);
  const taskIndex = createTaskIndex(files, resolver, tasks);
  let current: Current | undefined;

  return {
    knowledgeOf(dispatch, module) {
      const { arguments: given, form, ...detail } = dispatch.detail as CeleryDetail;
      const definition = detail.definition ?? (form === 'send_task' ? taskIndex.find(dispatch.task.key) : undefined);
      if (definition === undefined) return { kind: 'unread', reason: `\`${dispatch.task.name}\` is not defined in this project` };
      const { view } = upToDate();
      const terms = dispatch.payload.map((argument, index) => {
        const node = given[index]?.node;
        return (node === undefined ? undefined : readLiteral(node, module, view, libraries)) ?? termOf(argument, module.text);
      });
      const handed: { positional: Term[]; keyword: Map<string, Term>; open: boolean } = { positional: [], keyword: new Map(), open: false };
      given.forEach(({ kind, name }, index) => {
        const term = terms[index] ?? UNKNOWN_TERM;
        if (kind === 'positional') handed.positional.push(term);
        else if (kind === 'keyword') handed.keyword.set(name ?? '', term);
        else handed.open = true;
      });
      const resultParameter = resultParameterOf(dispatch);
      return { ...knowledgeFor(definition, handed), ...(resultParameter === undefined ? {} : { resultParameter }) };
    },
    knowledgeNamed(name, handed) {
      const definition = taskIndex.find(name);
      return definition === undefined ? undefined : knowledgeFor(definition, handed);
    },
    summaryOf: (definition) => summaryFor(definition, handedTo(definition, ALL).key, handedTo(definition, ALL).given),
    definitionNamed: (name) => taskIndex.find(name),
  };

  function knowledgeFor(definition: TaskDefinition, handed: Handed): Extract<Knowledge, { kind: 'read' }> {
    const { key, given, terms } = handedTo(definition, handed);
    const { effects, dispatches, opaque } = summaryFor(definition, key, given);
    const { file, line } = siteOf(definition.node, definition.module);
    return { kind: 'read', place: { file, line }, effects: instantiate(effects, terms), dispatches, opaque, givesResult: returnsValue(definition) };
  }

  /** The definition in the tree that the resolver has of its file: what is known of classes and functions is known by their nodes. */
  function inKnownTree(definition: TaskDefinition): TaskDefinition {
    const { module, node } = definition;
    const known = resolver.moduleAt(module.path);
    if (known === undefined || known === module || known.text !== module.text) return definition;
    const same = findAt(known.ast, spanOf(node), node.type);
    return same === undefined ? definition : { ...definition, module: known, node: same };
  }

  function summaryFor(definition: TaskDefinition, handed: string, given: Parameters<typeof readDefinition>[1]): Summary {
    const { view, summaries, ids } = upToDate();
    const known = inKnownTree(definition);
    const key = [idOf(known.node, ids), idOf(known.of?.node ?? known.node, ids), handed].join('\n');
    const summary = summaries.get(key) ?? readDefinition(known, given, view, libraries);
    summaries.set(key, summary);
    return summary;
  }

  function upToDate(): Current {
    const generation = resolver.generation();
    const classes = classIndex.version();
    if (current?.generation === generation && current.classes === classes) return current;
    const remembered = remembering(resolver);
    const view = { resolver: remembered, classes: createClasses(remembered, classIndex), tasks: createTaskFinder(remembered), recogniser, definitionNamed: (name: string) => taskIndex.find(name) };
    current = { generation, classes, view, summaries: new Map(), ids: new Map() };
    return current;
  }
}

function idOf(node: object, ids: Map<object, number>): number {
  const id = ids.get(node) ?? ids.size;
  ids.set(node, id);
  return id;
}

/** All parameters are given, none with a value that is known. */
const ALL: Handed = { positional: [], keyword: new Map(), open: true };
