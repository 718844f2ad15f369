/** One task with its arguments and options, as an engine sees it. */
export interface Step {
  readonly name: string;
  readonly options: object;
  /** What runs when this step fails. */
  readonly errbacks: readonly Step[];
}

/** One thing or more, in order. */
export type Line<T> = readonly [T, ...T[]];

/** Lines that run side by side, each in its own order. */
export interface Parallel<S extends Step> {
  readonly branches: Line<Line<Stage<S>>>;
}

/** What a chain waits for before it goes on. */
export type Stage<S extends Step> = S | Parallel<S>;

/** What types say about an engine: the stages that it can run after another, and what `delay()` takes. */
export interface Rules<Next, Options = never> {
  readonly next: Next;
  readonly options: Options;
}
export type AnyRules<S extends Step> = Rules<Stage<S>, unknown>;

/**
 * Stages that run one after another, each only when the one before has succeeded.
 * Frozen: every method gives a new one.
 *
 * `R` is what `delay()` resolves to, `Kind` the stages that this chain has.
 */
export interface Chain<
  S extends Step,
  R,
  Kind extends Stage<S> = Stage<S>,
  E extends AnyRules<S> = Rules<Stage<S>>,
> {
  readonly stages: Line<Kind>;
  /** This chain with `next` after it; a chain among `next` is spliced in, stage by stage. */
  pipe<const P extends readonly AnyChain<S, E['next'], E>[]>(
    ...next: P
  ): Chain<S, ResultOfLast<P, R>, Kind | KindOf<P[number]>, E>;
  /** This chain with `errback` added to each of the steps it has now; steps piped on later are not covered. */
  linkError(errback: AnySignature<S, E>): Chain<S, R, Kind, E>;
  /** Puts the chain on its queues. Rejects when that fails, or when the engine cannot run such a chain. */
  delay(options?: E['options']): Promise<R>;
}

/** A task with its arguments, not yet dispatched: a chain of one step, whose options can be set. */
export interface Signature<S extends Step, R, O, E extends AnyRules<S> = Rules<Stage<S>>>
  extends Chain<S, R, S, E> {
  readonly stages: readonly [S];
  /** This signature with `options` laid over those it has. */
  set(options: O): Signature<S, R, O, E>;
  linkError(errback: AnySignature<S, E>): Signature<S, R, O, E>;
}

/** Pieces that run side by side, as one stage. `delay()` resolves to what each of them gives, in their order. */
export interface Group<S extends Step, Rs, E extends AnyRules<S> = Rules<Stage<S>>>
  extends Chain<S, Rs, Parallel<S>, E> {
  readonly stages: readonly [Parallel<S>];
  linkError(errback: AnySignature<S, E>): Group<S, Rs, E>;
}

export type AnyChain<
  S extends Step,
  Kind extends Stage<S> = Stage<S>,
  E extends AnyRules<S> = Rules<Stage<S>>,
> = Chain<S, unknown, Kind, E>;
type AnySignature<S extends Step, E extends AnyRules<S>> = Signature<S, unknown, never, E>;

/** What `chain()` takes: any piece first, then those that the engine can run after another. */
export type Pieces<S extends Step, E extends AnyRules<S> = Rules<Stage<S>>> =
  | readonly [AnyChain<S, Stage<S>, E>, ...AnyChain<S, E['next'], E>[]]
  | readonly AnyChain<S, E['next'], E>[];

/** What `chain(...pieces)` is: the piece itself when there is one, as in Celery. */
export type Chained<
  S extends Step,
  P extends readonly unknown[],
  E extends AnyRules<S> = Rules<Stage<S>>,
> = P extends readonly [infer Only]
  ? Only
  : Chain<S, ResultOfLast<P, never>, Extract<KindOf<P[number]>, Stage<S>>, E>;

/** What `group(...pieces)` resolves to: a result for each branch. */
export type Branches<P extends readonly unknown[]> = P extends readonly []
  ? []
  : P extends readonly [infer First, ...infer Rest]
  ? [...BranchesOf<First>, ...Branches<Rest>]
  : BranchesOf<P[number]>[number][];

/** The branches that a piece adds to a group: a group adds its own, all else is one branch. */
type BranchesOf<Piece> = Piece extends {
  readonly stages: readonly [{ readonly branches: unknown }];
  delay(): Promise<infer Rs extends readonly unknown[]>;
}
  ? Rs
  : [ResultOf<Piece>];

type ResultOfLast<P extends readonly unknown[], None> = P extends readonly []
  ? None
  : P extends readonly [...unknown[], infer Last]
  ? ResultOf<Last>
  : ResultOf<P[number]>;

type ResultOf<Piece> = Piece extends { delay(): Promise<infer R> } ? R : never;
type KindOf<Piece> = Piece extends { readonly stages: readonly (infer Kind)[] } ? Kind : never;

