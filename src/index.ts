import type { ESLint, Linter } from 'eslint';
import preferChain from './rules/prefer-chain.js';
import { VERSION } from './version.js';

const rules = { 'prefer-chain': preferChain };

const plugin = {
  meta: { name: 'fix-chains', version: VERSION, namespace: 'fix-chains' },
  rules,
  configs: {} as { recommended: Linter.Config[]; strict: Linter.Config[] },
} satisfies ESLint.Plugin;

/** A configuration has to name the plugin that it belongs to, so it is made after it. */
plugin.configs = {
  recommended: [{ name: 'fix-chains/recommended', plugins: { 'fix-chains': plugin }, rules: { 'fix-chains/prefer-chain': 'warn' } }],
  strict: [
    { name: 'fix-chains/strict', plugins: { 'fix-chains': plugin }, rules: { 'fix-chains/prefer-chain': ['error', { evidence: 'all' }] } },
  ],
};

export default plugin;
