import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../../../src/readers/python/module.js';
import type { Term } from '../../../src/analysis/footprint.js';
import { definitionOf, knowledgeIn, labOf, lineOf, linesOf } from '../../footprints/python/lab.js';
import { PROBE } from './probe.js';

const TASKS = `import probe
from celery import shared_task

@shared_task
def store(image_id, kind='small', force=False):
    probe.write(f'thumb:{image_id}:{kind}')
    if force:
        probe.delete('all')

@shared_task
def collect(first, *more, **rest):
    probe.write(first)
    probe.write(more[0])
    probe.write(rest['note'])

@shared_task
def load(image_id):
    probe.read(image_id)
`;

function knownOf(dispatch: string): string[] {
  const views = `from elsewhere import gone
from tasks import collect, load, store

def upload(image, kind, options):
    ${dispatch}
    load.delay(image.id)
`;
  const [first] = knowledgeIn({ 'views.py': views, 'tasks.py': TASKS }, 'views.py', [PROBE]);
  if (first === undefined) throw new Error('nothing is dispatched');
  return linesOf(first).map((line) => line.replace(/ cache | tasks\.py:\d+/g, (text) => (text === ' cache ' ? ' ' : '')));
}

describe('what is handed over', () => {
  it.each([
    ['by position', 'store.delay(image.id, kind)', ["write plain 'thumb:'+value(image.id)+':'+value(kind)"]],
    ['by name', 'store.delay(kind=kind, image_id=image.id)', ["write plain 'thumb:'+value(image.id)+':'+value(kind)"]],
    ['as args', 'store.apply_async(args=[str(image.id)], countdown=3)', ["write plain 'thumb:'+value(image.id)+':small'"]],
    ['as kwargs', "store.apply_async(kwargs={'image_id': image.id})", ["write plain 'thumb:'+value(image.id)+':small'"]],
    ['a literal that decides', 'store.delay(image.id, force=True)', ["delete plain 'all'", "write plain 'thumb:'+value(image.id)+':small'"]],
    ['a literal that decides otherwise', 'store.delay(image.id, force=False)', ["write plain 'thumb:'+value(image.id)+':small'"]],
    ['something that may decide', 'store.delay(image.id, force=kind)', ["delete plain 'all'", "write plain 'thumb:'+value(image.id)+':small'"]],
    ['more of them', "collect.delay('a', image.id, note=kind)", ["write plain 'a'", 'write plain value(image.id)', 'write plain value(kind)']],
    ['not known', 'store.delay(*options)', ["delete plain 'all'", "write plain 'thumb:'+?+':'+?"]],
    ['an unknown value', 'store.delay(image.make(), kind)', ["write plain 'thumb:'+?+':'+value(kind)"]],
    ['nothing is defined here', 'gone.delay(image.id)', ['unread: `gone` is not defined in this project']],
  ])('%s', (_, dispatch, lines) => {
    expect(knownOf(dispatch)).toEqual(lines);
  });

  it('says where the task is defined, and which tasks it dispatches', () => {
    const [known] = knowledgeIn({ 'views.py': 'from tasks import load, store\n\ndef f(x):\n    store.delay(x)\n    load.delay(x)\n', 'tasks.py': TASKS }, 'views.py', [PROBE]);
    expect(known).toMatchObject({ kind: 'read', place: { line: 5 }, dispatches: [], opaque: [] });
  });
});

describe('a task that workers know by a name', () => {
  const handed = { positional: [{ kind: 'value', root: 'id', path: [], text: 'id' } satisfies Term], keyword: new Map<string, Term>(), open: false };
  const files = {
    'shop/__init__.py': '',
    'shop/tasks.py': "import probe\nfrom celery import Celery, shared_task\napp = Celery('shop')\n\n@shared_task\ndef load(image_id):\n    probe.read(image_id)\n\n@app.task(name='images.store')\ndef anything(image_id):\n    probe.write(image_id)\n",
  };

  it.each([
    ['shop.tasks.load', ['read used cache value(id) tasks.py:7']],
    ['images.store', ['write plain cache value(id) tasks.py:11']],
  ])('%s', (name, lines) => {
    const known = labOf(files, [PROBE]).summaries.knowledgeNamed(name, handed);
    expect(known === undefined ? known : linesOf(known)).toEqual(lines);
  });

  it.each(['shop.tasks.gone', 'tasks.load', 'anything'])('%s is none', (name) => {
    expect(labOf(files, [PROBE]).summaries.knowledgeNamed(name, handed)).toBeUndefined();
  });

  it('is found for send_task, too', () => {
    const views = "from shop.tasks import app, load\n\ndef f(x):\n    app.send_task('images.store', [x])\n    load.delay(x)\n";
    expect(knowledgeIn({ ...files, 'views.py': views }, 'views.py', [PROBE]).map(linesOf)).toEqual([['write plain cache value(x) tasks.py:11'], ['read used cache value(x) tasks.py:7']]);
  });
});

describe('as long as no file changes', () => {
  const files = { 'tasks.py': 'from celery import shared_task\nfrom helper import work\n\n@shared_task\ndef task(x):\n    work(x)\n', 'helper.py': 'import probe\n\ndef work(k):\n    probe.write(k)\n' };

  it('a definition is read once', () => {
    const lab = labOf(files, [PROBE]);
    const definition = definitionOf(lab, ['tasks.py'], 'task');
    expect(lab.summaries.summaryOf(definition)).toBe(lab.summaries.summaryOf(definition));
  });

  it('whoever parses a file of the definition again', () => {
    const lab = labOf(files, [PROBE]);
    const first = lab.summaries.summaryOf(definitionOf(lab, ['tasks.py'], 'task'));
    for (const path of ['tasks.py', 'helper.py'] as const) {
      const module = parsePython(join(lab.root, path), files[path]);
      lab.resolver.setModule(module);
      lab.files.setText(module.path, module.text);
    }
    expect(lab.summaries.summaryOf(definitionOf(lab, ['tasks.py'], 'task'))).toBe(first);
  });

  it('a change of a helper counts: on disk', () => {
    const lab = labOf(files, [PROBE]);
    const read = (): string[] => lab.summaries.summaryOf(definitionOf(lab, ['tasks.py'], 'task')).effects.map(lineOf);
    expect(read()).toEqual(['write plain cache argument(x) helper.py:4']);
    writeFileSync(join(lab.root, 'helper.py'), 'import probe\n\n\ndef work(k):\n    probe.delete(k)\n');
    expect(read()).toEqual(['delete plain cache argument(x) helper.py:5']);
  });

  it('a change of a helper counts: in an editor', () => {
    const lab = labOf(files, [PROBE]);
    const read = (): string[] => lab.summaries.summaryOf(definitionOf(lab, ['tasks.py'], 'task')).effects.map(lineOf);
    read();
    const module = parsePython(join(lab.root, 'helper.py'), 'import probe\n\ndef work(k):\n    probe.read(k)\n');
    lab.resolver.setModule(module);
    lab.files.setText(module.path, module.text);
    expect(read()).toEqual(['read used cache argument(x) helper.py:4']);
  });
});
