import type { Tree } from 'web-tree-sitter';
import type { Comment } from '../../analysis/ir.js';
import type { SyntaxProblem } from '../module.js';
import { pythonParser } from './grammar.js';
import { blankOut, findGaps, type Gap } from './recovery.js';
import { copyTree, type PyNode } from './tree.js';

/** A parsed Python file. */
export interface PythonModule {
  readonly language: 'python';
  /** Absolute path. */
  readonly path: string;
  /** Without a byte-order mark. */
  readonly text: string;
  readonly ast: PyNode;
  readonly comments: readonly Comment[];
  /** The first syntax error, where there is one: it spoils the routine that holds it, and no other. */
  readonly problem?: SyntaxProblem;
  /** The broken statements; the tree is that of the text without them. */
  readonly gaps?: readonly Gap[];
}

/** File name endings that hold Python with bodies; stubs (`.pyi`) have none. */
export const PYTHON_EXTENSIONS: readonly string[] = ['.py'];

/**
 * Parses a Python file. It always gives a tree: a syntax error is part of it.
 * @param path absolute path
 * @param text without a byte-order mark
 */
export function parsePython(path: string, text: string): PythonModule {
  const { root, comments } = parseText(text);
  if (!root.broken) return { language: 'python', path, text, ast: root, comments };
  const gaps = findGaps(text, isSound);
  const ast = gaps.length === 0 ? root : parseText(blankOut(text, gaps)).root;
  const problem = { path, line: lineAt(gaps[0]?.span.start ?? errorIn(root), text), message: 'invalid syntax' };
  return { language: 'python', path, text, ast, comments, problem, gaps };
}

function parseText(text: string): { readonly root: PyNode; readonly comments: Comment[] } {
  return withTree(text, (tree) => {
    const cursor = tree.walk();
    try {
      return copyTree(cursor, text);
    } finally {
      cursor.delete();
    }
  });
}

function isSound(text: string): boolean {
  return withTree(text, ({ rootNode }) => !rootNode.hasError);
}

/** A tree lives in memory that has to be freed by hand. */
function withTree<T>(text: string, use: (tree: Tree) => T): T {
  const tree = pythonParser().parse(text);
  // Only a cancelled parse gives none, and nothing here cancels one.
  if (tree === null) throw new Error('the Python parser was stopped');
  try {
    return use(tree);
  } finally {
    tree.delete();
  }
}

/** Where the parser first went wrong. */
function errorIn(root: PyNode): number {
  const broken = root.children.find((child) => child.broken);
  return broken === undefined ? root.range[0] : errorIn(broken);
}

function lineAt(offset: number, text: string): number {
  return text.slice(0, offset).split('\n').length;
}
