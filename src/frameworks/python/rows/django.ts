/** Django and what is built on it: views, Django REST framework, django-ninja, models, commands. */
import type { PythonHandlerRow } from '../schema.js';
import { VERBS } from './verbs.js';

const VIEW_FILES = ['**/views*.py', '**/*_views.py', '**/views/**'];
const VIEW_METHODS = [
  ...VERBS, 'trace', 'dispatch', 'setup', 'form_valid', 'form_invalid', 'get_context_data', 'get_queryset', 'get_object', 'get_form', 'get_success_url',
  'render_to_response',
];
const DRF_METHODS = [
  ...VERBS, 'dispatch', 'initial', 'finalize_response', 'handle_exception', 'list', 'create', 'retrieve', 'update', 'partial_update', 'destroy',
  'perform_create', 'perform_update', 'perform_destroy', 'get_queryset', 'get_object',
];
const COMMAND_METHODS = ['handle', 'handle_noargs', 'handle_label', 'handle_app_config', 'execute'];
const SIGNAL = ['django.dispatch.Signal', 'django.db.models.signals.*', 'django.core.signals.*', 'django.contrib.auth.signals.*', 'django.test.signals.*'];

export const DJANGO_ROWS: readonly PythonHandlerRow[] = [
  {
    framework: 'Django', role: 'request',
    signal: {
      kind: 'reference', callee: { names: ['django.urls.path', 'django.urls.re_path', 'django.conf.urls.url'] }, at: [1, 'view'], methods: VIEW_METHODS,
    },
  },
  {
    framework: 'Django', role: 'request',
    signal: { kind: 'decorator', callee: { names: ['django.views.decorators.*', 'django.contrib.auth.decorators.*', 'django.contrib.admin.decorators.action'] } },
  },
  {
    framework: 'Django', role: 'request',
    signal: { kind: 'parameters', type: ['django.http.HttpRequest', 'django.core.handlers.wsgi.WSGIRequest', 'rest_framework.request.Request'], typeName: 'HttpRequest$' },
  },
  { framework: 'Django', role: 'request', confidence: 'medium', signal: { kind: 'parameters', names: ['^request$'], files: VIEW_FILES } },
  {
    framework: 'Django', role: 'request',
    signal: { kind: 'class', from: ['django.views.*'], base: 'View$', methods: VIEW_METHODS },
  },
  {
    framework: 'Django', role: 'request', confidence: 'medium',
    signal: { kind: 'class', className: 'Mixin$', methods: [...VIEW_METHODS, ...DRF_METHODS], files: VIEW_FILES },
  },
  {
    framework: 'Django', role: 'request',
    signal: {
      kind: 'class', from: ['django.utils.deprecation.MiddlewareMixin'], className: 'Middleware$',
      methods: ['__call__', 'process_request', 'process_view', 'process_response', 'process_exception', 'process_template_response'],
      parameters: ['^self$', '^request$'],
    },
  },
  {
    framework: 'Django admin', role: 'request',
    signal: { kind: 'class', from: ['django.contrib.admin.*'], base: 'Admin$', methods: 'any', parameters: ['^self$', '^request$'] },
  },
  { framework: 'Django forms', role: 'request', signal: { kind: 'class', from: ['django.forms.*'], base: 'Form$', methods: ['save', 'clean'] } },
  {
    framework: 'Django REST framework', role: 'request',
    signal: { kind: 'class', from: ['rest_framework.views.*', 'rest_framework.viewsets.*', 'rest_framework.generics.*', 'rest_framework.mixins.*'], base: '(APIView|ViewSet|Endpoint)$', methods: DRF_METHODS },
  },
  {
    framework: 'Django REST framework', role: 'request',
    signal: { kind: 'decorator', callee: { names: ['rest_framework.decorators.api_view', 'rest_framework.decorators.action', 'rest_framework.decorators.detail_route', 'rest_framework.decorators.list_route'] } },
  },
  {
    framework: 'Django, Django REST framework', role: 'request',
    signal: {
      kind: 'class', from: ['django.views.*', 'rest_framework.views.*', 'rest_framework.viewsets.*', 'rest_framework.generics.*'],
      base: '(View|ViewSet|Endpoint)$', methods: 'any', parameters: ['^self$', '^request$'],
    },
  },
  {
    framework: 'Django REST framework', role: 'request',
    signal: { kind: 'class', from: ['rest_framework.serializers.*'], base: 'Serializer$', methods: ['create', 'update', 'save'] },
  },
  {
    framework: 'django-ninja', role: 'request',
    signal: {
      kind: 'decorator',
      callee: { receiver: ['ninja.NinjaAPI', 'ninja.Router', 'ninja_extra.NinjaExtraAPI', 'ninja_extra.Router'], methods: [...VERBS, 'api_operation'] },
    },
  },
  {
    framework: 'django-ninja', role: 'request',
    signal: { kind: 'reference', callee: { receiver: ['ninja.NinjaAPI', 'ninja.Router'], methods: ['add_api_operation'] }, at: [2, 'view_func'] },
  },
  {
    framework: 'ninja-extra', role: 'request',
    signal: {
      kind: 'decorator',
      callee: { names: [...[...VERBS, 'generic'].flatMap((verb) => [`ninja_extra.http_${verb}`, `ninja_extra.route.${verb}`])] },
    },
  },
  {
    framework: 'Django signals', role: 'signal',
    signal: { kind: 'decorator', callee: { names: ['django.dispatch.receiver'] } },
  },
  {
    framework: 'Django signals', role: 'signal',
    signal: { kind: 'reference', callee: { receiver: SIGNAL, methods: ['connect'], receiverName: '(^|_)(pre|post)_[a-z_]+$|[sS]ignal$' }, at: [0, 'receiver'] },
  },
  { framework: 'Django signals', role: 'signal', confidence: 'medium', signal: { kind: 'parameters', names: ['^sender$'], keywords: true } },
  // What saves a model is called from anywhere: often in a request, and as often not.
  { framework: 'Django models', role: 'service', signal: { kind: 'class', from: ['django.db.models.Model'], base: 'Model$', methods: ['save', 'delete'] } },
  {
    framework: 'Django models', role: 'service',
    signal: { kind: 'class', from: ['django.db.models.Manager', 'django.db.models.QuerySet'], base: '(Manager|QuerySet)$', methods: 'any' },
  },
  { framework: 'Django commands', role: 'command', signal: { kind: 'class', from: ['django.core.management.*'], methods: COMMAND_METHODS } },
  // Command objects of a design pattern are called so, too.
  {
    framework: 'Django commands', role: 'command', confidence: 'medium',
    signal: { kind: 'class', base: 'Command$', methods: COMMAND_METHODS, files: ['**/management/commands/**'] },
  },
  {
    framework: 'Django Channels', role: 'message',
    signal: {
      kind: 'class', from: ['channels.generic.*', 'channels.consumer.*'], base: '(WebsocketConsumer|HttpConsumer|SyncConsumer|AsyncConsumer)$', methods: 'any',
    },
  },
];

