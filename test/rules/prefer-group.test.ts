import rule from '../../src/rules/prefer-group.js';
import { testRule } from '../support/canvas-rules.js';

const SETTINGS = "CELERY_RESULT_BACKEND = env('RESULTS')\n";
const TASKS = `from celery import shared_task


@shared_task
def resize(image_id, size=None): ...


@shared_task
def publish(album_id): ...


@shared_task(ignore_result=True)
def forget(image_id): ...
`;
const files = { 'settings.py': SETTINGS, 'tasks.py': TASKS };

const IMPORT = 'from tasks import resize\n\n\n';
/** A function over `images`. */
const python = (body: string, imports = IMPORT) => `${imports}def f(album, images):\n${body.replace(/^(?=.)/gm, '    ')}`;
/** The same with the group's import merged in. */
const grouped = (body: string) => `from celery import group\n\n${python(body)}`;

const EACH = 'each has a result of its own, so nobody can tell when the last one is done, and no task can be made to follow them. Queue them as a `group`, which runs the same tasks just as independently and has one result for all.';
const inLoop = (over: string) => `\`resize\` is queued for each of \`${over}\`, one by one: ${EACH}`;
const GROUP = 'Queue them as one group: `group(…).delay()`';
const group = (name: string, before: string, after: string, over = 'images') => ({
  name,
  code: python(before),
  files,
  errors: [{ message: inLoop(over), suggestions: [{ desc: GROUP, output: grouped(after) }] }],
});
const valid = (name: string, body: string, imports = IMPORT, more: Readonly<Record<string, string>> = {}) => ({ name, code: python(body, imports), files: { ...files, ...more } });

const QUEUES = `import { Queue } from 'bullmq';

const images = new Queue('images');
const mails = new Queue('mails');

`;
const ecmascript = (body: string, parameters = 'ids') => `${QUEUES}export async function f(${parameters}) {\n${body.replace(/^(?=.)/gm, '  ')}}\n`;
const ROUND_TRIP = 'each `add` is a round trip to Redis, and when one fails those before it are queued and the others are not. Queue them by `addBulk`, which takes one round trip and queues all of them or none.';
const BULK = 'Queue them at once: `addBulk([…])`';
const forEach = (over: string) => `\`resize\` is queued for each of \`${over}\`, one by one: ${ROUND_TRIP}`;
const bulk = (name: string, before: string, after: string, { over = 'ids', parameters = 'ids' } = {}) => ({
  name,
  code: ecmascript(before, parameters),
  errors: [{ message: forEach(over), suggestions: [{ desc: BULK, output: ecmascript(after, parameters) }] }],
});
const validAdd = (name: string, body: string, parameters?: string) => ({ name, code: ecmascript(body, parameters) });

