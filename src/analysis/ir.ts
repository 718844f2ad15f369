/**
 * The intermediate representation: what a reader says about a source file, in words that fit every syntax.
 * The analysis sees this and nothing else, so it knows no syntax, no file system and no task library.
 */

import type { Effect } from './footprint.js';

/** A half-open stretch of source text, in UTF-16 code units, a byte-order mark not counted. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What calls a routine. `service` is anything that no other word fits. */
export type Role =
  | 'request'
  | 'message'
  | 'event'
  | 'job'
  | 'signal'
  | 'command'
  | 'script'
  | 'migration'
  | 'test'
  | 'service';

/** A value by where it comes from: a variable and the properties read off it, aliases already replaced by what they stand for. */
export interface AccessPath {
  /** Identity of the variable, unique within its file; equal for two uses of the same variable only. */
  readonly root: string;
  /** The properties read off it: `['user', 'id']` for `req.user.id`. */
  readonly path: readonly string[];
  /** As the source writes it at this use (an alias under its own name), for messages. */
  readonly text: string;
}

/**
 * How safe it is to evaluate an expression earlier than it was:
 * `pure` (literals, variables, property reads, conversions), `fresh` (a new value each time, but no effect that a dispatch
 * could see: `Date.now()`, `randomUUID()`, `i++`), `effect` (any other call, an `await`, an assignment).
 */
export type Purity = 'pure' | 'fresh' | 'effect';

/** One argument of a call, or a part of one. */
export interface Argument {
  readonly span: Span;
  /** Every access path below the surface of the argument. Constants have none. */
  readonly paths: readonly AccessPath[];
  readonly purity: Purity;
  /** `...args`; then `span` covers the three dots too. */
  readonly spread: boolean;
  /** The value where the expression is a literal, or a constant that stands for one. */
  readonly literal?: string | number | boolean | null;
  /** The properties of an object literal (or dict, or keyword arguments) whose keys are plain. */
  readonly entries?: ReadonlyMap<string, Argument>;
  /** True where `entries` may not be all there is: a spread, a computed key, a value that is not an object literal. */
  readonly open: boolean;
  /** The elements of an array (list, tuple) literal. */
  readonly elements?: readonly Argument[];
}

/** A task: what is run, not with what. */
export interface Task {
  /** Identity: equal for two dispatches exactly when they dispatch the same task. */
  readonly key: string;
  /** The task or job name as the library knows it; the variable's name where it has none. */
  readonly name: string;
}

/** What becomes of a dispatch's result (a job, an AsyncResult). */
export type ResultUse =
  | { readonly kind: 'unused' }
  /** `return queue.add(…)` */
  | { readonly kind: 'returned' }
  /** `const job = await queue.add(…)`; `binding` spans `const job = `, `used` says whether anything reads it later. */
  | { readonly kind: 'bound'; readonly name: string; readonly binding: Span; readonly used: boolean };

/** How the code waits for the dispatch to be queued (not for the task to be done). */
export type Waiting = 'awaited' | 'voided' | 'floating' | 'returned';

/** A place in a file, for messages. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A dispatch that goes through a function of the project. */
export interface Wrapper {
  /** The wrapper's name as called: `triggerJob`, `this.queueService.addJob`. */
  readonly name: string;
  /** Where it is defined, where that is known (a wrapper from the settings may have no definition). */
  readonly place?: Place;
  /**
   * From the settings: what to call, with the same arguments, to get the signature instead of a dispatch.
   * Without it a dispatch through a wrapper cannot be rewritten.
   */
  readonly signature?: { readonly name: string; readonly from?: string };
}

/** One call that puts one task on a queue. */
export interface Dispatch {
  /** Id of the task library. */
  readonly library: string;
  readonly task: Task;
  /** The call itself: `queue.add('x', data)`. */
  readonly call: Span;
  /** What the statement evaluates: the call with its `await`, `void` and `.catch(…)`, without `const job =` and `return`. */
  readonly expression: Span;
  /** The receiver: `queue` in `queue.add(…)`; absent for a plain function call. */
  readonly receiver?: Span;
  /** Identity of the receiver, equal for two dispatches on the same queue or task object; absent where it is not known. */
  readonly receiverKey?: string;
  /** Identity of the connection or broker, where it is known; different identities must not be chained. */
  readonly connectionKey?: string;
  /** What is called: `add`, `delay`. */
  readonly method: string;
  /** Type arguments of the call, angle brackets included: `<Job>`. */
  readonly typeArguments?: Span;
  readonly arguments: readonly Argument[];
  /** The arguments that reach the task: what sharing is looked for in. */
  readonly payload: readonly Argument[];
  /** The options of this dispatch (delay, priority, …), where it has any. */
  readonly options?: Argument;
  readonly waiting: Waiting;
  readonly result: ResultUse;
  /** `.catch(…)`, `.then(…)` or `.finally(…)` hang on this dispatch. */
  readonly settledApart: boolean;
  /** Names of the earlier results that the arguments use; `id` where only the id is handed on. */
  readonly uses: readonly { readonly binding: string; readonly how: 'id' | 'value' }[];
  readonly wrapper?: Wrapper;
  /** What the library's own renderer needs and the analysis does not. */
  readonly detail?: unknown;
}

