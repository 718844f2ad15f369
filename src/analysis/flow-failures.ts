/** What becomes of a flow when one of its jobs fails. https://docs.bullmq.io/guide/flows/fail-parent */
import { jobsOf, type FlowNode, type FlowQueue, type FlowSite, type JobOption } from './flows.js';

/** The options of a child that say what its failure does to its parent. */
const POLICIES = ['failParentOnFailure', 'ignoreDependencyOnFailure', 'removeDependencyOnFailure', 'continueParentOnFailure'];

/**
 * What a parent does when a child without such an option has failed: it waits for ever; it runs at once, since the failed job is removed; it
 * waits until the failed job is cleared away, and then runs.
 */
export type Fate = 'waits' | 'runs' | 'runs later';

export interface Undecided {
  readonly parent: FlowNode;
  readonly child: FlowNode;
  readonly fate: Fate;
  /** `removeOnFail`, as the code has it. */
  readonly removal?: JobOption;
}

/** The jobs of a flow that may fail, of which nothing says what that does, and whose options are all known. */
export function undecidedIn({ roots }: FlowSite): Undecided[] {
  return roots.flatMap((root) => [...jobsOf(root)]).flatMap((parent) => parent.children.filter(isUndecided).map((child) => undecided(parent, child)));
}

function isUndecided(child: FlowNode): boolean {
  return !child.options.open && !child.given.open && !POLICIES.some((policy) => isOn(optionOf(child, policy))) && !child.mayNeverFail();
}

function undecided(parent: FlowNode, child: FlowNode): Undecided {
  const removal = optionOf(child, 'removeOnFail');
  if (removal === undefined || !isOn(removal, 0)) return { parent, child, fate: 'waits' };
  return { parent, child, fate: isAtOnce(removal) ? 'runs' : 'runs later', removal };
}

/** A job's own option wins over that of `queuesOptions`. */
function optionOf({ options, given }: FlowNode, name: string): JobOption | undefined {
  return options.entries.get(name) ?? given.entries.get(name);
}

/** @param meant a value that counts, though it is false */
function isOn(option: JobOption | undefined, meant?: 0): boolean {
  return option !== undefined && (option.literal === undefined || option.literal === meant || Boolean(option.literal));
}

/** `true`, `0`, `{ count: 0 }`: https://docs.bullmq.io/guide/queues/auto-removal-of-jobs */
function isAtOnce({ literal, entries }: JobOption): boolean {
  return literal === true || literal === 0 || entries?.get('count')?.literal === 0;
}

/** Defaults of a queue that a flow does not apply to its jobs there. */
export interface LostDefaults {
  readonly queue: FlowQueue;
  readonly names: readonly string[];
  readonly jobs: readonly FlowNode[];
}

/** By queue; jobs of which not all options are known are left out. */
export function lostDefaultsIn({ roots }: FlowSite): LostDefaults[] {
  const lost = new Map<string, LostDefaults>();
  for (const job of roots.flatMap((root) => [...jobsOf(root)])) {
    const names = lostBy(job);
    if (job.queue === undefined || names.length === 0) continue;
    const known = lost.get(job.queue.name);
    lost.set(job.queue.name, { queue: job.queue, names: [...new Set([...(known?.names ?? []), ...names])], jobs: [...(known?.jobs ?? []), job] });
  }
  return [...lost.values()];
}

function lostBy(job: FlowNode): string[] {
  if (job.queue?.defaults === undefined || job.options.open || job.given.open) return [];
  return [...job.queue.defaults.entries].filter(([name, option]) => changesSomething(name, option) && optionOf(job, name) === undefined).map(([name]) => name);
}

/** Not what BullMQ does anyway. */
function changesSomething(name: string, option: JobOption): boolean {
  return isOn(option) && !(name === 'attempts' && option.literal === 1);
}

const IN_ORDER = /\b(?:sequential(?:ly)?|in (?:sequence|series|(?:this |that |the right |strict )?order(?! to\b| that\b))|one after (?:the other|another)|one by one|step by step)\b/i;
const IN_NO_ORDER = /parallel|concurrent|simultaneous|at once|no order|any order|\bnot\b|n['’]t\b/i;
const STEP = /^(?:.*[^a-z])?step[ _-]?(\d+)$/i;

/** Jobs whose children are said to run one after the other, and stand side by side. */
export function siblingsMeantAsSteps({ roots }: FlowSite): FlowNode[] {
  return roots.flatMap((root) => [...jobsOf(root)]).filter((job) => job.children.length > 1 && !job.children.some(({ repeated }) => repeated) && (isSaid(job) || areNumbered(job)));
}

function isSaid({ comments }: FlowNode): boolean {
  return comments.some((comment) => IN_ORDER.test(comment)) && !comments.some((comment) => IN_NO_ORDER.test(comment));
}

/** `step1`, `step2`, counted up. */
function areNumbered({ children }: FlowNode): boolean {
  const numbers = children.map(({ name }) => Number(STEP.exec(name)?.[1] ?? NaN));
  return numbers.every((number, index) => number === (numbers[0] ?? NaN) + index);
}
