/** The other web frameworks. */
import type { PythonHandlerRow } from '../schema.js';
import { VERBS } from './verbs.js';

const FLASK = ['flask.Flask', 'flask.Blueprint', 'quart.Quart', 'quart.Blueprint', 'apiflask.APIFlask', 'apiflask.APIBlueprint', 'flask_openapi3.OpenAPI', 'flask_openapi3.APIBlueprint', 'flask_smorest.Blueprint'];
const FLASK_HOOKS = ['before_request', 'after_request', 'teardown_request', 'before_app_request', 'after_app_request', 'errorhandler', 'app_errorhandler'];
const FASTAPI = ['fastapi.FastAPI', 'fastapi.APIRouter'];
const STARLETTE = ['starlette.applications.Starlette', 'starlette.routing.Router'];
const SANIC = ['sanic.Sanic', 'sanic.Blueprint'];
const LITESTAR = [...VERBS, 'route', 'websocket', 'websocket_listener'];

export const HTTP_ROWS: readonly PythonHandlerRow[] = [
  {
    framework: 'Flask, Quart, APIFlask', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: FLASK, methods: [...VERBS, 'route', 'websocket', ...FLASK_HOOKS] } },
  },
  {
    framework: 'Flask, Quart, APIFlask', role: 'request',
    signal: { kind: 'reference', callee: { receiver: FLASK, methods: ['add_url_rule'], path: true }, at: [2, 'view_func'], methods: [...VERBS, 'dispatch_request'] },
  },
  {
    framework: 'Flask, Quart, APIFlask', role: 'request',
    signal: {
      kind: 'class', from: ['flask.views.*', 'quart.views.*', 'apiflask.views.*', 'flask_appbuilder.*'], base: 'MethodView$', methods: [...VERBS, 'dispatch_request'],
    },
  },
  {
    framework: 'Flask-RESTX, Flask-RESTful', role: 'request',
    signal: { kind: 'class', from: ['flask_restx.Resource', 'flask_restful.Resource', 'flask_restplus.Resource'], base: 'Resource$', methods: VERBS },
  },
  {
    framework: 'FastAPI', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: FASTAPI, methods: [...VERBS, 'trace', 'api_route', 'route', 'websocket', 'middleware', 'exception_handler'] } },
  },
  {
    framework: 'FastAPI', role: 'request',
    signal: { kind: 'reference', callee: { receiver: FASTAPI, methods: ['add_api_route', 'add_route', 'add_websocket_route', 'add_api_websocket_route'] }, at: [1, 'endpoint', 'route'] },
  },
  {
    framework: 'Starlette', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: STARLETTE, methods: ['route', 'websocket_route', 'middleware', 'exception_handler'] } },
  },
  {
    framework: 'Starlette', role: 'request',
    signal: {
      kind: 'reference', callee: { names: ['starlette.routing.Route', 'starlette.routing.WebSocketRoute', 'fastapi.routing.APIRoute'] },
      at: [1, 'endpoint'], methods: VERBS,
    },
  },
  {
    framework: 'Starlette', role: 'request',
    signal: { kind: 'reference', callee: { receiver: STARLETTE, methods: ['add_route', 'add_websocket_route'] }, at: [1, 'route', 'endpoint'], methods: VERBS },
  },
  { framework: 'Starlette', role: 'request', signal: { kind: 'class', from: ['starlette.endpoints.HTTPEndpoint'], base: 'HTTPEndpoint$', methods: VERBS } },
  {
    framework: 'Starlette', role: 'message',
    signal: { kind: 'class', from: ['starlette.endpoints.WebSocketEndpoint'], base: 'WebSocketEndpoint$', methods: ['on_connect', 'on_receive', 'on_disconnect'] },
  },
  {
    framework: 'aiohttp', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: ['aiohttp.web.RouteTableDef', 'aiohttp.web_routedef.RouteTableDef'], methods: [...VERBS, 'route', 'view'] } },
  },
  {
    framework: 'aiohttp', role: 'request',
    signal: {
      kind: 'reference',
      callee: { receiver: ['aiohttp.web.Application', 'aiohttp.web_app.Application'], methods: VERBS.map((verb) => `add_${verb}`), receiverName: '^router$' },
      at: [1, 'handler'],
    },
  },
  {
    framework: 'aiohttp', role: 'request',
    signal: { kind: 'reference', callee: { receiver: ['aiohttp.web.Application', 'aiohttp.web_app.Application'], methods: ['add_route'] }, at: [2, 'handler'] },
  },
  {
    framework: 'aiohttp', role: 'request',
    signal: { kind: 'reference', callee: { names: VERBS.map((verb) => `aiohttp.web.${verb}`) }, at: [1, 'handler'] },
  },
  { framework: 'aiohttp', role: 'request', signal: { kind: 'decorator', callee: { names: ['aiohttp.web.middleware'] } } },
  { framework: 'aiohttp', role: 'request', signal: { kind: 'class', from: ['aiohttp.web.View', 'aiohttp.web_urldispatcher.View'], methods: VERBS } },
  {
    framework: 'Sanic', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: SANIC, methods: [...VERBS, 'route', 'websocket', 'on_request', 'on_response', 'middleware', 'exception'] } },
  },
  { framework: 'Sanic', role: 'request', signal: { kind: 'reference', callee: { receiver: SANIC, methods: ['add_route', 'add_websocket_route'] }, at: [0, 'handler'], methods: VERBS } },
  { framework: 'Sanic', role: 'request', signal: { kind: 'class', from: ['sanic.views.HTTPMethodView'], base: 'HTTPMethodView$', methods: VERBS } },
  {
    framework: 'Litestar', role: 'request',
    signal: { kind: 'decorator', callee: { names: ['litestar', 'starlite'].flatMap((name) => LITESTAR.map((method) => `${name}.${method}`)) } },
  },
  {
    framework: 'Falcon', role: 'request', confidence: 'medium',
    signal: {
      kind: 'class', methods: [], methodName: '^on_(get|post|put|patch|delete|head|options|websocket)(_[a-z]\\w*)?$',
      parameters: ['^self$', '^_?req(uest)?$', '^_{0,2}(resp(onse)?|ws)?$'],
    },
  },
  {
    framework: 'Bottle', role: 'request',
    signal: { kind: 'decorator', callee: { names: [...VERBS, 'route'].map((method) => `bottle.${method}`) } },
  },
  { framework: 'Bottle', role: 'request', signal: { kind: 'decorator', callee: { receiver: ['bottle.Bottle'], methods: [...VERBS, 'route', 'error'] } } },
  {
    framework: 'Bottle', role: 'request',
    signal: { kind: 'reference', callee: { receiver: ['bottle.Bottle'], methods: [...VERBS, 'route'] }, at: [2, 'callback'] },
  },
  {
    framework: 'Pyramid', role: 'request',
    signal: {
      kind: 'decorator', callee: { names: ['view_config', 'notfound_view_config', 'forbidden_view_config', 'exception_view_config'].map((name) => `pyramid.view.${name}`) },
    },
  },
  {
    framework: 'Pyramid', role: 'request',
    signal: {
      kind: 'reference', callee: { receiver: ['pyramid.config.Configurator'], methods: ['add_view', 'add_notfound_view', 'add_forbidden_view', 'add_exception_view'], receiverName: '^config$' },
      at: [0, 'view'],
    },
  },
  {
    framework: 'Tornado', role: 'request',
    signal: { kind: 'class', from: ['tornado.web.RequestHandler'], base: '(^|[a-z])RequestHandler$', methods: [...VERBS, 'prepare', 'on_finish'] },
  },
  { framework: 'Tornado', role: 'message', signal: { kind: 'class', from: ['tornado.websocket.WebSocketHandler'], base: '^WebSocketHandler$', methods: ['open', 'on_message', 'on_close'] } },
  { framework: 'CherryPy', role: 'request', signal: { kind: 'decorator', callee: { names: ['cherrypy.expose'] } } },
  { framework: 'http.server', role: 'request', signal: { kind: 'class', from: ['http.server.*'], base: 'HTTPRequestHandler$', methods: [], methodName: '^do_[A-Z]+$' } },
  // A router that cannot be traced: `@cache.get('k')` has no path.
  {
    framework: 'routers of unknown origin', role: 'request', confidence: 'medium',
    signal: { kind: 'decorator', callee: { methods: [...VERBS, 'route', 'api_route', 'websocket'], path: true } },
  },
];
