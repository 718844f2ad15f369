/**
 * Runs the cases of a rule of the canvas: by ESLint's RuleTester on ESLint 9 and 10, each in a temporary folder that is the project, so that
 * definitions may stand in other files. Of each suggestion it also checks that what it leaves parses and is clean of what was reported.
 *
 *     import rule from '../../src/rules/no-cleanup-step.js';
 *     import { testRule } from '../support/canvas-rules.js';
 *
 *     const files = { 'tasks.py': 'from celery import shared_task\n\n\n@shared_task\ndef a(x): ...\n\n\n@shared_task\ndef clean_up(): ...\n' };
 *
 *     testRule(rule, {
 *       python: {
 *         valid: [
 *           { name: 'an error callback', code: 'from tasks import a, clean_up\n\na.s(1).on_error(clean_up.si()).delay()\n', files },
 *         ],
 *         invalid: [
 *           {
 *             name: 'the last step of a pipe',
 *             code: 'from tasks import a, clean_up\n\n(a.s(1) | clean_up.si()).delay()\n',
 *             files,
 *             filename: 'uploads/views.py', // app.py, app.ts or app.js by default
 *             options: { names: ['clean_up'] }, // merged into the rule's defaults
 *             errors: [
 *               {
 *                 message: /^`clean_up` is the last step/, // or the whole text
 *                 line: 3,
 *                 suggestions: [{ desc: 'Make `clean_up` the error callback', output: 'from tasks import …' }], // all of them, or no key
 *               },
 *             ],
 *           },
 *         ],
 *       },
 *       typescript: { valid: […], invalid: […] },
 *       javascript: { valid: […], invalid: […] },
 *     });
 */
import * as typescriptParser from '@typescript-eslint/parser';
import { RuleTester as RuleTester10, type Linter } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import * as espree from 'espree';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import plugin from '../../src/index.js';
import { languageOf } from '../../src/languages/index.js';
import { createProject } from '../../src/project.js';
import type { SourceModule } from '../../src/readers/module.js';
import { applyEdits } from '../../src/analysis/edit.js';
import { asESLintRule } from '../../src/rules/eslint.js';
import type { CanvasRule } from '../../src/rules/rule.js';

interface ValidCase<Options> {
  readonly name: string;
  readonly code: string;
  /** What differs from the rule's defaults. */
  readonly options?: Partial<Options>;
  /** Other files of the project, by their paths in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** The path of the code in the project. */
  readonly filename?: string;
}

interface InvalidCase<Options> extends ValidCase<Options> {
  readonly errors: readonly ExpectedError[];
}

interface ExpectedError {
  readonly message: string | RegExp;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** All of them, in their order; the key is left out where there are none. */
  readonly suggestions?: readonly { readonly desc: string; readonly output: string }[];
}

interface Cases<Options> {
  readonly valid: readonly ValidCase<Options>[];
  readonly invalid: readonly InvalidCase<Options>[];
}

const ESLINTS = { 9: RuleTester9 as unknown as typeof RuleTester10, 10: RuleTester10 };

const LANGUAGES: Readonly<Record<'python' | 'typescript' | 'javascript', { readonly filename: string; readonly config: Linter.Config }>> = {
  python: { filename: 'app.py', config: { plugins: { 'fix-chains': plugin }, language: 'fix-chains/python' } },
  typescript: { filename: 'app.ts', config: { languageOptions: { parser: typescriptParser, sourceType: 'module' } } },
  javascript: { filename: 'app.js', config: { languageOptions: { parser: espree, ecmaVersion: 2024, sourceType: 'module' } } },
};
type LanguageName = keyof typeof LANGUAGES;

