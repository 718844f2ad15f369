import { Linter as Linter10, type Rule } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

/** Reports every call. */
const calls: Rule.RuleModule = {
  meta: { type: 'problem', messages: { call: 'call' }, schema: [] },
  create: (context) => ({
    call(node: Rule.Node) {
      context.report({ node, messageId: 'call' });
    },
  }),
};

const config: Linter10.Config = {
  files: ['**/*.py'],
  language: 'fix-chains/python',
  plugins: { 'fix-chains': plugin, test: { rules: { calls, others: calls } } },
  linterOptions: { reportUnusedDisableDirectives: 'warn' },
  rules: { 'test/calls': 'error' },
};

/** What ESLint's own types leave out. */
type Suppressing = Linter10 & { getSuppressedMessages(): { suppressions: { kind: string; justification: string }[] }[] };

const unused = (line: number) => [line, null] as const;
const call = (line: number) => [line, 'test/calls'] as const;

describe.each([
  ['9', Linter9 as unknown as typeof Linter10],
  ['10', Linter10],
])('comments for ESLint in Python, ESLint %s', (_version, Linter) => {
  const verify = (text: string, settings: Partial<Linter10.Config> = {}) => {
    const linter = new Linter();
    const messages = linter.verify(text, { ...config, ...settings }, { filename: 'tasks.py' });
    return { messages, suppressed: (linter as Suppressing).getSuppressedMessages() };
  };

  it.each([
    ['nothing', 'a.delay()', [call(1)]],
    ['the same line', 'a.delay()  # eslint-disable-line test/calls\nb.delay()', [call(2)]],
    ['the same line, without a blank', 'a.delay()  #eslint-disable-line test/calls\nb.delay()', [call(2)]],
    ['the same line, every rule', 'a.delay()  # eslint-disable-line\nb.delay()', [call(2)]],
    ['the next line', '# eslint-disable-next-line test/calls\na.delay()\nb.delay()', [call(3)]],
    ['the next line, with Windows line endings', '# eslint-disable-next-line test/calls\r\na.delay()\r\nb.delay()', [call(3)]],
    ['the rest of the file', 'a.delay()\n# eslint-disable test/calls\nb.delay()\nc.delay()', [call(1)]],
    ['up to where it is enabled', '# eslint-disable\na.delay()\n# eslint-enable\nb.delay()', [call(4)]],
    ['with a reason', 'a.delay()  # eslint-disable-line test/calls -- see #12, and # 13', []],
    ['beside another tool, before it', 'a.delay()  # eslint-disable-line test/calls  # noqa: E501', []],
    ['beside another tool, behind it', 'a.delay()  # noqa: E501  # eslint-disable-line test/calls', []],
    ['several rules', 'a.delay()  # eslint-disable-line test/others, test/calls', [unused(1)]],
    ['inside of a bracket', 'f(  # eslint-disable-line\n  1)', []],
    ['in a block that ends with it', 'if x:\n    a.delay()\n    # eslint-disable-next-line\nb.delay()', [call(2)]],
    ['not in a string', 'a.delay("# eslint-disable-line")', [call(1)]],
    ['not where only the beginning is the same', 'a.delay()  # eslint-disable-lines', [call(1)]],
    ['unused', 'x = 1  # eslint-disable-line test/calls', [unused(1)]],
    ['unused, with a dispatch elsewhere', 'a.delay()\n# eslint-disable-next-line\nx = 1', [call(1), unused(2)]],
    ['unused, for another rule', 'a.delay()  # eslint-disable-line test/others', [call(1), unused(1)]],
  ])('switch off: %s', (_name, text, expected) => {
    expect(verify(text).messages.map(({ line, ruleId }) => [line, ruleId])).toEqual(expected);
  });

  it('keeps the reason', () => {
    const { suppressed } = verify('a.delay()  # eslint-disable-line test/calls -- another queue  # noqa');
    expect(suppressed.map(({ suppressions }) => suppressions)).toEqual([[{ kind: 'directive', justification: 'another queue' }]]);
  });

  it.each([
    ['the whole comment', 'x = 1  # eslint-disable-line\ny = 2\n', 'x = 1   \ny = 2\n'],
    ['beside another tool', 'x = 1  # noqa  # eslint-disable-line -- slow\n', 'x = 1  # noqa   \n'],
    ['one rule of several', 'a.delay()  # eslint-disable-line test/others, test/calls\n', 'a.delay()  # eslint-disable-line test/calls\n'],
  ])('takes an unused one out: %s', (_name, text, expected) => {
    expect(new Linter().verifyAndFix(text, config, { filename: 'tasks.py' }).output).toBe(expected);
  });

  it.each([
    ['a severity', '# eslint test/calls: "off"\na.delay()', []],
    ['a rule that is off', '# eslint test/others: "error"\na.delay()', ['test/calls', 'test/others']],
    ['several, with a reason', '# eslint test/others: 2, test/calls: 0 -- one is enough\na.delay()', ['test/others']],
    ['a sentence that begins with eslint', '# eslint config: see the front end\n# eslint is run by CI\na.delay()', ['test/calls']],
  ])('configure rules: %s', (_name, text, expected) => {
    const { messages } = verify(text);
    expect(messages.map(({ ruleId }) => ruleId).sort()).toEqual(expected);
  });

  it('says what is wrong with a configuration', () => {
    expect(verify('# eslint test/calls: "error\na.delay()').messages[0]).toMatchObject({ line: 1, ruleId: null, severity: 2 });
    expect(verify('# eslint test/none: "error"\nx = 1').messages[0]).toMatchObject({ line: 1, ruleId: 'test/none', severity: 2 });
  });

  it('has none of them where inline configuration is off', () => {
    const { messages } = verify('# eslint test/calls: "off"\na.delay()  # eslint-disable-line', { linterOptions: { noInlineConfig: true } });
    expect(messages.map(({ line, severity }) => [line, severity])).toEqual([
      [1, 1],
      [2, 2],
      [2, 1],
    ]);
  });
});
