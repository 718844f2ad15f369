import { Cluster, Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { serverOf } from '../src/connection.js';

const client = (options: object) => new Redis({ ...options, lazyConnect: true });

test.each([
  ['nothing and the default', undefined, { host: '127.0.0.1', port: 6379 }],
  ['localhost and 127.0.0.1', { host: 'localhost' }, {}],
  ['a URL and its parts', { url: 'redis://cache:7000/2' }, { host: 'cache', port: 7000, db: 2 }],
  ['a number and its text', { port: 7000 }, { port: '7000' }],
  ['differing credentials', { host: 'cache', password: 'a' }, { host: 'cache', password: 'b' }],
  ['a client and its configuration', client({ host: 'cache', db: 1 }), { host: 'cache', db: 1 }],
  ['two clients', client({ host: 'cache' }), client({ host: 'cache' })],
])('%s are one server', (_, one, other) => {
  expect(serverOf(one)).toBe(serverOf(other));
});

test.each([
  ['hosts', { host: 'a' }, { host: 'b' }],
  ['ports', { port: 6379 }, { port: 6380 }],
  ['databases', { db: 0 }, { db: 1 }],
  ['databases of a URL', { url: 'redis://a/1' }, { url: 'redis://a/2' }],
  ['sockets', { path: '/run/a.sock' }, { path: '/run/b.sock' }],
  [
    'sentinel groups',
    { sentinels: [{ host: 'a', port: 1 }], name: 'x' },
    { sentinels: [{ host: 'a', port: 1 }], name: 'y' },
  ],
  ['clients', client({ host: 'a' }), client({ host: 'b' })],
  [
    'clusters',
    new Cluster([{ host: 'a' }], { lazyConnect: true }),
    new Cluster([{ host: 'a' }], { lazyConnect: true }),
  ],
])('different %s are different servers', (_, one, other) => {
  expect(serverOf(one)).toBe(serverOf(one));
  expect(serverOf(one)).not.toBe(serverOf(other));
});
