/**
 * The canvas as the code writes it: signatures, and the chains, groups and chords made of them. The same words for Celery's own canvas and for
 * task-canvas; whatever a reader cannot follow is `unknown` or `open`, and rules are silent about it.
 */
import type { Argument, Role, Span, Task } from './ir.js';

/** The function that something stands in. */
export interface RoutineName {
  readonly name: string;
  readonly role: Role;
}

/** A parameter that a caller can give, `self` of a bound task left out. */
export interface Parameter {
  readonly name: string;
  readonly kind: 'positional' | 'keyword-only' | 'list' | 'dict';
  readonly required: boolean;
}

/** The code that a task runs, as far as calling it goes. */
export interface Callable {
  readonly parameters: readonly Parameter[];
  /** `bind=True`: the task itself comes before `parameters`. */
  readonly bound: boolean;
  /** The `run` of a class: as an error callback it is called otherwise than a function. */
  readonly ofClass?: boolean;
  /** Its definition's name and place: absolute path and line, from 1. */
  readonly file: string;
  readonly line: number;
  /** `typing=False`: arguments are not checked while dispatching. */
  readonly unchecked: boolean;
  /** Names that its definition gives values to, options of its dispatches among them: `queue` of `@shared_task(queue='slow')`. */
  readonly settings?: ReadonlySet<string>;
  /** Whether it gives back a value that is not `None`; absent where nobody can tell. */
  readonly returns?: boolean;
}

/** `.set(queue='slow')`, `.on_error(e.s())`, `.apply_async(queue='slow')`: a method called on a canvas. */
export interface CanvasCall {
  /** As the library writes it: `on_error`, `linkError`; `__call__` for `chain(…)()`. */
  readonly name: string;
  /** From the receiver's start to the closing parenthesis. */
  readonly span: Span;
  /** From the dot (of `__call__`: from the parenthesis) to the closing parenthesis: taking it out takes the call out. */
  readonly suffix: Span;
  /** What stands between the parentheses. */
  readonly inside: Span;
  readonly positional: readonly CanvasArgument[];
  /** Keyword arguments; in ECMAScript the properties of the options object. */
  readonly keyword: ReadonlyMap<string, CanvasArgument>;
  /** True where a spread or a value that cannot be read may hold more. */
  readonly open: boolean;
}

export interface CanvasArgument {
  /** The value. */
  readonly span: Span;
  /** With its name: `link_error=e.s()`. */
  readonly whole: Span;
  /** The canvases that it holds, a list's elements one by one; empty where it holds none. */
  readonly canvases: readonly Canvas[];
  readonly literal?: string | number | boolean | null;
}

interface Written {
  /** With what hangs on it where it is written, but for what dispatches it: `(a.si(x) | b.si(x)).on_error(e.s())`. */
  readonly span: Span;
  /** Without: `(a.si(x) | b.si(x))`, its parentheses included where something hangs on it. */
  readonly own: Span;
  /** Where it stands in the canvas around it, or in the statement that dispatches it: `span`, or the variable that holds it. */
  readonly place: Span;
  /** Methods called on it that do not dispatch it, in the order in which they run; those on a variable that holds it, too. */
  readonly calls: readonly CanvasCall[];
  /** Methods called on a variable that holds it, the new canvas that they give unused: task-canvas is frozen, and nothing comes of them. */
  readonly dropped?: readonly CanvasCall[];
  /** What dispatches it: `delay`, `apply_async`, `__call__` …; absent where nothing is seen to. */
  readonly start?: CanvasCall;
  /** Options that its maker is given: of `task.signature(…, queue='slow')` and `chain(a, b, queue='slow')`. */
  readonly options?: ReadonlyMap<string, CanvasArgument>;
  /** True where more may happen to it than is listed: it is returned, handed to a function, stored, changed in a branch or a loop. */
  readonly open: boolean;
  /** What dispatching gives is used: bound to a variable, returned, read. */
  readonly resultUsed: boolean;
}

/** A task with its arguments, not yet dispatched. */
export interface Signature extends Written {
  readonly kind: 'signature';
  readonly task: Task;
  /** What runs it, where the library writes canvases for several engines. */
  readonly engine?: 'bullmq' | 'celery';
  /** As the library writes it: `s`, `si`, `signature`, `subtask`. */
  readonly maker: string;
  /** Where the maker's name stands, to be replaced. */
  readonly makerSpan: Span;
  /** It takes no result of another: `.si(…)`, `signature(…, immutable=True)`, `.set(immutable=True)`. */
  readonly immutable: boolean;
  /** What stands between the maker's parentheses. */
  readonly inside: Span;
  readonly positional: readonly Argument[];
  readonly keyword: ReadonlyMap<string, Argument>;
  /** True where `*args`, `**kwargs` or a value that cannot be read may hold more arguments. */
  readonly openArguments: boolean;
  /** The code that it runs; absent where it is not in the project. */
  readonly callable?: Callable;
}

/** `chain(a, b)`, `a | b`: one after the other. Pipes in pipes and chains in pipes are one, unless a method is called on the inner one. */
export interface Chain extends Written {
  readonly kind: 'chain';
  readonly form: 'call' | 'pipe';
  readonly parts: readonly Canvas[];
  /** True where `parts` may not be all: `chain(*steps)`. */
  readonly openParts: boolean;
}

/** `group(a, b)`, `group(a.s(x) for x in xs)`: side by side. */
export interface Group extends Written {
  readonly kind: 'group';
  /** Of a comprehension: its one element. */
  readonly parts: readonly Canvas[];
  readonly openParts: boolean;
}

/** `chord(header, body)`, `chord(header)(body)`. A group in a pipe before another step is a `group` in a `chain` here, though it runs as a chord. */
export interface Chord extends Written {
  readonly kind: 'chord';
  readonly header: readonly Canvas[];
  readonly openParts: boolean;
  /** Absent where it cannot be read. */
  readonly body?: Canvas;
}

/** Something in a canvas that cannot be read. */
export interface UnknownCanvas extends Written {
  readonly kind: 'unknown';
}

export type Canvas = Signature | Chain | Group | Chord | UnknownCanvas;

/** An outermost canvas, one that stands in no other (an error callback of another is no outermost one). */
export interface CanvasSite {
  readonly canvas: Canvas;
  /** It is the error callback of a single dispatch: `resize.apply_async((x,), link_error=e.s())`. */
  readonly isErrback?: boolean;
  readonly routine: RoutineName;
  /** Id of the library that writes it: `celery`, `task-canvas`. */
  readonly library: string;
}

/** How a library writes what rules suggest. */
export interface CanvasWords {
  /** The method that adds an error callback and gives the canvas back: `on_error`, `linkError`. */
  readonly onError: string;
  /** `s`, `si` as methods of the task (Celery) or functions (task-canvas). */
  readonly signature: 'method' | 'function';
}

/** A canvas and everything in it, outermost first: parts, header, body; no callbacks. */
export function* within(canvas: Canvas): Generator<Canvas> {
  yield canvas;
  for (const part of partsOf(canvas)) yield* within(part);
}

/** What a canvas is made of, in the order in which it is written. */
export function partsOf(canvas: Canvas): readonly Canvas[] {
  switch (canvas.kind) {
    case 'chain':
    case 'group':
      return canvas.parts;
    case 'chord':
      return canvas.body === undefined ? canvas.header : [...canvas.header, canvas.body];
    default:
      return [];
  }
}