const javascript = {
  valid: [
    validAdd('the result of each is used', 'for (const id of ids) {\n  const job = await images.add(\'resize\', { id });\n  track(job);\n}\n'),
    validAdd('more is done in the loop', "for (const id of ids) {\n  await lock(id);\n  await images.add('resize', { id });\n}\n"),
    validAdd('an argument waits, so that each job is queued once its own data are there', "for (const id of ids) await images.add('resize', { id, path: await download(id) });\n"),
    validAdd('an argument calls something that may fail in between', "for (const id of ids) await images.add('resize', { path: reserve(id) });\n"),
    validAdd('a delay that grows spreads the jobs on purpose', "for (const [index, id] of ids.entries()) await images.add('resize', { id }, { delay: index * 1000 });\n"),
    validAdd('each failure is dealt with apart', "for (const id of ids) await images.add('resize', { id }).catch(log);\n"),
    validAdd('each goes to a queue of its own', "for (const queue of [images, mails]) await queue.add('resize', { id: 1 });\n"),
    validAdd('deduplicated jobs', "for (const id of ids) await images.add('resize', { id }, { deduplication: { id } });\n"),
    validAdd('options that are not seen may hold a repetition', "for (const id of ids) await images.add('resize', { id }, options);\n", 'ids, options'),
    validAdd('the same job five times is no job for each of many', "for (const _ of [1, 2, 3]) await images.add('resize', { id: 1 });\n"),
    validAdd('a stream is never there as a whole', "for await (const id of ids) await images.add('resize', { id });\n"),
    validAdd('a generator, which a bulk would read to its end', "for (const id of found()) await images.add('resize', { id });\nfunction* found() {\n  yield 1;\n}\n"),
    validAdd('one after the other of different tasks', "await images.add('resize', { id: ids[0] });\nawait images.add('crop', { id: ids[1] });\n"),
    validAdd('a task of another kind follows the loop: that is a chord', "for (const id of ids) await images.add('resize', { id });\nawait mails.add('publish', { ids });\n"),
    validAdd('Promise.allSettled keeps each failure apart', "await Promise.allSettled(ids.map((id) => images.add('resize', { id })));\n"),
    validAdd('Promise.all of a map with more in it', "await Promise.all(ids.map(async (id) => {\n  const path = await download(id);\n  await images.add('resize', { path });\n}));\n"),
    validAdd('already a bulk', "await images.addBulk(ids.map((id) => ({ name: 'resize', data: { id } })));\n"),
    validAdd('another add', "const seen = new Set();\nfor (const id of ids) seen.add('resize', { id });\n"),
  ],
  invalid: [
    bulk('a loop, over what may be any iterable', "for (const id of ids) {\n  await images.add('resize', { id });\n}\n", "await images.addBulk([...ids].map((id) => ({ name: 'resize', data: { id } })));\n"),
    bulk('a loop over an array', "for (const id of ids.split(',')) await images.add('resize', { id });\n", "await images.addBulk(ids.split(',').map((id) => ({ name: 'resize', data: { id } })));\n", { over: "ids.split(',')" }),
    bulk('a part of what may be a text, which has no map', "for (const id of ids.slice(1)) await images.add('resize', { id });\n", "await images.addBulk([...ids.slice(1)].map((id) => ({ name: 'resize', data: { id } })));\n", { over: 'ids.slice(1)' }),
    bulk('under one condition or another, in parentheses', "for (const id of ids) if (id.new ? id.a : id.b) await images.add('resize', id);\n", "await images.addBulk(\n  [...ids].flatMap((id) => ((id.new ? id.a : id.b) ? [{\n    name: 'resize',\n    data: id,\n  }] : [])),\n);\n"),
    bulk('a parameter whose name begins as `async` does', "await Promise.all(ids.map(asyncId => images.add('resize', { asyncId })));\n", "await images.addBulk(ids.map(asyncId => ({ name: 'resize', data: { asyncId } })));\n"),
    { name: 'Promise.all of an iterator, whose map gives no array', code: ecmascript("await Promise.all(ids.values().map((id) => images.add('resize', { id })));\n"), errors: [{ message: forEach('ids.values()') }] },
    { name: 'a variable that changes, of which a callback knows less', code: ecmascript("ids ??= [];\nfor (const id of ids) await images.add('resize', { id, of: ids.length });\n"), errors: [{ message: forEach('ids') }] },
    bulk('a loop over what iterators were made of', "for (const id of ids.values().map(Number)) await images.add('resize', { id });\n", "await images.addBulk(\n  [...ids.values().map(Number)].map((id) => ({\n    name: 'resize',\n    data: { id },\n  })),\n);\n", { over: 'ids.values().map(Number)' }),
    bulk('taken apart, with a name and options of its own', "for (const [id, priority] of Object.entries(ids)) await images.add('resize', { id }, { jobId: `image-${id}`, priority });\n", "await images.addBulk(\n  Object.entries(ids).map(([id, priority]) => ({\n    name: 'resize',\n    data: { id },\n    opts: { jobId: `image-${id}`, priority },\n  })),\n);\n", { over: 'Object.entries(ids)' }),
    bulk('under a condition, which keeps its say', "for (const image of ids) {\n  if (image.path !== null) {\n    await images.add('resize', { path: image.path });\n  }\n}\n", "await images.addBulk(\n  [...ids].flatMap((image) => (image.path !== null ? [{\n    name: 'resize',\n    data: { path: image.path },\n  }] : [])),\n);\n"),
    bulk('a fixed delay is the same for all', "for (const id of ids) void images.add('resize', { id }, { delay: 1000 });\n", "void images.addBulk(\n  [...ids].map((id) => ({\n    name: 'resize',\n    data: { id },\n    opts: { delay: 1000 },\n  })),\n);\n"),
    bulk('Promise.all of a map', "await Promise.all(ids.map((id) => images.add('resize', { id })));\n", "await images.addBulk(ids.map((id) => ({ name: 'resize', data: { id } })));\n"),
    bulk('Promise.all whose jobs are returned', "return Promise.all(ids.map(async (id, index) => images.add('resize', { id, index })));\n", "return images.addBulk(ids.map((id, index) => ({ name: 'resize', data: { id, index } })));\n"),
    bulk('Promise.all of a function with a body', "await Promise.all(ids.map(async (id) => {\n  await images.add('resize', { id });\n}));\n", "await images.addBulk(ids.map((id) => ({ name: 'resize', data: { id } })));\n"),
    {
      name: 'several in a row',
      code: ecmascript("await images.add('resize', { id: ids.front });\nawait images.add('resize', { id: ids.back });\n"),
      errors: [
        {
          message: `\`resize\` is queued 2 times in a row, one by one: ${ROUND_TRIP}`,
          suggestions: [{ desc: BULK, output: ecmascript("await images.addBulk([\n  { name: 'resize', data: { id: ids.front } },\n  { name: 'resize', data: { id: ids.back } },\n]);\n") }],
        },
      ],
    },
    { name: 'a loop with a comment, which a call has no place for', code: ecmascript("for (const id of ids) {\n  // small first\n  await images.add('resize', { id });\n}\n"), errors: [{ message: forEach('ids') }] },
  ],
};

