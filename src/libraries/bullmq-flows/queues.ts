/** The queues that a flow's jobs go to, and the defaults that these were constructed with. */
import type { FlowQueue, JobOptions } from '../../analysis/flows.js';
import { createUses, type Uses } from '../../definitions/ecmascript/uses.js';
import type { SourceFiles } from '../../files/source-files.js';
import { unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, isTopLevel } from '../../readers/ecmascript/variables.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { Value } from '../../resolve/values.js';
import { renderString, layoutOf } from '../../rewrites/layout.js';
import { calleeOf } from '../calls.js';
import { givenName, textValue } from '../identity.js';
import { objectFor, propertyOf, readOptions, type Written } from './options.js';

export interface Queues {
  /** The queue that the value of `queueName` means; undefined where its name cannot be read. */
  find(written: Written): FlowQueue | undefined;
  /** The options of jobs that an expression gives: an object, or `queue.defaultJobOptions`. */
  defaultsAt(written: Written): JobOptions;
}

/** A queue that is constructed with `defaultJobOptions`, and the variable that holds it. */
interface Construction {
  readonly name: string;
  readonly defaults: JobOptions;
  readonly module: Module;
  readonly variable?: string;
}

const known = new WeakMap<SourceFiles, Uses>();

export function createQueues(resolver: ProjectResolver, files: SourceFiles): Queues {
  const { evaluator } = resolver;
  let constructions: readonly Construction[] | undefined;

  return { find, defaultsAt };

  function find({ node, module }: Written): FlowQueue | undefined {
    const object = memberObject(node, 'name');
    const value = object === undefined ? undefined : queueValue(object, module);
    if (object !== undefined && value !== undefined) {
      const name = givenName(evaluator, value);
      const expression = isName(object) ? module.text.slice(...object.range) : undefined;
      const named = name === undefined ? undefined : defaultsOf(name, module).defaults;
      const defaults = value.is.kind === 'package' && value.is.made !== undefined ? defaultsOfConstruction(value.is.made) : named;
      return {
        name: name ?? module.text.slice(...object.range),
        key: `[${module.text.slice(...node.range)}]`,
        ...(defaults === undefined ? {} : { defaults }),
        ...(expression === undefined ? {} : { expression }),
      };
    }
    const name = textValue(evaluator, { node, module, env: undefined });
    return name === undefined ? undefined : { name, key: keyFor(name, module), ...defaultsOf(name, module) };
  }

  function defaultsAt({ node, module }: Written): JobOptions {
    const object = memberObject(node, 'defaultJobOptions');
    const value = object === undefined ? undefined : queueValue(object, module);
    const made = value?.is.kind === 'package' ? value.is.made : undefined;
    return (made === undefined ? undefined : defaultsOfConstruction(made)) ?? readOptions({ node, module }, resolver);
  }

  /** An instance of BullMQ's Queue. */
  function queueValue(node: Node, module: Module): Value | undefined {
    const value = evaluator.value(node, module, undefined);
    return value.is.kind === 'package' && value.is.package === 'bullmq' && withoutDefault(value.is.path).join('.') === 'Queue.new' ? value : undefined;
  }

  /** Of all that are constructed under the name; nothing where they differ. */
  function defaultsOf(name: string, module: Module): Pick<FlowQueue, 'defaults' | 'expression'> {
    constructions ??= mentions().flatMap(constructionsIn);
    const [first, ...others] = constructions.filter((each) => each.name === name);
    if (first === undefined || others.some(({ defaults }) => keysOf(defaults) !== keysOf(first.defaults))) return {};
    const here = first.module.path === module.path && others.length === 0 ? first.variable : undefined;
    return { defaults: first.defaults, ...(here === undefined ? {} : { expression: here }) };
  }

  function mentions(): readonly Module[] {
    const uses = known.get(files) ?? createUses(resolver, files);
    known.set(files, uses);
    return uses.mentions('defaultJobOptions');
  }

  function constructionsIn(module: Module): Construction[] {
    const found: Construction[] = [];
    walk(module.ast, (node) => {
      if (node.type === 'NewExpression') found.push(...constructionOf(node, module));
      else if (node.type === 'CallExpression' && calleeOf(node)?.method === 'registerQueue') found.push(...registrationsIn(node, module));
    });
    return found;
  }

  function constructionOf(node: TSESTree.NewExpression, module: Module): Construction[] {
    const value = queueValue(node, module);
    const name = value === undefined ? undefined : givenName(evaluator, value);
    const defaults = name === undefined ? undefined : defaultsOfConstruction({ node, module });
    if (name === undefined || defaults === undefined) return [];
    const variable = variableFor(node, module);
    return [{ name, defaults, module, ...(variable === undefined ? {} : { variable }) }];
  }

  /** `BullModule.registerQueue({ name: 'images', defaultJobOptions: { … } })` of NestJS. */
  function registrationsIn(node: TSESTree.CallExpression, module: Module): Construction[] {
    const { is } = evaluator.value(node.callee, module, undefined);
    if (is.kind !== 'package' || is.package !== '@nestjs/bullmq') return [];
    return node.arguments.flatMap((argument) => {
      const options = objectFor({ node: argument, module }, resolver);
      const named = options && propertyOf(options.node, 'name');
      const name = options === undefined || named === undefined ? undefined : textValue(evaluator, { node: named.value, module: options.module, env: undefined });
      const defaults = options === undefined ? undefined : defaultsIn(options);
      return name === undefined || defaults === undefined ? [] : [{ name, defaults, module }];
    });
  }

  function defaultsOfConstruction({ node, module }: Written): JobOptions | undefined {
    if (node.type !== 'NewExpression') return undefined;
    const [, argument] = node.arguments;
    const options = argument === undefined ? undefined : objectFor({ node: argument, module }, resolver);
    return options === undefined ? undefined : defaultsIn(options);
  }

  function defaultsIn({ node, module }: { readonly node: TSESTree.ObjectExpression; readonly module: Module }): JobOptions | undefined {
    const property = propertyOf(node, 'defaultJobOptions');
    return property === undefined ? undefined : readOptions({ node: property.value, module }, resolver);
  }
}

/** The constant of the module that holds what is constructed, if its name means nothing else anywhere in the file. */
function variableFor(node: Node, module: Module): string | undefined {
  const { parent } = node;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined;
  const [variable] = module.scopes.getDeclaredVariables(parent);
  if (variable === undefined || !isTopLevel(variable) || declaratorOf(variable) !== parent) return undefined;
  return module.scopes.scopes.filter(({ set }) => set.has(variable.name)).length === 1 ? variable.name : undefined;
}

/** `x` of `x.name`. */
function memberObject(node: Node, name: string): Node | undefined {
  const member = unwrapped(node);
  const isIt = member.type === 'MemberExpression' && !member.computed && member.property.type === 'Identifier' && member.property.name === name;
  return isIt ? member.object : undefined;
}

/** Whether it can be written again elsewhere in the same call: `images`, `this.images`. */
function isName(node: Node): boolean {
  if (node.type === 'Identifier' || node.type === 'ThisExpression') return true;
  return node.type === 'MemberExpression' && !node.computed && isName(node.object);
}

function keyFor(name: string, module: Module): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : renderString(name, layoutOf(module));
}

function keysOf({ entries }: JobOptions): string {
  return [...entries.keys()].sort().join();
}
