/** One task with its arguments and options, as an engine sees it. */
export interface Step {
  readonly name: string;
  readonly options: object;
  /** What runs when this step fails. */
  readonly errbacks: readonly Step[];
}

/** One thing or more, in order. */
export type Line<T> = readonly [T, ...T[]];

/**
 * Steps that run one after another, each only when the one before has succeeded.
 * Frozen: every method gives a new one.
 */
export interface Chain<S extends Step, R> {
  readonly steps: Line<S>;
  /** This chain with `next` after it; a chain among `next` is spliced in, step by step. */
  pipe<const Next extends readonly AnyChain<S>[]>(...next: Next): Chain<S, ResultOfLast<Next, R>>;
  /** This chain with `errback` added to each of the steps it has now; steps piped on later are not covered. */
  linkError(errback: AnySignature<S>): Chain<S, R>;
  /** Puts the chain on its queues. Rejects when that fails, or when the engine cannot run such a chain. */
  delay(): Promise<R>;
}

/** A task with its arguments, not yet dispatched: a chain of one step, whose options can be set. */
export interface Signature<S extends Step, R, O> extends Chain<S, R> {
  /** This signature with `options` laid over those it has. */
  set(options: O): Signature<S, R, O>;
  linkError(errback: AnySignature<S>): Signature<S, R, O>;
}

export type AnyChain<S extends Step> = Chain<S, unknown>;
type AnySignature<S extends Step> = Signature<S, unknown, never>;

/** What `chain(...pieces)` is: the piece itself when there is one, as in Celery. */
export type Chained<S extends Step, Pieces extends readonly AnyChain<S>[]> = Pieces extends readonly [
  infer Only,
]
  ? Only
  : Chain<S, ResultOfLast<Pieces, never>>;

type ResultOfLast<Pieces extends readonly unknown[], None> = Pieces extends readonly []
  ? None
  : Pieces extends readonly [...unknown[], infer Last]
    ? ResultOf<Last>
    : ResultOf<Pieces[number]>;

type ResultOf<Piece> = Piece extends { delay(): Promise<infer R> } ? R : never;

export interface Canvas<S extends Step> {
  readonly signature: <R, O extends object>(step: S) => Signature<S, R, O>;
  readonly chain: <const Pieces extends readonly AnyChain<S>[]>(...pieces: Pieces) => Chained<S, Pieces>;
}

/**
 * The algebra of signatures and chains, which is the same for every engine.
 *
 * @param entry the module that users import, for messages
 * @param dispatch puts steps on their queues, in order; its result is that of `delay()`
 */
export function createCanvas<S extends Step>(
  entry: string,
  dispatch: (steps: Line<S>) => Promise<unknown>,
): Canvas<S> {
  const made = new WeakSet<object>();

  function stepsOf(pieces: readonly AnyChain<S>[]): readonly S[] {
    return pieces.flatMap((piece, index) => {
      if (!made.has(piece)) {
        throw new TypeError(
          `Step ${String(index + 1)} is not a signature or chain of ${entry}: make it with its s() or si()`,
        );
      }
      return piece.steps;
    });
  }

  function withErrback(step: S, errback: AnySignature<S>): S {
    const [handler, ...rest] = stepsOf([errback]);
    if (!handler || rest.length > 0) throw new TypeError('linkError() takes one signature, not a chain');
    return frozen({ ...step, errbacks: [...step.errbacks, handler] });
  }

  function make<R, O extends object>(steps: Line<S>): Signature<S, R, O> {
    const withOptions = (step: S, options: O) =>
      frozen({ ...step, options: { ...step.options, ...options } });
    const piece = {
      steps: Object.freeze(steps),
      pipe: (...next: AnyChain<S>[]) => chain(piece, ...next),
      linkError: (errback: AnySignature<S>) => make(mapLine(steps, (step) => withErrback(step, errback))),
      delay: async () => dispatch(steps),
      ...(steps.length === 1 && { set: (options: O) => make([withOptions(steps[0], options)]) }),
    } as Signature<S, R, O>;
    made.add(piece);
    return Object.freeze(piece);
  }

  function signature<R, O extends object>(step: S): Signature<S, R, O> {
    return make([frozen(step)]);
  }

  function chain(...pieces: readonly AnyChain<S>[]): AnyChain<S> {
    const [first, ...later] = stepsOf(pieces);
    if (!first) throw new TypeError('chain() needs at least one step');
    const [only, ...others] = pieces;
    return only && others.length === 0 ? only : make([first, ...later]);
  }

  return { signature, chain: chain as Canvas<S>['chain'] };
}

function frozen<S extends Step>(step: S): S {
  const options = Object.freeze({ ...step.options });
  const errbacks = Object.freeze([...step.errbacks]);
  return Object.freeze({ ...step, options, errbacks });
}

/** `map`, which never makes a line empty. */
export function mapLine<T, U>([first, ...later]: Line<T>, change: (item: T) => U): Line<U> {
  return [change(first), ...later.map(change)];
}
