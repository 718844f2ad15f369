/** Roles by a file's path, for what no framework calls. */
import type { Role } from '../analysis/ir.js';
import type { Module } from '../readers/ecmascript/module.js';
import { fitsGlob } from './glob.js';

const TESTS = [
  '**/*.test.*', '**/*.spec.*', '**/*.e2e-spec.*', '**/*.bench.*', '**/__tests__/**', '**/__mocks__/**', '**/test/**', '**/tests/**', '**/e2e/**',
  '**/cypress/**',
];
const MIGRATIONS = ['**/migrations/**', '**/*.migration.*'];
const SCRIPTS = [
  '**/scripts/**', '**/bin/**', '**/seeds/**', '**/seeders/**', '**/seed.*', '**/*.seed.*', '**/*.seeder.*', '**/gulpfile.*', '**/gruntfile.*',
];
/** Only with an import of a command line package: CQRS keeps its services in folders of the same name. */
const COMMANDS = ['**/commands/**', '**/command/**', '**/cli/**', '**/cli.*', '**/*.command.*'];

const COMMAND_LINE_PACKAGES = new Set([
  'commander', 'yargs', 'yargs/yargs', 'nest-commander', '@oclif/core', '@oclif/command', 'cac', 'citty', 'clipanion', 'meow', 'sade', 'gluegun', 'cleye',
  '@adonisjs/ace', '@adonisjs/core/ace',
]);

/** The role of everything in a test or migration file, whatever else it looks like; undefined elsewhere. */
export function roleOfWholeFile(path: string): Role | undefined {
  if (isOneOf(path, TESTS)) return 'test';
  return isOneOf(path, MIGRATIONS) ? 'migration' : undefined;
}

/** The role of what nothing else is known of, by where its file is; `service` where that says nothing. */
export function roleOfRest(path: string, module: Module): Role {
  if (isOneOf(path, SCRIPTS)) return 'script';
  return isOneOf(path, COMMANDS) && importsCommandLine(module) ? 'command' : 'service';
}

function isOneOf(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => fitsGlob(path, glob));
}

function importsCommandLine(module: Module): boolean {
  return module.ast.body.some((statement) => {
    if (statement.type === 'ImportDeclaration') return COMMAND_LINE_PACKAGES.has(statement.source.value);
    if (statement.type !== 'VariableDeclaration') return false;
    return statement.declarations.some(({ init }) => {
      if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== 'require') return false;
      const [specifier] = init.arguments;
      return specifier?.type === 'Literal' && typeof specifier.value === 'string' && COMMAND_LINE_PACKAGES.has(specifier.value);
    });
  });
}
