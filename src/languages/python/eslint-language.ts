import type { File, Language, NotOkParseResult, OkParseResult } from '@eslint/core';
import { countDispatchNames } from '../../files/prefilter.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import { PythonSourceCode } from './eslint-source-code.js';
import { python } from './language.js';

interface Parsed extends OkParseResult<PyNode> {
  /** Absent where the text can hold no dispatch. */
  readonly module?: PythonModule;
}

type PythonLanguage = Language<{ LangOptions: Record<string, unknown>; Code: PythonSourceCode; RootNode: PyNode; Node: PyNode }>;

/** The ESLint language `fix-chains/python`. */
export const pythonForESLint: PythonLanguage = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: {},
  // Rules of JavaScript look into it when they are made.
  defaultLanguageOptions: { parserOptions: {} },
  // Nothing can be set; what configurations of JavaScript without `files` set (a parser, globals) means nothing here.
  validateLanguageOptions: () => undefined,
  parse,
  createSourceCode: ({ body, bom }: File, { ast, module }: Parsed) => new PythonSourceCode({ text: String(body), ast, module, hasBOM: bom }),
};

/** The grammar is loaded for the first text that can hold a dispatch, or a comment for ESLint; all others cost nothing. */
function parse({ path, body }: File): Parsed | NotOkParseResult {
  const text = String(body);
  if (!isWorthParsing(text)) return { ok: true, ast: rootOf(emptyTree(text)) };
  const result = python.parse(path, text);
  if (result.ok) return { ok: true, ast: rootOf(result.module.ast), module: result.module };
  const { message, line } = result.problem;
  return { ok: false, errors: [{ message: `${message.charAt(0).toUpperCase()}${message.slice(1)}`, line, column: 1 }] };
}

function isWorthParsing(text: string): boolean {
  return text.includes('eslint') || countDispatchNames(Buffer.from(text), { methods: [...python.dispatchNames, ...python.factNames], wrappers: new Set() }, 1) > 0;
}

function emptyTree({ length }: string): PyNode {
  return { type: 'module', named: true, range: [0, length], children: [], broken: false };
}

/** Some rules of JavaScript go through the statements of a program before they have seen one. */
function rootOf(ast: PyNode): PyNode & { readonly body: readonly [] } {
  return Object.assign(ast, { body: [] as const });
}
