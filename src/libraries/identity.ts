/** What tells queues, tasks and connections apart. */
import type { Expression, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from '../resolve/evaluator.js';
import { memberOf } from '../resolve/members.js';
import type { Symbol } from '../resolve/origin.js';
import { withoutDefault } from '../resolve/packages.js';
import { isLasting } from '../resolve/values.js';
import type { Env, Value } from '../resolve/values.js';
import { calleeOf } from './calls.js';

/** Where a value of an expression is asked for. */
export interface Place {
  readonly node: Node;
  readonly module: Module;
  readonly env: Env | undefined;
}

/** The literal text that an expression stands for. */
export function textValue(evaluator: Evaluator, { node, module, env }: Place): string | undefined {
  const { is } = evaluator.value(node, module, env);
  return is.kind === 'literal' && (typeof is.value === 'string' || typeof is.value === 'number') ? String(is.value) : undefined;
}

/** The source of an expression on one line. */
export function sourceText({ node, module }: Pick<Place, 'node' | 'module'>): string {
  return module.text.slice(node.range[0], node.range[1]).replace(/\s+/g, ' ');
}

/** The name that a queue or task was made with: `images` of `new Queue('images')` and `@InjectQueue('images')`, `x` of `createTask('x')`. */
export function givenName(evaluator: Evaluator, receiver: Value): string | undefined {
  const [first] = madeArguments(receiver);
  return first === undefined ? undefined : textValue(evaluator, first);
}

/** Whether the receiver stands for a broker, where task names are unique, and not for one queue. */
export function isClient({ is }: Value): boolean {
  return is.kind === 'package' && withoutDefault(is.path)[0] === 'Client';
}

/** Identity of a queue, task or client: by name, else by the variable or field that holds it, else by where it is made. */
export function receiverKeyOf(evaluator: Evaluator, receiver: Value): string | undefined {
  const { is } = receiver;
  if (is.kind !== 'package') return undefined;
  const name = isClient(receiver) ? undefined : givenName(evaluator, receiver);
  if (name !== undefined) return `'${name}'`;
  if (is.symbol !== undefined) return symbolKey(is.symbol);
  const from = is.decorator ?? is.made;
  return from === undefined ? undefined : `${from.module.path}@${String(from.node.range[0])}`;
}

/** Whether two calls that get at the receiver in the same way are sure to get the same one. */
export function isFixed(evaluator: Evaluator, receiver: Value): boolean {
  const { is } = receiver;
  if (is.kind !== 'package') return false;
  return is.decorator !== undefined || (is.symbol !== undefined && isLasting(is.symbol)) || givenName(evaluator, receiver) !== undefined;
}

function symbolKey(symbol: Symbol): string {
  const { module, name, node } = symbol;
  return `${module.path}#${name}${isLasting(symbol) ? '' : `@${String(node.range[0])}`}`;
}

/**
 * Identity of the connection (BullMQ's `connection`, Bull's `redis`) or of the broker and backend (celery); undefined where it cannot
 * be seen.
 */
export function connectionKeyOf(evaluator: Evaluator, receiver: Value): string | undefined {
  const { is } = receiver;
  if (is.kind !== 'package' || is.made === undefined) return undefined;
  if (isClient(receiver)) return clientKey(evaluator, receiver);
  const { node, module } = is.made;
  const client = node.type === 'CallExpression' ? calleeOf(node) : undefined;
  if (client?.method === 'createTask') return clientKey(evaluator, evaluator.value(client.object, module, receiver.madeEnv));
  const [, ...rest] = madeArguments(receiver);
  for (const argument of rest) {
    const options = evaluator.value(argument.node, argument.module, argument.env);
    if (options.is.kind === 'literal') return `'${String(options.is.value)}'`;
    if (options.is.kind !== 'object') continue;
    for (const name of ['connection', 'redis']) {
      const written = propertyOf(options.is.node, name);
      if (written !== undefined) return valueKey(evaluator, memberOf(evaluator, options, name), { node: written, module: options.is.module, env: options.env });
    }
  }
  return undefined;
}

function clientKey(evaluator: Evaluator, client: Value): string | undefined {
  const { is } = client;
  if (is.kind !== 'package' || is.made === undefined) return is.kind === 'package' && is.symbol !== undefined ? symbolKey(is.symbol) : undefined;
  // The third argument is the queue, which may differ within one broker.
  return madeArguments(client)
    .slice(0, 2)
    .map((argument) => valueKey(evaluator, evaluator.value(argument.node, argument.module, argument.env), argument))
    .join(', ');
}

/** A value by what it is, else by what holds it, else by how it is written. */
function valueKey(evaluator: Evaluator, { is }: Value, written: Place): string {
  if (is.kind === 'literal') return `'${String(is.value)}'`;
  if ('symbol' in is) return symbolKey(is.symbol);
  if (is.kind === 'package' && is.made !== undefined) return sourceText(is.made);
  if (is.kind === 'object') return sourceText(is);
  return sourceText(outermost(evaluator, written));
}

/** The argument that a parameter stands for, as the outermost known call writes it. */
export function outermost(evaluator: Evaluator, place: Place): Place {
  const { node, module, env } = place;
  if (node.type !== 'Identifier') return place;
  for (let current = env; current !== undefined; current = current.outer) {
    const { scope, call } = current.frame;
    if (call === undefined || !('params' in scope)) continue;
    const index = scope.params.findIndex((parameter) => parameter.type === 'Identifier' && parameter.name === node.name && contains(scope, node));
    const argument = index === -1 ? undefined : call.node.arguments[index];
    if (argument !== undefined && argument.type !== 'SpreadElement') return outermost(evaluator, { node: argument, module: call.module, env: call.env });
  }
  return { node, module, env };
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

function madeArguments({ is, madeEnv }: Value): Place[] {
  if (is.kind !== 'package') return [];
  if (is.decorator !== undefined) return placesOf(is.decorator.node.arguments, is.decorator.module, undefined);
  return is.made === undefined ? [] : placesOf(is.made.node.arguments, is.made.module, madeEnv);
}

function placesOf(nodes: readonly (Expression | TSESTree.SpreadElement)[], module: Module, env: Env | undefined): Place[] {
  return nodes.map((node) => ({ node, module, env }));
}

function propertyOf(object: TSESTree.ObjectExpression, name: string): Node | undefined {
  for (const property of object.properties) {
    if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name) return property.value;
  }
  return undefined;
}
