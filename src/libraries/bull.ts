import type { Argument } from '../analysis/ir.js';
import type { Arrangement, DispatchRow, Library } from './library.js';

/** Bull's `JobOptions`: https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md#queueadd */
const OPTION_NAMES = new Set([
  'priority',
  'delay',
  'attempts',
  'repeat',
  'backoff',
  'lifo',
  'timeout',
  'jobId',
  'removeOnComplete',
  'removeOnFail',
  'stackTraceLimit',
  'preventParsingData',
  'debounce',
]);

/** What `new Queue(…)` of `import Queue from 'bull'` gives, and what the types `Queue` and `Bull.Queue` say. */
const RECEIVERS: readonly (readonly string[])[] = [['new'], ['Queue', 'new']];

/** Bull 4 and its NestJS module: https://github.com/OptimalBits/bull */
export const bull: Library = {
  id: 'bull',
  packages: ['bull'],
  // Bull's constructor may be called without `new`.
  returns: { '()': ['Queue', 'new'] },
  decorators: [{ packages: ['@nestjs/bull'], name: 'InjectQueue', gives: ['Queue', 'new'] }],
  dispatches: RECEIVERS.map((receiver): DispatchRow => ({ receiver, method: 'add', arrange })),
  waits: { method: 'finished' },
  reportOnly:
    'Bull has no flows, so its jobs cannot be chained; BullMQ, its successor, has them: move these queues to `bullmq` (docs.bullmq.io), then run this again',
  styles: [],
  findHazards: () => [],
};

/** `add(data)`, `add(data, opts)`, `add(name, data)` and `add(name, data, opts)`: a first argument that is a string is the name. */
function arrange(args: readonly Argument[]): Arrangement | undefined {
  const [first, second, third] = args;
  if (first === undefined) return undefined;
  if (first.spread) return { payload: [0] };
  if (!isNamed(first, second, third)) {
    if (second?.entries?.has('repeat') === true) return undefined;
    return { payload: [0], ...(second === undefined ? {} : { options: 1 }) };
  }
  if (third?.entries?.has('repeat') === true) return undefined;
  return { name: 0, payload: [1], ...(third === undefined ? {} : { options: 2 }) };
}

function isNamed(first: Argument, second: Argument | undefined, third: Argument | undefined): boolean {
  if (second === undefined || first.entries !== undefined || first.elements !== undefined) return false;
  if (third !== undefined || typeof first.literal === 'string') return true;
  const keys = [...(second.entries?.keys() ?? [])];
  return keys.length === 0 || !keys.every((key) => OPTION_NAMES.has(key));
}
