import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/analysis/ir.js';
import { roleIn } from './lab.js';

const FLASK = 'from flask import Flask\napp = Flask(__name__)';
const CELERY = 'from celery import shared_task';
const VIEW = 'def mk(request):\n    HERE\n';

describe('the role of a whole file', () => {
  it.each<[string, Role]>([
    ['shop/tests/helpers.py', 'test'],
    ['tests/shop/views.py', 'test'],
    ['shop/test_views.py', 'test'],
    ['shop/views_test.py', 'test'],
    ['shop/tests.py', 'test'],
    ['conftest.py', 'test'],
    ['shop/migrations/0001_initial.py', 'migration'],
    ['alembic/versions/1a2b_orders.py', 'migration'],
    ['shop/views.py', 'request'],
    ['shop/latest/views.py', 'request'],
  ])('%s', (file, role) => {
    expect(roleIn({ file, source: VIEW })).toBe(role);
  });

  it('a file of Alembic tells itself by what it follows', () => {
    expect(roleIn({ file: 'db/versions/1a2b.py', source: `revision = '1a2b'\ndown_revision = None\ndef upgrade():\n    HERE\n` })).toBe('migration');
  });

  it('goes before what a row says, at top level too', () => {
    expect(roleIn({ file: 'tests/a.py', source: `${CELERY}\n@shared_task\ndef mk():\n    HERE\n` })).toBe('test');
    expect(roleIn({ file: 'tests/a.py', source: 'HERE\n' })).toBe('test');
  });
});

describe('the role by the folder', () => {
  it.each<[string, Role]>([
    ['shop/management/commands/resend.py', 'command'],
    ['scripts/resend.py', 'script'],
    ['bin/resend.py', 'script'],
    ['manage.py', 'script'],
    ['shop/commands/resend.py', 'service'],
  ])('%s', (file, role) => {
    expect(roleIn({ file, source: 'def resend():\n    HERE\n' })).toBe(role);
  });

  it('comes after a row', () => {
    expect(roleIn({ file: 'scripts/server.py', source: `${FLASK}\n@app.route('/')\ndef mk():\n    HERE\n` })).toBe('request');
  });
});

describe('module top level', () => {
  it.each(['HERE\n', 'if __name__ == "__main__":\n    HERE\n', 'class C:\n    HERE\n'])('is a script: %j', (source) => {
    expect(roleIn({ source })).toBe('script');
  });
});

describe('a function in a function', () => {
  it.each<[string, Role, string]>([
    ['a lambda after the commit', 'request', `${FLASK}\n@app.post('/o')\ndef mk():\n    transaction.on_commit(lambda: HERE)\n`],
    ['a function after the commit', 'request', `${FLASK}\n@app.post('/o')\ndef mk():\n    def after():\n        HERE\n    transaction.on_commit(after)\n`],
    ['two levels down', 'job', `${CELERY}\n@shared_task\ndef mk():\n    def one():\n        return [lambda: HERE]\n    one()\n`],
    ['a function in a method', 'request', 'from django.views import View\nclass V(View):\n    def get(self, r):\n        def inner():\n            HERE\n        inner()\n'],
    ['one that has a row of its own', 'request', 'def create_app(app):\n    @app.route("/o")\n    def mk():\n        HERE\n'],
    ['a method of a class in a function has not the function’s role', 'service', `${CELERY}\n@shared_task\ndef mk():\n    class C:\n        def run_it(self):\n            HERE\n`],
    ['a decorator’s wrapper', 'service', 'def logged(f):\n    def inner(*args):\n        HERE\n    return inner\n'],
  ])('%s', (_, role, source) => {
    expect(roleIn({ source })).toBe(role);
  });
});

