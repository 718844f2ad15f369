import type { JobNode } from 'bullmq';
import { BRANCH } from './bullmq-flow.js';
import { producerFor, type Place } from './bullmq-producer.js';

/** What is needed of a job to read what its children returned: BullMQ's `Job`, and its `SandboxedJob`. */
export interface ParentJob {
  getChildrenValues(): Promise<Readonly<Record<string, unknown>>>;
  /** Since BullMQ 5.50. */
  getIgnoredChildrenFailures?(): Promise<Readonly<Record<string, string>>>;
}

/** What is needed of BullMQ's `Job`, as a worker gets it. */
export interface WorkerJob {
  readonly name: string;
  readonly data: unknown;
  readonly failedReason?: string;
  getDependencies(): Promise<Children>;
}

/** Children by their key, or the keys alone. */
interface Children {
  readonly processed?: Readonly<Record<string, unknown>>;
  /** Failed, with the reason; this job runs all the same. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** Failed, and made this job fail. */
  readonly failed?: readonly string[];
}

/** The step that failed, and not one that failed because of it. */
export interface Failure {
  readonly queueName: string;
  readonly id: string;
  readonly failedReason: string;
  /** Undefined, as `data` is, when the job is gone: `removeOnFail` can remove it at once. */
  readonly name: string | undefined;
  readonly data: unknown;
}

/**
 * What the step before this one returned.
 *
 * @param job the job that a worker got
 * @returns after a group an array, in the order of its branches. Undefined for a first step, and in place of
 *   a step that failed under `onFailure: 'continue'`
 */
export async function previousResult(job: ParentJob): Promise<unknown> {
  const [values, failures = {}] = await Promise.all([
    job.getChildrenValues(),
    job.getIgnoredChildrenFailures?.(),
  ]);
  const keys = inOrder([...Object.keys(values), ...Object.keys(failures)]);
  const results = keys.map((key) => values[key]);
  return keys.some((key) => branchOf(key) >= 0) ? results : results[0];
}

/**
 * Makes an error handler of a worker's processor, for `linkError()`: BullMQ runs such a job after success, too.
 *
 * @param handler called only when a step failed, with the first failure and with all of them: several steps
 *   can fail in a group, and under `onFailure: 'continue'`
 */
export function onlyOnFailure<J extends WorkerJob, R>(
  handler: (job: J, failure: Failure, all: readonly Failure[]) => R | Promise<R>,
): (job: J) => Promise<R | undefined> {
  return async (job) => {
    const all = await failuresBelow(job, placeOf(job));
    const [first] = all;
    return first && handler(job, first, all);
  };
}

/** The steps below a job that failed by themselves, first ones first. */
async function failuresBelow(job: WorkerJob, place: Place): Promise<readonly Failure[]> {
  const { processed = {}, ignored = {}, failed = [] } = await job.getDependencies();
  const found = inOrder([...Object.keys(processed), ...Object.keys(ignored), ...failed]).map((key) =>
    key in processed ? failuresUnder(key, place) : failuresAt(key, ignored[key] ?? GONE, place),
  );
  return (await Promise.all(found)).flat();
}

/** Those under a job that succeeded: under `onFailure: 'continue'` there can be some. */
async function failuresUnder(key: string, place: Place): Promise<readonly Failure[]> {
  const job = await jobOf(key, place);
  return job ? failuresBelow(job, place) : [];
}

const GONE = 'unknown: removeOnFail removed the job';

/** Those under a job that failed, and its own, unless a step before it made it fail. */
async function failuresAt(key: string, reason: string, place: Place): Promise<readonly Failure[]> {
  const job = await jobOf(key, place);
  const cause = madeToFailBy(job?.failedReason ?? reason);
  if (!job) return cause ? failuresAt(cause, GONE, place) : [failureOf(key, reason)];
  const below = await failuresBelow(job, place);
  return cause && below.length > 0 ? below : [...below, failureOf(key, job.failedReason ?? reason, job)];
}

/** The key of the child that made a job fail, which is all that BullMQ says as its reason. */
function madeToFailBy(reason: string): string | undefined {
  return /^child (.+:.+:.+) failed$/.exec(reason)?.[1];
}

function failureOf(key: string, failedReason: string, job?: WorkerJob): Failure {
  const { queueName, id } = partsOf(key);
  return { queueName, id, failedReason, name: job?.name, data: job?.data };
}

/** The job behind a key, in whichever queue; undefined when it has been removed. */
async function jobOf(key: string, place: Place): Promise<WorkerJob | undefined> {
  const flow: Promise<JobNode | undefined> = producerFor(place).getFlow({ ...partsOf(key), depth: 1 });
  return (await flow)?.job;
}

/** A key is `prefix:queue:id`, and only the prefix can hold a colon. */
function partsOf(key: string): { prefix: string; queueName: string; id: string } {
  const [id = '', queueName = '', ...prefix] = key.split(':').reverse();
  return { prefix: prefix.reverse().join(':'), queueName, id };
}

/** A job shows no connection, but holds what it was read by: the worker, whose options name one. */
function placeOf(job: object): Place {
  const queue: unknown = 'queue' in job ? job.queue : undefined;
  const opts: unknown = isObject(queue) && 'opts' in queue ? queue.opts : undefined;
  if (!isObject(opts))
    throw new TypeError('onlyOnFailure() needs the job that a BullMQ worker got, outside of a sandbox');
  return opts;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The keys as the branches were dispatched: BullMQ does not keep children in order. */
function inOrder(keys: readonly string[]): readonly string[] {
  return keys.toSorted((one, other) => branchOf(one) - branchOf(other));
}

/** Which branch of a group a job ends, or -1. */
function branchOf(key: string): number {
  return Number(BRANCH.exec(partsOf(key).id)?.[1] ?? -1);
}
