import type { DispatchDetail } from '../../libraries/detail.js';
import type { Dispatch } from '../../analysis/ir.js';
import type { SourceFiles } from '../../files/source-files.js';
import { calleeOf } from '../../libraries/calls.js';
import { givenName, textValue } from '../../libraries/identity.js';
import { pathFrom } from '../../paths.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Value } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { createConsumers } from './consumers.js';
import type { DefinitionFinder, DescribedJob, FoundDefinition, TaskDefinition } from './definition.js';
import { homeOf, NOWHERE } from './homes.js';
import { identityOf } from './identity.js';
import { madeQueues } from './looked-up.js';
import { createPackages } from './packages.js';
import type { Packages } from './packages.js';
import { processorOf } from './processor.js';
import type { FoundFunction } from './processor.js';
import { keysOfQueue, keysOfQueueName } from './queue-keys.js';
import { withinReach } from './reach.js';
import type { Source } from './reach.js';
import { registeredFor } from './registries.js';
import { createRunners } from './runners.js';
import { taskMethodOf } from './task-objects.js';
import type { HandedOn } from './task-objects.js';
import { createUses } from './uses.js';

export interface DefinitionFinderOptions {
  readonly resolver: ProjectResolver;
  /** The project's files in TypeScript and JavaScript. */
  readonly files: SourceFiles;
}

type Inner = NonNullable<DispatchDetail['inner']>;

/** What a job is called, where the dispatch says so: a text, nothing, or something that cannot be worked out. */
type JobName = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none' } | { readonly kind: 'unknown' };

/** Leaves out the consumers that a dispatch's jobs do not get to. */
type Reach = (consumers: readonly Consumer[]) => readonly Consumer[];

/** Libraries whose tasks are known by their names alone, and may be run by Celery's own workers. */
const CELERY: ReadonlySet<string> = new Set(['celery-node', 'celery-ts']);

