/** What a decorator or a call calls, and whether a row means it. */
import { lastOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { variableOf } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { isOneOf, isTraced, pathsOf, pathsOfType } from './provenance.js';
import { fits } from './patterns.js';
import type { Callee, ReceiverMethod } from './schema.js';

/** A decorator or a call, taken apart. */
export interface Called {
  readonly module: PythonModule;
  /** What is called, or decorates without a call: `app.post`. */
  readonly callee: PyNode;
  readonly arguments: readonly PyNode[];
}

/** The parts of a call, or of a decorator that is none. */
export function calledIn(expression: PyNode, module: PythonModule): Called {
  const callee = expression.type === 'call' ? childIn(expression, 'function') : undefined;
  if (callee === undefined) return { module, callee: expression, arguments: [] };
  const list = childIn(expression, 'arguments');
  return { module, callee, arguments: list?.type === 'argument_list' ? namedChildren(list) : [] };
}

/** The argument at a position, or under a keyword. */
export function argumentAt({ arguments: list, module }: Called, at: number | string): PyNode | undefined {
  if (typeof at === 'number') {
    const argument = list[at];
    return argument?.type === 'keyword_argument' || list.slice(0, at + 1).some(({ type }) => type === 'list_splat') ? undefined : argument;
  }
  const found = list.find((one) => one.type === 'keyword_argument' && nameUnder(one, 'name', module) === at);
  return found === undefined ? undefined : childIn(found, 'value');
}

/** The last name of what is called; undefined where it has none. */
export function nameOfCallee({ callee, module }: Called): string | undefined {
  if (callee.type === 'identifier') return sourceOf(callee, module);
  return callee.type === 'attribute' ? nameUnder(callee, 'attribute', module) : undefined;
}

/** Whether a row means what is called, and how surely. */
export function confidenceOfCallee(callee: Callee, called: Called, resolver: PythonResolver): 'strong' | 'medium' | undefined {
  if ('methods' in callee) return ofMethod(callee, called, resolver);
  const value = resolver.valueOf(called.callee, called.module);
  const path = value.kind === 'external' ? value.path : undefined;
  return path !== undefined && isOneOf(path, callee.names) ? 'strong' : undefined;
}

function ofMethod(row: ReceiverMethod, called: Called, resolver: PythonResolver): 'strong' | 'medium' | undefined {
  const name = nameOfCallee(called);
  const object = childIn(called.callee, 'object');
  if (object === undefined || name === undefined || !row.methods.includes(name)) return undefined;
  const value = resolver.valueOf(object, called.module);
  const paths = pathsOf(value, resolver) ?? pathsOfParameter(object, called.module, resolver) ?? [];
  if (row.receiver !== undefined && paths.some((path) => isOneOf(path, row.receiver ?? []))) return 'strong';
  if (isTraced(value)) return undefined;
  if (row.receiverName !== undefined && fits(lastOf(sourceOf(object, called.module)), row.receiverName)) return 'medium';
  return row.path === true && isPath(called.arguments[0], called.module) ? 'medium' : undefined;
}

/** `def add_routes(app: Flask):` */
function pathsOfParameter(object: PyNode, module: PythonModule, resolver: PythonResolver): readonly string[] | undefined {
  const [binding, ...others] = object.type === 'identifier' ? (variableOf(object, module)?.bindings ?? []) : [];
  const type = binding?.kind === 'parameter' && others.length === 0 ? childIn(binding.node, 'type') : undefined;
  return type === undefined ? undefined : pathsOfType(type, module, resolver);
}

function isPath(argument: PyNode | undefined, module: PythonModule): boolean {
  return argument?.type === 'string' && /^[a-zA-Z]*(['"])\1{0,2}\//.test(sourceOf(argument, module));
}

function nameUnder(node: PyNode, field: string, module: PythonModule): string | undefined {
  const name = childIn(node, field);
  return name === undefined ? undefined : sourceOf(name, module);
}
