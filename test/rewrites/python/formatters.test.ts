/** The rewritten code, read by Python itself and by the tools that most Python code is formatted with. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject } from '../../../src/project.js';
import type { Style } from '../../../src/analysis/edit.js';
import type { RewriteOptions } from '../../../src/settings.js';
import type { Needs } from '../conflicts.js';
import { rewriteAt, TASKS } from './project.js';
import { view } from './views.js';

const ISORT = ['-m', 'isort', '--profile', 'black', '--check-only', '--diff', '.'];
const BLACK = ['-m', 'black', '--quiet', '--diff', '--check', '.'];

/** The first Python that has a module; Debian's own is not always the first on the path. */
function findPython(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', `import ${module}`]).status === 0);
}

const IMPORTS: Readonly<Record<string, string>> = {
  few: 'from shop.tasks import a, b, c, handle_error\n',
  django:
    'import logging\nfrom functools import partial\n\nfrom django.db import models, transaction\n\nfrom .tasks import a, b, c, handle_error\n\nlogger = logging.getLogger(__name__)\n',
  celery:
    'from __future__ import annotations\n\nfrom celery import Celery, group\n\nfrom shop.tasks import a, b, c, handle_error\n\napp = Celery("shop")\n',
  lines:
    'import os\n\nfrom celery import (\n    Celery,\n    Signature,\n    Task,\n    chord,\n    current_app,\n    group,\n    signature,\n    subtask,\n    xmap,\n)\n\nfrom shop.tasks import a, b, c, handle_error\n',
  taken: '"""Views."""\n\nfrom itertools import chain\n\nimport celery\n\nfrom shop.tasks import a, b, c, handle_error\n',
};

/** As Black writes them. */
const BODIES: Readonly<Record<string, string>> = {
  two: 'a.delay(image_id)\nb.delay(image_id)',
  three: 'a.delay(image_id, "something that is long")\nb.delay(image_id)\nc.delay(user_id)',
  nearly: 'a.delay(image_id, "something that is long")\nb.delay(image_id, "and not too short")',
  nearlier: 'a.delay(image_id, "something that is long")\nb.delay(image_id, "and a bit longer.")',
  comments: '# All.\na.delay(image_id)  # first\n# Then this.\nb.delay(image_id)\nc.delay(user_id)  # last',
  options: 'a.apply_async(args=[image_id], queue="high")\nb.apply_async(args=[image_id], countdown=30, priority=3)',
  'long options':
    'a.apply_async(args=[image_id], queue="high")\nb.apply_async(\n    args=[image_id, "something that is rather long"],\n    countdown=30,\n    priority=3,\n    headers={"x": 3},\n)',
  'long arguments':
    'a.delay(image_id)\nb.delay(\n    image_id,\n    "something that is rather long and does not fit",\n    "more of it that is just as long",\n)',
  'fitting arguments':
    'a.delay(image_id)\nb.delay(\n    image_id, "something that is rather long and does not fit on one line", user_id\n)',
  values: 'a.delay(\n    image_id,\n    {\n        "size": 3,\n    },\n)\nb.delay(image_id)',
  result: 'result = a.delay(image_id)\nresult = b.delay(image_id)\nreturn result.id',
  commit: 'a.delay_on_commit(image_id)\nb.delay_on_commit(image_id)\nc.delay_on_commit(image_id, "something that is long")',
  'long result': 'result = a.delay(image_id, "something that is long")\nresult = b.delay(image_id, "and not too short")\nreturn result.id',
  returned: 'a.delay(image_id, "something that is long", "and not too short")  # first\nreturn b.delay(image_id)',
  lambda:
    'from django.db import transaction\n\ntransaction.on_commit(lambda: a.delay(image_id))\ntransaction.on_commit(lambda: b.delay(image_id))\ntransaction.on_commit(lambda: c.delay(user_id))',
  'longer lambda':
    'from django.db import transaction\n\ntransaction.on_commit(\n    lambda: a.delay(image_id, "something that is really quite long"), using="other"\n)\ntransaction.on_commit(lambda: b.delay(image_id), using="other")  # second',
  sent: 'from shop.celery import app\n\napp.send_task("shop.tasks.resize", args=[image_id], queue="slow")\napp.send_task("shop.tasks.crop", args=[image_id], kwargs={"size": 3})',
  everything:
    'a.apply_async([image_id], link_error=handle_error.s(), queue="high", countdown=3)\nb.apply_async(\n    [image_id, "something that is long"], link_error=c.si(image_id), priority=3\n)',
  callbacks: 'a.apply_async([image_id], link_error=handle_error.s())\nb.apply_async([image_id], link_error=handle_error.s())',
  'long three':
    'a.delay(image_id)\nb.delay(image_id, "something that is long")\nc.delay(user_id, "something that is long", "and not too short")',
  callback: 'a.apply_async([image_id], link_error=handle_error.s())\nb.delay(image_id)',
};

