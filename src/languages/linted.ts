/** A file that a linter has parsed already, in whichever language. */
import { moduleOfLinted, type LintedSource, type Module } from '../readers/ecmascript/module.js';
import type { SourceModule } from '../readers/module.js';
import { PythonSourceCode } from './python/eslint-source-code.js';

/** The module of a linted file; undefined where there is nothing to read: in another plugin's language, and where no dispatch can be. */
export function findLintedModule(path: string, source: object): SourceModule | undefined {
  if (source instanceof PythonSourceCode) return source.module;
  return isEcmascript(source) ? ecmascriptModuleOf(path, source) : undefined;
}

let last: { readonly source: object; readonly module: Module } | undefined;

/** Every rule asks for the module of the file that is being linted: they get one and the same, so that what is read of it is read once. */
function ecmascriptModuleOf(path: string, source: LintedSource): Module {
  if (last?.source === source && last.module.path === path && last.module.ast === source.ast && last.module.text === source.text) return last.module;
  last = { source, module: moduleOfLinted(path, source) };
  return last.module;
}

/** Source code of other languages has no scopes. */
function isEcmascript(source: object & Partial<LintedSource>): source is LintedSource {
  return (source.ast as { readonly type?: unknown } | undefined)?.type === 'Program' && Boolean(source.scopeManager);
}
