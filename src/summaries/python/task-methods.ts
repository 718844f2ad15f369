/** What a task offers to those who dispatch it: `resize.delay`, `resize.s`, wherever that is handed or kept. */
import { literalIn } from './alternatives.js';
import type { Reading } from './reading.js';
import type { PyValue } from '../../footprints/python/values.js';

type CeleryTask = NonNullable<ReturnType<Reading['view']['tasks']['taskOf']>>;

/** A method of a task that dispatches it, makes a signature of it, or runs it. */
export interface TaskMethod {
  readonly task: CeleryTask;
  readonly name: string;
}

const TASK_METHOD = 'method of a task';
const NAMED = 'task by its name';

const METHODS: ReadonlySet<string> = new Set([
  ...['delay', 'apply_async', 'delay_on_commit', 'apply_async_on_commit', 'apply'],
  ...['s', 'si', 'signature', 'subtask', 'chunks', 'map', 'starmap'],
]);

/** What is read off a task; undefined for anything else. */
export function taskMethodOf(of: PyValue, name: string, reading: Reading): PyValue | undefined {
  const task = METHODS.has(name) ? taskBehind(of, reading) : undefined;
  const data: TaskMethod | undefined = task === undefined ? undefined : { task, name };
  return data === undefined ? undefined : { kind: 'handle', library: TASK_METHOD, data };
}

export function methodIn(value: PyValue): TaskMethod | undefined {
  return value.kind === 'handle' && value.library === TASK_METHOD ? (value.data as TaskMethod) : undefined;
}

/** `current_app.tasks['shop.tasks.resize']` */
const REGISTRY = /^celery\.(?:current_app|Celery\(\)|Task\(\)\.app)\.tasks$/;

export function taskInRegistry(of: PyValue, index: PyValue, reading: Reading): PyValue | undefined {
  const name = literalIn(index);
  if (of.kind !== 'external' || !REGISTRY.test(of.path) || typeof name !== 'string') return undefined;
  return { kind: 'handle', library: NAMED, data: taskNamed(name, reading) };
}

/** The task that workers know by a name, whether or not it is in the project. */
export function taskNamed(name: string, { view }: Reading): CeleryTask {
  const definition = view.definitionNamed(name);
  return { name, label: name, ...(definition === undefined ? {} : { definition }) };
}

function taskBehind(value: PyValue, { view }: Reading): CeleryTask | undefined {
  switch (value.kind) {
    case 'function':
    case 'class':
      return view.tasks.taskOf(value);
    case 'instance':
      return view.tasks.taskOf(value.of);
    case 'handle':
      return value.library === NAMED ? (value.data as CeleryTask) : undefined;
    default:
      return undefined;
  }
}
