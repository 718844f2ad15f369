/** How each task library is told what to run: one row a form. */
import type { Place } from '../../libraries/identity.js';
import type { Jobs } from './consumer.js';
import type { TaskDefinition } from './definition.js';

/** What the arguments of a form mean. */
interface ConsumerArguments {
  /** The queue's name, where an argument says it. */
  readonly queue?: Place;
  readonly jobs: Jobs;
  readonly processor: Place;
}

/** The plain value that an argument stands for, where that can be worked out. */
type LiteralOf = (place: Place) => string | number | boolean | null | undefined;

export interface ConsumerRow {
  readonly library: string;
  readonly package: string;
  /** Path from the package's exports, as in `Origin`, to the instance that is made, or whose method is called. */
  readonly path: readonly string[];
  /** The method that takes the processor; the construction itself does where there is none. */
  readonly method?: string;
  /** Whether the instance is the queue. */
  readonly onQueue?: boolean;
  readonly handed: TaskDefinition['handed'];
  arrange(args: readonly Place[], literalOf: LiteralOf): ConsumerArguments | undefined;
}

export const CONSUMER_ROWS: readonly ConsumerRow[] = [
  // https://docs.bullmq.io/guide/workers
  { library: 'bullmq', package: 'bullmq', path: ['Worker', 'new'], handed: 'job', arrange: ([queue, processor]) => queue && processor && { queue, processor, jobs: 'all' } },
  // https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md#queueprocess
  ...[['new'], ['Queue', 'new']].map((path): ConsumerRow => ({ library: 'bull', package: 'bull', path, method: 'process', onQueue: true, handed: 'job', arrange: arrangeProcess })),
  // https://github.com/actumn/celery.node#worker
  ...[['Worker', 'new'], ['createWorker', '()']].map(
    (path): ConsumerRow => ({ library: 'celery-node', package: 'celery-node', path, method: 'register', handed: 'positional', arrange: arrangeRegister }),
  ),
];

/** `process([name], [concurrency], processor)` */
function arrangeProcess(args: readonly Place[], literalOf: LiteralOf): ConsumerArguments | undefined {
  const processor = args.at(-1);
  const [first] = args;
  if (processor === undefined || first === undefined || args.length > 3) return undefined;
  if (args.length === 1) return { processor, jobs: 'unnamed' };
  const literal = literalOf(first);
  if (typeof literal === 'string') return { processor, jobs: jobsOf(literal) };
  return { processor, jobs: literal === undefined || args.length === 3 ? 'unclear' : 'unnamed' };
}

/** Bull and its NestJS module: `*` stands for every job that no other processor takes. */
export function jobsOf(name: string): Jobs {
  return name === '*' ? 'all' : { named: name };
}

/** `register(name, task)` */
function arrangeRegister([name, processor]: readonly Place[], literalOf: LiteralOf): ConsumerArguments | undefined {
  const literal = name === undefined ? undefined : literalOf(name);
  return processor === undefined ? undefined : { processor, jobs: typeof literal === 'string' ? { named: literal } : 'unclear' };
}
