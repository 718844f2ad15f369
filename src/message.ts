import type { Finding, Role, Run } from './analysis/ir.js';

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

/** `a`, `b` and `c`, each in backticks. */
function renderNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}

/** The tasks of a run by name, in the order in which they are dispatched. */
function tasksOf(run: Run): string[] {
  return run.dispatches.map((dispatch) => dispatch.task.name);
}

/** What a finding says, in one paragraph: facts first, then why, then a hedge on intent and the two ways out. */
export function renderMessage({ run, evidence }: Finding): string {
  const tasks = renderNames(tasksOf(run));
  const shared = renderNames(run.shared.map(({ text }) => text));
  const routine = `${ROUTINE_OF_ROLE[run.routine.role]} \`${run.routine.name}\``;
  const reasons = evidence.reasons.map((reason) => ` ${sentence(reason)}`).join('');
  return (
    `${tasks} are queued separately in ${routine} and share ${shared}, so any of them may run first (${evidence.confidence}).${reasons} ` +
    'Chain them if a later one needs what an earlier one does, or mark them with `fix-chains: parallel -- reason`.'
  );
}

/** A reason as a sentence; one that starts with a name in backticks keeps it as it is. */
function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
