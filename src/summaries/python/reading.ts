/** What the parts of the interpreter share while one task's definition is read. */
import type { Effect, Mode, Opaque, Redispatch, Site } from '../../analysis/footprint.js';
import type { PythonDataLibrary, ReadingContext } from '../../footprints/python/library.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { NO_FACTS, type Facts } from './facts.js';
import type { ProjectView } from './project-view.js';
import type { Cells, Changes, State } from './state.js';
import type { PyClass, PyValue } from '../../footprints/python/values.js';

/** One call of a function while its body is read. */
export interface Frame {
  readonly module: PythonModule;
  /** Its variables. */
  readonly cells: Cells;
  /** The call in which a nested function was made. */
  readonly outer?: Frame;
  /** Of a method: the class whose body it stands in, and what it was called on. */
  readonly method?: { readonly owner: PyClass; readonly self: PyValue };
  readonly ends: Ends;
}

/** What comes out of a function's body. */
export interface Ends {
  readonly returned: PyValue[];
  readonly yielded: PyValue[];
  /** Where `state` stood at the beginning. */
  readonly mark: number;
  /** What had changed at each `return`. */
  readonly exits: Changes[];
  /** The loops that are being read, innermost last. */
  readonly loops: LoopEnds[];
  /** Of a context manager that is a generator: reads the body of the `with` statement, which runs where the generator yields. */
  readonly onYield?: (value: PyValue) => void;
  /** A function was made in it that knows its variables. */
  isCaptured: boolean;
}

/** What comes out of a loop's body: what had changed at each `break` and `continue`. */
export interface LoopEnds {
  readonly mark: number;
  readonly breaks: Changes[];
  readonly continues: Changes[];
}

/** A call's arguments. */
export interface Given {
  readonly positional: readonly PyValue[];
  readonly keyword: ReadonlyMap<string, PyValue>;
  /** There may be more of them. */
  readonly open: boolean;
}

/** What holds for all that is read at the moment. */
export interface Surroundings {
  facts: Facts;
  /** The mode of all that is recorded, where it is not what the library says. */
  mode: Mode | undefined;
  /** What is read goes into a log, and nowhere else. */
  logged: boolean;
  /** Nothing is recorded. */
  muted: boolean;
  /** The calls that lead here, outermost first. */
  via: readonly Site[];
  /** The tasks that were dispatched on the way here. */
  behind: readonly string[];
  /** The functions that are being read, outermost first; of one that was made in another with the call that made it. */
  routines: readonly { readonly node: PyNode; readonly env?: object | undefined }[];
  /** How many expressions and statements stand around this one, over all calls. */
  depth: number;
  /** How many function bodies have been read so far. */
  contexts: number;
  /** How many may have been read when this one is done. */
  mostContexts: number;
}

/** What has been found so far. */
interface Found {
  readonly effects: Map<string, Effect>;
  readonly dispatches: Map<string, Redispatch>;
  readonly opaque: Map<string, Opaque>;
}

export interface Reading {
  readonly view: ProjectView;
  readonly libraries: readonly PythonDataLibrary[];
  readonly state: State;
  readonly surroundings: Surroundings;
  readonly found: Found;
  /** The expression that has just been read never gives a value: it calls what always raises. Whoever reads on takes note: see `endings.ts`. */
  readonly ending: { isReached: boolean };
  /** The attributes that were given to an object, and what libraries keep about one. */
  cellsOf(of: object): Cells;
  /** What expressions at modules' top level and in class bodies have given: each is one object. */
  readonly constants: Map<PyNode, PyValue>;
  evaluate(node: PyNode, frame: Frame): PyValue;
  /** Reads the statements of a block; `left` where none of it comes to its end. */
  execute(block: PyNode, frame: Frame): 'on' | 'left';
  assign(target: PyNode, value: PyValue, frame: Frame): void;
  memberOf(value: PyValue, name: string, node: PyNode, frame: Frame): PyValue;
  /** Calls what a value is; undefined where it is nothing of the project's. */
  call(callee: PyValue, given: Given, node: PyNode, frame: Frame): PyValue | undefined;
  /** What a data library may ask at an expression. */
  contextAt(node: PyNode, frame: Frame): ReadingContext;
  noteOpaque(what: string, node: PyNode, module: PythonModule): void;
}

/** How deep calls are followed. */
export const MOST_CALLS = 10;
/** How many function bodies are read for one task. */
export const MOST_CONTEXTS = 300;
/** How many elements of a list are kept that grows. */
export const MOST_ELEMENTS = 32;
/** Expressions and statements within each other, over all calls: what the stack holds easily. */
export const DEEPEST = 400;

export const NOTHING_GIVEN: Given = { positional: [], keyword: new Map(), open: false };

/** A frame for what stands at a module's top level or in a class's body. */
export function frameOf(module: PythonModule, mark = 0): Frame {
  return { module, cells: new Map(), ends: { returned: [], yielded: [], mark, exits: [], loops: [], isCaptured: false } };
}

/** Reads something under changed surroundings, and restores them. */
export function within<T>({ surroundings }: Reading, changed: Partial<Surroundings>, read: () => T): T {
  const before = { ...surroundings };
  Object.assign(surroundings, changed);
  try {
    return read();
  } finally {
    const { contexts } = surroundings;
    Object.assign(surroundings, before, { contexts });
  }
}

/** Reads something that is no part of the task: nothing is recorded, and what it changes is so from the beginning. */
export function aside<T>(reading: Reading, read: () => T): T {
  const mark = reading.state.mark();
  const { ending } = reading;
  const { isReached } = ending;
  const value = within(reading, { muted: true, via: [], routines: [], facts: NO_FACTS, mode: undefined }, read);
  ending.isReached = isReached;
  reading.state.settle(mark);
  return value;
}

/** A call gets most of what is left to its caller, so that what stands behind it is read, too. */
export function shareOf({ contexts, mostContexts }: Surroundings): number {
  return contexts + Math.ceil((mostContexts - contexts) * 0.8);
}

/** Each of the libraries is asked; the first answer counts. */
export function askLibraries<T>({ libraries }: Reading, ask: (library: PythonDataLibrary) => T | undefined): T | undefined {
  for (const library of libraries) {
    const answer = ask(library);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