const typescript = {
  valid: [
    validAdd('a parameter that is a generator', "for (const id of ids) await images.add('resize', { id });\n", 'ids: Generator<string>'),
    validAdd('type arguments, which a bulk has no place for', "for (const id of ids) await images.add<'resize'>('resize', { id });\n", 'ids: string[]'),
  ],
  invalid: [
    bulk('a parameter that is an array', "for (const id of ids) await images.add('resize', { id });\n", "await images.addBulk(ids.map((id) => ({ name: 'resize', data: { id } })));\n", { parameters: 'ids: readonly string[]' }),
    bulk('a parameter that is a set', "for (const id of ids) await images.add('resize', { id });\n", "await images.addBulk([...ids].map((id) => ({ name: 'resize', data: { id } })));\n", { parameters: 'ids: Set<string>' }),
    bulk('a map that is told what it gives, with its type', "await Promise.all(ids.map<Promise<unknown>>((id) => images.add('resize', { id })));\n", '', { parameters: 'ids: string[]' }),
    bulk('a parameter of the callback with its type', "await Promise.all(ids.map(async (id: string): Promise<void> => {\n  await images.add('resize', { id });\n}));\n", '', { parameters: 'ids: string[]' }),
  ].map((test) => (test.name.endsWith('with its type') ? { ...test, errors: [{ message: forEach('ids') }] } : test)),
};