export interface Canvas<S extends Step, E extends AnyRules<S> = Rules<Stage<S>>> {
  readonly signature: <R, O extends object>(step: S) => Signature<S, R, O, E>;
  readonly chain: <const P extends Pieces<S, E>>(...pieces: P) => Chained<S, P, E>;
  readonly group: <const P extends readonly AnyChain<S, Stage<S>, E>[]>(
    ...pieces: P
  ) => Group<S, Branches<P>, E>;
  readonly chord: <B extends AnyChain<S, E['next'], E>>(
    header: readonly AnyChain<S, Stage<S>, E>[],
    body: B,
  ) => Chained<S, readonly [Group<S, unknown, E>, B], E>;
}

/**
 * The algebra of signatures, chains and groups, which is the same for every engine.
 *
 * @param entry the module that users import, for messages
 * @param dispatch puts stages on their queues; it takes and gives what `delay()` does
 */
export function createCanvas<S extends Step, E extends AnyRules<S> = Rules<Stage<S>>>(
  entry: string,
  dispatch: (stages: Line<Stage<S>>, options: E['options'] | undefined) => Promise<unknown>,
): Canvas<S, E> {
  type Piece = AnyChain<S, Stage<S>, E>;
  const made = new WeakSet<object>();

  function known<P extends Piece>(piece: P, index: number): P {
    if (made.has(piece)) return piece;
    throw new TypeError(
      `Step ${String(
        index + 1,
      )} is not a signature, chain or group of ${entry}: make it with its s() or si()`,
    );
  }

  function withErrback(step: S, errback: Piece): S {
    const [handler, ...rest] = known(errback, 0).stages;
    if (isParallel(handler) || rest.length > 0) {
      throw new TypeError('linkError() takes one signature, not a chain or group');
    }
    return frozenStep({ ...step, errbacks: [...step.errbacks, handler] });
  }

  function make(stages: Line<Stage<S>>): Piece {
    const [first, ...later] = stages;
    const piece = {
      stages: Object.freeze(stages),
      pipe: (...next: Piece[]) => chain(piece, ...next),
      linkError: (errback: Piece) => make(mapSteps(stages, (step) => withErrback(step, errback))),
      delay: async (options?: E['options']) => dispatch(stages, options),
      ...(!isParallel(first) &&
        later.length === 0 && {
          set: (options: object) => make([withOptions(first, options)]),
        }),
    } as Piece;
    made.add(piece);
    return Object.freeze(piece);
  }

  const signature = (step: S) => make([frozenStep(step)]);

  function chain(...pieces: Piece[]): Piece {
    const [only, ...others] = pieces.map(known);
    const [first, ...later] = pieces.flatMap(({ stages }) => stages);
    if (!only || !first) throw new TypeError('chain() needs at least one step');
    return others.length === 0 ? only : make([first, ...later]);
  }

  function group(...pieces: Piece[]): Piece {
    const [first, ...later] = pieces.map(known).flatMap(branchesOf);
    if (!first) throw new TypeError('group() needs at least one step');
    return make([frozenParallel([first, ...later])]);
  }

  const chord = (header: Piece[], body: Piece) => chain(group(...header), body);

  // What `delay()` resolves to is known only to the types of the engine.
  return { signature, chain, group, chord } as Canvas<S, E>;
}

/** The branches that a piece adds to a group: Celery splices a group within a group. */
function branchesOf<S extends Step>({
  stages,
}: {
  readonly stages: Line<Stage<S>>;
}): readonly Line<Stage<S>>[] {
  const [only, ...later] = stages;
  return isParallel(only) && later.length === 0 ? only.branches : [stages];
}

export function isParallel<S extends Step>(stage: Stage<S>): stage is Parallel<S> {
  return 'branches' in stage;
}

/** Every step, as it was written: a stage before the next, a branch before the one beside it. */
export function stepsOf<S extends Step>(stages: Line<Stage<S>>): Line<S> {
  const [first, ...later] = stages.flatMap((stage): readonly S[] =>
    isParallel(stage) ? stage.branches.flatMap((branch) => stepsOf(branch)) : [stage],
  );
  if (!first) throw new TypeError('A line is never empty');
  return [first, ...later];
}

/** The same stages, with each step changed. */
function mapSteps<S extends Step>(stages: Line<Stage<S>>, change: (step: S) => S): Line<Stage<S>> {
  return mapLine(stages, (stage) =>
    isParallel(stage)
      ? frozenParallel(mapLine(stage.branches, (branch) => mapSteps(branch, change)))
      : change(stage),
  );
}

/** `map`, which never makes a line empty. */
export function mapLine<T, U>([first, ...later]: Line<T>, change: (item: T) => U): Line<U> {
  return [change(first), ...later.map(change)];
}

function withOptions<S extends Step>(step: S, options: object): S {
  return frozenStep({ ...step, options: { ...step.options, ...options } });
}

function frozenStep<S extends Step>(step: S): S {
  const options = Object.freeze({ ...step.options });
  const errbacks = Object.freeze([...step.errbacks]);
  return Object.freeze({ ...step, options, errbacks });
}

function frozenParallel<S extends Step>(branches: Line<Line<Stage<S>>>): Parallel<S> {
  return Object.freeze({
    branches: Object.freeze(mapLine(branches, (branch) => Object.freeze(branch))),
  });
}
