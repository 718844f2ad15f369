import { describe, expect, it } from 'vitest';
import { classOf, decorated, handed } from './cases/case.js';
import { ask } from './lab.js';

interface Negative {
  readonly what: string;
  readonly source: string;
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const OUTSIDE_VIEWS = { 'shop/__init__.py': '', 'shop/urls.py': 'from django.urls import path\nfrom . import views\nurlpatterns = [path("o/", views.other)]\n' };

/** Code that looks like a handler and is none. */
const NEGATIVES: readonly Negative[] = [
  { what: 'a cache without a path', source: decorated('from ours import cache', `@cache.get('k')`) },
  { what: 'a cache of another package, with a path', source: decorated('from cachelib import FileCache\ncache = FileCache()', `@cache.get('/k')`) },
  { what: 'a module of another package', source: decorated('import responses', `@responses.get('/k')`) },
  { what: 'a cache of the project, with a path', source: decorated('class Cache:\n    pass\ncache = Cache()', `@cache.get('/k')`) },
  { what: 'a helper with a request', source: 'def user_of(request):\n    HERE\n', file: 'shop/utils.py' },
  { what: 'a helper method with a request', source: classOf('', 'Users', 'def user_of(self, request)') },
  { what: 'a function that no route names', source: 'def helper(order):\n    HERE\n', file: 'shop/views.py', files: OUTSIDE_VIEWS },
  { what: 'a widget called View', source: classOf('from PyQt5.QtWidgets import QGraphicsView', 'MainView(QGraphicsView)', 'def paint(self, painter)') },
  { what: 'a widget called View with the method of a request', source: classOf('from PyQt5.QtWidgets import QGraphicsView', 'MainView(QGraphicsView)', 'def get(self, key)') },
  { what: 'a class called View that extends nothing', source: classOf('', 'OrderView', 'def get(self, key)') },
  { what: 'a View of the project that is none of a framework', source: classOf('class BaseView:\n    pass', 'OrderView(BaseView)', 'def get(self, key)') },
  { what: 'a view of a chat client', source: classOf('import discord', 'Buttons(discord.ui.View)', 'def get(self, key)') },
  { what: 'a client session', source: handed('import aiohttp\nsession = aiohttp.ClientSession()', `session.post('/x', mk)`) },
  { what: 'a client session that is used in it', source: `def mk(session):\n    session.post('/x')\n    HERE\n` },
  { what: 'requests.post', source: handed('import requests', `requests.post('/x', mk)`) },
  { what: 'the connection of a database', source: handed('import sqlite3', `sqlite3.connect(mk)`) },
  { what: 'a database that is connected', source: handed('from ours import db', `db.connect(mk)`) },
  { what: 'a widget’s signal', source: handed('from PyQt5.QtCore import QTimer\ntimer = QTimer()', `timer.timeout.connect(mk)`) },
  { what: 'a Resource without a verb', source: classOf('from flask_restx import Resource', 'Orders(Resource)', 'def total(self)') },
  { what: 'a helper of a view', source: classOf('from django.views import View', 'Orders(View)', 'def total(self, order)') },
  { what: 'a private helper of a view that nothing calls', source: classOf('from rest_framework.views import APIView', 'Orders(APIView)', 'def _total(self, request)') },
  { what: 'post of litestar’s name from elsewhere', source: decorated('from ours import post', `@post('/o')`) },
  { what: 'shared_task of the project’s own', source: decorated('def shared_task(f):\n    return f', '@shared_task') },
  { what: 'task of something that is no Celery', source: decorated('from invoke import Collection\nns = Collection()', '@ns.task') },
  { what: 'a Task that does not run', source: classOf('from celery import Task', 'Mk(Task)', 'def total(self)') },
  { what: 'a command object', source: classOf('from ours import BaseCommand', 'MakeOrder(BaseCommand)', 'def handle(self)') },
  { what: 'path of the standard library', source: handed('from os import path', `path.join('o', mk)`) },
  { what: 'path of another package', source: handed('from ours import path', `urlpatterns = [path('o/', mk)]`) },
  { what: 'route of a plotter', source: handed('from ours import Route', `Route('/o', mk)`) },
  { what: 'a config of something', source: handed('from ours import config', `config.add(mk)`) },
  { what: 'on_… methods of an emitter', source: classOf('', 'Listener', 'def on_post(self, message)') },
  { what: 'a sender without the rest', source: 'def send(sender, message):\n    HERE\n' },
  { what: 'a path that is an argument before it', source: handed('from django.urls import path', `urlpatterns = [path(mk, other)]`) },
  { what: 'the arguments of a list', source: handed('from django.urls import path', `urlpatterns = [path(*parts, mk)]`) },
  { what: 'a mutation of a state', source: classOf('from ours import State', 'OrderState(State)', 'def mutate(self, order)') },
  { what: 'versions of an interface', source: 'def mk():\n    HERE\n', file: 'shop/versions/v1.py' },
  { what: 'a contest', source: 'def mk():\n    HERE\n', file: 'shop/contest.py' },
];

describe('Python that looks like a handler', () => {
  it.each(NEGATIVES)('$what', (question) => {
    const { match, role } = ask(question);
    expect(match?.row).toBeUndefined();
    expect(role).toBe('service');
  });
});
