/** Functions and classes that are handed to a framework: `path('orders/', views.create)`. */
import { lastOf, ownNameOf } from '../../readers/python/names.js';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PythonModule } from '../../readers/python/module.js';
import { classOf } from '../../readers/python/scopes.js';
import { childIn, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';
import { argumentAt, calledIn, confidenceOfCallee, nameOfCallee, type Called } from './callees.js';
import type { ReferenceSignal } from './schema.js';
import { type Subject } from './subject.js';

/** In these files near a module, and in the files of these packages, its functions are made known to a framework. */
const ROUTE_FILES = ['urls.py', 'routes.py', 'apps.py', 'app.py', 'main.py', '__init__.py'];
const ROUTE_PACKAGES = ['urls', 'routes'];
/** The module's own folder, the one above (`shop/views/orders.py`, `shop/urls.py`), and the one above that. */
const FOLDERS = 3;
/** How many wrapper calls are seen through: `csrf_exempt(cache_page(60)(create))`. */
const MAX_WRAPPERS = 4;

/**
 * Whether the routine is handed to what the row means.
 * @param near the modules to look in
 */
export function ofReference(signal: ReferenceSignal, subject: Subject, near: readonly PythonModule[]): 'strong' | 'medium' | undefined {
  let best: 'medium' | undefined;
  for (const module of near) {
    for (const called of callsOf(signal, module)) {
      if (!isHandedTo(signal, called, subject)) continue;
      const confidence = confidenceOfCallee(signal.callee, called, subject.resolver);
      if (confidence === 'strong') return confidence;
      best = confidence ?? best;
    }
  }
  return best;
}

/** The calls of a module that have a name which the row means. */
function callsOf({ callee }: ReferenceSignal, module: PythonModule): readonly Called[] {
  const calls = callsIn(module);
  const names = 'methods' in callee ? callee.methods : callee.names.map(lastOf);
  return names.includes('*') ? [...calls.values()].flat() : names.flatMap((name) => calls.get(name) ?? []);
}

function isHandedTo({ at, methods = [] }: ReferenceSignal, called: Called, { routine, module, resolver }: Subject): boolean {
  const owner = methods.includes(ownNameOf(routine, module)) ? classOf(routine) : undefined;
  return at.some((place) => {
    const argument = argumentAt(called, place);
    return argument !== undefined && [routine, owner].some((node) => node !== undefined && leadsTo(argument, called.module, { node, module }, resolver));
  });
}

interface Target {
  readonly node: PyNode;
  readonly module: PythonModule;
}

/** Whether an expression is the function or class, or what a wrapper or `as_view()` makes of it. */
function leadsTo(expression: PyNode, module: PythonModule, target: Target, resolver: PythonResolver, depth = 0): boolean {
  const inner = unwrapped(expression);
  if (module.path === target.module.path && isAt(inner, target.node)) return true;
  if (inner.type === 'identifier' || inner.type === 'attribute') return isTarget(resolver.valueOf(inner, module), target);
  if (inner.type !== 'call' || depth >= MAX_WRAPPERS) return false;
  const callee = childIn(inner, 'function');
  const made = callee?.type === 'attribute' ? childIn(callee, 'object') : callee;
  const { arguments: handed } = calledIn(inner, module);
  return [...(made === undefined ? [] : [made]), ...handed].some((one) => leadsTo(one, module, target, resolver, depth + 1));
}

function isTarget(value: Value, { node, module }: Target): boolean {
  return (value.kind === 'function' || value.kind === 'class') && value.module.path === module.path && isAt(value.node, node);
}

// The same file may have been parsed twice.
function isAt(one: PyNode, other: PyNode): boolean {
  return one.type === other.type && one.range[0] === other.range[0] && one.range[1] === other.range[1];
}

const known = new WeakMap<PyNode, ReadonlyMap<string, readonly Called[]>>();

/** The calls of a module, by the last name of what is called. */
function callsIn(module: PythonModule): ReadonlyMap<string, readonly Called[]> {
  const calls = known.get(module.ast) ?? findCalls(module);
  known.set(module.ast, calls);
  return calls;
}

function findCalls(module: PythonModule): Map<string, Called[]> {
  const calls = new Map<string, Called[]>();
  walk(module.ast, (node) => {
    if (node.type !== 'call') return;
    const called = calledIn(node, module);
    const name = nameOfCallee(called);
    if (name === undefined || called.arguments.length === 0) return;
    const others = calls.get(name);
    if (others === undefined) calls.set(name, [called]);
    else others.push(called);
  });
  return calls;
}

/** The routine's own module, and the files of routes near it. */
export function modulesNear({ module, resolver }: Subject): readonly PythonModule[] {
  const near = routeFilesNear(module.path, resolver.root).flatMap((path) => {
    const found = path === module.path ? undefined : resolver.moduleAt(path);
    return found === undefined ? [] : [found];
  });
  return [module, ...near];
}

function routeFilesNear(path: string, root: string): string[] {
  const files: string[] = [];
  let folder = dirname(path);
  for (let level = 0; level < FOLDERS; level += 1) {
    files.push(...ROUTE_FILES.map((name) => join(folder, name)), ...ROUTE_PACKAGES.flatMap((name) => filesIn(join(folder, name))));
    if (folder === root || dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return files;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
