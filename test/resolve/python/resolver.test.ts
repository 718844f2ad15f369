import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../../../src/readers/python/module.js';
import type { Files } from '../project.js';
import { answers, answersIn, pythonProjectOf } from './project.js';

const TASKS = 'def resize(image_id): pass\ndef notify(user_id): pass\n';

/** A package `shop` with tasks, and the module that asks. */
function shop(asking: string, more: Files = {}): Files {
  return { 'shop/views.py': asking, 'shop/__init__.py': '', 'shop/tasks.py': TASKS, 'manage.py': '', ...more };
}

describe('imports', () => {
  it.each([
    ['from shop.tasks import resize\nask(resize)', 'function shop/tasks.py:resize'],
    ['from shop.tasks import resize as r\nask(r)', 'function shop/tasks.py:resize'],
    ['from .tasks import (\n    resize,\n    notify as n,\n)\nask(n)', 'function shop/tasks.py:notify'],
    ['from . import tasks\nask(tasks.resize)', 'function shop/tasks.py:resize'],
    ['from shop import tasks as t\nask(t.resize)', 'function shop/tasks.py:resize'],
    ['import shop.tasks\nask(shop.tasks.resize)', 'function shop/tasks.py:resize'],
    ['import shop.tasks as t\nask(t)', 'module shop/tasks.py'],
    ['from .tasks import *\nask(resize)', 'function shop/tasks.py:resize'],
    ['def view():\n    from .tasks import resize\n    ask(resize)', 'function shop/tasks.py:resize'],
    ['from .tasks import resize\ndef view():\n    ask(resize)', 'function shop/tasks.py:resize'],
    ['try:\n    from .tasks import resize\nexcept ImportError:\n    resize = None\nask(resize)', 'function shop/tasks.py:resize'],
    ['try:\n    from fast import resize\nexcept ImportError:\n    from .tasks import resize\nask(resize)', 'function shop/tasks.py:resize'],
    ['try:\n    from .tasks import resize\nexcept ImportError:\n    def resize(): pass\nask(resize)', 'function shop/tasks.py:resize'],
    ['if TYPE_CHECKING:\n    from .tasks import resize\nask(resize)', 'function shop/tasks.py:resize'],
    ['from shop.tasks import missing\nask(missing)', 'unknown'],
    ['from shop.gone import missing\nask(missing)', 'external shop.gone.missing by name'],
    ['from .gone import missing\nask(missing)', 'external shop.gone.missing by name'],
    ['from celery import shared_task\nask(shared_task)', 'external celery.shared_task by name'],
    ['import pygame\nask(pygame.time.delay)', 'external pygame.time.delay'],
    ['import pygame.time as t\nask(t.delay)', 'external pygame.time.delay'],
    ['from pygame import time\nask(time, time.delay)', 'external pygame.time by name\nexternal pygame.time.delay'],
    ['ask(print)', 'unknown'],
    // In Python 3 a file of the same package is not imported by its plain name.
    ['from tasks import resize\nask(resize)', 'external tasks.resize by name'],
    ['import tasks\nask(tasks.resize)', 'external tasks.resize'],
  ])('%j', (asking, expected) => {
    expect(answers(shop(asking))).toBe(expected);
  });

  it.each<[string, Files, string]>([
    ['a package that hands names on', { 'v.py': 'from shop import resize\nask(resize)', 'shop/__init__.py': 'from .tasks import resize', 'shop/tasks.py': TASKS }, 'function shop/tasks.py:resize'],
    [
      'stars through two packages',
      { 'v.py': 'from shop.tasks import resize\nask(resize)', 'shop/__init__.py': '', 'shop/tasks/__init__.py': 'from .images import *', 'shop/tasks/images/__init__.py': 'from .files import *', 'shop/tasks/images/files.py': TASKS },
      'function shop/tasks/images/files.py:resize',
    ],
    ['a star that __all__ leaves a name out of', { 'v.py': 'from tasks import *\nask(resize, notify)', 'tasks.py': `${TASKS}__all__ = ["notify"]` }, 'unknown\nfunction tasks.py:notify'],
    ['a star and a private name', { 'v.py': 'from tasks import *\nask(_a)', 'tasks.py': 'def _a(): pass' }, 'unknown'],
    ['a star and a private name in __all__', { 'v.py': 'from tasks import *\nask(_a)', 'tasks.py': 'def _a(): pass\n__all__ = ("_a",)' }, 'function tasks.py:_a'],
    ['relative imports of two levels', { 'shop/api/views.py': 'from ..tasks import resize\nfrom .. import tasks\nask(resize, tasks)', 'shop/__init__.py': '', 'shop/api/__init__.py': '', 'shop/tasks.py': TASKS }, 'function shop/tasks.py:resize\nmodule shop/tasks.py'],
    ['a relative import in a package\'s own file', { 'shop/__init__.py': 'from .tasks import resize\nfrom . import tasks\nask(resize, tasks)', 'shop/tasks.py': TASKS }, 'function shop/tasks.py:resize\nmodule shop/tasks.py'],
    ['folders without __init__.py', { 'v.py': 'import shop.jobs.tasks\nfrom shop.jobs import tasks\nask(shop.jobs.tasks.resize, tasks.resize)', 'shop/jobs/tasks.py': TASKS }, 'function shop/jobs/tasks.py:resize\nfunction shop/jobs/tasks.py:resize'],
    ['a folder that is called like a package', { 'v.py': 'from celery import shared_task\nimport celery\nask(shared_task, celery.shared_task)', 'celery/worker.sh': '', 'celery/start.py': '' }, 'external celery.shared_task by name\nexternal celery.shared_task'],
    ['a file that is called like the package it imports', { 'shop/celery.py': 'from celery import Celery\nask(Celery)', 'shop/tasks.py': '' }, 'external celery.Celery by name'],
    ['a neighbour that is called like a package', { 'shop/tasks.py': 'from celery import shared_task\nask(shared_task)', 'shop/celery.py': 'app = 1' }, 'external celery.shared_task by name'],
    ['a script\'s neighbour', { 'scripts/run.py': 'from helpers import resize\nask(resize)', 'scripts/helpers.py': TASKS }, 'function scripts/helpers.py:resize'],
    ['a source root below', { 'tests/test_a.py': 'from shop.tasks import resize\nask(resize)', 'src/shop/__init__.py': '', 'src/shop/tasks.py': TASKS }, 'function src/shop/tasks.py:resize'],
    ['a source root two folders below', { 'e2e/test_a.py': 'from shop.tasks import resize\nask(resize)', 'apps/api/shop/__init__.py': '', 'apps/api/shop/tasks.py': TASKS }, 'function apps/api/shop/tasks.py:resize'],
    [
      'two source roots that hold the name',
      { 'e2e/test_a.py': 'from shop.tasks import resize\nask(resize)', 'a/shop/tasks.py': TASKS, 'b/shop/tasks.py': TASKS },
      'external shop.tasks.resize by name',
    ],
    [
      'the nearest of two projects',
      { 'b/shop/views.py': 'from shop.tasks import resize\nask(resize)', 'a/shop/__init__.py': '', 'a/shop/tasks.py': TASKS, 'b/shop/__init__.py': '', 'b/shop/tasks.py': TASKS },
      'function b/shop/tasks.py:resize',
    ],
    ['a circle of imports', { 'a.py': 'from b import x\nask(x)', 'b.py': 'from a import x' }, 'unknown'],
    ['a circle of stars', { 'a.py': 'from b import *\nask(x)', 'b.py': 'from a import *' }, 'unknown'],
    ['a file that does not parse in places', { 'v.py': 'from tasks import resize\nask(resize)', 'tasks.py': `${TASKS}def broken(:\n` }, 'function tasks.py:resize'],
  ])('%s', (_name, files, expected) => {
    expect(answers(files)).toBe(expected);
  });
});

