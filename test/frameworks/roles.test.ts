import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/analysis/ir.js';
import type { HandlerRow } from '../../src/frameworks/schema.js';
import { ask, roleIn } from './lab.js';

const EXPRESS = `import { Router } from 'express'; const r = Router();`;
const PLAIN = 'export async function mk() { HERE; }';

const BY_PATH: readonly (readonly [file: string, source: string, role: Role])[] = [
  ['src/orders.ts', PLAIN, 'service'],
  ['src/orders.ts', 'HERE;', 'script'],
  ['src/orders.test.ts', PLAIN, 'test'],
  ['src/orders.spec.tsx', 'HERE;', 'test'],
  ['src/__tests__/orders.ts', PLAIN, 'test'],
  ['packages/a/tests/orders.ts', PLAIN, 'test'],
  ['test/orders.ts', `${EXPRESS} r.post('/o', async (q, s) => { HERE; });`, 'test'],
  ['e2e/orders.ts', PLAIN, 'test'],
  ['src/latest/orders.ts', PLAIN, 'service'],
  ['src/contest.ts', PLAIN, 'service'],
  ['db/migrations/001-orders.ts', PLAIN, 'migration'],
  ['src/orders.migration.ts', PLAIN, 'migration'],
  ['src/migrations.ts', PLAIN, 'service'],
  ['scripts/orders.ts', PLAIN, 'script'],
  ['bin/www', PLAIN, 'script'],
  ['prisma/seed.ts', PLAIN, 'script'],
  ['db/seeders/orders.ts', PLAIN, 'script'],
  ['scripts/server.ts', `${EXPRESS} r.post('/o', async (q, s) => { HERE; });`, 'request'],
  ['src/commands/mk.ts', `import { Option } from 'commander'; ${PLAIN}`, 'command'],
  ['src/cli/mk.js', `const yargs = require('yargs'); exports.mk = async () => { HERE; };`, 'command'],
  ['src/commands/mk.ts', PLAIN, 'service'],
];

describe('roles by path', () => {
  it.each(BY_PATH)('%s: %s', (file, source, role) => {
    expect(roleIn({ source, file })).toBe(role);
  });
});

const BY_NEIGHBOURS: readonly (readonly [what: string, source: string, role: Role])[] = [
  ['a transaction in a handler', `${EXPRESS} r.post('/o', async (q, s) => { await prisma.$transaction(async (tx) => { HERE; }); });`, 'request'],
  ['a declared function in a handler', `${EXPRESS} r.post('/o', async (q, s) => { async function f() { HERE; } return f(); });`, 'request'],
  ['a worker made in a handler', `import { Worker } from 'bullmq'; ${EXPRESS} r.post('/o', async (q, s) => { new Worker('q', async (j) => { HERE; }); });`, 'job'],
  ['an expression-bodied handler', `${EXPRESS} r.post('/o', (q, s) => db.tx(async () => { HERE; }));`, 'request'],
  ['a callback in a method', `import { Post } from '@nestjs/common'; export class C { @Post() async mk() { return this.db.tx(async () => { HERE; }); } }`, 'request'],
  ['a private helper of a handler', `${EXPRESS} r.post('/o', async (q, s) => { await help(q); }); async function help(q) { HERE; }`, 'request'],
  ['a private method of a handler', `import { Post } from '@nestjs/common'; export class C { @Post() async mk() { await this.help(); } private async help() { HERE; } }`, 'request'],
  ['a #method of a job', `import { Process } from '@nestjs/bull'; export class C { @Process() async run(j) { await this.#help(); } async #help() { HERE; } }`, 'job'],
  ['a public method called by a handler', `import { Post } from '@nestjs/common'; export class C { @Post() async mk() { await this.help(); } async help() { HERE; } }`, 'service'],
  ['an exported helper', `${EXPRESS} r.post('/o', async (q, s) => { await help(q); }); export async function help(q) { HERE; }`, 'service'],
  ['an exported helper, by its name', `${EXPRESS} r.post('/o', async (q, s) => { await help(q); }); async function help(q) { HERE; } export { help };`, 'service'],
  ['a helper of two roles', `import { Worker } from 'bullmq'; ${EXPRESS} r.post('/o', async (q, s) => { await help(q); }); new Worker('q', async (j) => help(j)); async function help(q) { HERE; }`, 'service'],
  ['a helper that is handed on, too', `${EXPRESS} r.post('/o', async (q, s) => { await help(q); list.map(help); }); async function help(q) { HERE; }`, 'service'],
  ['helpers that call each other', `${EXPRESS} r.post('/o', async (q, s) => { await a(q); }); async function a(q) { await b(q); } async function b(q) { HERE; await a(q); }`, 'request'],
  ['helpers that only call each other', `async function a() { await b(); } async function b() { HERE; await a(); }`, 'service'],
  ['an IIFE', `(async () => { HERE; })();`, 'script'],
  ['main', `async function main() { HERE; } main().catch(console.error);`, 'script'],
  ['main as an arrow function', `const main = async () => { HERE; }; if (require.main === module) main();`, 'script'],
  ['a function in main', `async function main() { await Promise.all(ids.map(async (id) => { HERE; })); } main();`, 'script'],
  ['a handler in main', `import express from 'express'; async function main() { const app = express(); app.post('/o', async (q, s) => { HERE; }); } main();`, 'request'],
  ['a listener in main', `async function main() { bus.on('made', async () => { HERE; }); } main();`, 'service'],
  ['a private function that nothing calls', `async function mk() { HERE; }`, 'service'],
];

