import { Linter } from 'eslint';
import type { Rule } from 'eslint';
import * as typescript from '@typescript-eslint/parser';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HANDLER_ROWS } from '../../src/frameworks/index.js';
import { createRoleFinder } from '../../src/frameworks/roles.js';
import { LIBRARIES } from '../../src/libraries/index.js';
import type { FunctionNode } from '../../src/readers/ecmascript/estree.js';
import { moduleOfLinted } from '../../src/readers/ecmascript/module.js';
import { createResolver } from '../../src/resolve/resolver.js';

/** The roles of all functions of a file, in source order, on the tree and the scopes that ESLint has made. */
function rolesInLinted(source: string, parser?: Linter.Parser): string[] {
  const root = import.meta.dirname;
  const path = join(root, 'made-up.js');
  const roles: string[] = [];
  const probe: Rule.RuleModule = {
    create({ sourceCode }) {
      const module = moduleOfLinted(path, sourceCode);
      const resolver = createResolver({ root, libraries: LIBRARIES });
      resolver.setModule(module);
      const roleOf = createRoleFinder({ resolver, root, rows: HANDLER_ROWS });
      return {
        ':function'(node: unknown) {
          roles.push(roleOf(node as FunctionNode, module));
        },
      };
    },
  };
  const config = { plugins: { own: { rules: { probe } } }, rules: { 'own/probe': 'error' } } satisfies Linter.Config;
  const messages = new Linter({ configType: 'flat' }).verify(source, [parser === undefined ? config : { ...config, languageOptions: { parser } }], { filename: path });
  expect(messages).toEqual([]);
  return roles;
}

const SOURCE = `
import { Router } from 'express';
import { Worker } from 'bullmq';
const r = Router();
r.post('/o', async (q, s) => { await help(q); });
async function help(q) { q.body.map((i) => { i; }); }
export class Orders { async mk() { await this.#help(); } async #help() { (() => 1)(); } }
export class P extends Base { constructor() { super(async () => {}); } }
new Worker('q', async (j) => {});
(async () => {})();
export async function free() {}
`;
const ROLES = ['request', 'request', 'request', 'service', 'service', 'service', 'service', 'service', 'job', 'script', 'service'];

describe('on the trees that ESLint hands over', () => {
  it.each([
    ['espree', undefined],
    ['@typescript-eslint/parser', typescript as Linter.Parser],
  ])('%s', (_, parser) => {
    expect(rolesInLinted(SOURCE, parser)).toEqual(ROLES);
  });
});
