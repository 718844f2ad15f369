import type { DispatchDetail } from '../../libraries/detail.js';
import type { Dispatch } from '../../analysis/ir.js';
import type { SourceFiles } from '../../files/source-files.js';
import { calleeOf } from '../../libraries/calls.js';
import { givenName, textValue } from '../../libraries/identity.js';
import { pathFrom } from '../../paths.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Value } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { createConsumers } from './consumers.js';
import type { DefinitionFinder, FoundDefinition, TaskDefinition } from './definition.js';
import { identityOf } from './identity.js';
import { madeQueues } from './looked-up.js';
import { processorOf } from './processor.js';
import type { FoundFunction } from './processor.js';
import { keysOfQueue } from './queue-keys.js';
import { registeredFor } from './registries.js';
import { createRunners } from './runners.js';
import { taskMethodOf } from './task-objects.js';
import type { HandedOn } from './task-objects.js';

export interface DefinitionFinderOptions {
  readonly resolver: ProjectResolver;
  /** The project's files in TypeScript and JavaScript. */
  readonly files: SourceFiles;
}

type Inner = NonNullable<DispatchDetail['inner']>;

/** What a job is called, where the dispatch says so: a text, nothing, or something that cannot be worked out. */
type JobName = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none' } | { readonly kind: 'unknown' };

/** Libraries whose tasks are known by their names alone, and may be run by Celery's own workers. */
const CELERY: ReadonlySet<string> = new Set(['celery-node', 'celery-ts']);

/** Code that shows how a package is used runs nothing of the project's own. */
const EXAMPLES = /(?:^|\/)(?:examples?|demos?|samples?)\//;

/** Nothing is read before the first question. */
export function createDefinitionFinder({ resolver, files }: DefinitionFinderOptions): DefinitionFinder {
  const consumers = createConsumers(resolver, files);
  const runners = createRunners(resolver, files);
  const { evaluator } = resolver;

  return {
    definitionNamed(name) {
      const [only, other] = registeredAs(name);
      const worker = only === undefined || other !== undefined ? undefined : processorOf(evaluator, only);
      return only === undefined || worker === undefined ? undefined : definitionOf(worker, only, { kind: 'text', text: name }, undefined);
    },
    definitionOf(dispatch, module) {
      const inner = (dispatch.detail as DispatchDetail | undefined)?.inner;
      if (inner === undefined) return definitionAmong(dispatch, runners.of(dispatch, module), { kind: 'unknown' }, undefined);
      return CELERY.has(dispatch.library) ? celeryTask(dispatch, inner) : queuedJob(dispatch, inner);
    },
  };

  /** The functions that workers of Celery's protocol run under a name. */
  function registeredAs(name: string): readonly Consumer[] {
    return consumers.all().filter(({ library, jobs }) => CELERY.has(library) && typeof jobs === 'object' && jobs.named === name);
  }

  function celeryTask(dispatch: Dispatch, inner: Inner): FoundDefinition {
    const name = nameOf(inner);
    const text = name.kind === 'text' ? name.text : name.kind === 'none' ? givenName(evaluator, inner.library.receiver) : undefined;
    if (text === undefined) return none(dispatch, NAME_UNKNOWN);
    const registered = registeredAs(text);
    return registered.length === 0 ? { kind: 'elsewhere', name: text } : definitionAmong(dispatch, registered, { kind: 'text', text }, undefined);
  }

  function queuedJob(dispatch: Dispatch, inner: Inner): FoundDefinition {
    const keys = keysOfReceiver(inner);
    if (keys.length === 0) return none(dispatch, 'is put on a queue that is not known');
    const ofQueue = consumers.all().filter(({ library, queues }) => library === dispatch.library && queues.some((key) => keys.includes(key)));
    return definitionAmong(dispatch, ofQueue, nameOf(inner), inner);
  }

  function nameOf({ call, module, env, library: { arrangement } }: Inner): JobName {
    const argument = arrangement.name === undefined ? undefined : call.arguments[arrangement.name];
    if (argument === undefined) return { kind: 'none' };
    const text = textValue(evaluator, { node: argument, module, env });
    return text === undefined ? { kind: 'unknown' } : { kind: 'text', text };
  }

  function keysOfReceiver({ call, module, env, library: { receiver } }: Inner): string[] {
    const object = calleeOf(call)?.object;
    const made: readonly Value[] = object === undefined ? [] : (madeQueues(evaluator, { node: object, module, env }) ?? []);
    const [first, ...others] = made.map((queue) => keysOfQueue(evaluator, queue));
    const agreed = first?.filter((key) => others.every((other) => other.includes(key))) ?? [];
    return [...new Set([...keysOfQueue(evaluator, receiver), ...agreed])];
  }

  function definitionAmong(dispatch: Dispatch, candidates: readonly Consumer[], name: JobName, inner: Inner | undefined): FoundDefinition {
    const [first, ...others] = withoutExamples(fittingOf(candidates, name));
    if (first === undefined) return none(dispatch, candidates.length > 0 && name.kind === 'unknown' ? NAME_UNKNOWN : 'has no consumer in this project');
    const worker = processorOf(evaluator, first);
    const second = others.find((other) => processorOf(evaluator, other)?.node !== worker?.node);
    if (second !== undefined) return none(dispatch, `has several consumers, ${placeOf(first)} and ${placeOf(second)}`);
    if (worker === undefined) return none(dispatch, `is run by ${placeOf(first)}, whose processor is not known`);
    return { kind: 'found', definition: definitionOf(worker, first, name, inner) };
  }

  function definitionOf(worker: FoundFunction, { handed }: Consumer, name: JobName, inner: Inner | undefined): TaskDefinition {
    const jobName = name.kind === 'text' ? name.text : undefined;
    const method = handed === 'job' && inner !== undefined ? methodOf(worker, inner, jobName) : undefined;
    const run = method ?? worker;
    return { handed, ...run, identity: identityOf(run.env), ...(jobName === undefined ? {} : { jobName }) };
  }

  /** What a worker hands the job on to, where reading its body would not find that. */
  function methodOf(worker: FoundFunction, inner: Inner, jobName: string | undefined): HandedOn | undefined {
    return taskMethodOf(evaluator, inner, worker) ?? (jobName === undefined ? undefined : registeredFor(evaluator, jobName, worker));
  }

  function withoutExamples(found: readonly Consumer[]): readonly Consumer[] {
    const others = found.filter(({ module }) => !EXAMPLES.test(pathFrom(resolver.root, module.path)));
    return others.length === 0 ? found : others;
  }

  function placeOf({ module, node }: Consumer): string {
    return `${pathFrom(resolver.root, module.path)}:${String(module.text.slice(0, node.range[0]).split('\n').length)}`;
  }
}

const NAME_UNKNOWN = 'has a name that cannot be worked out, so that what runs it is not known';

/** The consumers that run a job of that name: those that say it, else those that take any. */
function fittingOf(consumers: readonly Consumer[], name: JobName): readonly Consumer[] {
  const exact = consumers.filter(({ jobs }) => (typeof jobs === 'object' ? name.kind === 'text' && jobs.named === name.text : jobs === 'unnamed' && name.kind === 'none'));
  return exact.length > 0 ? exact : consumers.filter(({ jobs }) => jobs === 'all' || jobs === 'unclear');
}

function none({ task }: Dispatch, what: string): FoundDefinition {
  return { kind: 'none', reason: `\`${task.name}\` ${what}` };
}
