import type { ESLint, Linter, Rule } from 'eslint';
import { pythonForESLint } from './languages/python/eslint-language.js';
import { asESLintRule } from './rules/eslint.js';
import { CANVAS_RULES } from './rules/index.js';
import preferChain from './rules/prefer-chain.js';
import { VERSION } from './version.js';

const rules: Record<string, Rule.RuleModule> = {
  'prefer-chain': preferChain,
  ...Object.fromEntries(CANVAS_RULES.map((rule) => [rule.name, asESLintRule(rule)])),
};

const plugin = {
  meta: { name: 'fix-chains', version: VERSION, namespace: 'fix-chains' },
  rules,
  languages: { python: pythonForESLint },
  configs: {} as { recommended: Linter.Config[]; strict: Linter.Config[] },
} satisfies ESLint.Plugin;

/** A configuration has to name the plugin that it belongs to, so it is made after it. */
plugin.configs = {
  recommended: configsOf('recommended', { 'fix-chains/prefer-chain': 'warn' }),
  strict: configsOf('strict', { 'fix-chains/prefer-chain': ['error', { evidence: 'all' }] }),
};

/** `files` on the first entry would make ESLint lint TypeScript where no parser is set up for it. */
function configsOf(name: string, rules: Linter.RulesRecord): Linter.Config[] {
  const plugins = { 'fix-chains': plugin };
  return [
    { name: `fix-chains/${name}`, plugins, rules },
    { name: `fix-chains/${name}/python`, files: ['**/*.py'], language: 'fix-chains/python', plugins, rules },
  ];
}

export default plugin;
