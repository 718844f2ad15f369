import { describe, expect, it } from 'vitest';
import type { Files } from '../../resolve/project.js';
import { found } from './found.js';

const MAIN = `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`;
const RUN = [`run (worker.ts:1) job 'resize'`];
const NONE = ['none: `resize` has no consumer in this project'];
const RUNNER = `async function run(job) {} `;

const queues = (options: string, head = ''): string => `import { Queue } from 'bullmq'; ${head} export const images = new Queue('images'${options});`;
const worker = (options = '', head = ''): string => `import { Worker } from 'bullmq'; ${head} ${RUNNER} new Worker('images', run${options});`;

type Row = readonly [string, readonly string[], string, string];

const homes: readonly Row[] = [
  ['under the same prefix', RUN, queues(`, { prefix: 'a' }`), worker(`, { prefix: 'a' }`)],
  ['under another prefix', NONE, queues(`, { prefix: 'a' }`), worker(`, { prefix: 'b' }`)],
  ['under a prefix, of a queue without one', NONE, queues(`, {}`), worker(`, { concurrency: 2, prefix: 'b' }`)],
  ['under the prefix that is the default', RUN, queues(`, { prefix: 'bull' }`), worker(`, { concurrency: 2 }`)],
  ['under another prefix from a constant', NONE, queues(`, { prefix: A }`, `const A = 'a';`), worker(`, options`, `const options = { prefix: 'b' };`)],
  ['under another prefix from a spread', NONE, queues(`, { prefix: 'a' }`), worker(`, { ...shared, concurrency: 2 }`, `const shared = { prefix: 'b' };`)],
  ['under a prefix that the environment says', RUN, queues(`, { prefix: process.env.PREFIX ?? 'a' }`), worker(`, { prefix: 'b' }`)],
  ['under a prefix that a spread may change', RUN, queues(`, { prefix: 'a' }`), worker(`, { prefix: 'b', ...load() }`)],
  ['on the same server', RUN, queues(`, { connection: { host: 'redis', port: 6379 } }`), worker(`, { connection: { host: 'redis' } }`)],
  ['on another server', NONE, queues(`, { connection: { host: 'a' } }`), worker(`, { connection: { host: 'b' } }`)],
  ['in another database', NONE, queues(`, { connection: { host: 'a', db: 1 } }`), worker(`, { connection: { host: 'a' } }`)],
  ['on the server of another address', NONE, queues(`, { connection: new Redis('redis://a:6379/1') }`, `import Redis from 'ioredis';`), worker(`, { connection }`, `import Redis from 'ioredis'; const connection = new Redis('redis://a:6379/2', { maxRetriesPerRequest: null });`)],
  ['on the same server by host and port', RUN, queues(`, { connection: new Redis(6379, 'localhost') }`, `import Redis from 'ioredis';`), worker(`, { connection: new Redis('redis://127.0.0.1') }`, `import Redis from 'ioredis';`)],
  ['on another server by host and port', NONE, queues(`, { connection: new Redis(6380, 'localhost') }`, `import Redis from 'ioredis';`), worker(`, { connection: new Redis('redis://127.0.0.1') }`, `import Redis from 'ioredis';`)],
  ['on a server that the environment says', RUN, queues(`, { connection: { host: process.env.QUEUE_HOST || 'a' } }`), worker(`, { connection: { host: 'b' } }`)],
  ['on a server that a call gives', RUN, queues(`, { connection: { host: 'a' } }`), worker(`, { connection: connect() }`)],
  ["on another server by Bull's address", NONE, `import Queue from 'bull'; export const images = new Queue('images', 'redis://a');`, `import Queue from 'bull'; ${RUNNER} const images = new Queue('images', { redis: 'redis://b' }); images.process('resize', run);`],
];

const places: readonly (readonly [string, readonly string[], Files])[] = [
  ['an example', NONE, { 'examples/worker.ts': worker() }],
  ['a measurement', NONE, { 'bench/src/worker.ts': worker() }],
  ['the documentation', NONE, { 'docs/snippets/worker.ts': worker() }],
  ['a stand-in', NONE, { 'images.mock.ts': worker() }],
  ['an application of fixtures and samples', RUN, { 'src/fixtures/worker.ts': worker() }],
];

const FILES = { 'main.ts': MAIN, 'queues.ts': queues('') };

describe('a worker', () => {
  it.each(homes)('%s', (_, expected, queue, consumer) => {
    expect(found({ ...FILES, 'queues.ts': queue, 'worker.ts': consumer })).toEqual(expected);
  });

  it.each(places)('in %s', (_, expected, files) => {
    expect(found({ ...FILES, ...files })).toEqual(expected);
  });

  it('of the same example', () => {
    expect(found({ 'examples/main.ts': MAIN, 'examples/queues.ts': queues(''), 'examples/worker.ts': worker() })).toEqual(RUN);
  });
});

const ROOT = { 'package.json': JSON.stringify({ name: 'root', workspaces: ['apps/*', 'packages/*'] }) };
const manifest = (name: string, dependencies: Record<string, string> = {}, others: object = {}): string => JSON.stringify({ name, dependencies, ...others });
const site = (dependencies?: Record<string, string>, others?: object): Files => ({ 'apps/site/main.ts': MAIN, 'apps/site/queues.ts': queues(''), 'apps/site/package.json': manifest('site', dependencies, others) });
const other = (name: string, dependencies?: Record<string, string>, others?: object): Files => ({ [`apps/${name}/worker.ts`]: worker(), [`apps/${name}/package.json`]: manifest(name, dependencies, others) });
const DATABASE = { 'packages/db/package.json': manifest('db'), 'packages/db/index.ts': '' };

describe('a worker of another package', () => {
  it.each<readonly [string, readonly string[], Files]>([
    ['that depends on the same one', RUN, { ...site({ db: '*' }), ...other('jobs', { db: '*' }), ...DATABASE, ...ROOT }],
    ['that depends on this one', RUN, { ...site(), ...other('jobs', { site: '*' }), ...ROOT }],
    ['that this one depends on', RUN, { ...site({ jobs: '*' }), ...other('jobs'), ...ROOT }],
    ['that has nothing in common', NONE, { ...site(), ...other('jobs'), ...ROOT }],
    ['that is developed with the same tools', NONE, { ...site({}, { devDependencies: { db: '*' } }), ...other('jobs', {}, { devDependencies: { db: '*' } }), ...DATABASE, ...ROOT }],
    ['that depends on the same published one', NONE, { ...site({ bullmq: '*' }), ...other('jobs', { bullmq: '*' }), ...ROOT }],
    ['without a workspace', RUN, { ...site(), ...other('jobs') }],
    ['beside one of its own', RUN, { ...site(), ...other('jobs'), 'apps/site/worker.ts': worker(), ...ROOT }],
    ['beside one that has something in common', RUN, { ...site({ db: '*' }), ...other('jobs', { db: '*' }), ...DATABASE, ...ROOT, ...Object.fromEntries(Object.entries(other('shop')).map(([path, text]) => [path, text.replaceAll('run', 'sell')])) }],
    ['and a third one', ['none: `resize` has several consumers, apps/jobs/worker.ts:1 and apps/shop/worker.ts:1'], { ...site(), ...other('jobs'), ...other('shop') }],
  ])('%s', (_, expected, files) => {
    expect(found(files)).toEqual(expected);
  });
});
