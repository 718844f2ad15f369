import rule from '../../src/rules/no-blocking-result.js';
import { testRule } from '../support/canvas-rules.js';

const files = {
  'tasks.py': `from celery import shared_task


@shared_task
def resize(image_id):
    return f'images/{image_id}'


@shared_task
def publish(path, user_id): ...
`,
};

const IMPORTS = `from celery import chain, group, shared_task
from celery.result import AsyncResult, allow_join_result
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from tasks import publish, resize
`;

function view(body: string): string {
  return `${IMPORTS}

@require_POST
def upload(request, image_id, user_id):
    ${body}
    return JsonResponse({})
`;
}

function task(body: string): string {
  return `${IMPORTS}

@shared_task
def upload(image_id, user_id):
    ${body}
`;
}

const CHAINED = 'Run the two as a chain, which passes the result on';
const IN_VIEW = /^`upload` waits for the result of `resize` by `get`: the request and the web server's worker that handles it are held up until a worker has taken the task and is done; where none takes it, that is for ever\. Answer with the id, and let the client ask again; put what needs the result into a task that follows \(`chain`, `chord` or `link`\)\.$/;
const IN_TASK = /^`upload` waits for the result of `resize` by `get` inside a task: Celery's workers raise a `RuntimeError` there/;

const QUEUES = `import { Queue, QueueEvents, Worker } from 'bullmq';
import express from 'express';

const app = express();
const images = new Queue('images');
const events = new QueueEvents('images');
`;

function route(body: string): string {
  return `${QUEUES}
app.post('/images', async (request, response) => {
  ${body}
});
`;
}

const NODE = `import celery from 'celery-node';
import express from 'express';

const app = express();
const client = celery.createClient('redis://', 'redis://');
const resize = client.createTask('tasks.resize');
`;

const BULL = `import Queue from 'bull';
import express from 'express';

const app = express();
const images = new Queue('images');
`;

