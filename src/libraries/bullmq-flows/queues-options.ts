/** `queuesOptions` of `FlowProducer.add`: what stands in for the queues' own defaults. https://docs.bullmq.io/guide/flows */
import type { FlowQueue, JobOptions } from '../../analysis/flows.js';
import { staticName } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import { isOpen, NO_OPTIONS, objectFor, propertyOf, UNREADABLE } from './options.js';
import type { Queues } from './queues.js';

/** What a call gives to the jobs of each queue. */
export interface QueuesOptions {
  /** @param queue undefined where its name cannot be read */
  for(queue: FlowQueue | undefined): JobOptions;
}

export const NO_QUEUES_OPTIONS: QueuesOptions = { for: () => NO_OPTIONS };
const UNREADABLE_QUEUES_OPTIONS: QueuesOptions = { for: () => UNREADABLE };

interface Context {
  readonly module: Module;
  readonly resolver: ProjectResolver;
  readonly queues: Queues;
}

/** @param argument the second argument of the call */
export function readQueuesOptions(argument: Node | undefined, { module, resolver, queues }: Context): QueuesOptions {
  if (argument === undefined) return NO_QUEUES_OPTIONS;
  const options = objectFor({ node: argument, module }, resolver);
  if (options === undefined || isOpen(options.node)) return UNREADABLE_QUEUES_OPTIONS;
  const property = propertyOf(options.node, 'queuesOptions');
  if (property === undefined) return NO_QUEUES_OPTIONS;
  const byQueue = objectFor({ node: property.value, module: options.module }, resolver);
  if (byQueue === undefined) return UNREADABLE_QUEUES_OPTIONS;
  const given = new Map<string, JobOptions>();
  for (const entry of byQueue.node.properties) {
    const name = entry.type === 'Property' ? nameOf(entry, byQueue.module) : undefined;
    if (entry.type !== 'Property' || name === undefined) return UNREADABLE_QUEUES_OPTIONS;
    given.set(name, defaultsIn({ node: entry.value, module: byQueue.module }));
  }
  return { for: (queue) => (queue === undefined ? UNREADABLE : given.get(queue.name) ?? NO_OPTIONS) };

  /** `images`, `'images'`, `[IMAGES]`, `[images.name]` */
  function nameOf({ key, computed }: TSESTree.Property, keyModule: Module): string | undefined {
    return staticName(key, computed) ?? queues.find({ node: key, module: keyModule })?.name;
  }

  function defaultsIn(written: { readonly node: Node; readonly module: Module }): JobOptions {
    const settings = objectFor(written, resolver);
    if (settings === undefined || isOpen(settings.node)) return UNREADABLE;
    const defaults = propertyOf(settings.node, 'defaultJobOptions');
    return defaults === undefined ? NO_OPTIONS : queues.defaultsAt({ node: defaults.value, module: settings.module });
  }
}
