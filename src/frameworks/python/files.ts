/** Roles by a file's path, for what no framework calls. */
import type { Role } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { topLevelVariables } from '../../readers/python/scopes.js';
import { isIn } from './patterns.js';

const TESTS = ['**/tests/**', '**/test/**', '**/test_*.py', '**/*_test.py', '**/tests.py', '**/tests_*.py', '**/conftest.py'];
const MIGRATIONS = ['**/migrations/**', '**/alembic/versions/**'];
/** Alembic lets a project name the folder around; its own files tell. */
const VERSIONS = ['**/versions/**'];
const COMMANDS = ['**/management/commands/**'];
const SCRIPTS = ['**/scripts/**', '**/bin/**', '**/manage.py', '**/setup.py', '**/fabfile.py', '**/noxfile.py'];

export function isTestFile(path: string): boolean {
  return isIn(path, TESTS);
}

/** The role of everything in a test or migration file, whatever else it looks like; undefined elsewhere. */
export function roleOfWholeFile(path: string, module: PythonModule): Role | undefined {
  if (isTestFile(path)) return 'test';
  if (isIn(path, MIGRATIONS)) return 'migration';
  return isIn(path, VERSIONS) && topLevelVariables(module).has('down_revision') ? 'migration' : undefined;
}

/** The role of what nothing else is known of, by where its file is; `service` where that says nothing. */
export function roleOfRest(path: string): Role {
  if (isIn(path, COMMANDS)) return 'command';
  return isIn(path, SCRIPTS) ? 'script' : 'service';
}
