import { describe, expect, it } from 'vitest';
import type { CeleryDetail } from '../../../src/libraries/celery/detail.js';
import { sourceOf, walk } from '../../../src/readers/python/tree.js';
import { ask, lines } from './recognised.js';

const TASKS = 'from celery import shared_task\n@shared_task\ndef t(x, y=1): pass\n';
const IMPORTS = 'from functools import partial\nimport functools\nfrom django.db import connection, transaction\nfrom shop.tasks import t\n';

function inShop(code: string): Record<string, string> {
  return { 'shop/views.py': `${IMPORTS}${code}\n`, 'shop/__init__.py': '', 'shop/tasks.py': TASKS };
}

describe('forms of a dispatch', () => {
  it.each([
    ['t.delay(x)', 'celery t delay (x)'],
    ['t.delay()', 'celery t delay ()'],
    ['t.delay(x, *more, y=z.id, **rest)', 'celery t delay (x, *more, y=z.id, **rest)'],
    ['(t).delay(\n    x,  # the image\n)', 'celery t delay (x)'],
    ['result = t.delay(x)', 'celery t delay (x)'],
    ['return_value(t.delay(x))', 'celery t delay (x)'],
    ['t.apply_async()', 'celery t apply_async ()'],
    ['t.apply_async((x,))', 'celery t apply_async (x)'],
    ['t.apply_async([x, y])', 'celery t apply_async (x, y)'],
    ['t.apply_async((x,), {"y": 1}, countdown=3)', 'celery t apply_async (x, y=1) [countdown=3]'],
    ['t.apply_async(args=[x], kwargs=dict(y=1), queue="q", **options)', 'celery t apply_async (x, y=1) [queue="q", **options]'],
    ['t.apply_async(countdown=3, kwargs={"y": z}, args=(x,))', 'celery t apply_async (y=z, x) [countdown=3]'],
    ['t.apply_async(args=None, kwargs=None, task_id=i)', 'celery t apply_async () [task_id=i]'],
    ['t.apply_async(None, {"y": 1})', 'celery t apply_async (y=1)'],
    ['t.apply_async(args)', 'celery t apply_async (*args)'],
    ['t.apply_async((x))', 'celery t apply_async (*x)'],
    ['t.apply_async([x, *more], {**rest, "y": 1})', 'celery t apply_async (x, *more, **{**rest, "y": 1})'],
    ['t.apply_async(kwargs=data)', 'celery t apply_async (**data)'],
    ['t.apply_async(kwargs={key: 1})', 'celery t apply_async (**{key: 1})'],
    ['t.apply_async(kwargs={"no-name": 1})', 'celery t apply_async (**{"no-name": 1})'],
    ['t.apply_async(kwargs={f"y{z}": 1})', 'celery t apply_async (**{f"y{z}": 1})'],
    ['t.apply_async(kwargs=dict(data, y=1))', 'celery t apply_async (**dict(data, y=1))'],
    ['t.apply_async(kwargs=dict(y=1, **data))', 'celery t apply_async (y=1, **data)'],
    ['t.apply_async(args=[i for i in x])', 'celery t apply_async (*[i for i in x])'],
    ['t.delay_on_commit(x, y=1)', 'celery t delay (delay_on_commit) (x, y=1) on commit by method'],
    ['t.apply_async_on_commit((x,), countdown=3)', 'celery t apply_async (apply_async_on_commit) (x) [countdown=3] on commit by method'],
    ['transaction.on_commit(lambda: t.delay(x))', 'celery t delay (x) on commit by lambda'],
    ['transaction.on_commit(lambda: (t.apply_async(args=[x], queue="q")), using="replica", robust=True)', 'celery t apply_async (x) [queue="q"] on commit by lambda using="replica" robust=True'],
    ['transaction.on_commit(partial(t.delay, x, y=1))', 'celery t delay (x, y=1) on commit by partial'],
    ['transaction.on_commit(functools.partial(t.apply_async, (x,), countdown=3))', 'celery t apply_async (x) [countdown=3] on commit by partial'],
    ['from django.db.transaction import on_commit as later\nlater(lambda: t.delay(x))', 'celery t delay (x)'],
    ['from django.db.transaction import on_commit\non_commit(lambda: t.delay(x))', 'celery t delay (x) on commit by lambda'],
    ['connection.on_commit(lambda: t.delay(x))', 'celery t delay (x) on commit by lambda'],
    ['def f(transaction):\n    transaction.on_commit(lambda: t.delay(x))', 'celery t delay (x) on commit by lambda'],
    // What cannot be told is left alone.
    ['t.delay(i for i in x)', ''],
    ['t.apply_async(*message)', ''],
    ['t.apply_async(**message)', ''],
    ['t.apply_async((x,), {}, task_id)', ''],
    ['t.apply_async((x,), args=(y,))', ''],
    ['t.s(x).delay()', ''],
    ['t.si(x).apply_async(countdown=3)', ''],
    ['t.signature((x,)).delay()', ''],
    ['from celery import chain, group\nchain(t.s(x), t.s()).delay()\ngroup(t.s(x) for x in y).apply_async()\n(t.s(x) | t.s()).delay()', ''],
    ['t(x)\nt.run(x)\nt.apply((x,))\nt.retry()\nt.delay', ''],
    ['transaction.on_commit(t.delay)', ''],
    ['transaction.on_commit(partial(x.y, t.name))', ''],
    ['transaction.on_commit(lambda: x.save())', ''],
    ['f = partial(t.delay, x)', ''],
  ])('%j', (code, expected) => {
    expect(lines(inShop(code))).toBe(expected);
  });

  it.each([
    // A default's value is not what the payload would be read from.
    'transaction.on_commit(lambda image_id=image.id: t.delay(image_id))',
    'bus.on_commit(lambda: t.delay(x))',
    'def on_commit(f): pass\non_commit(lambda: t.delay(x))',
    'transaction.on_commit(lambda: t.delay_on_commit(x))',
    'transaction.on_commit()',
    'transaction.atomic(lambda: t.delay(x))',
    'import other\nother.on_commit(partial(t.delay, x))',
    'def partial(f, *a): pass\ntransaction.on_commit(partial(t.delay, x))',
  ])('does not take the whole of %j', (code) => {
    const { module, recogniser } = ask(inShop(code));
    const taken: string[] = [];
    walk(module.ast, (node) => {
      if (node.type === 'call' && recogniser.recognise(node, module)?.call !== undefined) taken.push(sourceOf(node, module));
    });
    expect(taken).not.toContain(code.split('\n').at(-1));
  });

  it('knows a candidate by its form alone', () => {
    const { module, recogniser } = ask(inShop('a.delay(x)\n(b.c.apply_async)()\napp.send_task("x")\non_commit(f)\nt.on_commit(f)\ndelay(3)\nt.save()\nx = 1'));
    const candidates: string[] = [];
    walk(module.ast, (node) => {
      if (node.type === 'call' && recogniser.isCandidate(node, module)) candidates.push(sourceOf(node, module));
    });
    expect(candidates).toEqual(['a.delay(x)', '(b.c.apply_async)()', 'app.send_task("x")', 'on_commit(f)', 't.on_commit(f)']);
  });

  it.each([
    ['t.apply_async(args=[x, *more], kwargs={"y": z})', 't.apply_async(args=[x, *more], kwargs={"y": z})', 't', ['x', 'more', 'z']],
    ['transaction.on_commit(lambda: t.delay(x))', 't.delay(x)', 't', ['x']],
    ['transaction.on_commit(partial(t.delay, x))', 'partial(t.delay, x)', 't', ['x']],
  ])('says where things stand in %s', (code, call, receiver, payload) => {
    const { module, recognised: [found] } = ask(inShop(code));
    expect(found && [sourceOf(found.call, module), sourceOf(found.receiver, module), found.payload.map((node) => sourceOf(node, module))]).toEqual([call, receiver, payload]);
  });
});

