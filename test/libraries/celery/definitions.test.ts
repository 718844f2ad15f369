import { describe, expect, it } from 'vitest';
import type { CeleryDetail } from '../../../src/libraries/celery/detail.js';
import type { Files } from '../../resolve/project.js';
import { ask } from './recognised.js';

/** The tasks that the first file dispatches: `name(parameters)`, `bound` where they are, `?` without a definition. */
function tasksOf(files: Files): string {
  return ask(files)
    .recognised.map(({ task, detail }) => {
      const { definition } = detail as CeleryDetail;
      if (definition === undefined) return `${task.key}?`;
      const parameters = definition.parameters.map(({ name, kind, required }) => `${{ positional: '', 'keyword-only': '.', list: '*', dict: '**' }[kind]}${name}${required || kind === 'list' || kind === 'dict' ? '' : '?'}`);
      return `${task.key}(${parameters.join(' ')})${definition.bound ? ' bound' : ''}`;
    })
    .join('; ');
}

function withTasks(tasks: string, more: Files = {}, views = 'from shop.tasks import t\nt.delay(x)'): Files {
  return { 'shop/views.py': views, 'shop/__init__.py': '', 'shop/tasks.py': tasks, ...more };
}

const T = 'shop.tasks.t(x)';
const APP: Files = { 'shop/celery.py': 'from celery import Celery\napp = Celery("shop")\n' };

describe('a task by its definition', () => {
  it.each<[string, string, Files?]>([
    ['from celery import shared_task\n@shared_task\ndef t(x): pass', T],
    ['from celery import shared_task as st\n@st()\ndef t(x): pass', T],
    ['import celery\n@celery.shared_task\ndef t(x): pass', T],
    ['from celery import shared_task\n@shared_task(bind=True, max_retries=3)\ndef t(self, x): pass', `${T} bound`],
    ['from celery import shared_task\n@shared_task\ndef t(self, x): pass', 'shop.tasks.t(self x)'],
    ['from celery import shared_task\n@shared_task(name="images.resize")\ndef t(x): pass', 'images.resize(x)'],
    ['from celery import shared_task\n@shared_task(name=NAME)\ndef t(x): pass', T],
    ['from celery import shared_task\n@shared_task\nasync def t(a, /, b: int, c=1, *rest: int, d, e: int = 2, **others: str): pass', 'shop.tasks.t(a b c? *rest .d .e? **others)'],
    ['from celery import shared_task\n@shared_task\ndef t(a, *, b): pass', 'shop.tasks.t(a .b)'],
    ['from celery import shared_task\n@lock("x")\n@shared_task\n@retry\ndef t(x): pass', T],
    ['from celery import Celery\napp = Celery()\n@app.task\ndef t(x): pass', T],
    ['from shop.celery import app\n@app.task(bind=True)\ndef t(self, x): pass', `${T} bound`, APP],
    ['from shop import celery\n@celery.app.task\ndef t(x): pass', T, APP],
    ['from celery import current_app\n@current_app.task\ndef t(x): pass', T],
    ['from celery import current_app as app\n@app.task()\ndef t(x): pass', T],
    ['from celery.task import task\n@task\ndef t(x): pass', T],
    ['from celery.decorators import task\n@task(ignore_result=True)\ndef t(x): pass', T],
    ['from celery import task\n@task()\ndef t(x): pass', T],
    ['from celery.task import periodic_task\n@periodic_task(run_every=3)\ndef t(x): pass', T],
    ['from .app import make\ncelery = make(flask_app)\n@celery.task\ndef t(x): pass', T, { 'shop/app.py': 'from celery import Celery\ndef make(app):\n    made = Celery(app.name)\n    return made\n' }],
    ['from .factory import make_celery\nworker = make_celery(flask_app)\n@worker.task\ndef t(x): pass', T, { 'shop/factory.py': 'def make_celery(app): ...\n' }],
    ['class Mine(Celery): pass\nfrom celery import Celery\nmine = Mine()\n@mine.task\ndef t(x): pass', T],
    ['from flask_app import ext\n@ext.celery.task\ndef t(x): pass', T],
    ['from unknown_package import my_celery\n@my_celery.task\ndef t(x): pass', T],
    ['def register(app):\n    pass\n@app.task\ndef t(x): pass', T],
    ['from sentry.tasks.base import instrumented_task\n@instrumented_task(name="x")\ndef t(x): pass', 'x(x)'],
    ['from celery import shared_task\nmine = shared_task(bind=True)\n@mine\ndef t(self, x): pass', `${T} bound`],
    ['import functools\nfrom celery import shared_task\nmine_task = functools.partial(shared_task, queue="q")\n@mine_task()\ndef t(x): pass', T],
    ['from celery import shared_task\ndef _t(x): pass\nt = shared_task(_t)', 'shop.tasks._t(x)'],
    ['from celery import shared_task\ndef t(x): pass\nt = shared_task(t)', T],
    ['from shop.celery import app\nclass t(app.Task):\n    def run(self, x): pass\nt = app.register_task(t())', T, APP],
    ['from celery_tasks.own import my_task\n@my_task\ndef t(x): pass', T],
    ['from shop.celery import app\ndef _t(self, x): pass\nt = app.task(bind=True, name="n")(_t)', 'n(x) bound', APP],
    ['from celery import Task\nclass X(Task):\n    def run(self, x): pass\nt = X()', 'shop.tasks.X(x)'],
    ['import celery\nclass Base(celery.Task):\n    def run(self, x): pass\nclass X(Base):\n    name = "the.x"\nt = X()', 'the.x(x)'],
    ['from shop.celery import app\nclass X(app.Task):\n    def run(self, x): pass\nt = app.register_task(X())', 'shop.tasks.X(x)', APP],
    ['from celery import Task\nclass t(Task):\n    def run(self, x): pass', T],
    ['from .own import my_task\n@my_task(queue="q")\ndef t(x): pass', T, { 'shop/own.py': 'from celery import shared_task\ndef my_task(*a, **k):\n    return shared_task(*a, base=B, **k)\n' }],
    ['from .own import my_task\n@my_task\ndef t(self, x): pass', `${T} bound`, { 'shop/own.py': 'from celery import shared_task\ndef my_task(f):\n    return shared_task(bind=True)(f)\n' }],
    [
      'from common.custom_tasks import retry_task\n@retry_task()\ndef t(x): pass',
      T,
      {
        'common/custom_tasks/__init__.py': 'from .retry import retry_task\n',
        'common/custom_tasks/retry.py': 'from .base import base_task\ndef retry_task(*a, **k):\n    def wrap(f):\n        return base_task(*a, **k)(f)\n    return wrap\n',
        'common/custom_tasks/base.py': 'import celery\ndef base_task(*a, **k):\n    return celery.shared_task(*a, **k)\n',
      },
    ],
  ])('%j', (tasks, expected, more) => {
    expect(tasksOf(withTasks(tasks, more))).toBe(expected);
  });

  it.each<[string, Files, string]>([
    ['import shop.tasks as jobs\njobs.t.delay(x)', {}, T],
    ['from shop import tasks\nalias = tasks.t\nalias.delay(x)', {}, T],
    ['from shop.all import *\nt.delay(x)', { 'shop/all.py': 'from .tasks import t\n' }, T],
    ['def view():\n    from .tasks import t\n    t.apply_async((x,))', {}, T],
    ['from .tasks import t\nclass V:\n    job = t\n    def post(self):\n        self.job.delay(x)', {}, T],
    ['from celery import Task\nclass X(Task):\n    def run(self, x): pass\nX.delay(x)\nX().delay(x)', {}, 'shop.views.X(x); shop.views.X(x)'],
  ])('is reached by %j', (views, more, expected) => {
    expect(tasksOf(withTasks('from celery import shared_task\n@shared_task\ndef t(x): pass', more, views))).toBe(expected);
  });
});

