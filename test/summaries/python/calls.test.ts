import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../footprints/python/lab.js';
import { done, doneIn, PROBE } from './probe.js';

it('a helper of another file is read with its arguments', () => {
  const files = {
    'tasks.py': `from celery import shared_task
from helpers import work

@shared_task
def task(image_id):
    work(f'thumb:{image_id}')
`,
    'helpers.py': `import probe

def work(key, times=2):
    probe.write(key)
`,
  };
  expect(effectsOf(files, 'task', [PROBE])).toEqual(["write plain cache 'thumb:'+argument(image_id) helpers.py:4"]);
});

describe('arguments', () => {
  it.each([
    ['by position and name', 'def f(a, b):\n    probe.write(a)\n    probe.read(b)\nf(b=y, a=x)', ['write plain argument(x)', 'read used argument(y)']],
    ['defaults', "def f(a, b='k'):\n    probe.write(b)\nf(x)", ["write plain 'k'"]],
    ['*args that are known', 'def f(a, b):\n    probe.write(b)\nrest = [x, y]\nf(*rest)', ['write plain argument(y)']],
    ['**kwargs that are known', "def f(a, b):\n    probe.write(b)\nf(**{'b': y, 'a': x})", ['write plain argument(y)']],
    ['collected', "def f(*all, **named):\n    probe.write(all[1])\n    probe.write(named['k'])\nf(0, x, k=y)", ['write plain argument(x)', 'write plain argument(y)']],
    ['handed on', 'def g(a, k):\n    probe.write(k)\ndef f(*all, **named):\n    g(*all, **named)\nf(x, k=y)', ['write plain argument(y)']],
    ['not known', 'def f(a):\n    probe.write(a)\nf(*other())', ['write plain ?']],
    ['only by name', 'def f(*, a):\n    probe.write(a)\nf(a=x)', ['write plain argument(x)']],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});

describe('functions', () => {
  it.each([
    ['a closure', 'def make(k):\n    def inner():\n        probe.write(k)\n    return inner\nmake(x)()', ['write plain argument(x)']],
    ['a closure out of a factory with several ends', 'def make(k):\n    if flag:\n        return None\n    def inner():\n        probe.write(k)\n    return inner\nf = make(x)\nf()', ['write plain argument(x)']],
    ['a lambda', 'f = lambda k: probe.write(k)\nf(x)', ['write plain argument(x)']],
    ['a callback', 'def f(g):\n    g(x)\nf(probe_it)', []],
    ['a lambda that is handed over', 'def f(g):\n    g(x)\nf(lambda k: probe.write(k))', ['write plain argument(x)']],
    ['partial', 'from functools import partial\ndef f(a, b):\n    probe.write(b)\npartial(f, x)(y)', ['write plain argument(y)']],
    ['partial that is handed over', 'from functools import partial\ndef f(a, b):\n    probe.write(a)\ndef g(h):\n    h(y)\ng(partial(f, x))', ['write plain argument(x)']],
    ['what is returned', 'def f(k):\n    return f"a:{k}"\nprobe.write(f(x))', ["write plain 'a:'+argument(x)"]],
    ['a function that calls itself', 'def f(k):\n    probe.write(k)\n    f(k)\nf(x)', ['write plain argument(x)']],
    ['a generator', 'def f():\n    yield x\nfor k in f():\n    probe.write(k)', ['write plain argument(x)']],
    ['a generator of a generator', 'def g():\n    yield x\ndef f():\n    yield from g()\nfor k in f():\n    probe.write(k)', ['write plain argument(x)']],
    ['nonlocal', 'k = x\ndef f():\n    nonlocal k\n    k = y\nf()\nprobe.write(k)', ['write plain argument(y)']],
    ['map', 'list(map(lambda k: probe.write(k), [x]))', ['write plain argument(x)']],
    ['a pool', 'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n    pool.submit(probe_key, x)\ndef probe_key(k):\n    pass', []],
    ['a method of a pool', 'from concurrent.futures import ThreadPoolExecutor\ndef f(k):\n    probe.write(k)\npool = ThreadPoolExecutor(4)\npool.submit(f, x)', ['write plain argument(x)']],
    ['what is awaited', 'async def f():\n    probe.write(x)\nimport asyncio\nasyncio.run(f())', ['write plain argument(x)']],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});

describe('objects', () => {
  const task = (body: string): string => `\n@shared_task\ndef task(x, y):\n    ${body.replaceAll('\n', '\n    ')}\n`;

  it.each([
    ['attributes out of __init__', 'class A:\n    def __init__(self, k):\n        self.k = k\n    def go(self):\n        probe.write(self.k)\n', 'A(x).go()', ['write plain argument(x)']],
    ['two objects', 'class A:\n    def __init__(self, k):\n        self.k = k\n', 'a = A(x)\nb = A(y)\nprobe.write(a.k)\nprobe.write(b.k)', ['write plain argument(x)', 'write plain argument(y)']],
    ['a property', 'class A:\n    @property\n    def k(self):\n        return probe.read("k")\n', 'A().k', ["read used 'k'"]],
    ['a cached property', 'from functools import cached_property\nclass A:\n    @cached_property\n    def k(self):\n        probe.read("k")\n', 'A().k', ["read used 'k'"]],
    ['a setter', 'class A:\n    @property\n    def k(self):\n        return 1\n    @k.setter\n    def k(self, value):\n        probe.write(value)\n', 'a = A()\na.k = x', ['write plain argument(x)']],
    ['a method that is not called', 'class A:\n    def go(self):\n        probe.write("k")\n', 'A().go', []],
    ['a static method', 'class A:\n    @staticmethod\n    def go(k):\n        probe.write(k)\n', 'A.go(x)\nA().go(y)', ['write plain argument(x)', 'write plain argument(y)']],
    ['a class method', 'class A:\n    KEY = "k"\n    @classmethod\n    def go(cls):\n        probe.write(cls.KEY)\n', 'A.go()', ["write plain 'k'"]],
    ['super', 'class A:\n    def go(self, k):\n        probe.write(k)\nclass B(A):\n    def go(self, k):\n        super().go(k)\n        probe.read(k)\n', 'B().go(x)', ['write plain argument(x)', 'read used argument(x)']],
    ['super in a mixin', 'class A:\n    def go(self):\n        probe.write("a")\nclass M:\n    def go(self):\n        super().go()\nclass B(M, A):\n    pass\n', 'B().go()', ["write plain 'a'"]],
    ['an inherited method', 'class A:\n    def go(self):\n        probe.write(self.name)\nclass B(A):\n    name = "b"\n', 'B().go()', ["write plain 'b'"]],
    ['an object that is called', 'class A:\n    def __call__(self, k):\n        probe.write(k)\n', 'A()(x)', ['write plain argument(x)']],
    ['a data class', 'from dataclasses import dataclass\n@dataclass\nclass A:\n    k: str\n', 'a = A(k=x)\nprobe.write(a.k)', ['write plain argument(x)']],
    ['a member of an enumeration', 'from enum import Enum\nclass A(Enum):\n    ONE = "one"\n', 'probe.write(A.ONE.value)', ["write plain 'one'"]],
    ['with', 'class A:\n    def __enter__(self):\n        probe.write("in")\n        return self\n    def __exit__(self, *rest):\n        probe.write("out")\n', 'with A() as a:\n    probe.write(x)', ["write plain 'in'", 'write plain argument(x)', "write plain 'out'"]],
    ['what a context manager yields', 'from contextlib import contextmanager\n@contextmanager\ndef opened(k):\n    yield k\n', 'with opened(x) as k:\n    probe.write(k)', ['write plain argument(x)']],
    ['an object of the module', 'class A:\n    def go(self):\n        probe.write("k")\nservice = A()\n', 'service.go()', ["write plain 'k'"]],
    ['an annotated parameter', 'class A:\n    def go(self):\n        probe.write("k")\ndef f(a: "A"):\n    a.go()\n', 'f(make_it())', ["write plain 'k'"]],
    ['an optional annotated parameter', 'from typing import Optional\nclass A:\n    def go(self):\n        probe.write("k")\ndef f(a: Optional[A]):\n    a.go()\n', 'f(make_it())', ["write plain 'k'"]],
    ['an annotated result', 'class A:\n    def go(self):\n        probe.write("k")\ndef make() -> A:\n    return other()\n', 'make().go()', ["write plain 'k'"]],
    ['an annotated variable', 'class A:\n    def go(self):\n        probe.write("k")\n', 'a: A = other()\na.go()', ["write plain 'k'"]],
    ['no annotation, only the name', 'class Image:\n    def go(self):\n        probe.write("k")\ndef f(image):\n    image.go()\n', 'f(make_it())', []],
  ])('%s', (_, before, body, lines) => {
    expect(doneIn(before + task(body))).toEqual(lines);
  });
});

describe('methods that subclasses fill in', () => {
  const base = (method: string): string => `from abc import ABC, abstractmethod
class A(ABC):
    def go(self):
        self.step()
${method}
class B(A):
    def step(self):
        probe.write('b')
class C(B):
    def step(self):
        probe.write('c')
class D(A):
    pass
def f(a: A):
    a.go()

@shared_task
def task(x):
    f(find())
`;

  it.each([
    ['raises', '    def step(self):\n        """Says what."""\n        raise NotImplementedError', ["write plain 'b'", "write plain 'c'"]],
    ['is abstract', '    @abstractmethod\n    def step(self):\n        return 1', ["write plain 'b'", "write plain 'c'"]],
    ['stands empty', '    def step(self):\n        pass', ["write plain 'b'", "write plain 'c'"]],
    ['does something', '    def step(self):\n        probe.write("a")', ["write plain 'a'"]],
  ])('%s', (_, method, lines) => {
    expect(doneIn(base(method))).toEqual(lines);
  });

  it('in another file, and with the object of that class', () => {
    const files = {
      'base.py': 'class A:\n    def go(self):\n        raise NotImplementedError()\n',
      'more/__init__.py': '',
      'more/b.py': 'import probe\nfrom base import A\n\nclass B(A):\n    key = "b"\n    def go(self):\n        probe.write(self.key)\n',
      'more/c.py': 'import probe\nclass A:\n    pass\nclass C(A):\n    def go(self):\n        probe.write("other A")\n',
    };
    expect(doneIn('from base import A\ndef f(a: A):\n    a.go()\n\n@shared_task\ndef task(x):\n    f(find())\n', files)).toEqual(["write plain 'b'"]);
  });
});

describe('modules', () => {
  it.each([
    ['a constant', 'from other import KEY\nprobe.write(KEY)', ["write plain 'k'"]],
    ['a constant of a constant', 'import other\nprobe.write(other.LONG)', ["write plain 'k:long'"]],
    ['a constant through a package', 'from package import KEY\nprobe.write(KEY)', ["write plain 'k'"]],
    ['a function of a module', 'import other\nother.work(x)', ['write plain argument(x)']],
    ['a setting of a package stands for itself', "from django.conf import settings\nprobe.write(f'{settings.ROOT}/{x}')", ["write plain '{django.conf.settings.ROOT}/'+argument(x)"]],
  ])('%s', (_, body, lines) => {
    const files = {
      'other.py': "import probe\nKEY = 'k'\nLONG = KEY + ':long'\ndef work(k):\n    probe.write(k)\n",
      'package/__init__.py': 'from .inner import *\n',
      'package/inner.py': 'from other import KEY\n',
    };
    expect(done(body, files)).toEqual(lines);
  });
});

describe('logs', () => {
  it.each([
    ['import logging\nlogging.getLogger(__name__).info("%s", probe.read(x))', ['read selected argument(x)']],
    ['from celery.utils.log import get_task_logger\nlog = get_task_logger(__name__)\nlog.bind(a=1).error(f"{probe.read(x)}")', ['read selected argument(x)']],
    ['import logging\nlogging.getLogger(__name__).info(probe.read(x))\nsend(probe.read(x))', ['read selected argument(x)', 'read used argument(x)']],
    ['import clogging\nclogging.info(probe.read(x))', ['read used argument(x)']],
  ])('%s', (body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});
