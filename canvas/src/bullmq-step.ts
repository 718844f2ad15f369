import { serverOf } from './connection.js';
import type { Line, Step } from './signature.js';

/** What is needed of BullMQ's `Queue`, of version 5 or 6. Type arguments are read off its `add`. */
export interface QueueLike<Name extends string = never, Data = never, Options = never, J = unknown> {
  readonly name: string;
  readonly opts: {
    readonly connection?: unknown;
    readonly prefix?: string | undefined;
    readonly defaultJobOptions?: object | undefined;
    readonly telemetry?: unknown;
  };
  add(name: Name, data: Data, opts?: Options): Promise<J>;
}

/** Options of `queue.add` that a step cannot have, and why. */
const REFUSED = {
  // BullMQ 5 never finishes the parents of a repeated job, and 6 ignores the option.
  repeat: 'a chain cannot repeat: let a scheduled job dispatch it',
  // Both throw or, on the root in BullMQ 5, leave the chain without its last job.
  deduplication: 'a job that may be dropped cannot be part of a chain',
  debounce: 'a job that may be dropped cannot be part of a chain',
  parent: 'the parent of a step is the step after it',
  failParentOnFailure: 'use delay({ onFailure })',
  continueParentOnFailure: 'use delay({ onFailure })',
  ignoreDependencyOnFailure: 'use delay({ onFailure })',
  removeDependencyOnFailure: 'use delay({ onFailure })',
} as const;

/** `queue.add`'s options without those that a step cannot have. */
export type StepOptions<Options> = Omit<Options, keyof typeof REFUSED | 'jobId'>;

/** One job of a chain. */
export interface BullStep extends Step {
  readonly queue: QueueLike;
  readonly data: unknown;
  readonly errbacks: readonly BullStep[];
}

/** The options that the step's job gets: its own, over the queue's defaults. */
export function jobOptions({ queue, options }: BullStep): Readonly<Record<string, unknown>> {
  // A flow takes them not from the queue: https://github.com/taskforcesh/bullmq/issues/1034
  const chosen = Object.entries({ ...queue.opts.defaultJobOptions, ...options });
  // BullMQ 6 throws on the mere presence of some, even undefined.
  return Object.fromEntries(chosen.filter(([option]) => !(option in REFUSED)));
}

/** BullMQ 6 leaves an unset prefix unset, and means this one. */
export function prefixOf(queue: QueueLike): string {
  return queue.opts.prefix ?? 'bull';
}

/**
 * Throws, naming the step, when these steps cannot be added in one transaction.
 *
 * @param tied whether a step among them waits for another
 */
export function refuse(steps: Line<BullStep>, tied: boolean): void {
  const [first] = steps;
  for (const step of steps) {
    for (const [option, value] of Object.entries(step.options)) {
      const reason = reasonAgainst(option, tied);
      if (!reason || value === undefined) continue;
      throw new TypeError(`Step "${step.name}" has the option ${option}: ${reason}`);
    }
    const places = `Steps "${first.name}" and "${step.name}" are on different`;
    if (serverOf(step.queue.opts.connection) !== serverOf(first.queue.opts.connection)) {
      throw new TypeError(`${places} Redis connections: a chain is added in one transaction`);
    }
    if (prefixOf(step.queue) !== prefixOf(first.queue)) {
      throw new TypeError(`${places} prefixes: "${prefixOf(first.queue)}" and "${prefixOf(step.queue)}"`);
    }
  }
}

function reasonAgainst(option: string, tied: boolean): string | undefined {
  if (option === 'jobId') {
    // The job that exists keeps its parent, so the new chain would wait for ever.
    return tied ? 'a job that already exists under an id would not join the chain' : undefined;
  }
  return (REFUSED as Readonly<Record<string, string>>)[option];
}
