import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Role } from '../../src/analysis/ir.js';
import { HANDLER_ROWS } from '../../src/frameworks/index.js';
import { createMatcher } from '../../src/frameworks/match.js';
import type { Match } from '../../src/frameworks/match.js';
import { createRoleFinder } from '../../src/frameworks/roles.js';
import type { HandlerRow } from '../../src/frameworks/schema.js';
import { LIBRARIES } from '../../src/libraries/index.js';
import { isFunction, walk } from '../../src/readers/ecmascript/estree.js';
import type { FunctionNode, Program } from '../../src/readers/ecmascript/estree.js';
import { parseModule } from '../../src/readers/ecmascript/module.js';
import type { Module } from '../../src/readers/ecmascript/module.js';
import { createResolver } from '../../src/resolve/resolver.js';

interface Question {
  readonly source: string;
  readonly file?: string;
  readonly depends?: readonly string[];
  /** Other files of the project. */
  readonly files?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly match: Match | undefined;
  readonly role: Role;
}

/** A folder for one question; the file in question itself is only in memory, as in an editor. */
export function ask({ source, file = 'src/file.ts', depends = [], files = {} }: Question, rows: readonly HandlerRow[] = HANDLER_ROWS): Answer {
  const root = mkdtempSync(join(tmpdir(), 'fix-chains-roles-'));
  try {
    const manifest = { name: 'x', dependencies: Object.fromEntries(depends.map((name) => [name, '*'])) };
    write(join(root, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) write(join(root, name), text);
    const module = parsed(join(root, file), source);
    const resolver = createResolver({ root, libraries: LIBRARIES });
    resolver.setModule(module);
    const routine = routineIn(module);
    const options = { resolver, root, rows };
    return {
      match: routine.type === 'Program' ? undefined : createMatcher(options)(routine, module),
      role: createRoleFinder(options)(routine, module),
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

export function roleIn(question: Question, rows?: readonly HandlerRow[]): Role {
  return ask(question, rows).role;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function parsed(path: string, source: string): Module {
  const result = parseModule(path, source);
  if (!result.ok) throw new Error(`${result.problem.message}\n${source}`);
  return result.module;
}

/** The innermost function around the first `HERE`. */
function routineIn({ ast, text }: Module): FunctionNode | Program {
  const marker = text.indexOf('HERE');
  if (marker < 0) throw new Error(`no HERE in ${text}`);
  let routine: FunctionNode | Program = ast;
  walk(ast, (node) => {
    if (isFunction(node) && node.range[0] <= marker && marker < node.range[1]) routine = node;
  });
  return routine;
}
