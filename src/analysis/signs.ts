/** What the dispatching code itself says about the order of its tasks. */
import { statesOrder } from './comments.js';
import { isDelayed } from './delays.js';
import type { Run } from './ir.js';

/** Signs that must agree before the dispatching code alone says that the order matters; one is about as often wrong as right. */
export const AGREEING_SIGNS = 2;

/** The signs of a run, in sentences without a full stop. */
export function signsOf(run: Run): string[] {
  return [delaySign(run), commentSign(run), idSign(run)].filter((sign) => sign !== undefined);
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
