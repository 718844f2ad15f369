import type { ESLint, Linter } from 'eslint';
import { pythonForESLint } from './languages/python/eslint-language.js';
import { asESLintRule, type DocumentedRule } from './rules/eslint.js';
import { CANVAS_RULES } from './rules/index.js';
import preferChain from './rules/prefer-chain.js';
import preferChord from './rules/prefer-chord.js';
import { VERSION } from './version.js';

const rules: Record<string, DocumentedRule> = {
  'prefer-chain': preferChain,
  'prefer-chord': preferChord,
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
  recommended: configsOf('recommended', ({ recommended }) => (recommended ? 'warn' : undefined)),
  strict: configsOf('strict', ({ strict }) => (strict === undefined ? 'error' : ['error', strict])),
};

/** `files` on the first entry would make ESLint lint TypeScript where no parser is set up for it. */
function configsOf(name: string, entryOf: (docs: DocumentedRule['meta']['docs']) => Linter.RuleEntry | undefined): Linter.Config[] {
  const plugins = { 'fix-chains': plugin };
  const entries = Object.entries(rules).flatMap(([rule, { meta }]) => {
    const entry = entryOf(meta.docs);
    return entry === undefined ? [] : [[`fix-chains/${rule}`, entry] as const];
  });
  const configured: Linter.RulesRecord = Object.fromEntries(entries);
  return [
    { name: `fix-chains/${name}`, plugins, rules: configured },
    { name: `fix-chains/${name}/python`, files: ['**/*.py'], language: 'fix-chains/python', plugins, rules: configured },
  ];
}

export default plugin;
