import { describe, expect, it } from 'vitest';
import { rewritten, type Given } from './project.js';
import { view } from './views.js';

const BODY = 'a.delay(image_id)\nb.delay(image_id)';

/** What stands above the view. */
function head(imports: string, given: Given = {}): string {
  return rewritten(view(BODY, imports), given).split(/\n+def upload/)[0] ?? '';
}

const TASKS = 'from shop.tasks import a, b\n';

describe('beside an import of everything', () => {
  it.each([
    ['that may hold the name', 'from itertools import *\n', {}, 'from celery import chain as celery_chain'],
    ['that comes after it', `from celery import chain\nfrom itertools import *\n`, {}, 'from celery import chain as celery_chain'],
    ['of a module that has it', 'from shop.models import *\n', { 'shop/models.py': 'def chain(x): ...\n' }, 'from celery import chain as celery_chain'],
    ['of a module that does not', 'from shop.models import *\n', { 'shop/models.py': 'class Image: ...\n' }, 'from celery import chain\n'],
    [
      'of a module that imports everything itself',
      'from shop.models import *\n',
      { 'shop/models.py': 'from .parts import *\n', 'shop/parts.py': 'chain = []\n' },
      'from celery import chain as celery_chain',
    ],
  ])('%s', (_, imports, files, expected) => {
    const shop = { 'shop/__init__.py': '', 'shop/tasks.py': 'from celery import shared_task\n\n\n@shared_task\ndef a(*args): ...\n\n\n@shared_task\ndef b(*args): ...\n' };
    expect(`${head(imports + TASKS, { files: { ...shop, ...files } })}\n`).toContain(expected);
  });
});

describe('merged into an import', () => {
  it.each([
    ['in the order of isort', 'from celery import Celery, group, shared_task', 'from celery import Celery, chain, group, shared_task'],
    ['constants and classes first', 'from celery import VERSION, Celery', 'from celery import VERSION, Celery, chain'],
    ['before the first', 'from celery import chord', 'from celery import chain, chord'],
    ['behind the last', 'from celery import canvas', 'from celery import canvas, chain'],
    ['behind unsorted ones', 'from celery import shared_task, Celery', 'from celery import shared_task, Celery, chain'],
    ['in parentheses', 'from celery import (Celery, group)', 'from celery import (Celery, chain, group)'],
    [
      'with an alias beside it',
      'from celery import group as g, shared_task',
      'from celery import chain\nfrom celery import group as g, shared_task',
    ],
    [
      'on lines of their own',
      'from celery import (\n    Celery,\n    # parallel\n    group,  # of tasks\n)',
      'from celery import (\n    Celery,\n    chain,\n    # parallel\n    group,  # of tasks\n)',
    ],
    [
      'behind the last line',
      'from celery import (\n    Celery,\n    canvas  # all\n)',
      'from celery import (\n    Celery,\n    canvas,  # all\n    chain\n)',
    ],
    [
      'behind the last line with a comma',
      'from celery import (\n    Celery,\n    canvas,\n)',
      'from celery import (\n    Celery,\n    canvas,\n    chain,\n)',
    ],
    ['over two lines', 'from celery import Celery, \\\n    group', 'from celery import Celery, \\\n    chain, group'],
    [
      'too long for one line',
      'from celery import Celery, Signature, Task, chord, current_app, group, signature, xmap',
      'from celery import (\n    Celery,\n    Signature,\n    Task,\n    chain,\n    chord,\n    current_app,\n    group,\n    signature,\n    xmap,\n)',
    ],
    [
      'not where every name has a statement',
      'from celery import Celery\nfrom celery import group',
      'from celery import Celery\nfrom celery import chain\nfrom celery import group',
    ],
    ['not into celery alone', 'import celery', 'import celery\nfrom celery import chain'],
    ['there already', 'from celery import chain', 'from celery import chain'],
    ['there already from canvas', 'from celery.canvas import chain', 'from celery.canvas import chain'],
  ])('%s', (_, before, after) => {
    const tasks = before.includes('\nfrom celery') ? 'from shop.tasks import a\nfrom shop.tasks import b\n' : TASKS;
    expect(head(`${before}\n\n${tasks}`)).toBe(`${after}\n\n${tasks.trimEnd()}`);
  });

  it('uses an alias that is there', () => {
    expect(rewritten(view(BODY, `from celery import chain as sequence\n\n${TASKS}`))).toContain(
      '    sequence(a.si(image_id), b.si(image_id)).delay()',
    );
  });

  it('uses an import of the function', () => {
    const text = view(`from celery import chain\n\n${BODY}`, TASKS);
    expect(rewritten(text)).toBe(text.replace(/ {4}a\.delay[^]*/, '    chain(a.si(image_id), b.si(image_id)).delay()\n'));
  });

  it('imports at the top where another function has the import', () => {
    const other = '\n\ndef other():\n    from celery import group\n\n    return group\n';
    expect(head(TASKS + other)).toBe(`from celery import chain\n\n${TASKS}${other.trimEnd()}`);
  });
});

