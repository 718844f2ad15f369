/** The interpreter: reads one task's definition, and says what the task does in terms of what it is handed. */
import type { Effect, Opaque, Redispatch, Term } from '../../analysis/footprint.js';
import type { PythonDataLibrary } from '../../footprints/python/library.js';
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { callValue } from './calling.js';
import { contextAt } from './context.js';
import { evaluate } from './expressions.js';
import { NO_FACTS } from './facts.js';
import { memberOf } from './members.js';
import { constantAt } from './names.js';
import { identityOf } from './overrides.js';
import type { ProjectView } from './project-view.js';
import { MOST_CONTEXTS, type Given, type Reading } from './reading.js';
import { noteOpaque } from './recording.js';
import { createState, type Cells } from './state.js';
import { executeBlock } from './statements.js';
import { assign } from './targets.js';
import { runTask } from './tasks.js';
import type { PyValue } from '../../footprints/python/values.js';

/** What a task does, in terms of what it is handed. */
export interface Summary {
  readonly effects: readonly Effect[];
  readonly dispatches: readonly Redispatch[];
  readonly opaque: readonly Opaque[];
}

export function readDefinition(definition: TaskDefinition, given: Given, view: ProjectView, libraries: readonly PythonDataLibrary[]): Summary {
  const reading = createReading(view, libraries);
  reading.surroundings.routines = [{ node: definition.node }];
  runTask(definition, given, reading);
  const { effects, dispatches, opaque } = reading.found;
  return { effects: [...effects.values()], dispatches: [...dispatches.values()], opaque: [...opaque.values()] };
}

/** The literal that a name outside of the routine stands for: `Status.DONE`; undefined for anything else. */
export function readLiteral(node: PyNode, module: PythonModule, view: ProjectView, libraries: readonly PythonDataLibrary[]): Term | undefined {
  if (node.type !== 'attribute' && node.type !== 'identifier') return undefined;
  const value = constantAt(node, module, createReading(view, libraries));
  return value.kind === 'term' && value.term.kind === 'literal' ? value.term : undefined;
}

function createReading(view: ProjectView, libraries: readonly PythonDataLibrary[]): Reading {
  const cells = new WeakMap<object, Cells>();
  const reading: Reading = {
    view,
    libraries,
    state: createState(),
    surroundings: { facts: NO_FACTS, mode: undefined, logged: false, muted: false, via: [], behind: [], routines: [], depth: 0, contexts: 0, mostContexts: MOST_CONTEXTS },
    ending: { isReached: false },
    found: { effects: new Map(), dispatches: new Map(), opaque: new Map() },
    constants: new Map(),
    cellsOf(of) {
      const one = identityOf(of);
      const known: Cells = cells.get(one) ?? new Map<unknown, PyValue>();
      cells.set(one, known);
      return known;
    },
    evaluate: (node, frame) => evaluate(node, frame, reading),
    execute: (block, frame) => executeBlock(block, frame, reading),
    assign: (target, value, frame) => {
      assign(target, value, frame, reading);
    },
    memberOf: (value, name, node, frame) => memberOf(value, name, node, frame, reading),
    call: (callee, given, node, frame) => callValue(callee, given, node, frame, reading),
    contextAt: (node, frame) => contextAt(node, frame, reading),
    noteOpaque: (what, node, module) => {
      noteOpaque(what, node, module, reading);
    },
  };
  return reading;
}
