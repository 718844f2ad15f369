/** An error callback that hears less than was meant, replaces another, is sent at once, or cannot be called. */
import { partsOf, type Canvas, type CanvasSite } from '../analysis/canvas.js';
import { allCallbacksOf, signaturesIn } from '../analysis/error-callbacks.js';
import type { Facts } from '../analysis/facts.js';
import { checkDropped } from './link-error/dropped.js';
import { checkDiffering, checkFirstSteps, checkLate, checkOneStep, checkPrecedence } from './link-error/partial.js';
import { hasCallbacks, type Check, type Standing } from './link-error/problem.js';
import { checkRefused } from './link-error/refused.js';
import { checkReplaced } from './link-error/replaced.js';
import { checkSent } from './link-error/sent.js';
import { checkErrback, checkUncallable } from './link-error/uncallable.js';
import type { CanvasRule, RuleReport } from './rule.js';

interface Options {
  readonly everyStep: boolean;
}

const CHECKS: readonly Check[] = [checkSent, checkPrecedence, checkLate, checkDiffering, checkReplaced, checkRefused, checkDropped, checkUncallable];

const rule: CanvasRule<Options> = {
  name: 'valid-link-error',
  description: 'require error callbacks to hear what they are meant to hear, and to take what they are given',
  set: 'recommended',
  type: 'problem',
  hasSuggestions: true,
  options: {
    everyStep: {
      type: 'boolean',
      description: 'Whether an error callback on the first steps or the last step of a chain only is reported, which may be meant so',
    },
  },
  defaults: { everyStep: false },
  strict: { everyStep: true },
  check: (facts, { everyStep }) => {
    const checks = everyStep ? [...CHECKS, checkOneStep, checkFirstSteps] : CHECKS;
    return facts.canvases().flatMap((site) => reportsOf(site, checks, facts));
  },
};

export default rule;

function reportsOf({ canvas, isErrback, routine, library }: CanvasSite, checks: readonly Check[], facts: Facts): RuleReport[] {
  if (isErrback === true) return checkErrback(canvas).map((problem) => ({ ...problem, routine, library }));
  const root = { canvas, root: canvas, covered: false, open: canvas.open };
  return [...standingIn(root)].flatMap((standing) => checks.flatMap((check) => check(standing, facts).map((problem) => ({ ...problem, routine, library }))));
}

/** A canvas and everything in it, with the error callbacks, which may have their own. */
function* standingIn(standing: Standing): Generator<Standing> {
  yield standing;
  const { canvas } = standing;
  const covered = standing.covered || hasCallbacks(canvas);
  for (const part of partsOf(canvas)) yield* standingIn({ ...standing, canvas: part, covered });
  for (const callback of callbacksIn(canvas)) yield* standingIn({ canvas: callback, root: callback, covered: false, open: true });
}

function callbacksIn(canvas: Canvas): readonly Canvas[] {
  return allCallbacksOf(canvas).flatMap(signaturesIn);
}
