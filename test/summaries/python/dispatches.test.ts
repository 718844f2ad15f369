import { describe, expect, it } from 'vitest';
import { doneIn } from './probe.js';
import { PROBE } from './probe.js';
import { summaryOf } from '../../footprints/python/lab.js';

const OTHERS = `
@shared_task
def store(k, more=None):
    probe.write(k)

@shared_task(bind=True)
def bound(self, k):
    probe.write(k)
    if flag():
        raise self.retry()

@shared_task
def first(k):
    store.delay(k)
`;

const task = (body: string): string => `from celery import chain, chord, group
${OTHERS}
@shared_task
def task(x, y):
    ${body.replaceAll('\n', '\n    ')}
`;

describe('what a task dispatches is read behind it', () => {
  const line = 'write plain argument(x) behind store';
  it.each([
    ['delay', 'store.delay(x)', [line]],
    ['apply_async', 'store.apply_async((x,), countdown=60)', [line]],
    ['by name', 'store.apply_async(kwargs={"k": x})', [line]],
    ['on commit', 'from django.db import transaction\ntransaction.on_commit(lambda: store.delay(x))', [line]],
    ['on commit, two', 'from django.db import transaction\ntransaction.on_commit(lambda: (store.delay(x), store.delay(y)))', [line, 'write plain argument(y) behind store']],
    ['on commit, a function', 'from django.db import transaction\ndef later():\n    store.delay(x)\ntransaction.on_commit(later)', [line]],
    ['a bound task', 'bound.delay(x)', ['write plain argument(x) behind bound']],
    ['a task in a variable', 't = store if y else bound\nt.delay(x)', [line, 'write plain argument(x) behind bound']],
    ['two tasks away', 'first.delay(x)', ['write plain argument(x) behind first > store']],
    ['in a helper', 'def f(k):\n    store.delay(k)\nf(x)', [line]],
    ['a chain', 'chain(store.si(x), bound.si(y))()', [line, 'write plain argument(y) behind bound']],
    ['a chain that hands its result on', 'chain(store.si(x), bound.s()).delay()', [line, 'write plain ? behind bound']],
    ['a pipe', '(store.si(x) | bound.si(y)).apply_async()', [line, 'write plain argument(y) behind bound']],
    ['a group', 'group(store.s(k) for k in [x])()', [line]],
    ['a chord', 'chord([store.s(x)])(bound.si(y))', [line, 'write plain argument(y) behind bound']],
    ['a signature with options', 'store.s(x).set(queue="slow").delay()', [line]],
    ['a link', 'bound.apply_async((y,), link=store.si(x))', ['write plain argument(y) behind bound', line]],
    ['a signature that is never started', 'store.s(x)', []],
    ['itself', 'task.delay(x, y)\nprobe.write(y)', ['write plain argument(y)']],
  ])('%s', (_, body, lines) => {
    expect(doneIn(task(body))).toEqual(lines);
  });
});

describe('a task that is called here and now', () => {
  it.each([
    ['a call', 'store(x)'],
    ['run', 'store.run(x)'],
    ['apply', 'store.apply(args=[x])'],
    ['a bound task', 'bound(x)'],
  ])('%s', (_, body) => {
    expect(doneIn(task(body))).toEqual(['write plain argument(x)']);
  });
});

it('the dispatches are named, with their places', () => {
  const { dispatches, opaque } = summaryOf({ 'tasks.py': `from celery import shared_task\nfrom elsewhere.tasks import gone\n${OTHERS}\n@shared_task\ndef task(x):\n    store.delay(x)\n    gone.delay(x)\n` }, 'task', [PROBE]);
  expect(dispatches.map(({ name, key, site }) => `${name} ${key} ${String(site.line)}`)).toEqual(['store tasks.store 20', 'gone elsewhere.tasks.gone 21']);
  expect(opaque.map(({ what }) => what)).toEqual(['dispatches `gone`, which is not defined in this project']);
});

it('what another task does leaves no object of this one changed', () => {
  const file = `
class Box:
    k = None
box = Box()

@shared_task
def change(k):
    box.k = k

@shared_task
def task(x, y):
    box.k = x
    change.delay(y)
    probe.write(box.k)
`;
  expect(doneIn(file)).toEqual(['write plain argument(x)']);
});
