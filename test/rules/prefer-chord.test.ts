import * as typescriptParser from '@typescript-eslint/parser';
import { RuleTester as RuleTester10 } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it, vi } from 'vitest';
import plugin from '../../src/index.js';
import chainRule from '../../src/rules/prefer-chain.js';
import rule from '../../src/rules/prefer-chord.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-chord-')));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const TASKS = `from celery import shared_task

from models import Image


@shared_task
def resize(image_id):
    Image.objects.filter(pk=image_id).update(width=10)


@shared_task
def publish(album_id):
    return [image.width for image in Image.objects.all()]


@shared_task
def greet(user_id):
    print(user_id)


@shared_task(ignore_result=True)
def forget(image_id):
    Image.objects.filter(pk=image_id).update(width=10)
`;
const MODELS = 'from django.db import models\n\n\nclass Image(models.Model):\n    width = models.IntegerField()\n';

/** Projects with and without a result backend. */
function project(name: string, backend: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const files = { 'tasks.py': TASKS, 'models.py': MODELS, 'settings.py': `CELERY_RESULT_BACKEND = ${backend}\n` };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}
const kept = project('kept', "'redis://localhost/0'");
const lost = project('lost', 'None');

const IMPORT = 'from tasks import forget, greet, publish, resize\n';
const python = (body: string, imports = IMPORT) => `${imports}\n\ndef upload(request, album, images):\n${body.replace(/^(?=.)/gm, '    ')}    return album\n`;
const withChord = (body: string, names = 'chord') => python(body, `from celery import ${names}\n\n${IMPORT}`);

const MESSAGE =
  '`publish` reads Image.width (tasks.py:13), which `resize` writes (tasks.py:8). They are queued separately in request handler `upload`, so `publish` may run before the last `resize` is done: queue them as a chord if it needs what all of them do, or mark them with `fix-chains: parallel -- reason`.';
const because = (reason: string) => `${MESSAGE} Not rewritten: ${reason}.`;
const TITLE = { messageId: 'chain' };
const LOOP = 'for image in images:\n    resize.delay(image.id)\n';

const valid = [
  { name: 'a loop alone', code: python(LOOP) },
  { name: 'a task after the loop that reads nothing of it', code: python(`${LOOP}greet.delay(album.user_id)\n`) },
  { name: 'the task before the loop: nothing of the loop is there yet', code: python(`publish.delay(album.id)\n${LOOP}`) },
  { name: 'other code between, which may wait', code: python(`${LOOP}wait_for(images)\npublish.delay(album.id)\n`) },
  { name: 'a loop that ends with its first task', code: python('for image in images:\n    return resize.delay(image.id)\npublish.delay(album.id)\n') },
  { name: 'a chord already', code: withChord('chord([resize.si(image.id) for image in images], publish.si(album.id)).delay()\n') },
  { name: 'a group alone', code: withChord('group(resize.si(image.id) for image in images).delay()\n', 'group') },
  { name: 'a group of several tasks, of which nobody knows which counts', code: withChord('group(resize.si(album.id), greet.si(1)).delay()\npublish.delay(album.id)\n', 'group') },
  { name: 'a group that another takes the result of', code: withChord('result = group(resize.si(image.id) for image in images).delay()\npublish.delay(album.id)\nresult.save()\n', 'group') },
  { name: 'a comment says that they are parallel', code: python(`# fix-chains: parallel -- published as they come\n${LOOP}publish.delay(album.id)\n`) },
  { name: 'two tasks one after the other: that is a chain', code: python('resize.delay(album.id)\npublish.delay(album.id)\n') },
];

const chord = (name: string, before: string, after: string, code = python) => ({
  name,
  code: code(before),
  errors: [{ message: MESSAGE, suggestions: [{ ...TITLE, output: withChord(after) }] }],
});

