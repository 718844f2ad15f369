import rule from '../../src/rules/require-link-error.js';
import { testRule } from '../support/canvas-rules.js';

const TASKS = `from celery import shared_task


@shared_task
def a(x): ...


@shared_task
def b(x): ...


@shared_task
def on_failure(task_id): ...


@shared_task
def notify_team(task_id): ...
`;
const files = { 'tasks.py': TASKS };
const file = (...lines: readonly string[]) => `from celery import chain, chord, group\nfrom tasks import a, b, notify_team, on_failure\n\n\ndef upload(x, options):\n${lines.map((line) => `    ${line}\n`).join('')}`;
const valid = (name: string, ...lines: readonly string[]) => ({ name, files, code: file(...lines) });
const invalid = (name: string, lines: readonly string[], message: RegExp) => ({ name, files, code: file(...lines), errors: [{ message }] });

const typescript = (...lines: readonly string[]) => `import { chain, si } from 'task-canvas/bullmq';
import { FlowProducer, Queue } from 'bullmq';

const images = new Queue('images');
const flows = new FlowProducer();

export async function upload(path: string) {
${lines.map((line) => `  ${line}\n`).join('')}}
`;
const FLOW = "await flows.add({ name: 'publish', queueName: 'images', children: [{ name: 'resize', queueName: 'images', opts: { failParentOnFailure: true } }] });";

testRule(rule, {
  python: {
    valid: [
      valid('on the chain', 'chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()'),
      valid('on the dispatch', '(a.si(x) | b.si(x)).apply_async(link_error=on_failure.s())'),
      valid('on every step', 'chain(a.si(x).on_error(on_failure.s()), b.si(x).set(link_error=on_failure.s())).delay()'),
      valid('on the body of a chord, which hears that its header fails', 'chord([a.si(x), a.si(2)], b.si(x).on_error(on_failure.s())).delay()'),
      valid('on the step behind a group, which hears that the group fails', '(group(a.si(x), a.si(2)) | b.si(x).on_error(on_failure.s())).delay()'),
      valid('on every task of a group', 'group(a.si(y).on_error(on_failure.s()) for y in x).delay()'),
      valid('a single task', 'a.si(x).delay()'),
      valid('who waits hears of the failure', 'try:', '    chain(a.si(x), b.si(x)).delay().get(timeout=9)', 'except Exception:', '    on_failure.delay(x)'),
      valid('not dispatched here', 'return chain(a.si(x), b.si(x))'),
      valid('options that cannot be read may hold it', 'chain(a.si(x), b.si(x)).apply_async(**options)'),
      valid('steps that cannot be read may have it', 'chain(*options).delay()'),
      { name: 'a receiver of task_failure hears of everything', files: { ...files, 'signals.py': 'from celery.signals import task_failure\n\n\n@task_failure.connect\ndef tell(**_): ...\n' }, code: file('chain(a.si(x), b.si(x)).delay()') },
      { name: 'a base class that hears of everything', files: { ...files, 'base.py': 'from celery import Task\n\n\nclass Telling(Task):\n    def on_failure(self, exc, task_id, args, kwargs, einfo): ...\n' }, code: file('chain(a.si(x), b.si(x)).delay()') },
      { name: 'Sentry reports every failure', files: { ...files, 'settings.py': 'import sentry_sdk\n\nsentry_sdk.init(dsn=DSN)\n' }, code: file('chain(a.si(x), b.si(x)).delay()') },
      { ...valid('one that counts', 'chain(a.si(x), b.si(x)).on_error(notify_team.s()).delay()'), options: { callbacks: ['notify_team'] } },
      { ...valid('one that cannot be read may count', 'chain(a.si(x), b.si(x)).apply_async(link_error=options.handler)'), options: { callbacks: ['notify_team'] } },
    ],
    invalid: [
      invalid('a chain', ['chain(a.si(x), b.si(x)).delay()'], /^This chain has no error callback: when `a` fails, the rest does not run, and no error callback runs either\. Add one to the whole chain: `\.on_error\(…\)`\.$/),
      invalid('a pipe', ['(a.si(x) | b.si(x)).apply_async(queue="slow")'], /^This chain has no error callback/),
      invalid('a chain that is called', ['chain(a.si(x), b.si(x))()'], /^This chain has no error callback/),
      invalid('called with options, which go to the first task', ['chain(a.si(x), b.si(x))(link_error=on_failure.s())'], /^This chain has no error callback/),
      invalid('a group', ['group(a.si(y) for y in x).delay()'], /^This group has no error callback: when a task of it fails, no error callback runs\./),
      invalid('a chord', ['chord([a.si(x), a.si(2)], b.si(x)).delay()'], /^This chord has no error callback/),
      invalid('one of the steps', ['chain(a.si(x).on_error(on_failure.s()), b.si(x)).delay()'], /^Not every task of this chain has an error callback: when `b` fails/),
      invalid('None is none', ['chain(a.si(x), b.si(x)).apply_async(link_error=None)'], /^This chain has no error callback/),
      { ...invalid('any is asked for, whoever else hears', ['chain(a.si(x), b.si(x)).delay()'], /^This chain has no error callback that counts here \(`\*`\)/), files: { ...files, 'signals.py': 'from celery.signals import task_failure\n\n\n@task_failure.connect\ndef tell(**_): ...\n' }, options: { callbacks: ['*'] } },
      { ...invalid('one that does not count', ['chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()'], /^This chain has no error callback that counts here \(`notify_\*`\)/), options: { callbacks: ['notify_*'] } },
    ],
  },
  typescript: {
    valid: [
      { name: 'on the chain', code: typescript("await chain(si(images, 'resize', { path }), si(images, 'publish', { path })).linkError(si(images, 'failed', { path })).delay();") },
      { name: 'the steps after a failure run all the same', code: typescript("await chain(si(images, 'resize', { path }), si(images, 'publish', { path })).delay({ onFailure: 'continue' });") },
      { name: 'a root that handles failures', code: typescript("await flows.add({ name: 'failed', queueName: 'images', children: [{ name: 'resize', queueName: 'images', opts: { continueParentOnFailure: true } }] });") },
      { name: 'a listener in another file', code: typescript(FLOW), files: { 'worker.ts': "import { Worker } from 'bullmq';\nnew Worker('images', async () => {}).on('failed', (job) => console.error(job));\n" } },
      { name: 'children that cannot be read', code: typescript("await flows.add({ name: 'publish', queueName: 'images', children: jobsFor(path) });") },
      { name: 'a flow of one job', code: typescript("await flows.add({ name: 'publish', queueName: 'images' });") },
    ],
    invalid: [
      { name: 'a chain', code: typescript("await chain(si(images, 'resize', { path }), si(images, 'publish', { path })).delay();"), errors: [{ message: /^This chain has no error callback: when `resize` fails.*`\.linkError\(…\)`/ }] },
      { name: 'a flow', code: typescript(FLOW), errors: [{ message: /^Nothing runs when a job of the flow of `publish` fails/ }] },
      {
        name: 'a root of another name than the option has',
        code: typescript("await flows.add({ name: 'publish', queueName: 'images', children: [{ name: 'resize', queueName: 'images', opts: { continueParentOnFailure: true } }] });"),
        options: { callbacks: ['onFailure'] },
        errors: [{ message: /^Nothing runs when a job of the flow of `publish` fails/ }],
      },
    ],
  },
});
