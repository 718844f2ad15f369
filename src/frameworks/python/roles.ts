import type { Role } from '../../analysis/ir.js';
import { createTaskMakers } from '../../libraries/celery/decorators.js';
import { pathFrom } from '../../paths.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { callersOf } from './callers.js';
import { roleOfRest, roleOfWholeFile } from './files.js';
import { PYTHON_HANDLER_ROWS } from './index.js';
import { findMatch } from './match.js';
import { routineAround } from './provenance.js';

/** How many callers of callers, and functions around functions, are asked. */
const MAX_DEPTH = 8;

export interface PythonRoleFinderOptions {
  readonly resolver: PythonResolver;
  /** Absolute path of the folder that roles by path count from. */
  readonly root: string;
}

/**
 * Says what calls a routine (a `function_definition`, a `lambda` or the `module`). In this order: the file is a test or a migration; a row of
 * the frameworks fits; the routine around it has a role of its own; it is private to the file and all that call it have one role; the folder.
 */
export function createPythonRoleFinder({ resolver, root }: PythonRoleFinderOptions): (routine: PyNode, module: PythonModule) => Role {
  const tasks = createTaskMakers(resolver);

  return (routine, module) => {
    const path = pathFrom(root, module.path);
    const whole = roleOfWholeFile(path, module);
    if (whole !== undefined) return whole;
    return roleInFile(routine, []) ?? roleOfRest(path);

    /** Undefined where neither the routine nor what is around it or calls it is known. */
    function roleInFile(one: PyNode, asked: readonly PyNode[]): Role | undefined {
      if (one.type === 'module') return 'script';
      const match = findMatch(PYTHON_HANDLER_ROWS, { routine: one, module, path, resolver, tasks });
      if (match !== undefined) return match.row.role;
      if (asked.length >= MAX_DEPTH || asked.includes(one)) return undefined;
      const next = [...asked, one];
      const around = routineAround(one);
      return (around === undefined ? undefined : roleInFile(around, next)) ?? roleOfCallers(callersOf(one, module), next);
    }

    function roleOfCallers(callers: readonly PyNode[], asked: readonly PyNode[]): Role | undefined {
      // What calls itself says nothing new about what calls it.
      const others = callers.filter((caller) => !asked.includes(caller));
      const roles = new Set(others.map((caller) => roleInFile(caller, asked)));
      return roles.size === 1 ? [...roles][0] : undefined;
    }
  };
}