describe('a task outside of the project', () => {
  it.each([
    ['from images.tasks import resize\nresize.delay(x)', 'images.tasks.resize?'],
    ['from images import resize as r\nr.apply_async((x,))', 'images.resize?'],
    ['from images import tasks\ntasks.resize.delay(x)', 'images.tasks.resize?'],
    ['import images.celery_tasks\nimages.celery_tasks.resize.delay(x)', 'images.celery_tasks.resize?'],
    ['import images.jobs as j\nj.resize.delay(x)', 'images.jobs.resize?'],
    ['from celery_tasks import resize\nresize.delay(x)', 'celery_tasks.resize?'],
    ['def f(a):\n    if a:\n        from images.tasks import t\n        t.delay(x)\n    else:\n        from texts.tasks import t\n        t.delay(x)', 'images.tasks.t?; texts.tasks.t?'],
    ['from images.tasks import ResizeTask\nResizeTask.delay(x)', 'images.tasks.ResizeTask?'],
    ['try:\n    from images.tasks import resize\nexcept ImportError:\n    resize = None\nresize.delay(x)', 'images.tasks.resize?'],
  ])('%j', (code, expected) => {
    expect(tasksOf({ 'views.py': code })).toBe(expected);
  });
});

describe('no task', () => {
  it.each<[string, Files?]>([
    ['import pygame\npygame.time.delay(500)'],
    ['import pygame as pg\npg.time.delay(500)'],
    ['from pygame import time\ntime.delay(5)'],
    ['import pygame.time\npygame.time.delay(ms)'],
    ['from psychopy import core\ncore.delay(1)'],
    ['from machine import Timer\nTimer.delay(1)'],
    ['from hardware import timer\ntimer.delay(3)'],
    ['from boards import Servo\nServo.delay(3)'],
    ['import hardware\nhardware.led.delay(3)'],
    ['from rx import operators as ops\nops.delay(1.0)'],
    ['import reactivex.operators as ops\nops.delay(1)'],
    ['from multiprocessing import Pool\npool = Pool(4)\npool.apply_async(f, (x,))'],
    ['from multiprocessing import Pool\nwith Pool(4) as pool:\n    pool.apply_async(f, (x,))'],
    ['from workers import pool\npool.apply_async(f, (x,))'],
    ['def f(pool, timer):\n    pool.apply_async(g, (x,))\n    timer.delay(3)'],
    ['class V:\n    def f(self):\n        self.timer.delay(3)\n        self.delay(3)'],
    ['class V:\n    def __init__(self, task):\n        self.task = task\n    def f(self):\n        self.task.delay(3)'],
    ['from celery import Task\ndef f(task: Task):\n    task.delay(x)'],
    ['from celery import Task\nTask.delay(x)'],
    ['for t in tasks:\n    t.delay(x)'],
    ['TASKS["x"].delay(x)\ngetattr(tasks, name).delay(x)\n(a if b else c).delay(x)'],
    ['from shop.celery import app\napp.tasks["x"].delay(x)', APP],
    ['from celery import group\ngroup([]).delay()'],
    ['from celery import signature\nsignature("x").delay()'],
    ['from celery.schedules import crontab\ncrontab.delay(x)'],
    ['from .ui import debounce\n@debounce(200)\ndef save(): pass\nsave.delay(3)', { 'ui.py': 'def debounce(ms):\n    def wrap(f): return f\n    return wrap\n' }],
    ['from ui import debounce\n@debounce(200)\ndef save(): pass\nsave.delay(3)'],
    ['class Debounced:\n    def delay(self, ms): pass\nd = Debounced()\nd.delay(3)'],
    ['def helper(): pass\nhelper.delay(3)'],
    ['from rq.decorators import job\n@job("default")\ndef t(x): pass\nt.delay(x)'],
    ['from django_rq import job\n@job\ndef t(x): pass\nt.delay(x)'],
    ['from huey import RedisHuey\nhuey = RedisHuey()\n@huey.task()\ndef t(x): pass\nt.delay(x)'],
    ['from huey.contrib.djhuey import db_task\n@db_task()\ndef t(x): pass\nt.delay(x)'],
    ['from .conf import huey\n@huey.task()\ndef t(x): pass\nt.delay(x)'],
    ['import dramatiq\n@dramatiq.actor\ndef t(x): pass\nt.delay(x)'],
    ['import procrastinate\napp = procrastinate.App()\n@app.task\ndef t(x): pass\nt.delay(x)'],
    ['from conf import broker\n@broker.task\ndef t(x): pass\nt.delay(x)'],
    ['from django.tasks import task\n@task\ndef t(x): pass\nt.delay(x)'],
    ['from prefect import task\n@task\ndef t(x): pass\nt.delay(x)'],
    ['from fastapi import FastAPI\napp = FastAPI()\n@app.task\ndef t(x): pass\nt.delay(x)'],
    ['def task(f):\n    return f\n@task\ndef t(x): pass\nt.delay(x)'],
    ['def logged_task(f):\n    from celery.utils.log import get_task_logger\n    get_task_logger("x").info("y")\n    return f\n@logged_task\ndef t(x): pass\nt.delay(x)'],
    ['from images.tasks import make_task\nmake_task(f).delay(x)'],
    ['class Task:\n    def run(self): pass\nclass X(Task):\n    def run(self): pass\nX().delay(x)\nX.delay(x)'],
    ['from luigi import Task\nclass X(Task):\n    def run(self): pass\nX().delay(x)'],
    ['from .a import x_task\nx_task.delay(1)', { 'a.py': 'from .b import x_task\n', 'b.py': 'from .a import x_task\n' }],
    ['def a_task(f): return b_task(f)\ndef b_task(f): return a_task(f)\n@a_task\ndef t(): pass\nt.delay()'],
    ['from celery import shared_task\n@shared_task\ndef t(x): pass\ndef view(t):\n    t.delay(x)'],
    ['from celery import shared_task\n@shared_task\ndef t(x): pass\nt = wrap(t)\nt.delay(x)'],
    ['from celery import Celery\napp = Celery()\n@app.on_after_configure.connect\ndef t(sender): pass\nt.delay()\napp.add_periodic_task(3, t.s())'],
    ['from shop.celery import app\na = app.register_task(b)\nb = app.register_task(a)\na.delay()', APP],
    ['from celery import shared_task\na = shared_task(a)\na.delay()'],
    ['from celery.signals import task_failure\n@task_failure.connect\ndef t(sender): pass\nt.delay()'],
  ])('%j', (code, more = {}) => {
    expect(tasksOf({ 'shop/views.py': code, 'shop/__init__.py': '', ...Object.fromEntries(Object.entries(more).map(([path, text]) => [path.startsWith('shop/') ? path : `shop/${path}`, text])) })).toBe('');
  });
});

it('reads each function once, however many call each other', () => {
  const names = Array.from({ length: 30 }, (_, at) => `task_${String(at)}`);
  const functions = names.map((name) => `def ${name}(f):\n    return [${names.map((other) => `${other}(f)`).join(', ')}]\n`);
  expect(tasksOf({ 'views.py': `${functions.join('')}@task_0\ndef t(x): pass\nt.delay(x)` })).toBe('');
});
