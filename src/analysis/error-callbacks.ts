/** Who hears that a task of a canvas fails. https://docs.celeryq.dev/en/stable/userguide/canvas.html#chains */
import type { Canvas, CanvasArgument, CanvasCall, CanvasSite, Signature } from './canvas.js';
import type { Facts } from './facts.js';

/** An error callback as it is given to a canvas: a signature, a list of them, or something that cannot be read. */
export interface GivenCallback {
  readonly argument: CanvasArgument;
  /** The method that adds it; absent for an option of the canvas's maker. */
  readonly call?: CanvasCall;
}

const ADDING: ReadonlySet<string> = new Set(['on_error', 'link_error', 'linkError']);

/** The methods that take options of the dispatch; what `delay(…)` and a call are given goes to the task. */
const TAKING_OPTIONS: ReadonlySet<string> = new Set(['apply_async', 'apply_async_on_commit', 'apply']);

/** Whether a method adds an error callback: `on_error(…)`, not `set(link_error=…)`. */
export function addsCallback({ name }: CanvasCall): boolean {
  return ADDING.has(name);
}

/** The error callbacks that a canvas itself is given, those of its dispatch left out. */
export function callbacksOf(canvas: Canvas): readonly GivenCallback[] {
  const byCalls = canvas.calls.flatMap((call) => {
    const argument = addsCallback(call) ? call.positional[0] : call.name === 'set' ? call.keyword.get('link_error') : undefined;
    return argument === undefined ? [] : [{ argument, call }];
  });
  const option = canvas.options?.get('link_error');
  return [...byCalls, ...(option === undefined ? [] : [{ argument: option }])].filter(isGiven);
}

/** What `apply_async(link_error=…)` is given. */
export function callbackOfStart({ start }: Canvas): GivenCallback | undefined {
  const argument = start !== undefined && TAKING_OPTIONS.has(start.name) ? start.keyword.get('link_error') : undefined;
  return start === undefined || argument === undefined || !isGiven({ argument }) ? undefined : { argument, call: start };
}

/** `link_error=None` gives nothing. */
function isGiven({ argument }: GivenCallback): boolean {
  return argument.literal !== null;
}

/** The error callbacks of a canvas and of its dispatch. */
export function allCallbacksOf(canvas: Canvas): readonly GivenCallback[] {
  const started = callbackOfStart(canvas);
  return started === undefined ? callbacksOf(canvas) : [...callbacksOf(canvas), started];
}

/** Whether a canvas may have error callbacks that nobody can see: `set(**options)`, `chord(…, options=…)`. */
export function mayHaveMore(canvas: Canvas): boolean {
  return canvas.kind === 'unknown' || canvas.options?.has('options') === true || canvas.start?.open === true || canvas.calls.some(({ open }) => open);
}

/** `delay({ onFailure: 'continue' })` of task-canvas: the steps after a failure run all the same; with `'wait'` they run after a retry, and no handler may be added. */
export function goesOn({ start }: Canvas): boolean {
  const onFailure = start?.keyword.get('onFailure');
  return onFailure !== undefined && onFailure.literal !== 'fail';
}

/** Whether the code that dispatches a canvas waits for its result: a failure is raised there. */
export function isWaitedFor({ canvas, routine }: CanvasSite, facts: Facts): boolean {
  return canvas.resultUsed && facts.waits().some((wait) => wait.routine.name === routine.name);
}

/** The signatures that are given as error callbacks. */
export function signaturesIn({ argument }: GivenCallback): readonly Signature[] {
  return argument.canvases.filter((canvas) => canvas.kind === 'signature');
}

/**
 * Whether a failure anywhere in the canvas is heard by a callback that counts. The body of a chord hears that its header fails, and so does
 * the step behind a group.
 */
export function isHeard(canvas: Canvas, counts: (callback: GivenCallback) => boolean): boolean {
  if (mayHaveMore(canvas) || allCallbacksOf(canvas).some(counts)) return true;
  switch (canvas.kind) {
    case 'chain':
      return (
        canvas.openParts ||
        canvas.parts.every((part, index) => {
          const next = canvas.parts[index + 1];
          return isHeard(part, counts) || (part.kind === 'group' && next !== undefined && isHeard(next, counts));
        })
      );
    case 'group':
      return canvas.parts.every((part) => isHeard(part, counts));
    case 'chord':
      return canvas.body === undefined || isHeard(canvas.body, counts);
    default:
      return false;
  }
}
