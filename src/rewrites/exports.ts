import type { Module } from '../readers/ecmascript/module.js';
import { staticName } from '../readers/ecmascript/estree.js';
import { isCommonJs } from './import-place.js';

/** False only where it is certain that a module does not export a name. */
export function mayExport(module: Module, name: string): boolean {
  if (isCommonJs(module)) return true;
  return module.ast.body.some((statement) => {
    if (statement.type === 'ExportAllDeclaration') return statement.exported === null || staticName(statement.exported, false) === name;
    if (statement.type !== 'ExportNamedDeclaration') return false;
    if (statement.specifiers.some(({ exported }) => staticName(exported, false) === name)) return true;
    const { declaration } = statement;
    if (declaration?.type === 'VariableDeclaration') {
      return declaration.declarations.some(({ id }) => id.type !== 'Identifier' || id.name === name);
    }
    return declaration !== null && 'id' in declaration && declaration.id?.type === 'Identifier' && declaration.id.name === name;
  });
}