describe('send_task', () => {
  const app = { 'shop/celery.py': 'from celery import Celery\napp = Celery("shop")\n' };

  it.each([
    ['from shop.celery import app\napp.send_task("shop.tasks.t", args=[x], kwargs={"y": 1}, queue="q")', 'celery shop.tasks.t send_task (x, y=1) [queue="q"]'],
    ['from shop.celery import app as worker\nworker.send_task("shop.tasks.t", (x,))', 'celery shop.tasks.t send_task (x)'],
    ['from shop.celery import app\napp.send_task(name="shop.tasks.t", args=[x])', 'celery shop.tasks.t send_task (x)'],
    ['from shop.celery import app\napp.send_task(settings.TASK, [x])', 'celery settings.TASK send_task (x)'],
    ['from celery import current_app\ncurrent_app.send_task("a")', 'celery a send_task ()'],
    ['def f(celery_app):\n    celery_app.send_task("a")', 'celery a send_task ()'],
    ['def f(client):\n    client.send_task("a")', ''],
    ['from flask import current_app\ncurrent_app.send_task("a")', ''],
    ['from fastapi import FastAPI\napp = FastAPI()\napp.send_task("a")', ''],
    ['from shop.celery import app\napp.send_task()\napp.send_task("a", [x], {}, 3)\napp.send_task(**message)', ''],
  ])('%j', (code, expected) => {
    expect(lines({ ...inShop(code), ...app })).toBe(expected);
  });

  it('is the same task as the one that is called by its function', () => {
    const { recognised } = ask({ ...inShop('from shop.celery import app\nt.delay(x)\napp.send_task("shop.tasks.t", [x])\napp.send_task("shop.tasks.u", [x])'), ...app });
    expect(recognised.map(({ task }) => task)).toEqual([
      { key: 'shop.tasks.t', name: 't' },
      { key: 'shop.tasks.t', name: 'shop.tasks.t' },
      { key: 'shop.tasks.u', name: 'shop.tasks.u' },
    ]);
    expect(recognised.map(({ detail }) => (detail as CeleryDetail).definition?.parameters.map(({ name }) => name))).toEqual([['x', 'y'], ['x', 'y'], undefined]);
  });
});
