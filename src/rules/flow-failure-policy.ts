/** Flows of BullMQ of which nothing says what a failure does, whose children only look like steps, or that lose their queues' defaults. */
import { lostDefaultsIn, siblingsMeantAsSteps, undecidedIn, type Fate, type LostDefaults, type Undecided } from '../analysis/flow-failures.js';
import type { FlowNode, FlowSite } from '../analysis/flows.js';
import { listNames, renderNames } from '../words.js';
import type { CanvasRule, RuleReport, Suggestion } from './rule.js';

interface Options {
  readonly defaults: boolean;
}

const rule: CanvasRule<Options> = {
  name: 'flow-failure-policy',
  description: 'require each child of a BullMQ flow to say what its failure does to its parent',
  set: 'recommended',
  languages: ['ecmascript'],
  type: 'problem',
  hasSuggestions: true,
  options: {
    defaults: {
      type: 'boolean',
      description: 'Whether flows are reported that lose the `defaultJobOptions` of their queues',
    },
  },
  defaults: { defaults: true },
  check: (facts, options) => facts.flows().flatMap((flow) => reportsOf(flow, options)),
};

export default rule;

type Report = Omit<RuleReport, 'routine' | 'library'>;

function reportsOf(flow: FlowSite, { defaults }: Options): RuleReport[] {
  const reports = [...failuresIn(flow), ...siblingsMeantAsSteps(flow).map(siblings), ...(defaults ? losses(flow) : [])];
  return reports.map((report) => ({ ...report, routine: flow.routine, library: 'bullmq' }));
}

const FATES: Readonly<Record<Fate, (child: string, parent: string, removal: string) => string>> = {
  waits: (child, parent) =>
    `When ${child} fails for good, ${parent} stays in \`waiting-children\` for ever: nothing says what the failure of a child does, and so its parent goes on waiting for it.`,
  runs: (child, parent, removal) => `When ${child} fails for good, ${parent} runs as if it had succeeded: BullMQ removes the failed job (${removal}), and the parent no longer waits for it.`,
  'runs later': (child, parent, removal) =>
    `When ${child} fails for good, ${parent} waits in \`waiting-children\` until BullMQ clears the failed job away (${removal}), and then runs as if it had succeeded.`,
};

/** One report for all of a flow's children that share a fate. */
function failuresIn(flow: FlowSite): Report[] {
  const undecided = undecidedIn(flow);
  return (Object.keys(FATES) as Fate[]).flatMap((fate) => {
    const [first, ...others] = undecided.filter((each) => each.fate === fate);
    return first === undefined ? [] : [failure(fate, first, [first, ...others])];
  });
}

function failure(fate: Fate, { child, removal }: Undecided, all: readonly Undecided[]): Report {
  const parents = new Set(all.map(({ parent }) => parent.name));
  const parent = parents.size === 1 ? `its parent ${either([...parents])}` : 'its parent';
  const what = FATES[fate](either(all.map((each) => each.child.name)), parent, `\`removeOnFail: ${removal?.text ?? ''}\``);
  return {
    span: child.nameSpan,
    message: `${what} Set \`failParentOnFailure: true\` on the child, and the parent fails, too, or \`ignoreDependencyOnFailure: true\`, and it runs all the same.`,
    suggestions: [
      ...setOn(all, 'failParentOnFailure', 'the parent of a job that fails does not run, and fails, too'),
      ...setOn(all, 'ignoreDependencyOnFailure', 'the order is kept, and the parent runs whatever fails'),
    ],
  };
}

function setOn(all: readonly Undecided[], option: string, meaning: string): Suggestion[] {
  // One description may stand in two places of the tree.
  const children = [...new Map(all.map(({ child }) => [child.span.start, child])).values()];
  const edits = children.map((child) => child.setOption(option));
  if (edits.some(({ length }) => length === 0)) return [];
  return [{ title: `Set \`${option}: true\` on ${listed(children.map(({ name }) => name))}: ${meaning}`, edits: edits.flat() }];
}

function siblings({ name, children }: FlowNode): Report {
  const [first] = children;
  const steps = listed(children.map((child) => child.name));
  return {
    span: first?.nameSpan ?? { start: 0, end: 0 },
    message: `${steps} are children of the same job, so they run side by side, and only \`${name}\` waits for them. In a flow a job waits for its children: to run them in sequence, make each step the child of the step after it.`,
    suggestions: [],
  };
}

/** One report for all of a flow's jobs that lose the defaults of their queues. */
function losses(flow: FlowSite): Report[] {
  const lost = lostDefaultsIn(flow);
  const [job] = lost.flatMap(({ jobs }) => jobs);
  if (job === undefined) return [];
  const jobs = listed(lost.flatMap((each) => each.jobs.map(({ name }) => name)));
  const carried = flow.carryDefaults(lost.map(({ queue }) => queue));
  const wayOut =
    flow.method === 'add'
      ? 'Give them to the flow as `queuesOptions`, in the second argument of `add`, or write them on the jobs.'
      : 'Write them on the jobs, or call `add` for each tree: `addBulk` takes no `queuesOptions`.';
  return [
    {
      span: job.nameSpan,
      message: `This flow adds ${jobs} without ${lost.map(defaultsOf).join(' and ')}: a queue's \`defaultJobOptions\` count for its own \`add\` only, and a FlowProducer does not know them. ${wayOut}`,
      suggestions: carried === undefined ? [] : [{ title: `Give ${lost.map(defaultsOf).join(' and ')} to the flow`, edits: carried }],
    },
  ];
}

/** ``the defaults of `images` (`attempts`, `backoff`)`` */
function defaultsOf({ queue, names }: LostDefaults): string {
  return `the defaults of \`${queue.name}\` (${listNames(names)})`;
}

function either(names: readonly string[]): string {
  return renderNames(distinct(names), 'or', MOST);
}

function listed(names: readonly string[]): string {
  return renderNames(distinct(names), 'and', MOST);
}

/** How many names read well in a sentence. */
const MOST = 4;

/** Each name once; those of template literals have backticks of their own. */
function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => name.replaceAll('`', ''));
}
