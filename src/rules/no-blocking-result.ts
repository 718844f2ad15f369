/** Code that waits for the result of a task which it has just put on a queue: a handler, or another task. */
import type { WaitSite } from '../analysis/waits.js';
import type { CanvasRule, RuleReport } from './rule.js';

interface Options {
  readonly allowLimited: boolean;
}

const rule: CanvasRule<Options> = {
  name: 'no-blocking-result',
  description: 'disallow waiting for the result of a task in a handler or in another task',
  set: 'recommended',
  type: 'problem',
  hasSuggestions: true,
  options: { allowLimited: { type: 'boolean', description: 'Whether a wait that is given a time limit is left alone, where the library allows one' } },
  defaults: { allowLimited: true },
  strict: { allowLimited: false },
  check: (facts, { allowLimited }) => facts.waits().flatMap((site) => (site.limited && allowLimited && !isRefused(site) ? [] : (reportOf(site) ?? []))),
};

export default rule;

/** Celery's workers do not wait, however long. */
function isRefused({ library, routine }: WaitSite): boolean {
  return library === 'celery' && routine.role === 'job';
}

function reportOf(site: WaitSite): RuleReport | undefined {
  const { call, routine, library, chained } = site;
  const message = messageFor(site);
  if (message === undefined) return undefined;
  return { span: call, message, routine, library, suggestions: chained === undefined ? [] : [{ title: 'Run the two as a chain, which passes the result on', edits: chained }] };
}

/** Of other code, a command for one, nobody knows that it must not wait. */
function messageFor(site: WaitSite): string | undefined {
  const { routine, library, method } = site;
  const waits = `\`${routine.name}\` waits for ${waitedFor(site)} by \`${method}\``;
  if (routine.role === 'request') {
    const held = library === 'celery' ? 'the request and the web server\'s worker that handles it are held up' : 'the request is held open';
    return `${waits}: ${held} until a worker has taken the task and is done; where none takes it, that is for ever. Answer with the id, and let the client ask again; put what needs the result into a task that follows (${FOLLOWING[library] ?? 'a chain'}).`;
  }
  if (routine.role !== 'job') return undefined;
  if (library === 'celery') {
    return `${waits} inside a task: Celery's workers raise a \`RuntimeError\` there, and with \`allow_join_result\` the task keeps its worker's slot while it waits for another, until all slots wait. Put what needs the result into a task that follows (${FOLLOWING.celery}).`;
  }
  return `${waits} inside the job of another: this one keeps its worker's slot while it waits for one, and where all slots of a queue wait so, none of the jobs ever ends. Put what needs the result into a job that follows (${FOLLOWING[library] ?? 'a chain'}).`;
}

const FOLLOWING: Readonly<Record<string, string>> & { readonly celery: string } = {
  celery: '`chain`, `chord` or `link`',
  bullmq: 'a flow, whose parent runs when its children are done',
  bull: 'a job that the first adds when it is done',
};

function waitedFor({ task }: WaitSite): string {
  return task === undefined ? 'the result of the tasks that it dispatches' : `the result of \`${task}\``;
}
