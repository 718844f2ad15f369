/** What dotted names outside of the project say: Celery, something else, or nothing. */

/** Packages whose `delay`, `apply_async` or `task` is not Celery's. */
const OTHER_PACKAGES: ReadonlySet<string> = new Set([
  // The standard library.
  ...['asyncio', 'builtins', 'concurrent', 'contextlib', 'functools', 'multiprocessing', 'queue', 'sched', 'signal', 'subprocess', 'threading', 'time', 'tkinter', 'turtle', 'unittest'],
  // Other queues, schedulers and workflow tools.
  ...['airflow', 'apscheduler', 'arq', 'background_task', 'crewai', 'dagster', 'django_q', 'django_rq', 'doit', 'dramatiq', 'fabric', 'flytekit', 'huey', 'invoke', 'kfp', 'locust', 'luigi', 'metaflow', 'prefect', 'procrastinate', 'rq', 'schedule', 'taskiq'],
  // Pools, parallel computing and streams.
  ...['anyio', 'billiard', 'dask', 'distributed', 'eventlet', 'gevent', 'ipyparallel', 'joblib', 'loky', 'mpire', 'multiprocess', 'pathos', 'ray', 'reactivex', 'rx', 'tenacity', 'torch', 'tornado', 'trio', 'twisted'],
  // Games, experiments and devices.
  ...['RPi', 'arcade', 'board', 'digitalio', 'kivy', 'machine', 'microbit', 'micropython', 'psychopy', 'pyautogui', 'pyb', 'pygame', 'pyglet', 'pynput', 'uasyncio', 'utime'],
  ...['mock', 'pytest'],
]);

/** Modules of packages that are also used with Celery: `django.tasks` is not Celery. */
const OTHER_MODULES = ['django.tasks', 'django_tasks'];

/** Things whose `delay` waits, and whose `apply_async` is a pool's. */
const NO_TASK_NAMES = /^_*(.*_)?(time|timer|clock|pool|pools|executor|threads?|debounced?|debouncer|throttled?|throttler|sleep)$/i;

const TASK_MODULE = /(^|_)(tasks?|celery|jobs?)(_|$)/i;

/** Names under which a Celery app is known. */
const APP_NAME = /^(app|.*celery.*)$/i;

/** True for something of a package that is known, and is not Celery. */
export function isOfOtherPackage(path: string): boolean {
  const [top = path] = path.split('.');
  return OTHER_PACKAGES.has(top) || OTHER_MODULES.some((name) => path === name || path.startsWith(`${name}.`));
}

/** True for a path in Celery itself: `celery.shared_task`. */
export function isOfCelery(path: string): boolean {
  return path === 'celery' || path.startsWith('celery.');
}

/** True where a name outside of the project can be a task that somebody dispatches. */
export function isTaskPath(path: string, importedName: boolean): boolean {
  if (isOfOtherPackage(path) || isOfCelery(path)) return false;
  const modules = path.split('.');
  const name = modules.pop() ?? '';
  if (NO_TASK_NAMES.test(name) || modules.length === 0) return false;
  // Classes are seldom tasks, so for them the module has to say it, as for what is read off a module.
  const needsModule = !importedName || /^_*[A-Z][a-z]/.test(name);
  return !needsModule || modules.some((module) => TASK_MODULE.test(module));
}

/** True for the path of a decorator that makes tasks. Other queues have a `broker.task`, too, so what it is read off must be named like an app. */
export function isTaskDecoratorPath(path: string, importedName: boolean): boolean {
  const names = path.split('.');
  const name = names.pop() ?? '';
  if (isOfCelery(path)) return isTaskDecoratorName(name);
  if (isOfOtherPackage(path)) return false;
  return importedName || name !== 'task' ? /task/i.test(name) : isAppName(names.at(-1) ?? '');
}

/** The names of Celery's own decorators. */
export function isTaskDecoratorName(name: string): boolean {
  return name === 'task' || name === 'shared_task' || name === 'periodic_task';
}

/** True for a path of a `Task` class of Celery or of a package around it: `celery.contrib.abortable.AbortableTask`, `celery_once.QueueOnce`. */
export function isTaskClassPath(path: string): boolean {
  return saysCelery(path.split('.')[0] ?? '') && /(^|\.)\w*(Task|Singleton|QueueOnce)$/.test(path);
}

export function isAppName(name: string): boolean {
  return APP_NAME.test(name);
}

/** True for a name that says Celery, which `app` alone does not. */
export function saysCelery(name: string): boolean {
  return /celery/i.test(name);
}

