/** One source in every tree that the reader is given: oxc's, typescript-eslint's and, for plain JavaScript, espree's. */
import * as tsParser from '@typescript-eslint/parser';
import * as eslintScope from 'eslint-scope';
import * as espree from 'espree';
import { moduleOfLinted, parseModule } from '../../../src/readers/ecmascript/module.js';
import type { Module } from '../../../src/readers/ecmascript/module.js';
import { childrenOf } from '../../../src/readers/ecmascript/estree.js';
import type { Node } from '../../../src/readers/ecmascript/estree.js';

export type ParserName = 'oxc' | 'typescript-eslint' | 'espree';

export interface ParserOptions {
  readonly path?: string;
  readonly sourceType?: 'module' | 'commonjs' | 'script';
}

function parseWithOxc(text: string, path: string): Module {
  const result = parseModule(path, text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.module;
}

function parseWithTypescriptEslint(text: string, path: string, sourceType: 'module' | 'commonjs' | 'script'): Module {
  const parsed = tsParser.parseForESLint(text, {
    ecmaFeatures: { jsx: path.endsWith('x') },
    range: true,
    loc: true,
    comment: true,
    tokens: true,
    sourceType,
    filePath: path,
  });
  setParents(parsed.ast);
  return moduleOfLinted(path, {
    text,
    ast: parsed.ast,
    scopeManager: parsed.scopeManager,
    getAllComments: () => parsed.ast.comments,
  });
}

function parseWithEspree(text: string, path: string, sourceType: 'module' | 'commonjs' | 'script'): Module {
  const ast = espree.parse(text, {
    ecmaVersion: 2024,
    ecmaFeatures: { jsx: true },
    sourceType,
    range: true,
    loc: true,
    comment: true,
    tokens: true,
  });
  const scopeManager = eslintScope.analyze(ast as unknown as Parameters<typeof eslintScope.analyze>[0], {
    ecmaVersion: 2024,
    sourceType,
    nodejsScope: sourceType === 'commonjs',
  });
  setParents(ast as unknown as Node);
  return moduleOfLinted(path, {
    text,
    ast,
    scopeManager,
    getAllComments: () => (ast as { comments?: { range?: [number, number] }[] }).comments ?? [],
  });
}

function setParents(root: Node): void {
  for (const child of childrenOf(root)) {
    (child as { parent?: Node }).parent = root;
    setParents(child);
  }
}

/** The module as each parser gives it; espree is left out where the source has types. */
export function modulesOf(
  text: string,
  { path = '/project/upload.ts', sourceType = 'module' }: ParserOptions = {},
): Map<ParserName, Module> {
  const modules = new Map<ParserName, Module>([
    ['oxc', parseWithOxc(text, path)],
    ['typescript-eslint', parseWithTypescriptEslint(text, path, sourceType)],
  ]);
  try {
    modules.set('espree', parseWithEspree(text, path, sourceType));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return modules;
}
