import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { moduleOfLinted, type LintedSource, type Module } from '../../src/readers/ecmascript/module.js';
import { applyEdits, type Style } from '../../src/analysis/edit.js';
import { rewriteOfModule, rewritten } from './rewriting.js';

/** The module as a rule gets it from ESLint. */
function lintedModule(text: string, typescript: boolean): Module {
  let module: Module | undefined;
  const rule = {
    create: ({ filename, sourceCode }: { filename: string; sourceCode: unknown }) => {
      module = moduleOfLinted(filename, sourceCode as LintedSource);
      return {};
    },
  };
  const messages = new Linter().verify(
    text,
    {
      files: ['**/*'],
      plugins: { test: { rules: { capture: rule } } },
      rules: { 'test/capture': 'error' },
      languageOptions: typescript ? { parser: typescriptParser } : {},
    },
    'upload.js',
  );
  if (module === undefined) throw new Error(messages[0]?.message);
  return module;
}

const TEXT = `#!/usr/bin/env node
// header
import { queues } from './queues';

export async function upload(image) {
  await (await queues()).aQueue.add('a', { id: image.id, note: \`x
 \${image.id}
 y\` }); // 1
  console.log('between');
  await (this.bQueue) // why
    .add(('b'), (image.id), { attempts: 2 });
  const job = await cQueue.add('c', image.id)
  ;[job].forEach(use)
}
`.replace("  console.log('between');\n", '');

describe('the parsers of ESLint', () => {
  it.each<[string, boolean, Style]>([
    ['espree', false, 'chain'],
    ['espree', false, 'pipe'],
    ['@typescript-eslint/parser', true, 'chain'],
    ['@typescript-eslint/parser', true, 'pipe'],
  ])('%s (TypeScript: %s), style %s: the same rewrite', (_, typescript, style) => {
    const rewrite = rewriteOfModule(lintedModule(TEXT, typescript), { path: 'upload.js', style });
    const result = rewrite.kind === 'rewrite' ? applyEdits(TEXT, rewrite.edits) : rewrite.hazard.message;
    expect(result).toBe(rewritten(TEXT, { path: '/project/upload.js', style }));
    expect(result).toContain("si((await queues()).aQueue, 'a', {");
    expect(result).toContain("si((this.bQueue), // why\n    ('b'), (image.id), { attempts: 2 })");
  });
});
