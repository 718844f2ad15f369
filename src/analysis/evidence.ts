/** Weighs a run: how sure it is that its order matters, and why. */
import { lacksReason, statesOrder } from './comments.js';
import { isDelayed } from './delays.js';
import type { Evidence, Finding, Run } from './ir.js';

/** Signs that must agree before the dispatching code alone says that the order matters; one is about as often wrong as right. */
const AGREEING_SIGNS = 2;

const NOTHING_READ = 'what the tasks do is not known: their definitions are not read in this version';
const REASON_MISSING = 'the comment `fix-chains: parallel` silences this only with a reason: `fix-chains: parallel -- reason`';

/** The finding that a run makes, by what the dispatching code itself shows. */
export function weigh(run: Run): Finding {
  return { run, evidence: evidenceOf(run) };
}

function evidenceOf(run: Run): Evidence {
  const signs = [delaySign(run), commentSign(run), idSign(run)].filter((sign) => sign !== undefined);
  const notes = run.comments.some((comment) => lacksReason(comment)) ? [REASON_MISSING] : [];
  return signs.length >= AGREEING_SIGNS
    ? { confidence: 'indicated', reasons: [...signs, ...notes] }
    : { confidence: 'possible', reasons: [...signs, NOTHING_READ, ...notes] };
}

function delaySign({ dispatches }: Run): string | undefined {
  const [first, ...later] = dispatches;
  const delayed = later.find((dispatch) => isDelayed(dispatch));
  if (first === undefined || delayed === undefined || isDelayed(first)) return undefined;
  return `\`${delayed.task.name}\` is delayed and \`${first.task.name}\` is not, as if one waited for the other`;
}

function commentSign({ comments }: Run): string | undefined {
  const comment = comments.find((other) => statesOrder(other));
  return comment === undefined ? undefined : `a comment orders them: «${comment.text.replace(/\s+/g, ' ')}»`;
}

function idSign({ dispatches }: Run): string | undefined {
  for (const [index, dispatch] of dispatches.entries()) {
    const giver = dispatches
      .slice(0, index)
      .find(({ result }) => result.kind === 'bound' && dispatch.uses.some(({ binding }) => binding === result.name));
    if (giver !== undefined) return `\`${dispatch.task.name}\` is given the id of \`${giver.task.name}\``;
  }
  return undefined;
}
