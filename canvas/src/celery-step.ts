import type { Sender } from './celery-client.js';
import type { Step } from './signature.js';

/** Options of Celery's `apply_async`: https://docs.celeryq.dev/en/stable/userguide/calling.html */
export interface CeleryOptions {
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Default: the queue of the task's client. */
  readonly queue?: string;
  /** Seconds; a later step's begin when the step before it is done. */
  readonly countdown?: number;
  readonly eta?: Date;
  /** Seconds only: a worker of Celery 5.2 fails on the date of a step that it has to send on. */
  readonly expires?: number;
  readonly priority?: number;
  /** Not with celery-ts. */
  readonly taskId?: string;
  readonly ignoreResult?: boolean;
  /** Seconds. */
  readonly timeLimit?: number;
  /** Seconds. */
  readonly softTimeLimit?: number;
  /** The name that logs and monitors show. */
  readonly shadow?: string;
}

/** One task of a chain. */
export interface CeleryStep extends Step {
  readonly sender: Sender;
  readonly args: readonly unknown[];
  readonly options: CeleryOptions;
  /** Whether the previous result is kept out of the arguments. */
  readonly immutable: boolean;
  readonly errbacks: readonly CeleryStep[];
}
