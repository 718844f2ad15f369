/** The reading of one task's code: what its parts use of each other. */
import type { SourceFiles } from '../../files/source-files.js';
import type { EcmascriptDataLibrary } from '../../footprints/ecmascript/library.js';
import type { CallExpression } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { Env, Made, Value } from '../../resolve/values.js';
import type { Given } from '../instantiate.js';
import type { Kept, Memory } from './memory.js';
import type { Trail } from './trail.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** What reading asks of the rest of the program. */
export interface Surroundings {
  readonly evaluator: Evaluator;
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly dataLibraries: readonly EcmascriptDataLibrary[];
  readonly files: SourceFiles;
  /** Notes what a call dispatches; false where it is no dispatch. */
  readDispatch(call: CallExpression, module: Module, env: Env | undefined, reading: Reading): boolean;
}

export interface Reading extends Surroundings {
  readonly trail: Trail;
  readonly memory: Memory;
  /** What the dispatch hands over, as far as it prunes branches. */
  readonly given: Given;
  /** What an expression is; its effects are recorded when it is met for the first time in its call. */
  evaluate(at: Expressed): JsValue;
  /** As `evaluate`, but a data library's chain is left as it is, since more may be put on it. */
  evaluateKept(at: Expressed): Kept;
  /** What a chain gives that nothing more is put on. */
  settle(value: Kept): JsValue;
  /** Takes note of what the innermost generator gives. */
  noteYield(value: JsValue): void;
  /**
   * Reads a function's body for one call.
   * @param at what is called, or calls back
   * @param call where the arguments stand, for the resolver
   */
  invoke(callee: Value, args: readonly JsValue[], at: Expressed, call?: Made): Kept;
}