testRule(rule, {
  python: {
    valid: [
      valid('the result of each is used', 'for image in images:\n    result = resize.delay(image.id)\n    track(result)\n'),
      valid('more is done in the loop', 'for image in images:\n    image.save()\n    resize.delay(image.id)\n'),
      valid('an argument calls something in between', 'for image in images:\n    resize.delay(reserve(image))\n'),
      valid('a countdown that grows spreads the tasks on purpose', 'for index, image in enumerate(images):\n    resize.apply_async((image.id,), countdown=index * 10)\n'),
      valid('each waits for a time of its own', 'for image in images:\n    resize.apply_async((image.id,), eta=image.publish_at)\n'),
      valid('the loop can be left', 'for image in images:\n    if image.last:\n        break\n    resize.delay(image.id)\n'),
      valid('a failure to queue is dealt with apart', 'for image in images:\n    try:\n        resize.delay(image.id)\n    except OSError:\n        pass\n'),
      valid('a condition that asks the database between the dispatches', 'for image in images:\n    if image.copies.exists():\n        resize.delay(image.id)\n'),
      valid('the same task five times is no task for each of many', 'for _ in range(5):\n    resize.delay(album.id)\n'),
      valid('a stream, because a group holds all of its signatures', 'for image in images.iterator():\n    resize.delay(image.id)\n'),
      valid('a generator of the project, for the same reason', 'for image in found():\n    resize.delay(image.id)\n\n\ndef found():\n    yield 1\n'),
      valid('a stream by another name', 'found = images.iterator()\nfor image in found:\n    resize.delay(image.id)\n'),
      valid('what calls something for each, between the dispatches', 'for image in (saved(image) for image in images):\n    resize.delay(image.id)\n'),
      valid('a map, for the same reason', 'for image in map(saved, images):\n    resize.delay(image.id)\n'),
      valid('a task whose results are ignored, so that a group has nothing to tell', 'for image in images:\n    forget.delay(image.id)\n', 'from tasks import forget\n\n\n'),
      valid('a project that ignores results', 'for image in images:\n    resize.delay(image.id)\n', IMPORT, { 'settings.py': `${SETTINGS}CELERY_TASK_IGNORE_RESULT = True\n` }),
      valid('a project without a result backend', 'for image in images:\n    resize.delay(image.id)\n', IMPORT, { 'settings.py': '' }),
      valid('a task of another kind follows the loop: that is a chord', 'for image in images:\n    resize.delay(image.id)\npublish.delay(album.id)\n', 'from tasks import publish, resize\n\n\n'),
      valid('an error callback of each, which a group takes on its members only', 'for image in images:\n    resize.apply_async((image.id,), link_error=failed.s())\n'),
      valid('after the commit, one by one', 'for image in images:\n    resize.delay_on_commit(image.id)\n'),
      valid('twice the same', 'resize.delay(album.id)\nresize.delay(album.id)\n'),
      valid('among dispatches of other tasks', 'resize.delay(album.id)\nresize.delay(album.cover)\npublish.delay(album.id)\n', 'from tasks import publish, resize\n\n\n'),
      valid('already a group', 'group(resize.si(image.id) for image in images).delay()\n', `from celery import group\n${IMPORT}`),
      { ...valid('a test says how tasks are queued', 'for image in images:\n    resize.delay(image.id)\n'), filename: 'tests/test_albums.py' },
    ],
    invalid: [
      group('a loop', 'for image in images:\n    resize.delay(image.id)\n', 'group(resize.si(image.id) for image in images).delay()\n'),
      group('a loop over several names, with a keyword', 'for size, image in images.items():\n    resize.delay(image, size=size)\n', 'group(resize.si(image, size=size) for size, image in images.items()).delay()\n', 'images.items()'),
      group('a condition', 'for image in images:\n    if image.ready:\n        resize.delay(image.id)\n', 'group(resize.si(image.id) for image in images if image.ready).delay()\n'),
      group('options go with each', "for image in images:\n    resize.apply_async((image.id,), queue='slow')\n", "group(resize.si(image.id).set(queue='slow') for image in images).delay()\n"),
      group('a fixed countdown is the same for all', 'for image in images:\n    resize.apply_async(args=[image.id], countdown=10)\n', 'group(resize.si(image.id).set(countdown=10) for image in images).delay()\n'),
      group(
        'more than a line',
        'for image in images.filter(album_id=album.id, published=True):\n    resize.delay(\n        image.id,\n        size=album.size,\n    )\n',
        'group(\n    resize.si(\n        image.id,\n        size=album.size,\n    )\n    for image in images.filter(album_id=album.id, published=True)\n).delay()\n',
        'images.filter(album_id=album.id, published=True)',
      ),
      group('what is chosen by a condition stands in parentheses', 'for image in images if album else []:\n    resize.delay(image.id)\n', 'group(resize.si(image.id) for image in (images if album else [])).delay()\n', 'images if album else []'),
      {
        name: 'several in a row',
        code: python('resize.delay(album.front)\nresize.delay(album.back)\nresize.delay(album.spine)\n'),
        files,
        errors: [
          {
            message: `\`resize\` is queued 3 times in a row, one by one: ${EACH}`,
            line: 5,
            suggestions: [{ desc: GROUP, output: grouped('group(resize.si(album.front), resize.si(album.back), resize.si(album.spine)).delay()\n') }],
          },
        ],
      },
      { name: 'a comment, which brackets have no place for', code: python('for image in images:\n    # small first\n    resize.delay(image.id)\n'), files, errors: [{ message: inLoop('images') }] },
      { name: 'the last one is deleted behind the loop, where brackets leave none', code: python('for image in images:\n    resize.delay(image.id)\ndel image\n'), files, errors: [{ message: inLoop('images') }] },
      { name: 'the last one is read behind the loop', code: python('for image in images:\n    resize.delay(image.id)\nreturn image\n'), files, errors: [{ message: inLoop('images') }] },
    ],
  },
  typescript,
  javascript,
});