describe('a name that is taken', () => {
  it.each([
    [
      'an import',
      `from itertools import chain\n\n${TASKS}`,
      `from itertools import chain\n\nfrom celery import chain as celery_chain\n\n${TASKS.trimEnd()}`,
    ],
    ['a variable', `${TASKS}\nchain = 3`, `from celery import chain as celery_chain\n\n${TASKS}\nchain = 3`],
    [
      'beside other imports',
      `from celery import group\n\n${TASKS}\nchain = 3`,
      `from celery import chain as celery_chain\nfrom celery import group\n\n${TASKS}\nchain = 3`,
    ],
    [
      'behind a class',
      `from celery import Celery\n\n${TASKS}\nchain = 3`,
      `from celery import Celery\nfrom celery import chain as celery_chain\n\n${TASKS}\nchain = 3`,
    ],
    [
      'a parameter elsewhere',
      `${TASKS}\n\ndef other(chain):\n    return chain`,
      `from celery import chain as celery_chain\n\n${TASKS}\n\ndef other(chain):\n    return chain`,
    ],
    [
      'the alias, too',
      `${TASKS}\nchain = celery_chain = 3`,
      `from celery import chain as celery_chain2\n\n${TASKS}\nchain = celery_chain = 3`,
    ],
  ])('is imported under another: %s', (_, before, after) => {
    expect(head(before)).toBe(after);
  });

  it('is not an attribute or a keyword argument', () => {
    const text = `${TASKS}\nfoo(chain=bar.chain)`;
    expect(head(text)).toBe(`from celery import chain\n\n${text}`);
  });
});

describe('a new statement', () => {
  it.each([
    [
      'between its neighbours',
      `import os\n\nimport attr\nfrom bar import x\nfrom django.db import models\n\n${TASKS}`,
      `import os\n\nimport attr\nfrom bar import x\nfrom celery import chain\nfrom django.db import models\n\n${TASKS}`,
    ],
    ['behind plain imports', `import django\nimport zoo\n\n${TASKS}`, `import django\nimport zoo\nfrom celery import chain\n\n${TASKS}`],
    [
      'before its neighbours',
      `from django.db import models\n\n${TASKS}`,
      `from celery import chain\nfrom django.db import models\n\n${TASKS}`,
    ],
    [
      'behind the standard library',
      `import os\nfrom datetime import datetime\n\n${TASKS}`,
      `import os\nfrom datetime import datetime\n\nfrom celery import chain\n\n${TASKS}`,
    ],
    ['without a blank line between the sections', `import os\n${TASKS}`, `import os\n\nfrom celery import chain\n\n${TASKS}`],
    ['before relative imports', 'from .tasks import a, b\n', 'from celery import chain\n\nfrom .tasks import a, b\n'],
    [
      'behind __future__',
      `from __future__ import annotations\n\n${TASKS}`,
      `from __future__ import annotations\n\nfrom celery import chain\n\n${TASKS}`,
    ],
    ['below a docstring', `"""Views."""\n\n${TASKS}`, `"""Views."""\n\nfrom celery import chain\n\n${TASKS}`],
    [
      'below the head of the file',
      `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# All rights.\n\n${TASKS}`,
      `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# All rights.\n\nfrom celery import chain\n\n${TASKS}`,
    ],
    ['before the comment of a section', `import os\n\n# ours\n${TASKS}`, `import os\n\nfrom celery import chain\n\n# ours\n${TASKS}`],
    [
      'not into TYPE_CHECKING or try',
      `from typing import TYPE_CHECKING\n\n${TASKS}\nif TYPE_CHECKING:\n    from celery import Celery\n\ntry:\n    from celery import group\nexcept ImportError:\n    group = None\n`,
      `from typing import TYPE_CHECKING\n\nfrom celery import chain\n\n${TASKS}\nif TYPE_CHECKING:\n    from celery import Celery\n\ntry:\n    from celery import group\nexcept ImportError:\n    group = None\n`,
    ],
    [
      'behind a patch',
      `import gevent.monkey\n\ngevent.monkey.patch_all()\n\nimport os\nimport sys\n\n${TASKS}`,
      `import gevent.monkey\n\ngevent.monkey.patch_all()\n\nimport os\nimport sys\n\nfrom celery import chain\n\n${TASKS}`,
    ],
    [
      'with a comment behind its neighbour',
      `from bar import x  # the bar\n\n${TASKS}`,
      `from bar import x  # the bar\nfrom celery import chain\n\n${TASKS}`,
    ],
  ])('%s', (_, before, after) => {
    expect(head(before)).toBe(after.trimEnd());
  });

  it('without any import', () => {
    const text =
      '"""Views."""\n\n\ndef upload(app, image_id):\n    app.send_task("x.a", [image_id])\n    app.send_task("x.b", [image_id])\n';
    expect(rewritten(text)).toBe(
      '"""Views."""\n\nfrom celery import chain\n\n\ndef upload(app, image_id):\n    chain(\n        app.signature("x.a", args=[image_id], immutable=True),\n        app.signature("x.b", args=[image_id], immutable=True),\n    ).delay()\n',
    );
    expect(rewritten(text.slice(text.indexOf('def')))).toMatch(/^from celery import chain\n\n\ndef upload/);
    expect(rewritten(text.replace('\n\n\ndef', '\ndef'))).toMatch(/^"""Views."""\n\nfrom celery import chain\n\n\ndef upload/);
  });

  it('above a run at the top of a module', () => {
    const text = `from shop.tasks import a, b\n\nx = input()\na.delay(x)\nb.delay(x)\n\nfrom celery import group\n`;
    expect(rewritten(text)).toBe(
      `from celery import chain\n\nfrom shop.tasks import a, b\n\nx = input()\nchain(a.si(x), b.si(x)).delay()\n\nfrom celery import group\n`,
    );
  });
});