/** Runs the cases of a rule in the languages that it is for; the example stands at the head of this file. */
export function testRule<Options extends object>(rule: CanvasRule<Options>, languages: Readonly<Partial<Record<LanguageName, Cases<Options>>>>): void {
  for (const [version, RuleTester] of Object.entries(ESLINTS)) {
    for (const [language, cases] of Object.entries(languages) as [LanguageName, Cases<Options>][]) {
      describe(`${rule.name}, ${language} in ESLint ${version}`, () => {
        describe('valid', () => {
          for (const test of cases.valid) it(test.name, () => { inProject(test, language, (folder, path) => { lint(RuleTester, rule, language, { ...test, errors: [] }, folder, path); }); });
        });
        describe('invalid', () => {
          for (const test of cases.invalid) {
            it(test.name, () => { inProject(test, language, (folder, path) => {
                expect(test.errors, 'an invalid case has errors').not.toHaveLength(0);
                lint(RuleTester, rule, language, test, folder, path);
                expectCleanSuggestions(rule, test, folder, path);
              }); },
            );
          }
        });
      });
    }
  }
}

/** Writes a case's files into a folder of its own, the code among them. */
function inProject(test: ValidCase<unknown>, language: LanguageName, run: (folder: string, path: string) => void): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-rule-')));
  const path = join(folder, test.filename ?? LANGUAGES[language].filename);
  try {
    for (const [name, text] of Object.entries(test.files ?? {})) write(join(folder, name), text);
    write(path, test.code);
    run(folder, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** One case through RuleTester, in the `it` that calls: RuleTester's own `describe` and `it` are run through at once. */
function lint<Options extends object>(
  RuleTester: typeof RuleTester10,
  rule: CanvasRule<Options>,
  language: LanguageName,
  { code, options, errors }: InvalidCase<Options>,
  folder: string,
  path: string,
): void {
  const atOnce = (_name: string, run: () => void): void => {
    run();
  };
  RuleTester.describe = atOnce;
  RuleTester.it = atOnce;
  // A RuleTester cannot be told its working directory; it asks the process once, when it is made.
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  try {
    const test = { code, filename: path, ...(options === undefined ? {} : { options: [options] }) };
    new RuleTester(LANGUAGES[language].config).run(
      rule.name,
      asESLintRule(rule),
      errors.length === 0 ? { valid: [test], invalid: [] } : { valid: [], invalid: [{ ...test, errors: errors.map(asRuleTesterError) }] },
    );
  } finally {
    cwd.mockRestore();
  }
}

function asRuleTesterError({ suggestions, ...error }: ExpectedError): RuleTester10.TestCaseError {
  return suggestions === undefined ? error : { ...error, suggestions: [...suggestions] };
}

/** What each suggestion leaves parses, is no longer reported for the same, and for nothing else that was not reported before. */
function expectCleanSuggestions<Options extends object>(rule: CanvasRule<Options>, test: ValidCase<Options>, folder: string, path: string): void {
  const options: Options = { ...rule.defaults, ...test.options };
  const reportsOf = (text: string) => createProject(folder).reportsIn(moduleOf(path, text), rule, options);
  const before = reportsOf(test.code);
  for (const report of before) {
    for (const { title, edits } of report.suggestions) {
      const others = before.filter((other) => other !== report).map(comparable);
      const after = reportsOf(applyEdits(test.code, edits)).map(comparable);
      expect(others, `reported after «${title}»`).toEqual(expect.arrayContaining(after));
      expect(after.length, `reports after «${title}»`).toBeLessThan(before.length);
    }
  }
}

/** Lines move where something is imported. */
function comparable({ message }: { readonly message: string }): string {
  return message.replace(/(?<=:)\d+/g, 'n').replace(/\bline \d+/g, 'line n');
}

function moduleOf(path: string, text: string): SourceModule {
  const parsed = languageOf(path)?.parse(path, text);
  if (parsed?.ok !== true) throw new Error(`${path} cannot be parsed: ${parsed?.problem.message ?? 'no language'}\n${text}`);
  expect(parsed.module.problem, `syntax of\n${text}`).toBeUndefined();
  return parsed.module;
}
