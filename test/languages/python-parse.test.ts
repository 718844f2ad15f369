import { Linter as Linter10 } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import { afterEach, describe, expect, it, vi } from 'vitest';
import plugin from '../../src/index.js';
import type { PythonSourceCode } from '../../src/languages/python/eslint-source-code.js';
import { pythonParser } from '../../src/readers/python/grammar.js';

vi.mock('../../src/readers/python/grammar.js', { spy: true });

afterEach(() => {
  vi.mocked(pythonParser).mockClear();
});

const HEAD = `from celery import shared_task


@shared_task
def process(image_id): ...


@shared_task
def notify(image_id): ...


`;
const RUN = `def upload(image_id):
    process.delay(image_id)
    notify.delay(image_id)
`;

describe.each([
  ['9', Linter9 as unknown as typeof Linter10],
  ['10', Linter10],
])('parsing Python, ESLint %s', (_version, Linter) => {
  const linter = new Linter();
  const verify = (text: string, settings: Linter10.Config = {}) => linter.verify(text, [...plugin.configs.recommended, settings], { filename: 'app/views.py' });

  it.each([
    ['an empty file', ''],
    ['a file without a dispatch', 'import time\n\ndef delay(x):\n    return x\n'],
    ['the word, read off nothing', 'def f(delay):\n    apply_async = delay\n'],
    ['broken code without a dispatch', 'def f(:\n'],
  ])('does not load the grammar for %s', (_name, text) => {
    expect(verify(text)).toEqual([]);
    expect(pythonParser).not.toHaveBeenCalled();
    const source = linter.getSourceCode() as unknown as PythonSourceCode;
    expect(source.ast).toMatchObject({ type: 'module', range: [0, text.length], children: [] });
    expect(source.comments).toEqual([]);
  });

  it.each([
    ['a dispatch', 'a.delay(x)'],
    ['a comment for ESLint', '# eslint-disable'],
  ])('loads it for %s', (_name, text) => {
    verify(text);
    expect(pythonParser).toHaveBeenCalled();
  });

  it('does not load it for JavaScript', () => {
    expect(linter.verify("a.delay(x); b.delay(x); // .apply_async() eslint", plugin.configs.recommended, { filename: 'upload.js' })).toEqual([]);
    expect(pythonParser).not.toHaveBeenCalled();
  });

  it.each([
    ['before it', `${HEAD}def broken(x:\n    return (\n\n\n${RUN}`],
    ['behind it', `${HEAD}${RUN}\n\ndef broken(x):\n    x = = 1\n    return x\n`],
    ['on both sides', `${HEAD}def broken(x):\n    x = = 1\n\n\n${RUN}\n\ndef broken_too(x):\n    print x\n`],
  ])('finds a run although another function is broken, %s', (_name, text) => {
    const line = text.slice(0, text.indexOf('process.delay')).split('\n').length;
    expect(verify(text).map(({ ruleId, line: at }) => [ruleId, at])).toEqual([['fix-chains/prefer-chain', line]]);
  });

  it('is silent about the function that a syntax error is in', () => {
    expect(verify(`${HEAD}${RUN}    x = = 1\n`)).toEqual([]);
  });

  it.each([
    ['brackets', (n: number) => '('.repeat(n) + ')'.repeat(n)],
    ['calls', (n: number) => `a${'.b()'.repeat(n)}`],
    ['operators', (n: number) => `a${' + a'.repeat(n)}`],
  ])('says where code is nested too deeply: %s', (_name, nested) => {
    expect(verify(`a.delay()\n\nx = ${nested(30)}`)).toEqual([]);
    expect(verify(`a.delay()\n\nx = ${nested(30_000)}`)).toMatchObject([
      { fatal: true, line: 3, column: 1, message: 'Parsing error: The code is nested too deeply' },
    ]);
  });

  it('takes what configurations of JavaScript set without files', () => {
    const languageOptions = { sourceType: 'commonjs', ecmaVersion: 2022, globals: { a: 'readonly' }, parserOptions: { ecmaFeatures: { jsx: true } } } as const;
    expect(verify(HEAD + RUN, { languageOptions })).toHaveLength(1);
  });
});
