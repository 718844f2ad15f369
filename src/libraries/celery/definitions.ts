/** Which values are Celery tasks, under which name each is registered, and the code that it runs. */
import type { Parameter } from '../../analysis/canvas.js';
import { keywordOf, positionalOf } from '../../readers/python/calls.js';
import { lastOf, ownNameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentsOf } from '../../readers/python/purity.js';
import { parameterName } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { basesOf, boundInBody, decoratorsOf } from '../../resolve/python/attributes.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';
import { createTaskMakers, type TaskMakers } from './decorators.js';
import type { TaskDefinition } from './detail.js';
import { isTaskPath } from './names.js';

interface CeleryTask {
  /** The name that workers know it by, or its dotted path where it is not in the project. */
  readonly name: string;
  /** The function's or the class's own name. */
  readonly label: string;
  readonly definition?: TaskDefinition;
}

export interface TaskFinder extends TaskMakers {
  /** The task that an expression stands for. */
  taskAt(expression: PyNode, module: PythonModule): CeleryTask | undefined;
  /** The task that a value is; undefined where it is none, or nobody can tell. */
  taskOf(value: Value): CeleryTask | undefined;
  /** The task of the project that is registered under a name: `shop.tasks.resize`. */
  taskNamed(name: string, from: PythonModule): CeleryTask | undefined;
}

type Defined = Extract<Value, { kind: 'function' | 'class' }>;

/** How many bases may lie between a task's class and its `run`, and how many calls between a name and the class. */
const MAX_DEPTH = 6;