const invalid = [
  chord('a loop', `${LOOP}publish.delay(album.id)\n`, 'chord([resize.si(image.id) for image in images], publish.si(album.id)).delay()\n'),
  chord(
    'over several names, with options of each',
    "for key, image in images.items():\n    resize.apply_async((image.id,), queue='slow')\npublish.delay(album.id)\n",
    "chord(\n    [resize.si(image.id).set(queue='slow') for key, image in images.items()],\n    publish.si(album.id),\n).delay()\n",
  ),
  chord('what it returns is returned', `${LOOP}return publish.delay(album.id)\n`, 'return chord(\n    [resize.si(image.id) for image in images],\n    publish.si(album.id),\n).delay()\n'),
  ...[
    ['a group', 'group(resize.si(image.id) for image in images)', '.delay()'],
    ['a group of a list', 'group([resize.s(image.id) for image in images])', '.apply_async()'],
    ['a group that is called', 'group(resize.si(album.front), resize.si(album.back))', '()'],
    ['a group with options', "group(resize.si(image.id).set(queue='slow') for image in images)", '.delay()'],
  ].map(([name = '', group = '', start = '']) => ({
    name,
    code: withChord(`${group}${start}\npublish.delay(album.id)\n`, 'group'),
    errors: [
      {
        message: MESSAGE,
        suggestions: [{ ...TITLE, output: withChord(group.length > 50 ? `chord(\n    ${group},\n    publish.si(album.id),\n).delay()\n` : `chord(${group}, publish.si(album.id)).delay()\n`, 'chord, group') }],
      },
    ],
  })),
  {
    name: 'a makeshift delay and a comment, where the bodies say nothing',
    code: python(`for image in images:\n    greet.delay(image.id)\n# wait until all images are greeted\npublish.apply_async((album.id,), countdown=60)\n`),
    errors: [
      {
        message: /^`greet` and `publish` are queued separately in request handler `upload`, so `publish` may run before the last `greet` is done \(indicated\)\..*Queue them as a chord if it needs what all of them do, or mark/,
        suggestions: [
          {
            ...TITLE,
            output: withChord(
              'chord(\n    [greet.si(image.id) for image in images],\n    # wait until all images are greeted\n    publish.si(album.id).set(countdown=60),\n).delay()\n',
            ),
          },
        ],
      },
    ],
  },
  {
    name: 'refused: the results of each are ignored, and a chord counts them',
    code: python('for image in images:\n    forget.delay(image.id)\npublish.delay(album.id)\n'),
    errors: [{ message: /Not rewritten: a chord counts results, and `ignore_result` in the definition of `forget` may keep them from being stored\.$/ }],
  },
  {
    name: 'refused: something is logged between',
    code: python(`${LOOP}print("queued")\npublish.delay(album.id)\n`),
    errors: [{ message: because('something stands between the loop and the dispatch after it: move it above the loop') }],
  },
];

const withoutBackend = [
  {
    name: 'refused: no result backend is seen',
    code: python(`${LOOP}publish.delay(album.id)\n`),
    errors: [{ message: /Not rewritten: a chord needs a result backend that can count, and none is seen to be configured in this project: / }],
  },
];

const QUEUES = `import { FlowProducer, Queue } from 'bullmq';

const connection = { host: 'localhost' };
const flowProducer = new FlowProducer({ connection });
const images = new Queue('images', { connection });
const albums = new Queue('albums', { connection, defaultJobOptions: { attempts: 3 } });

`;
const typescript = (body: string) => `${QUEUES}export async function upload(ids: string[], albumId: string) {\n${body.replace(/^(?=.)/gm, '  ')}}\n`;
const AFTER = "// wait until all images are resized\nawait albums.add('publish', { albumId }, { delay: 60_000 });\n";
const FOR_OF = "for (const id of ids) {\n  await images.add('resize', { id });\n}\n";
const FLOW = `await flowProducer.add({
  name: 'publish',
  queueName: albums.name,
  data: { albumId },
  opts: { ...albums.defaultJobOptions, delay: 60_000 },
  children: ids.map((id) => ({
    name: 'resize',
    queueName: images.name,
    data: { id },
    opts: { failParentOnFailure: true },
  })),
});
`;
const INDICATED = /^`resize` and `publish` are queued separately in function `upload`, so `publish` may run before the last `resize` is done \(indicated\)\./;
/** The comment that says it stands above the loop, so that nothing is lost. */
const flow = (name: string, before: string, after = FLOW) => ({
  name,
  code: typescript(`// wait until all images are resized before publishing\n${before}await albums.add('publish', { albumId }, { delay: 60_000 });\n`),
  errors: [{ message: INDICATED, suggestions: [{ messageId: 'flow', output: typescript(`// wait until all images are resized before publishing\n${after}`) }] }],
});

