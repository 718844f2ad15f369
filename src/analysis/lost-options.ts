/**
 * Whom the options of a chain, a group or a chord reach in Celery: a group hands them to each of its members and a chord to its header and its
 * body, but a chain to the step that it sends itself. test/engines/no-lost-options.test.ts asks Celery.
 */
import { within, type Canvas, type CanvasArgument, type CanvasCall, type Chord, type Chain, type Group, type Signature } from './canvas.js';

/** Options that are given together, and the steps that do not get them. */
export interface LostOptions {
  readonly canvas: Composite;
  /** By name; what the steps of `lost` need. */
  readonly options: ReadonlyMap<string, CanvasArgument>;
  /** The call that gives them: `.set(…)`, `.apply_async(…)`; absent for options of the maker. */
  readonly call?: CanvasCall;
  /** Who gets them; nobody where the canvas becomes part of another, which takes its parts and leaves its options. */
  readonly reached: readonly Signature[];
  readonly lost: readonly Signature[];
}

type Composite = Chain | Group | Chord;

/** @param names the options that count */
export function lostOptionsIn(outermost: Canvas, names: ReadonlySet<string>): LostOptions[] {
  return [...compositesIn(outermost, false)].flatMap(({ canvas, isMerged }) => {
    const reached = isMerged ? [] : reachedBy(canvas);
    const others = signaturesIn(canvas).filter((signature) => !reached.includes(signature) && !signature.open);
    return sureSourcesOf(canvas).flatMap(({ given, call }): LostOptions[] => {
      const isLost = (name: string): boolean => names.has(name) && others.some((signature) => !setsItself(signature, name));
      const options = new Map([...given].filter(([name, { literal }]) => isLost(name) && !isDefault(name, literal)));
      const lost = others.filter((signature) => [...options.keys()].some((name) => !setsItself(signature, name)));
      return lost.length === 0 ? [] : [{ canvas, options, reached, lost, ...(call === undefined ? {} : { call }) }];
    });
  });
}

/** Nothing, or where tasks go that say nothing: the queue `celery` is the default one. */
function isDefault(name: string, literal: CanvasArgument['literal']): boolean {
  return literal === null || (name === 'queue' && literal === 'celery');
}

/** Whether a signature has an option of its own: set on it, or in its task's definition. */
export function setsItself(signature: Signature, name: string): boolean {
  return isSetOn(signature, name) || signature.callable?.settings?.has(name) === true;
}

export function isSetOn({ calls, options }: Signature, name: string): boolean {
  return options?.has(name) === true || calls.some((call) => call.name === 'set' && (call.keyword.has(name) || call.open));
}

/** Whether another call, or a canvas inside of this one, gives one of the options, too, or may: which of them counts would change. */
export function areGivenTwice({ canvas, options, call }: LostOptions): boolean {
  const sources = [...within(canvas)].flatMap((each) => (each.kind === 'signature' || each.kind === 'unknown' ? [] : sourcesOf(each)));
  return [...options].some(([name, argument]) => sources.some((source) => (source.call !== call && source.call?.open === true) || (source.given.get(name) ?? argument) !== argument));
}

function signaturesIn(canvas: Canvas): Signature[] {
  return [...within(canvas)].filter((each) => each.kind === 'signature');
}

interface Placed {
  readonly canvas: Composite;
  readonly isMerged: boolean;
}

/** A chain in a chain, and a group in a group or before another step, are no messages of their own: Celery takes their parts out. What runs as a chord stays one. */
function* compositesIn(canvas: Canvas, isMerged: boolean): Generator<Placed> {
  switch (canvas.kind) {
    case 'chain': {
      yield { canvas, isMerged };
      const last = canvas.openParts ? undefined : canvas.parts.at(-1);
      for (const part of canvas.parts) yield* compositesIn(part, (part.kind === 'chain' && !mayRunAsChord(part)) || (part.kind === 'group' && part !== last));
      return;
    }
    case 'group':
      yield { canvas, isMerged };
      for (const part of canvas.parts) yield* compositesIn(part, part.kind === 'group');
      return;
    case 'chord':
      yield { canvas, isMerged };
      for (const part of canvas.header) yield* compositesIn(part, part.kind === 'group');
      if (canvas.body !== undefined) yield* compositesIn(canvas.body, false);
      return;
    default:
      return;
  }
}

/** `group(a, b) | c` gives a chord, and a chord with more steps after it is one, too; what cannot be read may be either. */
function mayRunAsChord(chain: Chain): boolean {
  const [first, ...others] = stepsOf(chain);
  return chain.options === undefined && others.length > 0 && first?.kind !== 'signature';
}

function reachedBy(canvas: Canvas): Signature[] {
  switch (canvas.kind) {
    case 'signature':
      return [canvas];
    case 'group':
      return canvas.parts.flatMap(reachedBy);
    case 'chord':
      return [...canvas.header, ...(canvas.body === undefined ? [] : [canvas.body])].flatMap(reachedBy);
    case 'chain':
      return sentFirst(canvas).flatMap(reachedBy);
    case 'unknown':
      return [];
  }
}

/** The first step; a group and the step after it are one, a chord. What cannot be read may be a group, or nothing at all. */
function sentFirst(chain: Chain): Canvas[] {
  const steps = stepsOf(chain);
  const isSplat = chain.openParts && steps[0]?.kind === 'unknown';
  const first = steps.findIndex(({ kind }) => kind !== 'group' && kind !== 'unknown');
  return isSplat || first === -1 ? steps : steps.slice(0, first + 1);
}

function stepsOf({ parts }: Chain): Canvas[] {
  return parts.flatMap((part) => (part.kind === 'chain' ? stepsOf(part) : [part]));
}

interface Source {
  readonly given: ReadonlyMap<string, CanvasArgument>;
  readonly call?: CanvasCall;
}

/** Where a canvas is given options. What `delay(…)` and a chain's `(…)` are given are arguments of the first task. */
function sourcesOf({ kind, calls, options, start }: Composite): Source[] {
  const takesOptions = start?.name.startsWith('apply_async') === true || (start?.name === '__call__' && kind !== 'chain');
  const giving = [...calls.filter(({ name }) => name === 'set'), ...(start !== undefined && takesOptions ? [start] : [])];
  return [...(options === undefined ? [] : [{ given: options }]), ...giving.map((call) => ({ given: call.keyword, call }))];
}

/** Of a canvas that is not followed, what is written with it is sure. */
function sureSourcesOf(canvas: Composite): Source[] {
  const { open, span } = canvas;
  return sourcesOf(canvas).filter(({ call }) => !open || call === undefined || (span.start <= call.span.start && call.span.end <= span.end));
}
