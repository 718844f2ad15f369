/** Which expressions make tasks: Celery's decorators, those of a Celery app, and a project's own that lead to one of them. */
import { positionalOf } from '../../readers/python/calls.js';
import { lastOf, ownNameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { lastName } from '../../readers/python/purity.js';
import { childIn, namedChildren, sourceOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import { basesOf } from '../../resolve/python/attributes.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';
import { isAppName, isOfCelery, isOfOtherPackage, isTaskClassPath, isTaskDecoratorName, isTaskDecoratorPath, saysCelery } from './names.js';

/** How many functions, results and bases may lie between a name and Celery. */
const MAX_DEPTH = 6;

export interface TaskMakers {
  /** `shared_task` and `app.task`, with or without a call behind them: what a decorator's `@` is followed by. */
  isTaskDecorator(expression: PyNode, module: PythonModule): boolean;
  /** The same of a value; one that is only named like a decorator is not enough where `strict`. */
  makesTasks(value: Value, strict?: boolean): boolean;
  /** A Celery app: `Celery('shop')`, `current_app`, or something unknown by such a name. */
  isApp(expression: PyNode, module: PythonModule): boolean;
  /** A class that has Celery's `Task` among its bases, or is it. */
  isTaskClass(value: Value): boolean;
}

export function createTaskMakers(resolver: PythonResolver): TaskMakers {
  /** The functions that one question has led into: none is read twice. */
  const entered = new Set<PyNode>();

  return {
    isTaskDecorator(expression, module) {
      entered.clear();
      return isDecorator(expression, module, false, 0);
    },
    makesTasks(value, strict = false) {
      entered.clear();
      return makesTasks(value, strict, 0);
    },
    isApp: (expression, module) => isApp(expression, module, 0),
    isTaskClass: (value) => isTaskClass(value, 0),
  };

  function isDecorator(expression: PyNode, module: PythonModule, strict: boolean, depth: number): boolean {
    const node = withoutCalls(expression);
    const value = resolver.valueOf(node, module);
    if (makesTasks(value, strict, depth)) return true;
    const object = childIn(node, 'object');
    const attribute = childIn(node, 'attribute');
    if (object === undefined || attribute === undefined || !isTaskDecoratorName(sourceOf(attribute, module))) return false;
    return (value.kind === 'unknown' || value.kind === 'member') && isApp(object, module, depth);
  }

  function makesTasks(value: Value, strict: boolean, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    switch (value.kind) {
      case 'external':
        return isTaskDecoratorPath(value.path, value.importedName) && (!strict || isOfCelery(value.path));
      case 'member':
        return isTaskDecoratorName(value.name) && isAppValue(value.of, undefined, depth + 1);
      case 'result': {
        const [first] = positionalOf(value.call);
        if (value.of.kind === 'external' && value.of.path === 'functools.partial') {
          return first !== undefined && isDecorator(first, value.module, strict, depth + 1);
        }
        return makesTasks(value.of, strict, depth + 1);
      }
      case 'function':
      case 'class':
        return leadsToDecorator(value, depth + 1);
      default:
        return false;
    }
  }

  /** True for a function in whose body a task decorator is used: `def retried_task(**k): return shared_task(base=Retried, **k)`. */
  function leadsToDecorator({ node, module }: { readonly node: PyNode; readonly module: PythonModule }, depth: number): boolean {
    const body = childIn(node, 'body');
    let found = false;
    if (body === undefined || depth > MAX_DEPTH || entered.has(node)) return false;
    entered.add(node);
    walk(body, (inner) => {
      if (found) return false;
      const used = inner.type === 'call' ? childIn(inner, 'function') : inner.type === 'decorator' ? namedChildren(inner)[0] : undefined;
      if (used !== undefined && mayMakeTasks(used, module) && isDecorator(used, module, true, depth)) found = true;
      const [first] = inner.type === 'call' ? positionalOf(inner) : [];
      if (!found && first !== undefined && mayMakeTasks(first, module) && isDecorator(first, module, true, depth)) found = true;
      return !found;
    });
    return found;
  }

  function isApp(expression: PyNode, module: PythonModule, depth: number): boolean {
    const node = unwrapped(expression);
    return isAppValue(resolver.valueOf(node, module), lastName(node, module), depth);
  }

  /** @param name what the code calls it; it counts where the value says nothing */
  function isAppValue(value: Value, name: string | undefined, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    switch (value.kind) {
      case 'unknown':
        return name !== undefined && isAppName(name);
      case 'external':
        if (isOfCelery(value.path)) return /(^|\.)(current_app|app_or_default|default_app)$/.test(value.path) || isAppName(lastOf(value.path));
        return !isOfOtherPackage(value.path) && (isAppName(lastOf(value.path)) || (name !== undefined && isAppName(name)));
      case 'member':
        return saysCelery(value.name);
      case 'result':
        return isMadeApp(value.of, name, depth + 1);
      case 'class':
      case 'function':
      case 'module':
        return false;
    }
  }

  /** @param of what was called */
  function isMadeApp(of: Value, name: string | undefined, depth: number): boolean {
    switch (of.kind) {
      case 'external':
        return !isOfOtherPackage(of.path) && (saysCelery(of.path) || (name !== undefined && saysCelery(name)));
      case 'class':
        return extendsPath(of, (path) => saysCelery(lastOf(path)), depth) || (name !== undefined && saysCelery(name));
      case 'function':
        return saysCelery(ownNameOf(of.node, of.module)) || (name !== undefined && saysCelery(name)) || returnedValues(of).some((value) => isAppValue(value, undefined, depth));
      case 'member':
        return saysCelery(of.name) || isAppValue(of.of, undefined, depth);
      default:
        return false;
    }
  }

  function isTaskClass(value: Value, depth: number): boolean {
    if (value.kind === 'external') return isTaskClassPath(value.path);
    if (value.kind === 'member') return value.name === 'Task' && isAppValue(value.of, undefined, depth);
    return value.kind === 'class' && depth <= MAX_DEPTH && basesOf(value.node).some((base) => isTaskClass(resolver.valueOf(base, value.module), depth + 1));
  }

  function extendsPath(value: Value, fits: (path: string) => boolean, depth: number): boolean {
    if (value.kind === 'external') return fits(value.path);
    return value.kind === 'class' && depth <= MAX_DEPTH && basesOf(value.node).some((base) => extendsPath(resolver.valueOf(base, value.module), fits, depth + 1));
  }

  function returnedValues({ node, module }: { readonly node: PyNode; readonly module: PythonModule }): Value[] {
    const values: Value[] = [];
    const body = childIn(node, 'body');
    if (body === undefined) return values;
    walk(body, (inner) => {
      if (inner.type === 'function_definition' || inner.type === 'class_definition' || inner.type === 'lambda') return false;
      const [returned] = inner.type === 'return_statement' ? namedChildren(inner) : [];
      if (returned !== undefined) values.push(resolver.valueOf(returned, module));
      return true;
    });
    return values;
  }
}

/** `app.task(bind=True)` without what calls it: `app.task`. */
function withoutCalls(expression: PyNode): PyNode {
  const node = unwrapped(expression);
  const called = node.type === 'call' ? childIn(node, 'function') : undefined;
  return called === undefined ? node : withoutCalls(called);
}

/** Only what is named like a decorator is followed out of a function's body; the rest is what functions are full of. */
function mayMakeTasks(expression: PyNode, module: PythonModule): boolean {
  return /task/i.test(lastName(withoutCalls(expression), module) ?? '');
}