describe('roles by what is around a routine and what calls it', () => {
  it.each(BY_NEIGHBOURS)('%s', (_, source, role) => {
    expect(roleIn({ source })).toBe(role);
  });
});

describe('across files', () => {
  it('follows a receiver to the file that makes it', () => {
    const files = { 'src/router.ts': `import { Router } from 'express'; export const router = Router();` };
    const { match } = ask({ source: `import { router } from './router'; router.use(async (q, s) => { HERE; });`, files });
    expect(match).toMatchObject({ row: { framework: 'Express' }, confidence: 'strong' });
  });

  it('follows a base class', () => {
    const files = { 'src/base.ts': `import { WorkerHost } from '@nestjs/bullmq'; export abstract class Base extends WorkerHost {}` };
    expect(roleIn({ source: `import { Base } from './base'; export class P extends Base { async process(j) { HERE; } }`, files })).toBe('job');
  });

  it('asks the nearest package.json', () => {
    const source = 'export async function POST() { HERE; }';
    const files = { 'apps/web/package.json': '{ "dependencies": { "next": "*" } }', 'apps/api/package.json': '{}', 'apps/bad/package.json': '{' };
    expect(roleIn({ source, files, file: 'apps/web/app/o/route.ts' })).toBe('request');
    expect(roleIn({ source, files, file: 'apps/api/app/o/route.ts', depends: ['next'] })).toBe('service');
    expect(roleIn({ source, files, file: 'apps/bad/app/o/route.ts', depends: ['next'] })).toBe('service');
  });
});

/** Frameworks that a project made for itself. */
const OWN: readonly (readonly [what: string, row: HandlerRow, source: string])[] = [
  ['a function', { framework: 'own', role: 'request', signal: { kind: 'wrap', calleeName: '^define$', at: { args: 'last' } } }, `import define from '../define'; export default define(meta, paramDef, async (ps) => { HERE; });`],
  ['a key', { framework: 'own', role: 'request', signal: { kind: 'wrap', calleeName: '^create\\w+Route$', at: { keys: ['fn'] } } }, `export default withMw({ POST: createAuthedRoute({ name: 'x', fn: async () => { HERE; } }) });`],
  [
    'a callback of super()',
    { framework: 'own', role: 'request', signal: { kind: 'class', base: '^Endpoint$', methods: 'any', superCallback: true } },
    `export default class extends Endpoint<typeof meta> { constructor(private queue) { super(meta, paramDef, async (ps, me) => { HERE; }); } }`,
  ],
  ['a base class', { framework: 'own', role: 'job', signal: { kind: 'class', base: 'Task$', methods: ['run'] } }, `export class Mail extends EmailTask { async run() { HERE; } }`],
  ['a decorator of the project', { framework: 'own', role: 'message', signal: { kind: 'decorator', from: { packages: [], names: ['On'] }, anyModule: true, classDecorator: '^Listener$' } }, `@Listener() export class L { @On('x') async made() { HERE; } }`],
  ['files', { framework: 'own', role: 'request', signal: { kind: 'export', files: ['src/endpoints/**'], names: 'any' } }, `export const anything = [async () => { HERE; }];`],
  ['a receiver', { framework: 'own', role: 'event', signal: { kind: 'call', from: { packages: [] }, receiverName: '^bus$', methods: ['on'], at: { args: [1] } } }, `this.bus.on('x', async () => { HERE; });`],
];

describe('rows of the user', () => {
  it.each(OWN)('%s', (_, row, source) => {
    const question = { source, file: 'src/endpoints/a.ts' };
    expect(roleIn(question, [row])).toBe(row.role);
    expect(roleIn(question, [])).toBe('service');
  });

  it('a weak row labels, and leaves the role', () => {
    const row: HandlerRow = { framework: 'own', role: 'job', confidence: 'weak', signal: { kind: 'export', files: ['**'], names: ['mk'] } };
    expect(ask({ source: PLAIN }, [row])).toMatchObject({ match: { row, confidence: 'weak' }, role: 'service' });
  });
});
