/** Tasks by the names that workers know them by, over the whole project. */
import type { SourceFiles } from '../../files/source-files.js';
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import type { TaskFinder } from '../../libraries/celery/definitions.js';
import { topLevelVariables } from '../../readers/python/scopes.js';
import type { PythonResolver } from '../../resolve/python/values.js';

export interface TaskIndex {
  /** The only task of that name; undefined where there is none, or several. */
  find(name: string): TaskDefinition | undefined;
}

/** Without this word a file makes no tasks. */
const TASK_WORD = /task/i;

export function createTaskIndex(files: SourceFiles, resolver: PythonResolver, tasks: TaskFinder): TaskIndex {
  /** The texts that may make tasks, as far as a name can be looked for in them. */
  const index = files.index((text) => (TASK_WORD.test(text) ? new Set(text.match(/[\w.-]+/g)) : undefined));

  return {
    find(name) {
      const found = [...index.entries()].flatMap(([path, words]) => (mayName(words, name) ? tasksIn(path, name) : []));
      const [only, ...others] = found;
      return others.some(({ node }) => node !== only?.node) ? undefined : only;
    },
  };

  function tasksIn(path: string, name: string): TaskDefinition[] {
    const module = resolver.moduleAt(path);
    if (module === undefined) return [];
    return [...topLevelVariables(module)].flatMap(([variable, { bindings }]) => {
      if (!bindings.some(({ kind }) => kind === 'function' || kind === 'class' || kind === 'assignment')) return [];
      const task = tasks.taskOf(resolver.exportOf(module, variable));
      return task?.name === name && task.definition !== undefined ? [task.definition] : [];
    });
  }
}

/** A file that names a task has its whole name in quotes, or defines something by the end of it. */
function mayName(words: ReadonlySet<string>, name: string): boolean {
  return words.has(name) || words.has(name.slice(name.lastIndexOf('.') + 1));
}