describe('names and attributes', () => {
  const RESIZE = 'function shop/tasks.py:resize';
  it.each([
    ['from . import tasks\nt = tasks.resize\nask(t)', RESIZE],
    ['from . import tasks\nt: Task = (tasks.resize)\nask(t)', RESIZE],
    ['from . import tasks\nt = tasks.resize\nt = tasks.notify\nask(t)', 'unknown'],
    ['from . import tasks\nt = None\ndef f():\n    global t\n    t = tasks.resize\nask(t)', RESIZE],
    ['from .tasks import resize\ndef view(resize):\n    ask(resize)', 'unknown'],
    ['from .tasks import resize\nfor resize in x:\n    ask(resize)', 'unknown'],
    ['from .tasks import resize, notify\nt, u = resize, notify\nask(t)', 'unknown'],
    ['from .tasks import resize\nresize = debounce(resize)\nask(resize)', 'unknown'],
    ['def a(): pass\ndef a(): pass\nask(a)', 'function shop/views.py:a'],
    ['a = b\nb = a\nask(a)', 'unknown'],
    ['from celery import Celery\napp = Celery("shop")\nask(app, app.task)', 'result of external celery.Celery by name\ntask of result of external celery.Celery by name'],
    ['def make(): pass\nask(make().task.x)', 'x of task of result of function shop/views.py:make'],
    ['from .tasks import resize\nclass V:\n    task = resize\n    def post(self):\n        ask(self.task, self.other)', `${RESIZE}\nother of result of class shop/views.py:V`],
    ['from .tasks import resize\nclass V:\n    def __init__(self):\n        self.task = resize\n    def post(self):\n        def inner():\n            ask(self.task)', RESIZE],
    ['from .tasks import resize, notify\nclass V:\n    task = notify\n    def __init__(self):\n        self.task = resize\n        ask(self.task)', 'unknown'],
    ['from .tasks import resize\nclass V:\n    def __init__(self, task):\n        self.task = task\n        ask(self.task)', 'unknown'],
    ['from .tasks import resize\nclass V:\n    task = None\n    def setup(self):\n        self.task = resize\n        ask(self.task)', RESIZE],
    ['from .tasks import resize\nclass V:\n    def f(self):\n        for self.task in x: pass\n        self.task = resize\n        ask(self.task)', 'unknown'],
    ['from .tasks import resize\nclass V:\n    task = resize\n    @staticmethod\n    def f(self):\n        ask(self.task)', 'unknown'],
    ['from .tasks import resize\nclass V:\n    task = resize\n    @classmethod\n    def f(cls):\n        ask(cls.task, cls)', `${RESIZE}\nclass shop/views.py:V`],
    ['from .base import Base\nclass V(Base):\n    def post(self):\n        ask(self.task, V.task, V().task)', `${RESIZE}\n${RESIZE}\n${RESIZE}`],
    ['class A(B): pass\nclass B(A): pass\nask(A.x)', 'x of class shop/views.py:A'],
    ['ask(x[0], "a", lambda: 1, a or b)', 'unknown\nunknown\nunknown\nunknown'],
  ])('%j', (asking, expected) => {
    const base = 'from .tasks import resize\nclass Root:\n    task = resize\nclass Base(Root): pass\n';
    expect(answers(shop(asking, { 'shop/base.py': base }))).toBe(expected);
  });

  it('follows a long chain of names no further than it must', () => {
    const lines = Array.from({ length: 2000 }, (_, at) => `a${String(at + 1)} = a${String(at)}`);
    expect(answers({ 'a.py': `def a0(): pass\n${lines.join('\n')}\nask(a2000, a50)` })).toBe('unknown\nfunction a.py:a0');
  });
});

