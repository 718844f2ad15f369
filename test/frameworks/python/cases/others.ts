import { caseOf as is, classOf, decorated, handed } from './case.js';
import type { Case } from './case.js';

const MEDIUM = { confidence: 'medium' } as const;
const TASKS = 'Dramatiq, Huey, RQ';
const BLINKER = 'blinker, Flask signals';

export const GRAPHQL_CASES: readonly Case[] = [
  is('Graphene', 'request', classOf('import graphene', 'Mk(graphene.Mutation)', 'def mutate(root, info)')),
  is('Graphene', 'request', classOf('from graphene import relay', 'Mk(relay.ClientIDMutation)', '@classmethod\n    def mutate_and_get_payload(cls, root, info, **data)')),
  is('Graphene', 'request', classOf('from ..core import ModelMutation', 'Mk(ModelMutation)', '@classmethod\n    def perform_mutation(cls, root, info, **data)'), MEDIUM),
  is('Graphene', 'request', classOf('import graphene\nclass Base(graphene.Mutation):\n    pass', 'Mk(Base)', '@classmethod\n    def post_save_action(cls, info, order)')),
  is('Graphene', 'request', classOf('import graphene', 'Query(graphene.ObjectType)', 'def resolve_orders(root, info)')),
  is('Strawberry', 'request', classOf('import strawberry', 'Mutation', '@strawberry.mutation\n    def mk(self, info) -> Order')),
  is('Strawberry', 'request', handed('import strawberry', '@strawberry.type\nclass Query:\n    orders: list[int] = strawberry.field(resolver=mk)')),
  is('Ariadne', 'request', decorated('from ariadne import MutationType\nm = MutationType()', `@m.field('mk')`, 'def mk(_, info)')),
  is('Ariadne', 'request', decorated('from ours import mutation', `@mutation.field('mk')`, 'def mk(_, info)'), MEDIUM),
  is('Ariadne', 'request', handed('from ariadne import QueryType\nquery = QueryType()', `query.set_field('mk', mk)`, 'def mk(_, info)')),
];

export const OTHER_CASES: readonly Case[] = [
  is('Celery', 'job', decorated('from celery import shared_task', '@shared_task')),
  is('Celery', 'job', decorated('from celery import shared_task as job', '@job(bind=True, max_retries=3)', 'def mk(self)')),
  is('Celery', 'job', decorated(`from celery import Celery\napp = Celery('shop')`, '@app.task')),
  is('Celery', 'job', decorated('from .worker import celery', '@celery.task(bind=True)', 'def mk(self)'), {
    files: { 'shop/__init__.py': '', 'shop/worker.py': `from celery import Celery\ncelery = Celery('shop')\n` },
  }),
  is('Celery', 'job', decorated('from ours import celery_app', '@celery_app.task')),
  is('Celery', 'job', decorated('from celery import shared_task\ndef retried(f):\n    return shared_task(max_retries=3)(f)', '@retried')),
  is('Celery', 'job', handed('from celery import shared_task', 'task = shared_task(mk)')),
  is('Celery', 'job', handed(`from celery import Celery\napp = Celery('shop')`, 'task = app.task(mk)')),
  is('Celery', 'job', classOf('from celery import Task', 'Mk(Task)', 'def run(self, pk)')),
  is('Celery', 'job', classOf('from ours import TenantTask', 'Mk(TenantTask)', 'def run(self, pk)'), MEDIUM),
  is('Celery signals', 'signal', decorated('from celery.signals import task_failure', '@task_failure.connect', 'def mk(**kw)')),
  is('Celery signals', 'signal', handed('from celery.signals import worker_ready', 'worker_ready.connect(mk)')),
  is('Celery signals', 'signal', decorated(`from celery import Celery\napp = Celery('shop')`, '@app.on_after_configure.connect')),
  is(TASKS, 'job', decorated('import dramatiq', '@dramatiq.actor(max_retries=3)')),
  is(TASKS, 'job', decorated('from huey import RedisHuey\nq = RedisHuey()', '@q.task()')),
  is(BLINKER, 'signal', decorated('from flask import signals', '@signals.request_started.connect', 'def mk(s)')),
  is(BLINKER, 'signal', decorated(`from blinker import signal\npaid = signal('paid')`, '@paid.connect', 'def mk(s)')),
  is(BLINKER, 'signal', handed('from flask import got_request_exception', 'got_request_exception.connect(mk, app)', 'def mk(s)')),
  is('SQLAlchemy', 'signal', decorated('from sqlalchemy import event', `@event.listens_for(Order, 'after_insert')`, 'def mk(mapper, connection, target)')),
  is('SQLAlchemy', 'signal', handed('from sqlalchemy import event', `event.listen(Order, 'after_insert', mk)`, 'def mk(mapper, connection, target)')),
  is('APScheduler', 'event', decorated('from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()', `@s.scheduled_job('interval', hours=1)`)),
  is('APScheduler', 'event', handed('from ours import scheduler', `scheduler.add_job(mk, 'interval', hours=1)`), MEDIUM),
  is('Socket.IO', 'message', decorated('from flask_socketio import SocketIO\nio = SocketIO()', `@io.on('mk')`, 'def mk(data)')),
  is('click, Typer', 'command', decorated('import click', '@click.command()\n@click.argument("pk")', 'def mk(pk)')),
  is('click, Typer', 'command', decorated('import click\n@click.group()\ndef main():\n    pass', '@main.command()')),
  is('click, Typer', 'command', decorated('import typer\napp = typer.Typer()', '@app.command()')),
  is('click, Typer', 'command', decorated('from flask import Flask\napp = Flask(__name__)', `@app.cli.command('mk')`)),
  is('unittest', 'test', classOf('from django.test import TestCase', 'Orders(TestCase)', 'def test_mk(self)')),
  is('pytest', 'test', decorated('import pytest', '@pytest.fixture')),
];
