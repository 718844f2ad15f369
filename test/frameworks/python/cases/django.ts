import { caseOf as is, classOf, decorated, handed } from './case.js';
import type { Case } from './case.js';

const MEDIUM = { confidence: 'medium' } as const;
const VIEW = 'from django.views import View';
const URLS = `from django.urls import path, re_path\nfrom . import views\nfrom .views import mk as make`;

/** A module of views, and the file of routes near it. */
function routed(pattern: string, file = 'shop/views.py', urls = 'shop/urls.py', head = URLS): Pick<Case, 'file' | 'files'> {
  return { file, files: { 'shop/__init__.py': '', [urls]: `${head}\nurlpatterns = [\n    ${pattern},\n]\n` } };
}

const PLAIN = 'def mk(r):\n    HERE\n';

export const DJANGO_CASES: readonly Case[] = [
  is('Django', 'request', PLAIN, routed(`path('o/', views.mk)`)),
  is('Django', 'request', PLAIN, routed(`path('o/', view=make, name='make')`)),
  is('Django', 'request', PLAIN, routed(`re_path(r'^o/$', csrf_exempt(cache_page(60)(views.mk)))`)),
  is('Django', 'request', PLAIN, routed(`url(r'^o/$', views.mk)`, 'shop/views.py', 'shop/urls.py', 'from django.conf.urls import url\nfrom shop import views')),
  is('Django', 'request', PLAIN, routed(`path('o/', mk)`, 'shop/views/orders.py', 'shop/urls.py', 'from django.urls import path\nfrom .views.orders import mk')),
  is('Django', 'request', PLAIN, routed(`path('o/', mk)`, 'shop/views/orders/base.py', 'shop/urls/orders.py', 'from django.urls import path\nfrom shop.views.orders.base import mk')),
  is('Django', 'request', classOf('from .base import Own', 'Mk(Own)', 'def get(self, q)'), routed(`path('o/', views.Mk.as_view())`)),
  is('Django', 'request', handed('from django.urls import path', `urlpatterns = [path('', mk)]`, 'def mk(r)')),
  is('Django', 'request', `from django.urls import path\nurlpatterns = [path('', lambda r: HERE)]\n`),
  is('Django', 'request', decorated('from django.views.decorators.http import require_POST', '@require_POST', 'def mk(r)')),
  is('Django', 'request', decorated('from django.contrib.auth.decorators import permission_required as may', `@may('shop.add')`, 'def mk(r)')),
  is('Django', 'request', 'from django.http import HttpRequest\ndef mk(r: HttpRequest):\n    HERE\n'),
  is('Django', 'request', 'from shop.types import AuthedHttpRequest\ndef mk(r: "AuthedHttpRequest", pk: int = 1):\n    HERE\n', MEDIUM),
  is('Django', 'request', 'def mk(request, pk):\n    HERE\n', { ...MEDIUM, file: 'shop/views.py' }),
  is('Django', 'request', 'async def mk(request, pk):\n    HERE\n', { ...MEDIUM, file: 'shop/views/orders.py' }),
  is('Django', 'request', classOf(VIEW, 'Mk(View)', 'def get(self, req)')),
  is('Django', 'request', classOf('from django.views.generic import FormView', 'Mk(FormView)', 'def form_valid(self, form)')),
  is('Django', 'request', classOf('from django.views import generic', 'Mk(generic.CreateView)', 'def form_invalid(self, form)')),
  is('Django', 'request', classOf('from ours import TenantView', 'Mk(TenantView)', 'def post(self, req)'), MEDIUM),
  is('Django', 'request', classOf('from .base import Page', 'Mk(Page)', 'def post(self, req)'), {
    files: { 'shop/__init__.py': '', 'shop/base.py': `${VIEW}\nclass Thing(View):\n    pass\nclass Page(Thing):\n    pass\n` },
  }),
  is('Django', 'request', classOf('', 'TenantMixin', 'def perform_create(self, serializer)'), { ...MEDIUM, file: 'shop/views.py' }),
  is('Django', 'request', classOf('', 'TenantMiddleware', 'def __call__(self, request)'), MEDIUM),
  is('Django', 'request', classOf('from django.utils.deprecation import MiddlewareMixin', 'Tenant(MiddlewareMixin)', 'def process_request(self, request)')),
  is('Django admin', 'request', classOf('from django.contrib import admin', 'OrderAdmin(admin.ModelAdmin)', 'def save_model(self, request, obj, form, change)')),
  is('Django admin', 'request', classOf('from ours import BaseAdmin', 'OrderAdmin(BaseAdmin)', 'def resend(self, request, queryset)'), MEDIUM),
  is('Django forms', 'request', classOf('from django import forms', 'Mk(forms.ModelForm)', 'def save(self, commit=True)')),
  is('Django REST framework', 'request', classOf('from rest_framework.views import APIView', 'Mk(APIView)', 'def post(self, rq)')),
  is('Django REST framework', 'request', classOf('from rest_framework import viewsets', 'Mk(viewsets.ModelViewSet)', 'def perform_create(self, s)')),
  is('Django REST framework', 'request', classOf('from rest_framework.generics import ListCreateAPIView', 'Mk(ListCreateAPIView)', 'def perform_update(self, s)')),
  is('Django REST framework', 'request', classOf('from ..base import BaseEndpoint', 'Mk(BaseEndpoint)', 'def partial_update(self, rq, pk)'), MEDIUM),
  is('Django REST framework', 'request', classOf('from rest_framework.decorators import action', 'Mk', `@action(detail=True, methods=['post'])\n    def resend(self, rq, pk=None)`)),
  is('Django REST framework', 'request', decorated('from rest_framework.decorators import api_view', `@api_view(['POST'])`, 'def mk(rq)')),
  is('Django, Django REST framework', 'request', classOf('from rest_framework.viewsets import ViewSet', 'Mk(ViewSet)', 'def resend(self, request)')),
  is('Django, Django REST framework', 'request', classOf('from ..base import BaseViewSet', 'Mk(BaseViewSet)', 'def resend(self, request, pk)'), MEDIUM),
  is('Django REST framework', 'request', classOf('from rest_framework import serializers', 'Mk(serializers.ModelSerializer)', 'def create(self, validated_data)')),
  is('Django REST framework', 'request', classOf('from ..base import OurSerializer', 'Mk(OurSerializer[int])', 'def save(self, **kwargs)'), MEDIUM),
  is('django-ninja', 'request', decorated('from ninja import NinjaAPI\napi = NinjaAPI()', `@api.post('/o')`, 'def mk(rq, data: In)')),
  is('django-ninja', 'request', decorated('from ninja import Router\nrouter = Router()', `@router.api_operation(['POST', 'PATCH'], '')`, 'def mk(rq)')),
  is('django-ninja', 'request', handed('from ninja import Router\nrouter = Router()', `router.add_api_operation('/o', ['POST'], mk)`)),
  is('ninja-extra', 'request', classOf('from ninja_extra import api_controller, http_post', 'C', `@http_post('/o')\n    def mk(self, data: In)`)),
  is('ninja-extra', 'request', classOf('from ninja_extra import route', 'C', `@route.post('')\n    def mk(self)`)),
  is('Django signals', 'signal', decorated('from django.dispatch import receiver\nfrom django.db.models.signals import post_save', '@receiver(post_save, sender=Order)', 'def mk(**kw)')),
  is('Django signals', 'signal', handed('from django.db.models.signals import post_save', 'post_save.connect(mk, sender=Order)', 'def mk(s, **kw)')),
  is('Django signals', 'signal', handed('from django.dispatch import Signal\npaid = Signal()', 'paid.connect(receiver=mk)')),
  is('Django signals', 'signal', handed('from ours import order_signal', 'order_signal.connect(mk)'), MEDIUM),
  is('Django signals', 'signal', 'def mk(s, **kw):\n    HERE\n', {
    file: 'shop/handlers.py',
    files: {
      'shop/__init__.py': '',
      'shop/apps.py':
        'from django.db.models.signals import post_save\nclass Shop(AppConfig):\n    def ready(self):\n        from . import handlers\n        post_save.connect(handlers.mk)\n',
    },
  }),
  is('Django signals', 'signal', 'def mk(sender, instance, created, **kwargs):\n    HERE\n', MEDIUM),
  is('Django models', 'service', classOf('from django.db import models', 'Order(models.Model)', 'def save(self, *args, **kwargs)')),
  is('Django models', 'service', classOf('from ours import BaseModel', 'Order(BaseModel)', 'def delete(self)'), MEDIUM),
  is('Django models', 'service', classOf('from django.db.models import QuerySet', 'Orders(QuerySet)', 'def resend(self)')),
  is('Django commands', 'command', classOf('from django.core.management.base import BaseCommand', 'Command(BaseCommand)', 'def handle(self, *args, **options)')),
  is('Django commands', 'command', classOf('from ours import TenantCommand', 'Command(TenantCommand)', 'def handle(self, *args, **options)'), {
    ...MEDIUM, file: 'shop/management/commands/resend.py',
  }),
  is('Django Channels', 'message', classOf('from channels.generic.websocket import AsyncWebsocketConsumer', 'Live(AsyncWebsocketConsumer)', 'async def receive(self, text_data)')),
];
