import { Linter as Linter10, type Rule } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import type { PythonSourceCode } from '../../src/languages/python/eslint-source-code.js';
import type { PyNode } from '../../src/readers/python/tree.js';

/** Reports every call, and renames what is called. */
const calls: Rule.RuleModule = {
  meta: { type: 'problem', fixable: 'code', messages: { call: '{{text}}' }, schema: [] },
  create(context) {
    const source = context.sourceCode as unknown as PythonSourceCode;
    return {
      call(call: unknown) {
        const node = call as PyNode;
        const [start, end] = source.getRange(node);
        const callee = node.children[0]?.range ?? [start, start];
        context.report({
          loc: source.getLoc(node),
          messageId: 'call',
          data: { text: source.getText(node) },
          fix: (fixer) => (source.text.slice(...callee) === 'renamed' ? null : fixer.replaceTextRange([callee[0], callee[1]], 'renamed')),
        });
        expect(source.getIndexFromLoc(source.getLoc(node).start)).toBe(start);
        expect(source.getIndexFromLoc(source.getLoc(node).end)).toBe(end);
      },
    };
  },
};

const config: Linter10.Config = {
  files: ['**/*.py'],
  language: 'fix-chains/python',
  plugins: { 'fix-chains': plugin, test: { rules: { calls } } },
  rules: { 'test/calls': 'error' },
};

describe.each([
  ['9', Linter9 as unknown as typeof Linter10],
  ['10', Linter10],
])('positions in Python, ESLint %s', (_version, Linter) => {
  it.each([
    ['on the first line', 'a.delay(x)', [1, 1, 1, 11], 'renamed(x)'],
    ['behind a line', 'x = 1\na.delay(x)\n', [2, 1, 2, 11], 'x = 1\nrenamed(x)\n'],
    ['behind characters outside of the basic plane', 's = "𝄞😀"; a.delay(x)', [1, 13, 1, 23], 's = "𝄞😀"; renamed(x)'],
    ['behind a comment with such characters', '# 😀 é\na.delay(x)', [2, 1, 2, 11], '# 😀 é\nrenamed(x)'],
    ['behind tabs', 'if x:\n\tif y:\n\t\ta.delay(x)\n', [3, 3, 3, 13], 'if x:\n\tif y:\n\t\trenamed(x)\n'],
    ['with Windows line endings', 'x = 1\r\n\r\na.delay(\r\n  x)\r\n', [3, 1, 4, 5], 'x = 1\r\n\r\nrenamed(\r\n  x)\r\n'],
    ['with mixed line endings', 'x = 1\r\ny = 2\na.delay(x)', [3, 1, 3, 11], 'x = 1\r\ny = 2\nrenamed(x)'],
    ['behind a byte-order mark', '\uFEFFx = 1\na.delay(x)', [2, 1, 2, 11], '\uFEFFx = 1\nrenamed(x)'],
    ['right behind a byte-order mark', '\uFEFFa.delay(x)', [1, 1, 1, 11], '\uFEFFrenamed(x)'],
    ['behind a separator that only JavaScript takes for a line ending', 's = "\u2028"; a.delay(x)', [1, 10, 1, 20], 's = "\u2028"; renamed(x)'],
    ['behind a form feed', 'x = 1\n\f\na.delay(x)', [3, 1, 3, 11], 'x = 1\n\f\nrenamed(x)'],
    ['behind a continued line', 'x = 1 + \\\n  a.delay(x)', [2, 3, 2, 13], 'x = 1 + \\\n  renamed(x)'],
  ])('are right %s', (_name, text, place, fixed) => {
    const linter = new Linter();
    const messages = linter.verify(text, config, { filename: 'tasks.py' });
    expect(messages.map(({ line, column, endLine, endColumn }) => [line, column, endLine, endColumn])).toEqual([place]);
    expect(messages[0]?.message).toMatch(/^a\.delay\(\s*x\)$/);
    expect(linter.verifyAndFix(text, config, { filename: 'tasks.py' }).output).toBe(fixed);
  });

  it('has the whole file as the root, also where it begins and ends with blank lines', () => {
    const linter = new Linter();
    linter.verify('\n\nq.delay()  \n\n', config, { filename: 'tasks.py' });
    const source = linter.getSourceCode() as unknown as PythonSourceCode;
    expect(source.getRange(source.ast)).toEqual([0, 15]);
    expect(source.getLoc(source.ast)).toEqual({ start: { line: 1, column: 0 }, end: { line: 5, column: 0 } });
    expect(source.lines).toEqual(['', '', 'q.delay()  ', '', '']);
  });

  it.each([
    ['a child', 'block > expression_statement', ['a.delay(x)', 'b.delay(x)']],
    ['a sibling', 'expression_statement + expression_statement', ['b.delay(x)']],
    ['what it holds', 'expression_statement:has(identifier)', ['a.delay(x)', 'b.delay(x)']],
    ['any of several', ':matches(string, comment, function_definition)', ['def f(x):\n    a.delay(x)\n    b.delay(x)']],
  ])('matches selectors by %s', (_name, selector, expected) => {
    const linter = new Linter();
    const text = 'def f(x):\n    a.delay(x)\n    b.delay(x)\n';
    const lines = text.split('\n');
    const messages = linter.verify(text, { ...config, rules: { 'no-restricted-syntax': ['error', selector] } }, { filename: 'tasks.py' });
    const matched = messages.map(({ line, column, endLine = line, endColumn = column }) =>
      lines
        .slice(line - 1, endLine)
        .map((each, index, all) => each.slice(index === 0 ? column - 1 : 0, index === all.length - 1 ? endColumn - 1 : undefined))
        .join('\n'),
    );
    expect(matched).toEqual(expected);
  });
});