testRule(rule, {
  python: {
    valid: [
      { name: 'the id is handed out', code: view('result = resize.delay(image_id)\n    print(result.id)'), files },
      { name: 'a limit: the request is held open, but not for ever, and somebody chose for how long', code: view('resize.delay(image_id).get(timeout=5)'), files },
      { name: 'in a script, which has nothing better to do', code: `${IMPORTS}\n\nresize.delay(1).get()\n`, files },
      { name: 'in a command', code: `${IMPORTS}\nfrom django.core.management.base import BaseCommand\n\n\nclass Command(BaseCommand):\n    def handle(self, *args, **options):\n        resize.delay(1).get()\n`, files, filename: 'shop/management/commands/resize_all.py' },
      { name: 'in a test', code: `${IMPORTS}\n\ndef test_resize():\n    assert resize.delay(1).get() == 'images/1'\n`, files, filename: 'test_tasks.py' },
      { name: 'in a function of which nobody knows who calls it', code: `${IMPORTS}\n\ndef resized(image_id):\n    return resize.delay(image_id).get()\n`, files },
      { name: 'a task that says that it waits: allow_join_result', code: task('with allow_join_result():\n        resize.delay(image_id).get()'), files },
      { name: 'a task that says that it waits: disable_sync_subtasks', code: task('resize.delay(image_id).get(disable_sync_subtasks=False)'), files },
      { name: 'run here and now: nothing is waited for', code: view('resize.apply((image_id,)).get()'), files },
      { name: 'the result of an earlier request, which may be there already', code: view('AsyncResult(request.POST["id"]).get()'), files },
      { name: 'asked first whether it is ready', code: view('result = resize.delay(image_id)\n    path = result.get() if result.ready() else None'), files },
      { name: 'asked first by its id whether it is ready', code: view('result = resize.delay(image_id)\n    if AsyncResult(result.id).ready():\n        path = AsyncResult(result.id).get()'), files },
      { name: 'handed to a function that may wait in its own way', code: view('result = resize.delay(image_id)\n    poll(result, seconds=5)\n    path = result.get()'), files },
      { name: 'in a thread of its own', code: view('def later():\n        return resize.delay(image_id).get()\n    Thread(target=later).start()'), files },
      { name: 'in a thread of a pool', code: task('POOL.submit(lambda: resize.delay(image_id).get())'), files },
      { name: 'options that may hold a limit', code: view('resize.delay(image_id).get(**user_id)'), files },
      { name: 'a task that waits as its caller says', code: task('resize.delay(image_id).get(disable_sync_subtasks=user_id)'), files },
      { name: 'a task that says that it waits: allow_join_result as a decorator', code: task('pass').replace('@shared_task\n', '@shared_task\n@allow_join_result()\n').replace('pass', 'resize.delay(image_id).get()'), files },
      { name: 'where tasks run at once', code: view('if settings.CELERY_TASK_ALWAYS_EAGER:\n        resize.delay(image_id).get()'), files },
      { name: 'a signature that is called runs here and now, and gives what the task returns', code: view('jobs = resize.s(image_id)()\n    job = jobs.get()'), files },
      { name: 'a dictionary: get is a method of many', code: view('request.POST.get("id")\n    {}.get(image_id)'), files },
      { name: 'a variable that may hold something else', code: view('result = resize.delay(image_id)\n    result = request.session\n    result.get("id")'), files },
      { name: 'inside on_commit: there is no result yet', code: view('from django.db import transaction\n    transaction.on_commit(lambda: resize.delay(image_id))'), files },
    ],
    invalid: [
      { name: 'in a view', code: view('path = resize.delay(image_id).get()'), files, errors: [{ message: IN_VIEW, line: 11, column: 12 }] },
      { name: 'through a variable', code: view('result = resize.apply_async(args=[image_id])\n    path = result.get()'), files, errors: [{ message: IN_VIEW, line: 12 }] },
      { name: 'under its other name', code: view('resize.delay(image_id).wait()'), files, errors: [{ message: /by `wait`/ }] },
      { name: 'by its id', code: view('result = resize.delay(image_id)\n    path = AsyncResult(result.id).get()'), files, errors: [{ message: IN_VIEW, line: 12 }] },
      { name: 'a group', code: view('paths = group(resize.s(1), resize.s(2)).delay().join()'), files, errors: [{ message: /^`upload` waits for the result of the tasks that it dispatches by `join`/ }] },
      { name: 'a chain that is called', code: view('chain(resize.s(1), publish.s(user_id))().get()'), files, errors: [{ message: /the tasks that it dispatches by `get`/ }] },
      { name: 'one of two dispatches', code: view('if user_id:\n        result = resize.delay(image_id)\n    else:\n        result = publish.delay("", 1)\n    result.get()'), files, errors: [{ message: /the tasks that it dispatches/ }] },
      { name: 'a limit, in strict', code: view('resize.delay(image_id).get(timeout=5)'), files, options: { allowLimited: false }, errors: [{ message: IN_VIEW }] },
      { name: 'in a task', code: task('print(resize.delay(image_id).get())'), files, errors: [{ message: IN_TASK }] },
      { name: 'in a task with a limit: workers do not wait at all', code: task('resize.delay(image_id).get(timeout=5)'), files, errors: [{ message: IN_TASK }] },
      {
        name: 'the result goes straight to the next task',
        code: task('result = resize.delay(image_id)\n    publish.delay(result.get(), user_id)'),
        files,
        errors: [{ message: IN_TASK, suggestions: [{ desc: CHAINED, output: task('chain(resize.si(image_id), publish.s(user_id)).delay()') }] }],
      },
      {
        name: 'the same without a variable, its own result used',
        code: view('done = publish.delay(resize.delay(image_id).get(), user_id=user_id)'),
        files,
        errors: [{ message: IN_VIEW, suggestions: [{ desc: CHAINED, output: view('done = chain(resize.si(image_id), publish.s(user_id=user_id)).delay()') }] }],
      },
      {
        name: 'the name of chain is imported where it is not',
        code: 'from celery import shared_task\nfrom tasks import publish, resize\n\n\n@shared_task\ndef upload(image_id):\n    result = resize.delay(image_id)\n    return publish.delay(result.get(), 1)\n',
        files,
        errors: [
          {
            message: IN_TASK,
            suggestions: [
              {
                desc: CHAINED,
                output: 'from celery import chain, shared_task\nfrom tasks import publish, resize\n\n\n@shared_task\ndef upload(image_id):\n    return chain(resize.si(image_id), publish.s(1)).delay()\n',
              },
            ],
          },
        ],
      },
      {
        name: 'over several lines',
        code: task('publish.delay(\n        resize.delay(image_id).get(interval=0.1),\n        user_id,\n    )'),
        files,
        errors: [{ message: IN_TASK, suggestions: [{ desc: CHAINED, output: task('chain(resize.si(image_id), publish.s(user_id)).delay()') }] }],
      },
      { name: 'no suggestion: the wait calls a function', code: task('publish.delay(resize.delay(image_id).get(callback=print), user_id)'), files, errors: [{ message: IN_TASK }] },
      { name: 'no suggestion: a comment would be lost', code: task('result = resize.delay(image_id)\n    # the path\n    publish.delay(result.get(), user_id)'), files, errors: [{ message: IN_TASK }] },
      { name: 'no suggestion: the result is used twice', code: task('result = resize.delay(image_id)\n    publish.delay(result.get(), result.id)'), files, errors: [{ message: IN_TASK }] },
      { name: 'no suggestion: the result is the second argument', code: task('publish.delay(user_id, resize.delay(image_id).get())'), files, errors: [{ message: IN_TASK }] },
    ],
  },
  typescript: {
    valid: [
      { name: 'the id is handed out', code: route("const job = await images.add('resize', { id: 1 });\n  response.json({ id: job.id });") },
      { name: 'a limit', code: route("const job = await images.add('resize', { id: 1 });\n  response.json(await job.waitUntilFinished(events, 5000));") },
      { name: 'a race with a timer', code: route("const job = await images.add('resize', { id: 1 });\n  await Promise.race([job.waitUntilFinished(events), timer()]);") },
      { name: 'answered already', code: route("const job = await images.add('resize', { id: 1 });\n  response.status(202).json({ id: job.id });\n  await job.waitUntilFinished(events);") },
      { name: 'nobody waits for the function that waits', code: route("const job = await images.add('resize', { id: 1 });\n  void (async () => { const job = await images.add('a', {}); await job.waitUntilFinished(events); })();\n  response.json({});") },
      { name: 'a callback that runs later', code: route("setImmediate(async () => { const job = await images.add('a', {}); await job.waitUntilFinished(events); });\n  response.json({});") },
      { name: 'what runs when the client is gone', code: route("request.on('close', async () => { const job = await images.add('a', {}); await job.waitUntilFinished(events); });\n  response.json({});") },
      { name: 'a function that is called and left alone', code: route("const run = async () => { const job = await images.add('a', {}); await job.waitUntilFinished(events); };\n  run().catch(console.error);\n  response.json({});") },
      { name: 'answering already, bit by bit', code: route("const job = await images.add('resize', { id: 1 });\n  response.write('started');\n  await job.waitUntilFinished(events);\n  response.end();") },
      { name: 'asked first whether it is done', code: route("const job = await images.add('resize', { id: 1 });\n  response.json((await job.isCompleted()) ? await job.waitUntilFinished(events) : { id: job.id });") },
      { name: 'a job of an earlier request', code: route('const job = await images.getJob(request.body.id);\n  await job.waitUntilFinished(events);') },
      { name: 'a function of which nobody knows who calls it', code: `${QUEUES}\nexport async function resized(id: number) {\n  const job = await images.add('resize', { id });\n  return job.waitUntilFinished(events);\n}\n` },
      { name: 'a map: get is a method of many', code: `${NODE}\napp.get('/', async (request, response) => { response.json(await new Map().get(request.query.id)); });\n` },
    ],
    invalid: [
      { name: 'BullMQ in a route', code: route("const job = await images.add('resize', { id: 1 });\n  response.json(await job.waitUntilFinished(events));"), errors: [{ message: /^`app\.post\('\/images'\)` waits for the result of `resize` by `waitUntilFinished`: the request is held open until .+ \(a flow, whose parent runs when its children are done\)\.$/, line: 10 }] },
      { name: 'an answer in a branch that has returned', code: route("if (!request.body) {\n    response.status(400).end();\n    return;\n  }\n  const job = await images.add('resize', { id: 1 });\n  response.json(await job.waitUntilFinished(events));"), errors: [{ message: /held open/ }] },
      { name: 'BullMQ in a processor', code: `${QUEUES}\nnew Worker('images', async () => {\n  const job = await images.add('resize', { id: 1 });\n  return await job.waitUntilFinished(events);\n});\n`, errors: [{ message: /inside the job of another: this one keeps its worker's slot while it waits for one, and where all slots of a queue wait so, none of the jobs ever ends/ }] },
      { name: 'in a function that the handler waits for', code: route("const run = async () => { const job = await images.add('a', {}); return await job.waitUntilFinished(events); };\n  response.json(await run());"), errors: [{ message: /held open/ }] },
      { name: 'a limit, in strict', code: route("const job = await images.add('resize', { id: 1 });\n  response.json(await job.waitUntilFinished(events, 5000));"), options: { allowLimited: false }, errors: [{ message: /held open/ }] },
      { name: 'without a variable', code: route("response.json(await (await images.add('resize', { id: 1 })).waitUntilFinished(events));"), errors: [{ message: /`resize`/ }] },
      { name: 'Bull', code: `${BULL}\napp.post('/images', async (request, response) => {\n  const job = await images.add('resize', { id: 1 });\n  response.json(await job.finished());\n});\n`, errors: [{ message: /by `finished`.+\(a job that the first adds when it is done\)/ }] },
      { name: 'celery-node', code: `${NODE}\napp.post('/images', async (request, response) => {\n  response.json(await resize.delay(1).get());\n});\n`, errors: [{ message: /^`app\.post\('\/images'\)` waits for the result of `tasks\.resize` by `get`: the request is held open/ }] },
      { name: 'celery-node through a variable', code: `${NODE}\napp.post('/images', async (request, response) => {\n  const result = resize.applyAsync([1]);\n  response.json(await result.get());\n});\n`, errors: [{ message: /`tasks\.resize` by `get`/ }] },
    ],
  },
  javascript: {
    valid: [{ name: 'the id is handed out', code: route("const job = await images.add('resize', { id: 1 });\n  response.json({ id: job.id });") }],
    invalid: [{ name: 'BullMQ in a route', code: route("const job = await images.add('resize', { id: 1 });\n  response.json(await job.waitUntilFinished(events));"), errors: [{ message: /held open/ }] }],
  },
});
