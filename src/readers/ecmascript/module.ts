import { analyze } from '@typescript-eslint/scope-manager';
import type { ScopeManager } from '@typescript-eslint/scope-manager';
import { extname } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Comment } from '../../analysis/ir.js';
import type { ParseResult } from '../module.js';
import { childrenOf } from './estree.js';
import type { Node, Program } from './estree.js';

/** A parsed file. Every node has `range` and `parent`, whichever parser made it. */
export interface Module {
  readonly language: 'ecmascript';
  /** Absolute path. */
  readonly path: string;
  /** Without a byte-order mark. */
  readonly text: string;
  readonly ast: Program;
  readonly comments: readonly Comment[];
  /** ESLint's or typescript-eslint's scope manager; made on first use. */
  readonly scopes: ScopeManager;
  /** The tree and scopes belong to a linter: they hold only until it goes on to its next file (oxlint reuses them). */
  readonly borrowed?: true;
}

/** File name endings that hold ECMAScript. */
export const ECMASCRIPT_EXTENSIONS: readonly string[] = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

const COMMONJS = new Set(['.cjs', '.cts']);

/**
 * Parses a file with oxc. A `.js` or `.ts` file is tried as a module first, then as a script, since both stand under these names.
 * @param path absolute path; its ending decides the dialect
 * @param text without a byte-order mark
 */
export function parseModule(path: string, text: string): ParseResult<Module> {
  const lang = dialectOf(path);
  const first = parseSync(path, text, { lang, range: true, astType: 'ts', preserveParens: false, sourceType: COMMONJS.has(extname(path)) ? 'commonjs' : 'module' });
  let parsed = first;
  if (parsed.errors.length > 0 && !lang.startsWith('ts')) {
    const script = parseSync(path, text, { lang, range: true, astType: 'ts', preserveParens: false, sourceType: 'commonjs' });
    if (script.errors.length === 0) parsed = script;
  }
  const error = parsed.errors[0];
  if (error !== undefined) {
    const offset = error.labels[0]?.start ?? 0;
    return { ok: false, problem: { path, line: text.slice(0, offset).split('\n').length, message: error.message } };
  }
  const ast = parsed.program as unknown as Program;
  setParents(ast);
  const comments = parsed.comments.map(({ start, end }) => ({ span: { start, end }, text: text.slice(start, end) }));
  return { ok: true, module: moduleOf(path, text, ast, comments) };
}

function dialectOf(path: string): 'ts' | 'tsx' | 'dts' | 'jsx' {
  if (/\.d\.[cm]?ts$/.test(path)) return 'dts';
  if (path.endsWith('.tsx')) return 'tsx';
  // JSX in a .js file is common, and no JavaScript is lost by allowing it.
  return /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx';
}

function setParents(root: Node): void {
  for (const child of childrenOf(root)) {
    (child as { parent?: Node }).parent = root;
    setParents(child);
  }
}

function moduleOf(path: string, text: string, ast: Program, comments: readonly Comment[]): Module {
  let scopes: ScopeManager | undefined;
  return {
    language: 'ecmascript',
    path,
    text,
    ast,
    comments,
    get scopes() {
      // Without `lib`, as in ESLint, globals are names that nothing declares.
      scopes ??= analyze(ast, { lib: [], sourceType: ast.sourceType === 'module' ? 'module' : 'commonjs' });
      return scopes;
    },
  };
}

/** What this project uses of ESLint's SourceCode; oxlint's has it too. */
export interface LintedSource {
  readonly text: string;
  readonly ast: unknown;
  readonly scopeManager: unknown;
  getAllComments(): readonly { readonly range?: readonly [number, number] | undefined }[];
}

/** The module that ESLint (or oxlint) has parsed already. */
export function moduleOfLinted(path: string, source: LintedSource): Module {
  const comments = source.getAllComments().flatMap(({ range }) =>
    range === undefined ? [] : [{ span: { start: range[0], end: range[1] }, text: source.text.slice(range[0], range[1]) }],
  );
  return { language: 'ecmascript', path, text: source.text, ast: source.ast as Program, comments, scopes: source.scopeManager as ScopeManager, borrowed: true };
}
