import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Role } from '../../../src/analysis/ir.js';
import { PYTHON_HANDLER_ROWS } from '../../../src/frameworks/python/index.js';
import { findMatch, type PythonMatch } from '../../../src/frameworks/python/match.js';
import { createPythonRoleFinder } from '../../../src/frameworks/python/roles.js';
import { createTaskMakers } from '../../../src/libraries/celery/decorators.js';
import { parsePython, type PythonModule } from '../../../src/readers/python/module.js';
import { isFunction } from '../../../src/readers/python/scopes.js';
import { walk, type PyNode } from '../../../src/readers/python/tree.js';
import { createPythonResolver } from '../../../src/resolve/python/resolver.js';

interface Question {
  /** The innermost function around its `HERE` is the routine in question. */
  readonly source: string;
  readonly file?: string;
  /** Other files of the project. */
  readonly files?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly match: PythonMatch | undefined;
  readonly role: Role;
}

/** A folder for one question. */
export function ask({ source, file = 'shop/logic.py', files = {} }: Question): Answer {
  const root = mkdtempSync(join(tmpdir(), 'fix-chains-roles-'));
  try {
    for (const [name, text] of Object.entries({ ...files, [file]: source })) write(join(root, name), text);
    const module = parsePython(join(root, file), source);
    if (module.problem !== undefined) throw new Error(`${module.problem.message}\n${source}`);
    const resolver = createPythonResolver(root, 0);
    resolver.setModule(module);
    const routine = routineIn(module);
    return {
      match: routine.type === 'module' ? undefined : findMatch(PYTHON_HANDLER_ROWS, { routine, module, path: file, resolver, tasks: createTaskMakers(resolver) }),
      role: createPythonRoleFinder({ resolver, root })(routine, module),
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

export function roleIn(question: Question): Role {
  return ask(question).role;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function routineIn({ ast, text }: PythonModule): PyNode {
  const marker = text.indexOf('HERE');
  if (marker < 0) throw new Error(`no HERE in ${text}`);
  let routine = ast;
  walk(ast, (node) => {
    if (isFunction(node) && node.range[0] <= marker && marker < node.range[1]) routine = node;
  });
  return routine;
}
