import type { DispatchDetail } from '../libraries/detail.js';
import type { Dispatch, Hazard, Run } from '../analysis/ir.js';
import { staticName, unwrapped } from '../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Origin, Resolver } from '../resolve/origin.js';

/** What a queue (or a FlowProducer) was constructed with, as far as a flow has to repeat it. */
export interface QueueSettings {
  /** The construction, and the module it stands in. */
  readonly made: { readonly module: Module; readonly node: TSESTree.NewExpression };
  /** True where it has `defaultJobOptions`, which a flow does not apply (bullmq#1034). */
  readonly defaults: boolean;
  /** The value of `prefix`, where there is one. */
  readonly prefix?: Node;
  /** How the connection is written in `made.module`. */
  readonly connection?: string;
}

/** An option's value, and how the construction's module can write it. */
interface Option {
  readonly value: Node;
  readonly text: string;
}

/** Objects that spread objects that spread objects …: deeper than people write. */
const MAX_DEPTH = 4;

/** What the queue of a dispatch was constructed with; undefined where the construction or one of its options is not visible. */
export function settingsOf(dispatch: Dispatch, resolver: Resolver): QueueSettings | undefined {
  const detail = dispatch.detail as DispatchDetail | undefined;
  return detail?.made === undefined ? undefined : settingsOfConstruction(detail.made, ['Queue'], 1, resolver);
}

/** What a FlowProducer was constructed with; undefined as above. */
export function settingsOfProducer(origin: Origin, resolver: Resolver): QueueSettings | undefined {
  return origin.kind === 'package' && origin.made !== undefined
    ? settingsOfConstruction(origin.made, ['FlowProducer'], 0, resolver)
    : undefined;
}

/** True for an instance of BullMQ's FlowProducer. */
export function isFlowProducer(origin: Origin): boolean {
  return isOfBullmq(origin, ['FlowProducer', 'new']);
}

function isOfBullmq(origin: Origin, path: readonly string[]): boolean {
  return (
    origin.kind === 'package' &&
    origin.package === 'bullmq' &&
    origin.path.filter((part) => part !== 'default').join('.') === path.join('.')
  );
}

function settingsOfConstruction(
  made: { readonly module: Module; readonly node: Node },
  path: readonly string[],
  position: number,
  resolver: Resolver,
): QueueSettings | undefined {
  const { module, node } = made;
  // A class of the project's own may pass anything on to the one it extends.
  if (node.type !== 'NewExpression' || !isOfBullmq(resolver.originOf(node.callee, module), path)) return undefined;
  const argument = node.arguments[position];
  if (argument === undefined) return { made: { module, node }, defaults: false };
  const options = optionsIn(argument, module, resolver, 0);
  if (options === undefined) return undefined;
  const prefix = options.get('prefix')?.value;
  const connection = options.get('connection')?.text;
  return {
    made: { module, node },
    defaults: options.has('defaultJobOptions'),
    ...(prefix === undefined ? {} : { prefix }),
    ...(connection === undefined ? {} : { connection }),
  };
}

/** Every option of an object literal, or of a name that stands for one; undefined where there may be more. */
function optionsIn(node: Node, module: Module, resolver: Resolver, depth: number): Map<string, Option> | undefined {
  const object = unwrapped(node);
  if (object.type !== 'ObjectExpression') return depth < MAX_DEPTH ? optionsOfNamed(object, module, resolver, depth) : undefined;
  const options = new Map<string, Option>();
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const spread = optionsIn(property.argument, module, resolver, depth + 1);
      if (spread === undefined) return undefined;
      for (const [name, option] of spread) options.set(name, option);
      continue;
    }
    const name = staticName(property.key, property.computed);
    if (name === undefined) return undefined;
    options.set(name, { value: property.value, text: module.text.slice(property.value.range[0], property.value.range[1]) });
  }
  return options;
}

/** `defaults`, `config.redis`: an object that is declared elsewhere; its options are written through its name. */
function optionsOfNamed(node: Node, module: Module, resolver: Resolver, depth: number): Map<string, Option> | undefined {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const origin = resolver.originOf(node, module);
  if (origin.kind !== 'object') return undefined;
  const text = module.text.slice(node.range[0], node.range[1]);
  const options = optionsIn(origin.node, origin.module, resolver, depth + 1);
  return options && new Map([...options].map(([name, { value }]) => [name, { value, text: `${text}.${name}` }]));
}

/** The jobs of one flow lie under one prefix; where queues say different ones, that shows before the program runs. */
export function hazardsOfPrefixes({ dispatches }: Run, resolver: Resolver): Hazard[] {
  const prefixes = new Set(dispatches.flatMap((dispatch) => visiblePrefixOf(dispatch, resolver) ?? []));
  if (prefixes.size < 2) return [];
  const names = [...prefixes].map((prefix) => `\`${prefix}\``).join(' and ');
  return [{ effect: 'refuse', id: 'different-prefixes', message: `the queues have different prefixes, ${names}, and a chain has one` }];
}

/** The prefix as a string; undefined where it does not show. */
function visiblePrefixOf(dispatch: Dispatch, resolver: Resolver): string | undefined {
  const settings = settingsOf(dispatch, resolver);
  if (settings === undefined) return undefined;
  const { prefix } = settings;
  // What BullMQ takes where a queue has none: https://docs.bullmq.io/guide/queues
  if (prefix === undefined) return 'bull';
  return prefix.type === 'Literal' && typeof prefix.value === 'string' ? prefix.value : undefined;
}
