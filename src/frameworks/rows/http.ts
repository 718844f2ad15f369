/** Frameworks whose routes are calls: `app.post('/orders', fn)`. Middleware is called by requests, too. */
import type { From, HandlerRow } from '../schema.js';

export const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
/** Methods of a request by their own names, as file-based frameworks export them. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const WEBDAV = ['checkout', 'copy', 'link', 'lock', 'merge', 'mkcol', 'move', 'notify', 'propfind', 'proppatch', 'purge', 'report', 'search', 'subscribe', 'trace', 'unlink', 'unlock', 'unsubscribe'];
const FASTIFY_HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse', 'onError', 'errorHandler'];

const EXPRESS: From = { packages: ['express', 'express-serve-static-core', '@types/express', '@types/express-serve-static-core'] };
const FASTIFY: From = { packages: ['fastify', 'fastify-plugin'] };
const KOA: From = { packages: ['koa', '@koa/router', 'koa-router', '@types/koa', '@types/koa__router', '@types/koa-router'] };
const HAPI: From = { packages: ['@hapi/hapi', 'hapi'] };
const HONO: From = { packages: ['hono', '@hono/zod-openapi'] };
const ELYSIA: From = { packages: ['elysia'] };

export const HTTP_ROWS: readonly HandlerRow[] = [
  {
    framework: 'Express', role: 'request',
    signal: { kind: 'call', from: EXPRESS, methods: [...VERBS, ...WEBDAV, 'all', 'del', 'use', 'param'], path: 'optional', at: { args: 'any' } },
  },
  { framework: 'Express', role: 'request', signal: { kind: 'type', from: EXPRESS, parameters: [['Request', 0], ['Response', 1]] } },
  // Requests with a type of the project's own: `(req: AuthenticatedRequest, res: Response)`.
  { framework: 'Express', role: 'request', confidence: 'medium', signal: { kind: 'type', from: EXPRESS, parameters: [['Response', 1]] } },
  { framework: 'Express', role: 'request', signal: { kind: 'type', from: EXPRESS, constants: ['RequestHandler', 'ErrorRequestHandler', 'RequestParamHandler'] } },
  { framework: 'Express', role: 'request', confidence: 'weak', signal: { kind: 'names', parameters: ['^_?req(uest)?$', '^_?res(ponse)?$'] } },
  {
    framework: 'async handlers', role: 'request',
    signal: {
      kind: 'wrap', from: { packages: ['express-async-handler'] }, calleeName: '^([aA]syncHandler|catchAsync|wrapAsync|asyncWrapper)$', at: { args: [0] },
    },
  },
  {
    framework: 'Fastify', role: 'request',
    signal: {
      kind: 'call', from: FASTIFY, methods: [...VERBS, ...WEBDAV, 'all', 'query'], path: 'optional',
      at: { args: 'last', keys: ['handler', ...FASTIFY_HOOKS] },
    },
  },
  {
    framework: 'Fastify', role: 'request',
    signal: { kind: 'call', from: FASTIFY, receiverName: '^(fastify|app|server|instance)$', methods: ['route'], at: { keys: ['handler', ...FASTIFY_HOOKS] } },
  },
  { framework: 'Fastify', role: 'request', signal: { kind: 'call', from: FASTIFY, methods: ['addHook', 'setErrorHandler', 'setNotFoundHandler'], at: { args: 'last' } } },
  { framework: 'Fastify', role: 'request', signal: { kind: 'type', from: FASTIFY, parameters: [['FastifyRequest', 0]] } },
  { framework: 'Fastify', role: 'request', signal: { kind: 'type', from: FASTIFY, constants: ['RouteHandlerMethod', 'RouteHandler'] } },
  {
    framework: 'Koa', role: 'request',
    signal: { kind: 'call', from: KOA, methods: [...VERBS, 'del', 'all', 'use', 'register', 'param'], path: 'optional', at: { args: 'any' } },
  },
  {
    framework: 'Koa', role: 'request',
    signal: { kind: 'type', from: KOA, parameters: [['Context|ParameterizedContext|RouterContext', 0], ['Next', 1]] },
  },
  // Helpers take a context, too: six of six such matches in one large project were none.
  { framework: 'Koa', role: 'request', confidence: 'weak', signal: { kind: 'type', from: KOA, parameters: [['Context|ParameterizedContext|RouterContext', 0]] } },
  {
    framework: 'hapi', role: 'request',
    signal: { kind: 'call', from: HAPI, receiverName: '^server$', methods: ['route'], at: { keys: ['handler', 'options.handler', 'config.handler'] } },
  },
  { framework: 'hapi', role: 'request', signal: { kind: 'call', from: HAPI, methods: ['ext'], at: { args: [1], keys: ['method'] } } },
  {
    framework: 'Hono', role: 'request',
    signal: { kind: 'call', from: HONO, methods: [...VERBS, 'all', 'on', 'use', 'openapi'], path: 'optional', at: { args: 'any' } },
  },
  { framework: 'Hono', role: 'request', signal: { kind: 'call', from: HONO, methods: ['createHandlers', 'createMiddleware'], at: { args: 'any' } } },
  { framework: 'Hono', role: 'request', confidence: 'medium', signal: { kind: 'type', from: HONO, parameters: [['Context', 0]] } },
  {
    framework: 'Elysia', role: 'request',
    signal: { kind: 'call', from: ELYSIA, methods: [...VERBS, 'all', 'connect'], path: 'optional', at: { args: [1] } },
  },
  { framework: 'Elysia', role: 'request', signal: { kind: 'call', from: ELYSIA, methods: ['route'], path: 'optional', at: { args: [2] } } },
  {
    framework: 'Elysia', role: 'message',
    signal: { kind: 'call', from: ELYSIA, methods: ['ws'], path: 'optional', at: { keys: ['message', 'open', 'close'] } },
  },
  {
    framework: 'H3', role: 'request',
    signal: { kind: 'call', from: { packages: ['h3'], names: ['H3', 'createApp', 'createRouter'] }, methods: [...VERBS, 'all', 'on', 'use'], path: 'optional', at: { args: 'any' } },
  },
  {
    framework: 'Restify', role: 'request',
    signal: { kind: 'call', from: { packages: ['restify', '@types/restify'] }, methods: ['get', 'post', 'put', 'patch', 'del', 'head', 'opts', 'use', 'pre'], path: 'optional', at: { args: 'any' } },
  },
  {
    framework: 'Polka', role: 'request',
    signal: { kind: 'call', from: { packages: ['polka', '@types/polka'] }, methods: [...VERBS, 'connect', 'trace', 'all', 'add', 'use'], path: 'optional', at: { args: 'any' } },
  },
  {
    framework: 'AdonisJS', role: 'request',
    signal: {
      kind: 'call', from: { packages: ['@adonisjs/core', '@adonisjs/http-server'] }, methods: [...VERBS, 'any', 'use'], path: 'optional', at: { args: 'any' },
    },
  },
  {
    framework: 'AdonisJS', role: 'request',
    signal: { kind: 'class', files: ['**/app/controllers/**', '**/app/**/controllers/**'], className: 'Controller$', firstParameter: 'HttpContext', methods: 'any' },
  },
  {
    framework: 'node:http', role: 'request', confidence: 'medium',
    signal: {
      kind: 'wrap', from: { packages: ['node:http', 'http', 'node:https', 'https', 'node:http2', 'http2'], names: ['createServer', 'createSecureServer'] },
      at: { args: 'any' },
    },
  },
];
