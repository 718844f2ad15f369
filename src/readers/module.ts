/** What the readers of all languages give and say. */
import type { AccessPath, Comment } from '../analysis/ir.js';

/** A parsed file of any language. */
export interface SourceModule {
  readonly language: string;
  /** Absolute path. */
  readonly path: string;
  /** Without a byte-order mark. */
  readonly text: string;
  readonly comments: readonly Comment[];
  /** A syntax error that spoils a part of the file and leaves the rest to be read. */
  readonly problem?: SyntaxProblem;
}

/** Why a file (or a part of it) could not be read, with the line (from 1). */
export interface SyntaxProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export type ParseResult<M extends SourceModule = SourceModule> =
  | { readonly ok: true; readonly module: M }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** The paths without repeats, each as it is first written. */
export function distinctPaths(paths: readonly AccessPath[]): AccessPath[] {
  const known = new Map<string, AccessPath>();
  for (const path of paths) {
    const key = JSON.stringify([path.root, path.path]);
    if (!known.has(key)) known.set(key, path);
  }
  return [...known.values()];
}
