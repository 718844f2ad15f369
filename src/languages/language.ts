/** One source language: what the program asks of it. Each has a folder here, in `readers`, `resolve`, `frameworks` and `rewrites`. */
import type { Census } from '../analysis/common.js';
import type { Facts } from '../analysis/facts.js';
import type { Knowledge, Term } from '../analysis/footprint.js';
import type { Dispatch, Finding, SourceFile } from '../analysis/ir.js';
import type { ParseResult, SourceModule } from '../readers/module.js';
import type { Change, Rewrite, Style } from '../analysis/edit.js';
import type { ProjectSettings, RewriteOptions } from '../settings.js';

export interface Language<M extends SourceModule = SourceModule> {
  readonly id: M['language'];
  /** File name endings, with the dot. */
  readonly extensions: readonly string[];
  /** The methods that dispatch: a text without one of these names (and without a wrapper's) holds no dispatch. */
  readonly dispatchNames: readonly string[];
  /** What is read off where a canvas or a flow is written: a text without one of these or of `dispatchNames` has no facts. */
  readonly factNames: readonly string[];
  /** The packages that the task libraries are imported from. */
  readonly packages: readonly string[];
  /** Whether a file holds tests, by its path relative to the project's folder. */
  isTest(path: string): boolean;
  /** Whether functions of the project that dispatch are dispatchers themselves, so that their names have to be looked for, too. */
  readonly followsWrappers: boolean;
  /**
   * @param path absolute path
   * @param text without a byte-order mark
   */
  parse(path: string, text: string): ParseResult<M>;
  /** @param root absolute path of the folder that relative paths of the settings count from */
  createFront(root: string, settings: ProjectSettings): Front<M>;
  /**
   * What a change did to the code outside of its run, in a sentence without a full stop; undefined where it did nothing.
   * @param before path (its ending decides the dialect) and text without a byte-order mark
   * @param after the text that would be written, without a byte-order mark
   */
  findForeignChange(before: { readonly path: string; readonly text: string }, after: string, change: Change): string | undefined;
}

/** A folder of code in one language under one set of settings. */
export interface Front<M extends SourceModule = SourceModule> {
  /** The routines of a module in which at least two dispatches stand in one block. */
  read(module: M): SourceFile;
  /** What a finding of that module becomes in a style. */
  rewrite(finding: Finding, style: Style, module: M, options: RewriteOptions): Rewrite;
  /** What the rules of the canvas ask about a module. */
  factsOf(module: M): Facts;
  /** Where the innermost statement that holds an offset begins. */
  statementStartAt(module: M, offset: number): number;
  /** What is known of the task of a dispatch of that module, in terms of the dispatching routine's values. */
  knowledgeOf(dispatch: Dispatch, module: M): Knowledge | Elsewhere;
  /** What is known of the task that workers know by a name; undefined where this language's code has none. */
  knowledgeNamed(task: Elsewhere): Knowledge | undefined;
  /** What the dispatches of the project carry. */
  census(): Census;
  /** Takes a module's text ahead of what is on disk, for the modules that import it. */
  setModule(module: M): void;
  /** Names of the functions and methods of a module that are dispatchers themselves: files that call them may hold runs. */
  dispatcherNamesOf(module: M): string[];
}

/** A task that another language of the project may define, and what it is handed. */
interface Elsewhere {
  readonly kind: 'elsewhere';
  /** Id of the task library that both speak. */
  readonly library: string;
  /** The name that workers know the task by. */
  readonly name: string;
  readonly positional: readonly Term[];
  readonly keyword: ReadonlyMap<string, Term>;
  /** There may be more of them. */
  readonly open: boolean;
}
