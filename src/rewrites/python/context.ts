import type { PythonModule } from '../../readers/python/module.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { RewriteOptions } from '../../settings.js';
import type { PythonImports } from './imports.js';

/** What a rewrite may ask beside the finding. */
export interface PythonRewriteContext extends RewriteOptions {
  /** The file that holds the run. */
  readonly module: PythonModule;
  readonly resolver: PythonResolver;
  /** Whether the project is seen to keep results where chords can count them. */
  readonly hasResults?: () => boolean;
}

/** The context while a rewrite is being written. */
export interface PythonDraft extends PythonRewriteContext {
  /** The imports of `module`; what is requested here becomes part of the rewrite. */
  readonly imports: PythonImports;
}
