import { RuleTester as RuleTester10 } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import * as espree from 'espree';
import * as typescriptParser from '@typescript-eslint/parser';
import { describe, it } from 'vitest';
import rule from '../../src/rules/prefer-chain.js';

/** Queues that nothing in this repository consumes: its fixtures are part of the project that the rule sees. */
const HEAD = "import { Queue } from 'bullmq';\nconst images = new Queue('images-of-the-rule');\nconst mails = new Queue('mails-of-the-rule');\n";

const valid = [
  { name: 'one dispatch', code: `${HEAD}export async function f(id) { await images.add('process', { id }); }` },
  { name: 'nothing shared', code: `${HEAD}export async function f(a, b) { await images.add('process', { a }); await mails.add('notify', { b }); }` },
  { name: 'a Set is no queue', code: 'export function f(id) { const a = new Set(); const b = new Set(); a.add(id); b.add(id); }' },
  { name: 'properties of one object', code: `${HEAD}export async function f(req) { await images.add('a', { id: req.body.id }); await mails.add('b', { to: req.user.id }); }` },
  { name: 'the same task for two ids', code: `${HEAD}export async function f(x) { await images.add('process', { id: x, n: 1 }); await images.add('process', { id: x, n: 2 }); }` },
  { name: 'parallel on purpose', code: `${HEAD}export async function f(id) { await Promise.all([images.add('a', { id }), mails.add('b', { id })]); }` },
  { name: 'exclusive branches', code: `${HEAD}export async function f(id, x) { if (x) { await images.add('a', { id }); } else { await mails.add('b', { id }); } }` },
  { name: 'silenced with a reason', code: `${HEAD}export async function f(id) {\n  // fix-chains: parallel -- two separate indexes\n  await images.add('a', { id });\n  await mails.add('b', { id });\n}` },
  { name: 'out of scope: module top level', code: `${HEAD}const id = Math.random();\nawait images.add('a', { id });\nawait mails.add('b', { id });` },
  { name: 'more evidence wanted', code: `${HEAD}export async function f(id) { await images.add('a', { id }); await mails.add('b', { id }); }`, options: [{ evidence: 'indicated' }] },
];

const run = `export async function f(id) {
  await images.add('process', { id });
  await mails.add('notify', { id });
}`;

const invalid = [
  {
    name: 'every style is suggested, its import included',
    code: HEAD + run,
    errors: [
      {
        messageId: 'sideBySide',
        line: 5,
        column: 3,
        suggestions: [
          {
            messageId: 'chain',
            output: `import { Queue } from 'bullmq';
import { chain, si } from 'task-canvas/bullmq';
const images = new Queue('images-of-the-rule');
const mails = new Queue('mails-of-the-rule');
export async function f(id) {
  await chain(
    si(images, 'process', { id }),
    si(mails, 'notify', { id }),
  ).delay();
}`,
          },
          {
            messageId: 'pipe',
            output: `import { Queue } from 'bullmq';
import { si } from 'task-canvas/bullmq';
const images = new Queue('images-of-the-rule');
const mails = new Queue('mails-of-the-rule');
export async function f(id) {
  await si(images, 'process', { id })
    .pipe(si(mails, 'notify', { id }))
    .delay();
}`,
          },
        ],
      },
    ],
    options: [{ styles: ['chain', 'pipe'] }],
  },
  {
    name: 'refused, and still reported with the reason',
    code: `${HEAD}export async function f(id) { const job = await images.add('a', { id }); await mails.add('b', { id }); return job.id; }`,
    errors: [{ messageId: 'sideBySideRefused', suggestions: [] }],
  },
];

for (const [version, RuleTester] of [
  ['9', RuleTester9 as unknown as typeof RuleTester10],
  ['10', RuleTester10],
] as const) {
  for (const [name, parser] of [
    ['espree', espree],
    ['@typescript-eslint/parser', typescriptParser],
  ] as const) {
    RuleTester.describe = describe;
    RuleTester.it = it;
    describe(`ESLint ${version} with ${name}`, () => {
      new RuleTester({ languageOptions: { parser, ecmaVersion: 2024, sourceType: 'module' } }).run('prefer-chain', rule, {
        valid,
        invalid: invalid.map((test) => ({ ...test, errors: test.errors.map(withoutEmptySuggestions) })),
      });
    });
  }
}

/** RuleTester takes «no suggestions» as a missing key. */
function withoutEmptySuggestions({ suggestions, ...error }: (typeof invalid)[number]['errors'][number]) {
  return suggestions.length === 0 ? error : { ...error, suggestions };
}