/** Nothing is read before the first question. */
export function createDefinitionFinder({ resolver, files }: DefinitionFinderOptions): DefinitionFinder {
  const uses = createUses(resolver, files);
  const consumers = createConsumers(resolver, files, uses);
  const runners = createRunners(resolver, uses);
  const { evaluator } = resolver;
  let packages = createPackages();
  let generation = -1;

  return {
    definitionNamed(name) {
      const [only, other] = registeredAs(name);
      const worker = only === undefined || other !== undefined ? undefined : processorOf(evaluator, only);
      return only === undefined || worker === undefined ? undefined : definitionOf(worker, only, { kind: 'text', text: name }, undefined);
    },
    definitionOf(dispatch, module) {
      const inner = (dispatch.detail as DispatchDetail | undefined)?.inner;
      const reached: Reach = (found) => withinReach(found, sourceOf(inner, module), packagesNow(), resolver.root);
      if (inner === undefined) return definitionAmong(dispatch, reached(runners.of(dispatch, module)), { kind: 'unknown' }, undefined);
      return CELERY.has(dispatch.library) ? celeryTask(dispatch, inner, reached) : queuedJob(dispatch, inner, reached);
    },
    definitionOfJob(job, { path }) {
      const { queue, name } = job;
      const home = 'is' in queue ? homeOf(evaluator, queue) : NOWHERE;
      const reached = withinReach(consumersOf(job), { paths: [path], home }, packagesNow(), resolver.root);
      return definitionAmong(job, reached, name === undefined ? { kind: 'none' } : { kind: 'text', text: name }, undefined);
    },
  };

  function consumersOf({ library, queue, name }: DescribedJob): readonly Consumer[] {
    if (CELERY.has(library)) return name === undefined ? [] : registeredAs(name);
    const keys = 'is' in queue ? keysOfQueue(evaluator, queue) : keysOfQueueName(evaluator, queue);
    return consumers.all().filter((consumer) => consumer.library === library && consumer.queues.some((key) => keys.includes(key)));
  }

  /** Manifests are read anew when a file of the project has changed. */
  function packagesNow(): Packages {
    const now = resolver.generation();
    if (now !== generation) packages = createPackages();
    generation = now;
    return packages;
  }

  function sourceOf(inner: Inner | undefined, { path }: Module): Source {
    if (inner === undefined) return { paths: [path], home: NOWHERE };
    const { receiver } = inner.library;
    const made = receiver.is.kind === 'package' ? receiver.is.made : undefined;
    return { paths: [...new Set([path, inner.module.path, ...(made === undefined ? [] : [made.module.path])])], home: homeOf(evaluator, receiver) };
  }

  /** The functions that workers of Celery's protocol run under a name. */
  function registeredAs(name: string): readonly Consumer[] {
    return consumers.all().filter(({ library, jobs }) => CELERY.has(library) && typeof jobs === 'object' && jobs.named === name);
  }

  function celeryTask(dispatch: Dispatch, inner: Inner, reached: Reach): FoundDefinition {
    const name = nameOf(inner);
    const text = name.kind === 'text' ? name.text : name.kind === 'none' ? givenName(evaluator, inner.library.receiver) : undefined;
    if (text === undefined) return none(dispatch, NAME_UNKNOWN);
    const registered = reached(registeredAs(text));
    return registered.length === 0 ? { kind: 'elsewhere', name: text } : definitionAmong(dispatch, registered, { kind: 'text', text }, undefined);
  }

  function queuedJob(dispatch: Dispatch, inner: Inner, reached: Reach): FoundDefinition {
    const keys = keysOfReceiver(inner);
    if (keys.length === 0) return none(dispatch, 'is put on a queue that is not known');
    const ofQueue = consumers.all().filter(({ library, queues }) => library === dispatch.library && queues.some((key) => keys.includes(key)));
    return definitionAmong(dispatch, reached(ofQueue), nameOf(inner), inner);
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

  function definitionAmong(dispatch: Pick<Dispatch, 'task'>, candidates: readonly Consumer[], name: JobName, inner: Inner | undefined): FoundDefinition {
    const [first, ...others] = fittingOf(candidates, name);
    if (first === undefined) return none(dispatch, candidates.length > 0 && name.kind === 'unknown' ? NAME_UNKNOWN : 'has no consumer in this project');
    const worker = processorOf(evaluator, first);
    const second = others.find((other) => processorOf(evaluator, other)?.node !== worker?.node);
    if (second !== undefined) return none(dispatch, `has several consumers, ${placeOf(first)} and ${placeOf(second)}`);
    if (worker === undefined) return none(dispatch, `is run by ${placeOf(first)}, whose processor is not known`);
    const definition = definitionOf(worker, first, name, inner);
    return definition === undefined ? none(dispatch, `is run by what ${placeOf(first)} looks up, which may be several things`) : { kind: 'found', definition };
  }

  function definitionOf(worker: FoundFunction, { handed }: Consumer, name: JobName, inner: Inner | undefined): TaskDefinition | undefined {
    const jobName = name.kind === 'text' ? name.text : undefined;
    const method = handed === 'job' && inner !== undefined ? methodOf(worker, inner, jobName) : undefined;
    if (method === 'unclear') return undefined;
    const run = method ?? worker;
    return { handed, ...run, identity: identityOf(run.env), ...(jobName === undefined ? {} : { jobName }) };
  }

  /** What a worker hands the job on to, where reading its body would not find that. */
  function methodOf(worker: FoundFunction, inner: Inner, jobName: string | undefined): HandedOn | 'unclear' | undefined {
    return taskMethodOf(evaluator, inner, worker) ?? (jobName === undefined ? undefined : registeredFor(evaluator, uses, jobName, worker));
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

function none({ task }: Pick<Dispatch, 'task'>, what: string): FoundDefinition {
  return { kind: 'none', reason: `\`${task.name}\` ${what}` };
}