describe('module names', () => {
  it.each<[string, Files, string]>([
    ['shop/tasks.py', { 'shop/__init__.py': '' }, 'shop.tasks'],
    ['shop/tasks/__init__.py', { 'shop/__init__.py': '' }, 'shop.tasks'],
    ['engine/apps/alerts/tasks.py', { 'engine/manage.py': '', 'engine/apps/alerts/__init__.py': '' }, 'apps.alerts.tasks'],
    ['backend/shop/tasks.py', { 'backend/shop/__init__.py': '' }, 'shop.tasks'],
    ['src/shop/tasks.py', {}, 'shop.tasks'],
    ['shop/tasks.py', {}, 'shop.tasks'],
    ['tasks.py', {}, 'tasks'],
  ])('%s with %j', (path, more, expected) => {
    const { root, resolver } = pythonProjectOf({ ...more, [path]: '' });
    const module = resolver.moduleAt(join(root, path));
    expect(module === undefined ? undefined : resolver.moduleNameOf(module)).toBe(expected);
  });
});

describe('changes', () => {
  it('sees new texts, new files and files that have gone', () => {
    const { root, resolver } = pythonProjectOf({ 'v.py': 'from tasks import resize\nask(resize)' });
    const main = join(root, 'v.py');
    expect(answersIn(resolver, main)).toBe('external tasks.resize by name');
    writeFileSync(join(root, 'tasks.py'), TASKS);
    expect(answersIn(resolver, main)).toBe('function tasks.py:resize');
    writeFileSync(join(root, 'tasks.py'), 'class resize: pass');
    expect(answersIn(resolver, main)).toBe('class tasks.py:resize');
    resolver.setModule(parsePython(join(root, 'tasks.py'), `# not saved yet\n${TASKS}`));
    expect(answersIn(resolver, main)).toBe('function tasks.py:resize');
    rmSync(join(root, 'tasks.py'));
    expect(answersIn(resolver, main)).toBe('external tasks.resize by name');
  });

  it('names the file of a module', () => {
    const { root, resolver } = pythonProjectOf({ 'shop/__init__.py': '', 'shop/tasks.py': '' });
    const from = resolver.moduleAt(join(root, 'shop/tasks.py'));
    const fileOf = (name: string): string | undefined => (from === undefined ? undefined : resolver.fileOf(name, from));
    expect(fileOf('shop')).toBe(join(root, 'shop/__init__.py'));
    expect(fileOf('.')).toBe(join(root, 'shop/__init__.py'));
    expect(fileOf('.tasks')).toBe(join(root, 'shop/tasks.py'));
    expect(fileOf('celery')).toBeUndefined();
  });
});
