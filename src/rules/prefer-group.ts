/** The same task queued for each of many values by a call of its own. */
import type { Role } from '../analysis/ir.js';
import type { RepeatSite } from '../analysis/repeats.js';
import type { CanvasRule, RuleReport } from './rule.js';

/** What is not asked of: a test says how tasks are queued, a migration is never read again. */
const LEFT_OUT: ReadonlySet<Role> = new Set(['test', 'migration']);

const rule: CanvasRule = {
  name: 'prefer-group',
  description: 'require the same task for many values to be queued at once: as a group, or by `addBulk`',
  set: 'strict',
  type: 'suggestion',
  hasSuggestions: true,
  options: {},
  defaults: {},
  check: (facts) => facts.repeats().filter(({ routine }) => !LEFT_OUT.has(routine.role)).map(reportOf),
};

export default rule;

function reportOf(site: RepeatSite): RuleReport {
  const { call, routine, library, together } = site;
  const { message, title } = library === 'celery' ? ofCelery(site) : ofBullmq(site);
  return { span: call, message, routine, library, suggestions: together === undefined ? [] : [{ title, edits: together }] };
}

interface Words {
  readonly message: string;
  readonly title: string;
}

function ofCelery(site: RepeatSite): Words {
  const nobody = 'each has a result of its own, so nobody can tell when the last one is done, and no task can be made to follow them';
  return {
    message: `${queued(site)}: ${nobody}. Queue them as a \`group\`, which runs the same tasks just as independently and has one result for all.`,
    title: 'Queue them as one group: `group(…).delay()`',
  };
}

function ofBullmq(site: RepeatSite): Words {
  const wait = 'each `add` is a round trip to Redis, and when one fails those before it are queued and the others are not';
  return {
    message: `${queued(site)}: ${wait}. Queue them by \`addBulk\`, which takes one round trip and queues all of them or none.`,
    title: 'Queue them at once: `addBulk([…])`',
  };
}

function queued({ task, form, many }: RepeatSite): string {
  return form === 'row' ? `\`${task.name}\` is queued ${many} times in a row, one by one` : `\`${task.name}\` is queued for each of \`${many}\`, one by one`;
}