export function createTaskFinder(resolver: PythonResolver): TaskFinder {
  const makers = createTaskMakers(resolver);

  return {
    ...makers,
    taskAt: (expression, module) => taskOf(resolver.valueOf(expression, module), 0),
    taskOf: (value) => taskOf(value, 0),
    taskNamed(name, from) {
      const dot = name.lastIndexOf('.');
      const file = dot <= 0 ? undefined : resolver.fileOf(name.slice(0, dot), from);
      const module = file === undefined ? undefined : resolver.moduleAt(file);
      const task = module === undefined ? undefined : taskOf(resolver.exportOf(module, name.slice(dot + 1)), 0);
      return task?.name === name ? task : undefined;
    },
  };

  function taskOf(value: Value, depth: number): CeleryTask | undefined {
    switch (value.kind) {
      case 'function':
        return taskOfFunction(value);
      case 'class':
        return makers.isTaskClass(value) ? taskOfClass(value) : undefined;
      case 'external':
        return isTaskPath(value.path, value.importedName) ? { name: value.path, label: lastOf(value.path) } : undefined;
      case 'result':
        return depth > MAX_DEPTH ? undefined : taskOfCall(value, depth + 1);
      default:
        return undefined;
    }
  }

  function taskOfFunction(value: Defined): CeleryTask | undefined {
    const decorator = decoratorsOf(value.node).find((expression) => makers.isTaskDecorator(expression, value.module));
    return decorator === undefined ? undefined : decorated(value, decorator, value.module);
  }

  /** @param decorator the expression that makes the task, and the module it stands in */
  function decorated({ node, module }: Defined, decorator: PyNode, place: PythonModule): CeleryTask {
    const called = decorator.type === 'call' ? decorator : undefined;
    const name = called === undefined ? undefined : plainString(keywordOf(called, 'name', place), place);
    const bind = called === undefined ? undefined : keywordOf(called, 'bind', place);
    const parameters = parametersOf(node, module);
    // A project's own decorator binds without a word, and `**options` may hold the word; `self` says so then.
    const saysNothing = bind === undefined && isDirect(decorator, place);
    const bound = bind?.type === 'true' || (bind?.type !== 'false' && !saysNothing && parameters[0]?.name === 'self');
    const base = called === undefined ? undefined : keywordOf(called, 'base', place);
    const of = base === undefined ? undefined : resolver.valueOf(base, place);
    const definition = { module, node, bound, ...(of?.kind === 'class' ? { of } : {}), parameters: bound ? parameters.slice(1) : parameters };
    return { name: name ?? registeredName(node, module), label: ownNameOf(node, module), definition };
  }

  /** True for a decorator of Celery's own or of an app: what it does not say it does not do. */
  function isDirect(decorator: PyNode, module: PythonModule): boolean {
    const called = decorator.type === 'call' ? (childIn(decorator, 'function') ?? decorator) : decorator;
    if (decorator.type === 'call' && argumentsOf(decorator).some(({ type }) => type === 'dictionary_splat')) return false;
    const { kind } = resolver.valueOf(called, module);
    return kind === 'external' || kind === 'member' || kind === 'unknown';
  }

  function taskOfClass(value: Defined): CeleryTask | undefined {
    const run = findRun(value, 0);
    if (run === undefined) return undefined;
    const [only, ...others] = boundInBody(value.node, 'name', value.module);
    const name = others.length === 0 ? plainString(only?.value, value.module) : undefined;
    const parameters = parametersOf(run.node, run.module).slice(1);
    return { name: name ?? registeredName(value.node, value.module), label: ownNameOf(value.node, value.module), definition: { ...run, bound: false, of: value, parameters } };
  }

  function findRun({ node, module }: Defined, depth: number): { readonly node: PyNode; readonly module: PythonModule } | undefined {
    const run = boundInBody(node, 'run', module).at(-1);
    if (run?.kind === 'function') return { node: run.node, module };
    if (run !== undefined || depth > MAX_DEPTH) return undefined;
    for (const base of basesOf(node)) {
      const value = resolver.valueOf(base, module);
      const found = value.kind === 'class' ? findRun(value, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** `Resize()`, `app.register_task(Resize())`, `shared_task(resize)`, `app.task(bind=True)(resize)`. */
  function taskOfCall({ of, call, module }: Extract<Value, { kind: 'result' }>, depth: number): CeleryTask | undefined {
    if (of.kind === 'class') return taskOf(of, depth);
    const [first] = positionalOf(call);
    if (first === undefined) return undefined;
    const value = resolver.valueOf(first, module);
    const called = childIn(call, 'function');
    const registers = of.kind === 'member' && of.name === 'register_task' && called !== undefined && makers.isApp(childIn(called, 'object') ?? called, module);
    if (registers) return value.kind === 'result' || value.kind === 'class' ? taskOf(value, depth) : undefined;
    if (value.kind !== 'function' || !makers.makesTasks(of, true)) return undefined;
    return decorated(value, called?.type === 'call' ? called : call, module);
  }

  /** Workers know a task by its module and its name in it. */
  function registeredName(node: PyNode, module: PythonModule): string {
    return `${resolver.moduleNameOf(module)}.${ownNameOf(node, module)}`;
  }
}

/** The text of a string literal without anything to be put into it. */
export function plainString(node: PyNode | undefined, module: PythonModule): string | undefined {
  if (node?.type !== 'string') return undefined;
  const parts = namedChildren(node);
  const [start] = parts;
  const text = start === undefined ? '' : sourceOf(start, module);
  if (/[bft]/i.test(text) || parts.some(({ type }) => type === 'interpolation')) return undefined;
  const content = parts.filter(({ type }) => type === 'string_content');
  return content.some(({ children }) => children.length > 0) ? undefined : content.map((part) => sourceOf(part, module)).join('');
}

/** All parameters of a function, `self` included. */
function parametersOf(node: PyNode, module: PythonModule): Parameter[] {
  const list = childIn(node, 'parameters');
  const parameters: Parameter[] = [];
  let isKeywordOnly = false;
  for (const parameter of list === undefined ? [] : namedChildren(list)) {
    if (parameter.type === 'keyword_separator') isKeywordOnly = true;
    const name = parameterName(parameter);
    if (name === undefined) continue;
    const splat = parameter.type === 'typed_parameter' ? namedChildren(parameter)[0]?.type : parameter.type;
    const kind = splat === 'list_splat_pattern' ? 'list' : splat === 'dictionary_splat_pattern' ? 'dict' : isKeywordOnly ? 'keyword-only' : 'positional';
    const required = kind !== 'list' && kind !== 'dict' && childIn(parameter, 'value') === undefined;
    parameters.push({ name: sourceOf(name, module), kind, required });
    if (kind === 'list') isKeywordOnly = true;
  }
  return parameters;
}