const STYLES: readonly Style[] = ['chain', 'pipe', 'link'];

const VARIANTS: readonly (readonly [name: string, options: RewriteOptions, needs?: Needs])[] = [
  ['plain', {}],
  ['callback', { linkError: 'handle_error' }],
  ['group', {}, [[0, 1], [0, 2]]],
];

/** Every way to put the above together that is not refused, by the name of its file. */
function outputsIn(root: string): Map<string, { readonly before: string; readonly after: string }> {
  const project = createProject(root);
  const outputs = new Map<string, { before: string; after: string }>();
  for (const [imports, head] of Object.entries(IMPORTS)) {
    for (const [name, body] of Object.entries(BODIES)) {
      for (const style of STYLES) {
        for (const [variant, options, needs] of VARIANTS) {
          const before = view(body, head);
          if (needs !== undefined && !body.includes('c.')) continue;
          const { rewrite, text, problem, left } = rewriteAt(project, join(root, 'shop', 'views.py'), before, style, options, needs);
          const file = `${[imports, name, style, variant].join('_').replaceAll(' ', '_')}.py`;
          if (rewrite.kind === 'refused') continue;
          expect({ file, problem, left }).toEqual({ file, problem: undefined, left: 0 });
          outputs.set(file, { before, after: text });
        }
      }
    }
  }
  return outputs;
}

describe('rewritten files', () => {
  let root = '';
  let outputs: ReturnType<typeof outputsIn>;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'fix-chains-'));
    write('project/shop/__init__.py', '');
    write('project/shop/tasks.py', TASKS);
    outputs = outputsIn(join(root, 'project'));
    for (const folder of ['before', 'after'] as const) {
      write(`${folder}/shop/__init__.py`, '');
      write(`${folder}/shop/tasks.py`, '');
      for (const [file, texts] of outputs) write(`${folder}/shop/${file}`, texts[folder]);
    }
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  function write(name: string, content: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }

  function run(python: string, args: readonly string[], folder: string): string {
    const { stdout, stderr, status } = spawnSync(python, args, { cwd: join(root, folder), encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  }

  it('are many', () => {
    expect(outputs.size).toBeGreaterThan(200);
  });

  it('compile', (context) => {
    const python = findPython('compileall');
    if (python === undefined) return context.skip('Python is not installed');
    expect(run(python, ['-m', 'compileall', '-q', '.'], 'after')).toBe('');
  });

  it.each([
    ['black', BLACK],
    ['isort', ISORT],
  ])(
    '%s leaves them alone',
    (module, args) => {
      const python = findPython(module);
      if (python === undefined) {
        console.warn(`${module} is not installed: what it says of the rewritten code is not checked`);
        return;
      }
      expect(run(python, args, 'before')).toBe('');
      expect(run(python, args, 'after')).toBe('');
    },
    180_000,
  );
});