const validFlows = [
  { name: 'a loop alone', code: typescript(FOR_OF) },
  { name: 'a delay alone is no sign: one of two is as often wrong as right', code: typescript(`${FOR_OF}await albums.add('publish', { albumId }, { delay: 60_000 });\n`) },
  { name: 'nothing says that the second waits', code: typescript(`${FOR_OF}await albums.add('publish', { albumId });\n`) },
  { name: 'a flow already', code: typescript(FLOW) },
  { name: 'Promise.all of two tasks is parallel on purpose', code: typescript("await Promise.all([images.add('resize', { albumId }), albums.add('publish', { albumId })]);\n") },
];

const invalidFlows = [
  flow('a loop', FOR_OF),
  flow('Promise.all of a map', "await Promise.all(ids.map((id) => images.add('resize', { id })));\n"),
  flow('Promise.all of a map with a body', "await Promise.all(ids.map(async (id) => {\n  await images.add('resize', { id });\n}));\n"),
  {
    name: 'refused: a comment, for which a flow has no place',
    code: typescript(FOR_OF + AFTER),
    errors: [{ message: /Not rewritten: there are comments in the loop or behind it, for which a flow has no place\.$/ }],
  },
  {
    name: 'refused: a callback that says what it gives, which would be wrong of a job in a flow',
    code: typescript(`// wait until all images are resized before publishing\nawait Promise.all(ids.map(async (id): Promise<void> => {\n  await images.add('resize', { id });\n}));\nawait albums.add('publish', { albumId }, { delay: 60_000 });\n`),
    errors: [{ message: /Not rewritten: the types of the loop, or a variable in it that changes, do not fit into a callback\.$/ }],
  },
  {
    name: 'refused: the jobs are used',
    code: typescript(`const jobs = await Promise.all(ids.map((id) => images.add('resize', { id })));\n${AFTER}track(jobs);\n`),
    errors: [{ message: /Not rewritten: the result of `resize` is used; a chain only returns the last step\.$/ }],
  },
  {
    name: 'refused: an id of its own, which may be there already',
    code: typescript(`${FOR_OF.replace('{ id })', '{ id }, { jobId: id })')}${AFTER}`),
    errors: [{ message: /Not rewritten: `jobId` on `resize`: / }],
  },
];

const ESLINTS = { 9: RuleTester9 as unknown as typeof RuleTester10, 10: RuleTester10 };
for (const [version, RuleTester] of Object.entries(ESLINTS)) {
  describe(`ESLint ${version}`, () => {
    const ofPython = { plugins: { 'fix-chains': plugin }, language: 'fix-chains/python' };
    run('Python with a result backend', kept, 'views.py', ofPython, { valid, invalid });
    run('Python without', lost, 'views.py', ofPython, { valid: [], invalid: withoutBackend });
    run('TypeScript', kept, 'upload.ts', { languageOptions: { parser: typescriptParser, sourceType: 'module' } }, { valid: validFlows, invalid: invalidFlows });

    it('leaves to prefer-chord what prefer-chain does not report', () => {
      const cases = invalid.map(({ name, code }) => ({ name, code }));
      one(ofPython, 'prefer-chain', chainRule, kept, 'views.py', { valid: cases, invalid: [] });
    });
  });

  type Cases = Parameters<RuleTester10['run']>[2];

  function run(name: string, folder: string, file: string, config: object, cases: { readonly valid: readonly object[]; readonly invalid: readonly object[] }): void {
    describe(name, () => {
      for (const test of cases.valid as { readonly name: string }[]) it(test.name, () => { one(config, 'prefer-chord', rule, folder, file, { valid: [test], invalid: [] }); });
      for (const test of cases.invalid as { readonly name: string }[]) it(test.name, () => { one(config, 'prefer-chord', rule, folder, file, { valid: [], invalid: [test] }); });
    });
  }

  /** RuleTester asks the process for its folder, once, when it is made. */
  function one(config: object, name: string, tested: typeof rule, folder: string, file: string, cases: { readonly valid: readonly object[]; readonly invalid: readonly object[] }): void {
    const atOnce = (_: string, test: () => void): void => { test(); };
    RuleTester.describe = atOnce;
    RuleTester.it = atOnce;
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const placed = { valid: cases.valid.map((test) => ({ ...test, filename: join(folder, file) })), invalid: cases.invalid.map((test) => ({ ...test, filename: join(folder, file) })) };
    try {
      new RuleTester(config).run(name, tested, placed as unknown as Cases);
    } finally {
      cwd.mockRestore();
    }
  }
}
