/** The consumers of a project, found in the files whose text can hold one. */
import type { SourceFiles } from '../../files/source-files.js';
import { roleOfWholeFile } from '../../frameworks/files.js';
import { calleeOf } from '../../libraries/calls.js';
import { pathFrom } from '../../paths.js';
import { ancestorsOf, isFunction } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Value } from '../../resolve/values.js';
import { parametersIn } from '../../readers/ecmascript/parameters.js';
import type { Consumer } from './consumer.js';
import { constructedConsumer, declaredConsumer, madeConsumer, registeredConsumer } from './module-consumers.js';
import { nestConsumers } from './nest.js';
import { processorOf } from './processor.js';
import { mayHoldConsumer, sitesOf } from './sites.js';
import { toldAround } from './surroundings.js';
import type { Open } from './surroundings.js';
import { createUses } from './uses.js';
import type { Uses } from './uses.js';

type OpenConsumer = Open<Consumer>;

export interface Consumers {
  /** All that are known, tests left out. */
  all(): readonly Consumer[];
}

export function createConsumers(resolver: ProjectResolver, files: SourceFiles, uses: Uses = createUses(resolver, files)): Consumers {
  const hinted = files.index((text) => (mayHoldConsumer(text) ? true : undefined));
  const { evaluator } = resolver;
  let found: readonly Consumer[] = [];
  let among: ReadonlyMap<string, true> | undefined;
  let generation = -1;

  return {
    all() {
      const entries = hinted.entries();
      if (entries === among && resolver.generation() === generation) return found;
      among = entries;
      found = findAll([...entries.keys()].filter((path) => roleOfWholeFile(pathFrom(resolver.root, path)) !== 'test'));
      // Reading the modules may have shown that some have changed.
      generation = resolver.generation();
      return found;
    },
  };

  function findAll(paths: readonly string[]): Consumer[] {
    const told: Consumer[] = [];
    const open: OpenConsumer[] = [];
    const readModule = (module: Module): void => {
      for (const candidate of candidatesIn(evaluator, module)) {
        const consumer = candidate.toldIn(undefined);
        if (consumer !== undefined && (isWhole(consumer) || isDeadEnd(consumer))) told.push(consumer);
        else if (consumer !== undefined || mayBeHanded(candidate)) open.push(candidate);
      }
    };
    for (const module of paths.flatMap((path) => resolver.moduleAt(path) ?? [])) unlessTooDeep(() => { readModule(module); });
    const { found: whole, left } = toldAround(evaluator, open, uses, isWhole);
    return [
      ...told,
      ...whole.map(({ told: consumer, node, module }) => ({ ...consumer, node, module })),
      // Their queue is known: whatever runs its jobs, something does.
      ...left.flatMap(({ node, module, toldIn }) => [toldIn(undefined)].flatMap((consumer) => (consumer === undefined || consumer.queues.length === 0 ? [] : { ...consumer, node, module }))),
    ];
  }

  /** The queue is known, what runs its jobs is not, and no caller says more: the jobs are fetched by hand, or a package runs them. */
  function isDeadEnd({ queues, processor }: Consumer): boolean {
    if (queues.length === 0 || 'is' in processor) return false;
    const { node, module } = processor;
    return ![...ancestorsOf(node)].some((around) => isFunction(around) && parametersIn(node, around, module).size > 0);
  }

  function isWhole(consumer: Consumer): boolean {
    const isTold = consumer.queues.length > 0 || (consumer.library === 'celery-node' && typeof consumer.jobs === 'object');
    return isTold && processorOf(evaluator, consumer) !== undefined;
  }

  /** `queue.process(…)` of a queue that a function is given. */
  function mayBeHanded({ node, module }: OpenConsumer): boolean {
    const callee = node.type === 'CallExpression' ? calleeOf(node) : undefined;
    return callee !== undefined && evaluator.value(callee.object, module, undefined).is.kind === 'parameter';
  }
}

/** One file that is nested deeper than the stack reaches must not hide the consumers of all others. */
function unlessTooDeep(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function candidatesIn(evaluator: Evaluator, module: Module): OpenConsumer[] {
  const { constructions, calls, classes } = sitesOf(module);
  const toldOf = (node: Consumer['node']) => (made: Value) => madeConsumer(evaluator, made, node, module);
  return [
    ...constructions.map((node): OpenConsumer => ({ node, module, toldIn: (env) => constructedConsumer(evaluator, node, module, env), toldOf: toldOf(node) })),
    ...calls.map((node): OpenConsumer => ({ node, module, toldIn: (env) => registeredConsumer(evaluator, node, module, env), toldOf: toldOf(node) })),
    ...classes.flatMap((node): OpenConsumer[] => {
      const declared = declaredConsumer(evaluator, node, module);
      return [...(declared === undefined ? [] : [declared]), ...nestConsumers(evaluator, node, module)].map((consumer) => ({ node: consumer.node, module, toldIn: () => consumer, toldOf: toldOf(consumer.node) }));
    }),
  ];
}
