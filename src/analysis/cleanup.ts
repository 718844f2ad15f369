/** Steps that are meant to run when another one fails, and do not. */
import { partsOf, within, type Canvas, type Chain, type Chord, type Signature } from './canvas.js';
import { allCallbacksOf, mayHaveMore, signaturesIn } from './error-callbacks.js';
import { isErrback } from './errback.js';
import { isFailureHandlerName, matchesName, wordsOf } from './task-words.js';

/** A step that is skipped when one before it fails. */
export interface SkippedStep {
  readonly kind: 'failure handler' | 'clean-up';
  readonly step: Signature;
  /** The chain or chord that it stands in, and whether it is its end. */
  readonly around: Chain | Chord;
  readonly isLast: boolean;
}

export function* skippedStepsIn(root: Canvas, cleanUps: readonly string[]): Generator<SkippedStep> {
  const all = [...within(root)];
  const callbacks = all.flatMap(allCallbacksOf);
  const called = new Set(callbacks.flatMap(signaturesIn).map(({ task }) => task.key));
  // Where something hears failures, or may, that may clean up, too.
  const isSilent = root.open || callbacks.length > 0 || all.some(mayHaveMore);
  for (const around of all) {
    if (around.kind !== 'chain' && around.kind !== 'chord') continue;
    for (const [index, step] of stepsOf(around).entries()) {
      if (index === 0 || step.kind !== 'signature' || called.has(step.task.key)) continue;
      const isLast = index === stepsOf(around).length - 1;
      if (isFailureHandler(step)) yield { kind: 'failure handler', step, around, isLast };
      else if (!isSilent && isLast && isCleanUp(step, around, cleanUps)) yield { kind: 'clean-up', step, around, isLast };
    }
  }
}

/** The steps of a chain; a chord's header counts as one. */
function stepsOf(around: Chain | Chord): readonly Canvas[] {
  if (around.kind === 'chain') return around.parts;
  const [first] = around.header;
  return around.body === undefined || (first === undefined && !around.openParts) ? [] : [first ?? around, around.body];
}

function isFailureHandler({ task, callable, immutable }: Signature): boolean {
  if (callable !== undefined && isErrback(callable)) return true;
  // One that is made for the result of the step before it looks for failures in there.
  const takesResult = !immutable && /^(?:result|results|res|data|response|output|outcome|value|values|prev\w*)$|_results?$/.test(callable?.parameters[0]?.name ?? '');
  return isFailureHandlerName(task.name) && !takesResult;
}

/** Cleans what is nobody's: an hour later will do. */
const HOUSEKEEPING = /(?:^|_)(?:old|expired|stale|orphan|orphans|orphaned|outdated|unused|previous|obsolete|database|db|cache|caches|sessions|logs|history|all|daily|weekly|nightly|periodic)(?:_|$)/;
const LOCK = /(?:^|_)(?:un)?lock(?:_|$)/;

/** Named like a clean-up, of something that the steps before it share with it: an argument, their result, or a lock. */
function isCleanUp(step: Signature, around: Chain | Chord, patterns: readonly string[]): boolean {
  const { name } = step.task;
  if (!patterns.some((pattern) => matchesName(pattern, name)) || HOUSEKEEPING.test(wordsOf(name))) return false;
  return LOCK.test(wordsOf(name)) || takesResult(step) || sharesArgument(step, around);
}

function takesResult({ immutable, engine, callable }: Signature): boolean {
  return !immutable && engine !== 'bullmq' && (callable === undefined || callable.parameters.some(({ kind }) => kind === 'positional'));
}

function sharesArgument(step: Signature, around: Chain | Chord): boolean {
  const earlier = partsOf(around).flatMap((part) => (part === step ? [] : [...within(part)]));
  const known = new Set(earlier.flatMap((part) => (part.kind === 'signature' ? pathsOf(part) : [])));
  return pathsOf(step).some((path) => known.has(path));
}

function pathsOf({ positional, keyword }: Signature): string[] {
  return [...positional, ...keyword.values()].flatMap(({ paths }) => paths.map(({ root, path }) => [root, ...path].join('.')));
}