describe('a private function', () => {
  const view = (call: string): string => `@app.post('/o')\ndef mk():\n    ${call}\n`;
  const job = (call: string): string => `@shared_task\ndef job():\n    ${call}\n`;
  const helper = 'def _helper(x):\n    HERE\n';
  const head = `${FLASK}\n${CELERY}\n`;

  it.each<[string, Role, string]>([
    ['that one handler calls', 'request', head + helper + view('_helper(1)')],
    ['that a handler calls twice', 'request', head + helper + view('_helper(1); _helper(2)')],
    ['that a handler hands on to the commit', 'request', head + helper + view('transaction.on_commit(partial(_helper, 1))')],
    ['that two different roles call', 'service', head + helper + view('_helper(1)') + job('_helper(1)')],
    ['that a handler and anything else call', 'service', `${head}${helper}${view('_helper(1)')}def anything():\n    _helper(1)\n`],
    ['that only the top level calls', 'script', `${helper}_helper(1)\n`],
    ['that is handed on', 'service', `${head}${helper}${view('_helper(1)')}HOOKS = [_helper]\n`],
    ['that nothing calls', 'service', helper],
    ['that calls itself and is called by a job', 'job', `${head}def _helper(x):\n    HERE\n    _helper(x)\n${job('_helper(1)')}`],
    ['through another private one', 'request', `${head}${helper}def _middle():\n    _helper(1)\n${view('_middle()')}`],
    ['two that call each other', 'service', 'def _a():\n    HERE\n    _b()\ndef _b():\n    _a()\n'],
    ['whose name is bound anew in another function', 'request', `${head}${helper}${view('_helper(1)')}def other(_helper):\n    print(_helper)\n`],
    ['that is not private', 'service', `${head}def helper(x):\n    HERE\n${view('helper(1)')}`],
    ['a special method', 'service', `${head}class C:\n    def __enter__(self):\n        HERE\n${view('c.__enter__()')}`],
  ])('%s', (_, role, source) => {
    expect(roleIn({ source })).toBe(role);
  });

  const methods = (other: string): string =>
    `from django.views import View\nclass V(View):\n    def get(self, r):\n        self._total(r)\n    def _total(self, order):\n        HERE\n${other}`;

  it.each<[string, Role, string]>([
    ['a method that one handler calls', 'request', methods('')],
    ['a method that a job calls, too', 'service', `${CELERY}\n${methods('@shared_task\ndef job():\n    V()._total(1)\n')}`],
    ['a method that is handed on', 'service', methods('    def post(self, r):\n        return map(self._total, r)\n')],
  ])('%s', (_, role, source) => {
    expect(roleIn({ source })).toBe(role);
  });
});

describe('the main function of a program', () => {
  const program = `if __name__ == '__main__':\n    asyncio.run(main())\n`;

  it.each<[string, Role, string]>([
    ['that the program calls', 'script', `async def main():\n    HERE\n${program}`],
    ['that something else calls, too', 'service', `async def main():\n    HERE\ndef other():\n    main()\n${program}`],
    ['that every import calls', 'service', 'def main():\n    HERE\nmain()\n'],
    ['that is none of the program', 'service', `def other():\n    HERE\ndef main():\n    pass\n${program}`],
    ['with a row of its own', 'command', `import click\n@click.command()\ndef main():\n    HERE\nif __name__ == '__main__':\n    main()\n`],
  ])('%s', (_, role, source) => {
    expect(roleIn({ source })).toBe(role);
  });
});

describe('a file of routes', () => {
  const routes = (text: string): Readonly<Record<string, string>> => ({ 'shop/__init__.py': '', 'shop/urls.py': text });
  const source = 'def mk(r):\n    HERE\n';

  it('may name the module as the project does', () => {
    const files = routes('from django.urls import path\nimport shop.orders.views as o\nurlpatterns = [path("o", o.mk)]\n');
    expect(roleIn({ source, file: 'shop/orders/views.py', files: { ...files, 'shop/orders/__init__.py': '' } })).toBe('request');
  });

  it('says nothing of a namesake', () => {
    const files = { ...routes('from django.urls import path\nfrom .other import mk\nurlpatterns = [path("o", mk)]\n'), 'shop/other.py': 'def mk(r):\n    pass\n' };
    expect(roleIn({ source, file: 'shop/views.py', files })).toBe('service');
  });

  it('may be broken, and the rest counts', () => {
    const files = routes('from django.urls import path\nfrom .views import mk\nurlpatterns = [path("o", mk)]\ndef broken(:\n');
    expect(roleIn({ source, file: 'shop/views.py', files })).toBe('request');
  });

  it('is not looked for all over the project', () => {
    const files = { 'shop/__init__.py': '', 'other/urls.py': 'from django.urls import path\nfrom shop.views import mk\nurlpatterns = [path("o", mk)]\n' };
    expect(roleIn({ source, file: 'shop/views.py', files })).toBe('service');
  });
});

describe('classes of the project', () => {
  it('go in a circle without an end', () => {
    expect(roleIn({ source: 'class A(B):\n    def get(self):\n        HERE\nclass B(A):\n    pass\n' })).toBe('service');
  });
});
