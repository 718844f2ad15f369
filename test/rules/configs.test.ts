import { Linter as Linter10, type Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { CANVAS_RULES } from '../../src/rules/index.js';

const LINTERS = { 9: Linter9 as unknown as typeof Linter10, 10: Linter10 };
const rules = Object.entries(plugin.rules);

/** What each configuration has to hold, by what the rules say of themselves. */
const expected: Readonly<Record<keyof typeof plugin.configs, Linter.RulesRecord>> = {
  recommended: Object.fromEntries(rules.filter(([, { meta }]) => meta.docs.recommended).map(([name]) => [`fix-chains/${name}`, 'warn'])),
  strict: Object.fromEntries(rules.map(([name, { meta: { docs } }]) => [`fix-chains/${name}`, docs.strict === undefined ? 'error' : ['error', docs.strict]])),
};

describe('the rules of the canvas', () => {
  it('are all in the plugin, in the order of the alphabet, with the set that they name', () => {
    const names = CANVAS_RULES.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names.map((name) => plugin.rules[name]?.meta.docs.recommended)).toEqual(CANVAS_RULES.map(({ set }) => set === 'recommended'));
    expect(names).toContain('require-link-error');
    expect(plugin.rules['require-link-error']?.meta.docs.recommended).toBe(false);
  });
});

describe.each(['recommended', 'strict'] as const)('the configuration %s', (name) => {
  const config = plugin.configs[name];

  it('holds exactly the rules that say so, for every language', () => {
    expect(config.map((entry) => entry.rules)).toEqual([expected[name], expected[name]]);
    expect(config.map(({ files }) => files)).toEqual([undefined, ['**/*.py']]);
  });

  it.each(Object.entries(LINTERS))('is one that ESLint %s takes, options included', (_version, Linter) => {
    const linter = new Linter();
    expect(linter.verify('const a = 1;\n', config, 'a.js')).toEqual([]);
    expect(linter.verify('a = 1\n', config, 'a.py')).toEqual([]);
  });
});

it('strict sets options, and they differ from the defaults', () => {
  const withOptions = rules.flatMap(([, { meta }]) => (meta.docs.strict === undefined ? [] : [{ ...meta.docs.strict, ...(meta.defaultOptions?.[0] as object) }]));
  const strict = rules.flatMap(([, { meta }]) => (meta.docs.strict === undefined ? [] : [{ ...(meta.defaultOptions?.[0] as object), ...meta.docs.strict }]));
  expect(withOptions.length).toBeGreaterThan(0);
  for (const [index, options] of strict.entries()) expect(options).not.toEqual(withOptions[index]);
});
