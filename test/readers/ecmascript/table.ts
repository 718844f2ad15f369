/** A recogniser that goes by names, so that the reader is tested alone. */
import { isFunction, unwrapped } from '../../../src/readers/ecmascript/estree.js';
import type { Recognised, Recogniser } from '../../../src/readers/ecmascript/recogniser.js';
import { dottedName } from '../../../src/readers/ecmascript/purity.js';
import { literalOf } from '../../../src/readers/ecmascript/variables.js';

const QUEUES = /^(?:this\.)?(?:images|mails|queue|other)$/;

/** `images.add(name, data, options)`, `processTask.delay(…)`, `processTask.applyAsync(args, options)`, `trigger(name, data)` are dispatches. */
export function createTable(): Recogniser & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    recognise(call, module): Recognised | undefined {
      const callee = dottedName(call.callee);
      if (callee === undefined) return undefined;
      asked.push(callee);
      const [receiver, method] = [callee.slice(0, Math.max(callee.lastIndexOf('.'), 0)), callee.slice(callee.lastIndexOf('.') + 1)];
      const [first] = call.arguments;
      const name = String(first === undefined ? '' : literalOf(unwrapped(first), module));
      if (method === 'add' && QUEUES.test(receiver)) {
        const connectionKey = receiver === 'other' ? 'other' : 'main';
        return {
          library: 'bullmq',
          task: { key: `${receiver}#${name}`, name },
          payload: [1],
          options: 2,
          receiverKey: receiver,
          connectionKey,
        };
      }
      if (receiver.endsWith('Task')) {
        const task = { key: receiver, name: receiver };
        if (method === 'delay')
          return { library: 'celery-node', task, payload: call.arguments.map((_, index) => index), receiverKey: receiver };
        if (method === 'applyAsync') return { library: 'celery-node', task, payload: [0], options: 1, receiverKey: receiver };
      }
      if (callee === 'trigger')
        return {
          library: 'bullmq',
          task: { key: name, name },
          payload: [1],
          wrapper: { name: 'trigger', place: { file: 'jobs.ts', line: 3 } },
        };
      return undefined;
    },
    roleOf(routine) {
      if (!isFunction(routine)) return 'script';
      const [first] = routine.params;
      return first?.type === 'Identifier' && first.name === 'req' ? 'request' : 'service';
    },
  };
}
