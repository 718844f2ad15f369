/** Steps that are meant to run when another one fails, and do not. */
import { partsOf, within, type Canvas, type Chain, type Chord, type Signature } from './canvas.js';
import { allCallbacksOf, mayHaveMore, signaturesIn } from './error-callbacks.js';
import { isErrback } from './errback.js';
import { failedThingOf, matchesName, shareWord, wordsOf } from './task-words.js';

/** A step that is skipped when one before it fails. */
export interface SkippedStep {
  readonly kind: 'failure handler' | 'clean-up';
  readonly step: Signature;
  /** The chain or chord that it stands in, and whether it is its end. */
  readonly around: Chain | Chord;
  readonly isLast: boolean;
  /** What is around that. */
  readonly outer: readonly Canvas[];
}

export function* skippedStepsIn(root: Canvas, cleanUps: readonly string[]): Generator<SkippedStep> {
  const all = [...within(root)];
  const callbacks = all.flatMap(allCallbacksOf);
  const called = new Set(callbacks.flatMap(signaturesIn).map(({ task }) => task.key));
  // Where something hears failures, or may, that may clean up, too.
  const isSilent = root.open || callbacks.length > 0 || all.some(mayHaveMore);
  for (const around of all) {
    if (around.kind !== 'chain' && around.kind !== 'chord') continue;
    const outer = all.filter((each) => each !== around && [...within(each)].includes(around));
    for (const [index, step] of stepsOf(around).entries()) {
      if (index === 0 || step.kind !== 'signature' || called.has(step.task.key)) continue;
      const isLast = index === stepsOf(around).length - 1;
      if (isFailureHandler(step, stepsOf(around).slice(0, index))) yield { kind: 'failure handler', step, around, isLast, outer };
      else if (!isSilent && isLast && isCleanUp(step, around, cleanUps)) yield { kind: 'clean-up', step, around, isLast, outer };
    }
  }
}

/** The steps of a chain; a chord's header counts as one. */
function stepsOf(around: Chain | Chord): readonly Canvas[] {
  if (around.kind === 'chain') return around.parts;
  const [first] = around.header;
  return around.body === undefined || (first === undefined && !around.openParts) ? [] : [first ?? around, around.body];
}

function isFailureHandler({ task, callable, immutable }: Signature, before: readonly Canvas[]): boolean {
  if (callable !== undefined && isErrback(callable)) return true;
  const failed = failedThingOf(task.name);
  // One that is made for the result of the step before it looks for failures in there.
  const first = callable?.parameters[0]?.name ?? '';
  const isForResult = !immutable && /^(?:result|results|res|data|response|output|outcome|value|values|payload|state|status|event|items|errors|failures|prev\w*)$|_results?$/.test(first);
  if (failed === undefined || isForResult) return false;
  // A payment can fail without a task that does: `handle_payment_failure` is for this chain's failures where a step of it pays, or it takes a task's id.
  return failed === '' || OF_TASKS.test(failed) || /^(?:task_id|uuid)$/.test(first) || namesIn(before).some((name) => shareWord(failed, name));
}

/** What fails in `on_task_failure` is a task. */
const OF_TASKS = /^(?:task|celery|job|worker|chain|group|chord|step|pipeline|workflow|flow)$/;

function namesIn(canvases: readonly Canvas[]): string[] {
  return canvases.flatMap((canvas) => [...within(canvas)]).flatMap((part) => (part.kind === 'signature' ? [part.task.name] : []));
}

/** Speaks of a clean-up, and does none. */
const ABOUT_CLEAN_UP = /(?:^|_)(?:report|reports|schedule|scheduled|enqueue|queue|send|notify|notification|email|mail|log|track|record|request|plan|check|verify|metrics|stats)(?:_|$)/;
/** Cleans what is nobody's: an hour later will do. */
const HOUSEKEEPING = /(?:^|_)(?:old|expired|stale|orphan|orphans|orphaned|outdated|unused|previous|obsolete|database|db|cache|caches|sessions|logs|history|all|daily|weekly|nightly|periodic)(?:_|$)/;
const LOCK = /(?:^|_)(?:un)?lock(?:_|$)/;
/** An achievement, or an account, is not unlocked because a step before has locked it. */
const UNLOCKING = /(?:^|_)unlock_/;
/** What is there for the time of the chain only. Text and data are cleaned up to be used. */
const LEFT_BEHIND = /(?:^|_)(?:temp|tmp|temporary|file|files|dir|dirs|directory|directories|folder|folders|workspace|upload|uploads|download|downloads|artifact|artifacts|resource|resources|container|containers|lock)(?:_|$)/;

/** Named like a clean-up, of something that the steps before it share with it: an argument, their result, or a lock. */
function isCleanUp(step: Signature, around: Chain | Chord, patterns: readonly string[]): boolean {
  const name = wordsOf(step.task.name);
  const pattern = patterns.find((each) => matchesName(each, name));
  if (pattern === undefined || HOUSEKEEPING.test(name) || ABOUT_CLEAN_UP.test(name)) return false;
  const earlier = partsOf(around).filter((part) => part !== step);
  if (UNLOCKING.test(name)) return namesIn(earlier).some((each) => /(?:^|_)lock(?:_|$)/.test(wordsOf(each)));
  if (LOCK.test(name) || sharesArgument(step, earlier)) return true;
  return takesResult(step) && (wordsOf(pattern) === name || LEFT_BEHIND.test(name));
}

function takesResult({ immutable, engine, callable }: Signature): boolean {
  return !immutable && engine !== 'bullmq' && (callable === undefined || callable.parameters.some(({ kind }) => kind === 'positional'));
}

function sharesArgument(step: Signature, earlier: readonly Canvas[]): boolean {
  const known = new Set(earlier.flatMap((part) => [...within(part)]).flatMap((part) => (part.kind === 'signature' ? pathsOf(part) : [])));
  return pathsOf(step).some((path) => known.has(path));
}

function pathsOf({ positional, keyword }: Signature): string[] {
  return [...positional, ...keyword.values()].flatMap(({ paths }) => paths.map(({ root, path }) => [root, ...path].join('.')));
}
