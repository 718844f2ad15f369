/** What people and test runners call: commands and tests. */
import type { HandlerRow } from '../schema.js';

const BLOCKS = ['describe', 'suite', 'context', 'it', 'test', 'specify'];
const HOOKS = ['before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'];
const RUNNERS = ['vitest', 'jest', '@jest/globals', '@types/jest', 'mocha', '@types/mocha', 'node:test', 'bun:test', '@playwright/test', 'ava', 'tap'];

export const TOOL_ROWS: readonly HandlerRow[] = [
  {
    framework: 'test runners', role: 'test',
    signal: {
      kind: 'wrap',
      from: {
        packages: RUNNERS,
        names: [...BLOCKS, ...HOOKS, ...BLOCKS.flatMap((name) => ['only', 'skip', 'each', 'concurrent', 'serial'].map((how) => `${name}.${how}`))],
        autoImport: true,
      },
      at: { args: 'any' },
    },
  },
  {
    framework: 'Commander', role: 'command', confidence: 'medium',
    signal: { kind: 'call', from: { packages: ['commander', '@commander-js/extra-typings'] }, receiverName: '^program$', methods: ['action', 'hook'], at: { args: 'any' } },
  },
  { framework: 'yargs', role: 'command', confidence: 'medium', signal: { kind: 'call', from: { packages: ['yargs'] }, methods: ['command'], at: { args: 'any', keys: ['handler'] } } },
  {
    framework: 'yargs', role: 'command', confidence: 'medium',
    signal: { kind: 'type', from: { packages: ['yargs', '@types/yargs'] }, parameters: [['ArgumentsCamelCase|Arguments', 0]] },
  },
  { framework: 'cac', role: 'command', confidence: 'medium', signal: { kind: 'call', from: { packages: ['cac'] }, methods: ['action'], at: { args: [0] } } },
  { framework: 'citty', role: 'command', confidence: 'medium', signal: { kind: 'wrap', from: { packages: ['citty'], names: ['defineCommand'] }, at: { keys: ['run', 'setup'] } } },
  {
    framework: 'nest-commander', role: 'command', confidence: 'medium',
    signal: { kind: 'class', base: '^CommandRunner$', from: { packages: ['nest-commander'], names: ['CommandRunner'] }, methods: 'any' },
  },
  {
    framework: 'oclif', role: 'command', confidence: 'medium',
    signal: { kind: 'class', from: { packages: ['@oclif/core', '@oclif/command'], names: ['Command', 'default'] }, methods: 'any' },
  },
];
