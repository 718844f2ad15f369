/** A file that a linter has parsed already, in whichever language. */
import { moduleOfLinted, type LintedSource } from '../readers/ecmascript/module.js';
import type { SourceModule } from '../readers/module.js';
import { PythonSourceCode } from './python/eslint-source-code.js';

/** The module of a linted file; undefined where there is nothing to read: in another plugin's language, and where no dispatch can be. */
export function findLintedModule(path: string, source: object): SourceModule | undefined {
  if (source instanceof PythonSourceCode) return source.module;
  return isEcmascript(source) ? moduleOfLinted(path, source) : undefined;
}

/** Source code of other languages has no scopes. */
function isEcmascript(source: object & Partial<LintedSource>): source is LintedSource {
  return (source.ast as { readonly type?: unknown } | undefined)?.type === 'Program' && Boolean(source.scopeManager);
}
