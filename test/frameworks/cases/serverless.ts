import { caseOf as is } from './case.js';
import type { Case } from './case.js';

const MEDIUM = { confidence: 'medium' } as const;
const WORKER = { depends: ['wrangler'] };

export const SERVERLESS_CASES: readonly Case[] = [
  is('AWS Lambda', 'request', `import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'; export const main: APIGatewayProxyHandlerV2 = async e => { HERE; };`),
  is('AWS Lambda', 'request', `import type { APIGatewayProxyEvent } from 'aws-lambda'; export const main = async (e: APIGatewayProxyEvent) => { HERE; };`),
  is('AWS Lambda', 'event', `import type { SQSHandler } from 'aws-lambda'; export const main: SQSHandler = async e => { HERE; };`),
  is('AWS Lambda', 'event', `import type { S3Event } from 'aws-lambda'; export async function main(e: S3Event) { HERE; }`),
  is('AWS Lambda', 'request', `exports.handler = async (e) => { HERE; };`, { ...MEDIUM, file: 'lambda/orders.js', depends: ['@types/aws-lambda'] }),
  is('middy', 'request', `import middy from '@middy/core'; export const main = middy(async (e) => { HERE; }).use(json());`, MEDIUM),
  is('middy', 'request', `import middy from '@middy/core'; export const main = middy().use(json()).handler(async (e) => { HERE; });`, MEDIUM),
  is('Azure Functions', 'request', `import { app } from '@azure/functions'; app.http('mk', { methods: ['POST'], handler: async (rq, c) => { HERE; } });`),
  is('Azure Functions', 'request', `const { app } = require('@azure/functions'); app.post('mk', async (rq, c) => { HERE; });`, { file: 'src/a.js' }),
  is('Azure Functions', 'event', `import { app } from '@azure/functions'; app.timer('tick', { schedule: '', handler: async () => { HERE; } });`),
  is('Google Cloud Functions', 'request', `import * as ff from '@google-cloud/functions-framework'; ff.http('mk', async (rq, rs) => { HERE; });`),
  is('Google Cloud Functions', 'event', `const ff = require('@google-cloud/functions-framework'); ff.cloudEvent('mk', async (e) => { HERE; });`, { file: 'src/a.js' }),
  is('Google Cloud Functions', 'request', `import type { HttpFunction } from '@google-cloud/functions-framework'; export const mk: HttpFunction = async (rq, rs) => { HERE; };`),
  is('Firebase', 'request', `import { onCall } from 'firebase-functions/v2/https'; export const mk = onCall({ cors: true }, async (rq) => { HERE; });`),
  is('Firebase', 'request', `import * as functions from 'firebase-functions'; export const mk = functions.region('eu').https.onRequest(async (rq, rs) => { HERE; });`),
  is('Cloudflare Workers', 'request', `export default { async fetch(rq, env) { HERE; } } satisfies ExportedHandler<Env>;`, WORKER),
  is('Cloudflare Workers', 'event', `export default { async scheduled(e, env) { HERE; } };`, WORKER),
  is('Cloudflare Workers', 'request', `import { WorkerEntrypoint } from 'cloudflare:workers'; export default class extends WorkerEntrypoint { async fetch(rq) { HERE; } }`),
];
