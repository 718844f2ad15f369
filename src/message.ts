import type { Finding, Role, Run } from './analysis/ir.js';
import { isFanIn } from './analysis/loops.js';
import { renderNames } from './words.js';

const ROUTINE_OF_ROLE: Readonly<Record<Role, string>> = {
  request: 'request handler',
  message: 'message handler',
  event: 'event handler',
  job: 'job',
  signal: 'signal handler',
  command: 'command',
  script: 'script',
  migration: 'migration',
  test: 'test',
  service: 'function',
};

/** The tasks of a run by name, in the order in which they are dispatched. */
function tasksOf({ dispatches }: Run): string[] {
  return [...new Set(dispatches.map(({ task }) => task.name))];
}

const MARK = 'mark them with `fix-chains: parallel -- reason`';

/**
 * What a finding says, in one paragraph, as plain text that reads well in an editor and in a terminal: facts first, then a hedge on intent
 * and the two ways out. What is proven comes first, with its places; else what was seen in the dispatching code.
 */
export function renderMessage({ run, evidence }: Finding): string {
  const reasons = evidence.reasons.map(sentence);
  if (evidence.confidence === 'proven') return [...reasons, `${proven(run)}, or ${MARK}.`].join(' ');
  const shared = run.shared.length === 0 ? '' : ` and share ${renderNames(run.shared.map(({ text }) => text))}`;
  const facts = `${renderNames(tasksOf(run))} are ${queued(run)}${shared}, so ${freely(run)} (${evidence.confidence}).`;
  const wayOut = evidence.confidence === 'unlikely' ? `${capitalised(rewritten(run))} only if ${need(run, 'does')}; else ${MARK}.` : `${capitalised(rewritten(run))} if ${need(run, 'does')}, or ${MARK}.`;
  return [facts, ...reasons, wayOut].join(' ');
}

/** Of two tasks the reasons have spoken; of several they name only some. */
function proven(run: Run): string {
  const subject = isPair(run) ? 'They' : renderNames(tasksOf(run));
  return `${subject} are ${queued(run)}, so ${freely(run)}: ${rewritten(run)} if ${need(run, 'result')}`;
}

function queued({ routine: { role, name } }: Run): string {
  return `queued separately in ${ROUTINE_OF_ROLE[role]} \`${name}\``;
}

function rewritten(run: Run): string {
  return isFanIn(run) ? 'queue them as a chord' : 'chain them';
}

function freely(run: Run): string {
  if (isFanIn(run)) {
    const [each, last] = tasksOf(run);
    return `\`${last ?? ''}\` may run before the last \`${each ?? ''}\` is done`;
  }
  return isPair(run) ? 'either may run first' : 'any of them may run first';
}

function need(run: Run, what: 'does' | 'result'): string {
  if (isFanIn(run)) return 'it needs what all of them do';
  const [later, earlier] = isPair(run) ? ['the second', 'the first'] : ['a later one', 'an earlier one'];
  return what === 'does' ? `${later} needs what ${earlier} does` : `${later} needs ${earlier}'s result`;
}

function isPair({ dispatches }: Run): boolean {
  return dispatches.length === 2;
}

/** A reason as a sentence; one that starts with a name in backticks keeps it as it is. */
function sentence(reason: string): string {
  return `${capitalised(reason)}.`;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
