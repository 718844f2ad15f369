/** Whether the jobs of a queue can fail: many workers catch what their jobs throw, log it, and are done. */
import { createConsumers, type Consumers } from '../../definitions/ecmascript/consumers.js';
import { processorOf } from '../../definitions/ecmascript/processor.js';
import { keysOfQueueName } from '../../definitions/ecmascript/queue-keys.js';
import type { SourceFiles } from '../../files/source-files.js';
import { isFunction, walk } from '../../readers/ecmascript/estree.js';
import type { FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Written } from './options.js';

export interface Workers {
  /** Whether a worker of the queue, by what its name is written as, is seen to catch errors of its jobs and to go on. */
  catchErrors(queueName: Written): boolean;
}

const known = new WeakMap<SourceFiles, Consumers>();

/** Nothing is read before the first question. */
export function createWorkers(resolver: ProjectResolver, files: SourceFiles): Workers {
  const { evaluator } = resolver;

  return {
    catchErrors(queueName) {
      const keys = keysOfQueueName(evaluator, { ...queueName, env: undefined });
      return consumers()
        .all()
        .filter(({ library, queues }) => library === 'bullmq' && queues.some((key) => keys.includes(key)))
        .some((consumer) => {
          const processor = processorOf(evaluator, consumer);
          return processor !== undefined && catchesErrors(processor.node);
        });
    },
  };

  function consumers(): Consumers {
    const all = known.get(files) ?? createConsumers(resolver, files);
    known.set(files, all);
    return all;
  }
}

/** Whether a function has a `catch` that throws nothing; which part of the work it is for is not looked into. */
function catchesErrors({ body }: FunctionNode): boolean {
  let found = false;
  walk(body, (node) => {
    if (isFunction(node)) return false;
    found ||= node.type === 'CatchClause' && !throws(node.body);
    return !found;
  });
  return found;
}

function throws(root: Node): boolean {
  let found = false;
  walk(root, (node) => {
    if (isFunction(node)) return false;
    found ||= node.type === 'ThrowStatement';
    return !found;
  });
  return found;
}