/** A comment, its markers included. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** A statement as the analysis sees it. `statement` is the whole statement, its own `;` included. */
export type Item =
  | { readonly kind: 'dispatch'; readonly statement: Span; readonly dispatch: Dispatch }
  /** Writes to a log and does nothing else. */
  | { readonly kind: 'log'; readonly statement: Span; readonly uses: readonly string[] }
  /** Declares constants from pure expressions. */
  | { readonly kind: 'declaration'; readonly statement: Span; readonly declares: readonly string[] }
  /** A loop whose body makes one dispatch, of what the loop goes over, and else only logs and declares. Between dispatches it ends a run. */
  | { readonly kind: 'loop'; readonly statement: Span; readonly dispatch: Dispatch }
  /** Anything else: it could observe or change state, so it ends a run. */
  | { readonly kind: 'barrier'; readonly statement: Span };

/** Statements that are run one after the other: a function's body, a branch, a loop's body, a try block. */
export interface Block {
  readonly span: Span;
  readonly items: readonly Item[];
}

/** A function body in which dispatches stand. */
export interface Routine {
  readonly name: string;
  readonly role: Role;
  readonly span: Span;
  readonly async: boolean;
  readonly blocks: readonly Block[];
}

/** What a reader gives for one file. */
export interface SourceFile {
  readonly path: string;
  /** The text that spans count in, without a byte-order mark. */
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly routines: readonly Routine[];
}

/** Something that two tasks of a run share. */
export interface Shared {
  /** As the source first writes it. */
  readonly text: string;
  readonly root: string;
  readonly path: readonly string[];
}

/**
 * Consecutive dispatches in one block, none of which uses the result of another, at least two of whose tasks share an argument; or a loop of
 * dispatches and one dispatch after it, which share nothing (`isFanIn`).
 */
export interface Run {
  readonly routine: Routine;
  readonly dispatches: readonly Dispatch[];
  /** From the first dispatch's statement to the last one's: dispatches, log lines and declarations, in source order. A loop comes first only. */
  readonly items: readonly Exclude<Item, { kind: 'barrier' }>[];
  readonly shared: readonly Shared[];
  /** Comments inside the run, and those directly above it. */
  readonly comments: readonly Comment[];
}

/** How sure the tool is that the order of a run matters, strongest first. */
export const CONFIDENCES = ['proven', 'indicated', 'possible', 'unlikely'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What an earlier task of a run does to what a later one does; both by their positions in the run's dispatches. */
export interface Conflict {
  readonly earlier: number;
  readonly later: number;
  /**
   * `write-read`: the later reads what the earlier writes; `lost-update`: both read and rewrite it; `write-delete`: the later deletes what the
   * earlier writes or makes; `delete-read`: the later reads what the earlier drops; `insert-read`: the later loads rows, by a key that
   * both name, that the earlier makes or deletes; `read-delete`: the later deletes the file that the earlier reads.
   */
  readonly kind: 'write-read' | 'lost-update' | 'write-delete' | 'delete-read' | 'insert-read' | 'read-delete';
  /** What the earlier does. */
  readonly before: Effect;
  /** What the later does. */
  readonly after: Effect;
}

/** Why the order of a run matters, or does not. */
export interface Evidence {
  readonly confidence: Confidence;
  /** Whole sentences without a full stop, for the message and the JSON report. */
  readonly reasons: readonly string[];
  /** What `proven` rests on, the strongest first: at most one for two tasks and a column. */
  readonly conflicts: readonly Conflict[];
}

/** What would make a rewrite change more than the order. */
export interface Hazard {
  readonly effect: 'refuse' | 'warn';
  /** A stable name: `result-used`, `conditional-step`. */
  readonly id: string;
  /** What it is, and where there is one the way out; a sentence without a full stop. */
  readonly message: string;
}

/** A run with its evidence, to be reported. */
export interface Finding {
  readonly run: Run;
  readonly evidence: Evidence;
}
