import type { Argument } from '../analysis/ir.js';
import type { Library } from './library.js';

const TASK = ['Task', 'new'];

/** celery-ts 1.2, as its declarations have it: https://github.com/IBM/celery-ts */
export const celeryTs: Library = {
  id: 'celery-ts',
  packages: ['celery-ts'],
  returns: { 'createClient()': ['Client', 'new'], 'Client.new.createTask()': TASK },
  dispatches: [
    // One object holds it all: `{ args, kwargs, eta, expires, priority, queue, … }`.
    {
      receiver: TASK,
      method: 'applyAsync',
      arrange: (args: readonly Argument[]) => (args.length === 0 ? undefined : { payload: [0], options: 0 }),
    },
  ],
  reportOnly: 'celery-ts cannot send a chain, and a rewrite to task-canvas exists for celery-node only so far',
  styles: [],
  findHazards: () => [],
};
