import { describe, expect, it } from 'vitest';
import { ask, roleIn } from './lab.js';

interface Negative {
  readonly what: string;
  readonly source: string;
  readonly file?: string;
  readonly depends?: readonly string[];
}

/** Code that looks like a handler and is none. */
const NEGATIVES: readonly Negative[] = [
  { what: 'a cache without a path', source: `import { cache } from './cache'; cache.get('k', async () => { HERE; });` },
  { what: 'a cache of a package, with a path', source: `import Cache from 'node-cache-x'; const cache = new Cache(); cache.get('/k', async () => { HERE; });` },
  { what: 'a Map', source: `const m = new Map(); m.delete('k', async () => { HERE; });` },
  { what: 'axios', source: `import axios from 'axios'; axios.post('/o', {}, async () => { HERE; });` },
  { what: 'axios interceptors', source: `import axios from 'axios'; axios.interceptors.request.use(async (c) => { HERE; });` },
  { what: 'a filter of what is sent', source: `import { client } from './api'; const o = omitBy(p, (v) => { HERE; }); client.post('/o', { ...o });` },
  { what: 'msw', source: `import { http } from 'msw'; export const handlers = [http.get('/o', async () => { HERE; })];` },
  { what: 'nock', source: `import nock from 'nock'; nock('http://x').get('/o').reply(async () => { HERE; });` },
  { what: 'supertest', source: `import request from 'supertest'; request(app).get('/o').expect(200).end(async () => { HERE; });` },
  { what: 'a setting of an app', source: `import express from 'express'; const app = express(); export function f() { app.get('env'); HERE; }` },
  { what: 'a helper with a lone Request', source: `import { Request } from 'express'; export async function userOf(req: Request) { HERE; }` },
  { what: 'the Request of fetch', source: `export async function mk(q: Request, s: Response) { HERE; }` },
  { what: 'RTK Query', source: `import { createApi } from '@reduxjs/toolkit/query'; createApi({ endpoints: (b) => ({ mk: b.mutation({ async queryFn() { HERE; } }) }) });` },
  { what: 'Vuex actions', source: `export default { actions: { async mk({ commit }) { HERE; } } };`, file: 'src/store/o.ts' },
  { what: 'a View class', source: `import { View } from './ui'; export class OrderView extends View { async post(e) { HERE; } }` },
  { what: 'a controller of a user interface', source: `export class OrderController { async store(o) { HERE; } }`, file: 'app/controllers/order.ts' },
  { what: 'the loader of a single-page app', source: `export async function loader({ request }) { HERE; }`, file: 'app/routes/o.tsx', depends: ['react-router-dom'] },
  { what: 'a clientAction', source: `export async function clientAction() { HERE; }`, file: 'app/routes/o.tsx', depends: ['@remix-run/node'] },
  { what: 'a route.ts outside of app', source: `export async function POST() { HERE; }`, file: 'src/lib/route.ts', depends: ['next'] },
  { what: 'a route.ts without Next.js', source: `export async function POST() { HERE; }`, file: 'app/o/route.ts' },
  { what: 'a helper beside POST', source: `export async function POST() { } export async function helper() { HERE; }`, file: 'app/o/route.ts', depends: ['next'] },
  { what: 'src/pages without Astro', source: `export async function POST() { HERE; }`, file: 'src/pages/o.ts' },
  { what: 'a default object with fetch in a client', source: `export default { async fetch(url) { HERE; } };` },
  { what: 'a constant named handler', source: `export const handler = async () => { HERE; };`, depends: ['aws-cdk-lib'] },
  { what: 'an imported function of Nuxt’s name', source: `import { eventHandler } from './bus'; eventHandler(async () => { HERE; });` },
  { what: 'a local function of a test runner’s name', source: `import { it } from './iterators'; it(async () => { HERE; });` },
  { what: 'Get of lodash-decorators', source: `import { Get } from 'lodash-decorators'; export class C { @Get('x') async mk() { HERE; } }` },
  { what: 'Query as a decorator of a parameter', source: `import { Query } from '@nestjs/common'; export class C { async mk(@Query() q) { HERE; } }` },
  { what: 'a directive that is no prologue', source: `export async function f() { const a = 1; 'use server'; HERE; }` },
  { what: 'an emitter', source: `import { EventEmitter } from 'node:events'; const e = new EventEmitter(); e.on('mk', async () => { HERE; });` },
  { what: 'a redis subscriber', source: `import Redis from 'ioredis'; const r = new Redis(); r.on('message', async () => { HERE; });` },
  { what: 'a socket of nobody knows', source: `export function f(socket) { socket.on('mk', async () => { HERE; }); }` },
  { what: '.handler of something', source: `import { step } from './steps'; step.handler(async () => { HERE; });` },
  { what: '.mutation with two arguments', source: `import { dbProcedure } from './db'; dbProcedure.mutation('x', async () => { HERE; });` },
  { what: 'process of nobody knows', source: `import { images } from './images'; images.process(async () => { HERE; });` },
  { what: 'a resolve key elsewhere', source: `export const route = { resolve: async () => { HERE; } };` },
  { what: 'a CQRS command', source: `export class Mk { async execute() { HERE; } }`, file: 'src/orders/commands/mk.ts' },
];

describe('what looks like a handler', () => {
  it.each(NEGATIVES)('$what', (question) => {
    const { match, role } = ask(question);
    expect(match).toBeUndefined();
    expect(role).toBe('service');
  });

  it('an array method inside of a handler is no row’s, and takes the handler’s role', () => {
    const source = `import { Router } from 'express'; Router().post('/o', async (q, s) => { await Promise.all(q.body.map(async (i) => { HERE; })); });`;
    const { match, role } = ask({ source });
    expect(match).toBeUndefined();
    expect(role).toBe('request');
  });

  it('a row of two frameworks with the same method goes by the package', () => {
    const source = `import { app } from '@azure/functions'; app.get('/o', async () => { HERE; });`;
    expect(ask({ source }).match?.row.framework).toBe('Azure Functions');
  });
});

describe('parameter names alone', () => {
  it('never decide', () => {
    expect(roleIn({ source: `export async function f(req, res) { HERE; }` })).toBe('service');
  });
});
