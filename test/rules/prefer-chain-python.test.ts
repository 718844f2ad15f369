import { RuleTester as RuleTester10 } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import { describe, it } from 'vitest';
import plugin from '../../src/index.js';
import rule from '../../src/rules/prefer-chain.js';

const TASKS = `@shared_task
def process_image(image_id): ...


@shared_task
def generate_thumbnail(image_id): ...


@shared_task
def notify_user(user_id): ...


`;

/** Tasks and a routine in one file. */
const file = (body: string, imports = '') => `from celery import shared_task\n${imports}\n\n${TASKS}${body}`;

const UPLOAD = `def upload(request, image_id):
    process_image.delay(image_id)
    generate_thumbnail.delay(image_id)
    notify_user.delay(request.user.id)
    return image_id
`;

const chained = (body: string) => file(body).replace('import shared_task', 'import chain, shared_task');

/** The parameter of the second task may be the first one's result, or may not. */
const handingOn = (body: string, imported = 'shared_task') => `from celery import ${imported}


@shared_task
def process_image(image_id):
    return f"/images/{image_id}"


@shared_task
def index(data): ...


def f(x):
    ${body}
`;

const RESULT_USED = 'def f(x):\n    result = process_image.delay(x)\n    generate_thumbnail.delay(x)\n    return result.id\n';

/** The end of the message is the reason. */
const refused = (reason: string) => ({ message: new RegExp(` Not rewritten: ${reason.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.$`) });

const valid = [
  { name: 'one dispatch', code: file('def f(x):\n    process_image.delay(x)\n') },
  { name: 'nothing shared', code: file('def f(x, y):\n    process_image.delay(x)\n    generate_thumbnail.delay(y)\n') },
  { name: 'the same task for two ids', code: file('def f(x, y):\n    process_image.delay(x)\n    process_image.delay(y)\n') },
  { name: 'exclusive branches', code: file('def f(x):\n    if x:\n        process_image.delay(x)\n    else:\n        generate_thumbnail.delay(x)\n') },
  { name: 'another statement between', code: file('def f(x):\n    process_image.delay(x)\n    x.save()\n    generate_thumbnail.delay(x)\n') },
  { name: 'a group', code: file('def f(x):\n    group(process_image.s(x), generate_thumbnail.s(x)).delay()\n', 'from celery import group\n') },
  { name: 'another delay', code: 'import pygame\n\n\ndef f(x):\n    pygame.time.delay(x)\n    pygame.time.delay(x)\n' },
  { name: 'a class of its own', code: 'class A:\n    def delay(self, x): ...\n\n\ndef f(x):\n    a = A()\n    b = A()\n    a.delay(x)\n    b.delay(x)\n' },
  { name: 'silenced with a reason', code: file('def f(x):\n    # fix-chains: parallel -- two separate indexes\n    process_image.delay(x)\n    generate_thumbnail.delay(x)\n') },
  { name: 'out of scope: module top level', code: file('x = 1\nprocess_image.delay(x)\ngenerate_thumbnail.delay(x)\n') },
  { name: 'out of scope: the body of a task', code: file('@shared_task\ndef g(x):\n    process_image.delay(x)\n    generate_thumbnail.delay(x)\n') },
  { name: 'more evidence wanted', code: file(UPLOAD), options: [{ evidence: 'indicated' }] },
  { name: 'handlers wanted, and this is none', code: file('def f(x):\n    process_image.delay(x)\n    generate_thumbnail.delay(x)\n'), options: [{ scope: 'handlers' }] },
];

const invalid = [
  {
    name: 'every style is suggested, its import included',
    code: file(UPLOAD),
    errors: [
      {
        messageId: 'sideBySide',
        line: 17,
        column: 5,
        endLine: 17,
        endColumn: 34,
        suggestions: [
          {
            messageId: 'chain',
            output: chained(`def upload(request, image_id):
    chain(
        process_image.si(image_id),
        generate_thumbnail.si(image_id),
        notify_user.si(request.user.id),
    ).delay()
    return image_id
`),
          },
          {
            desc: 'Queue them as one chain, step by step in a pipe',
            output: file(`def upload(request, image_id):
    (
        process_image.si(image_id)
        | generate_thumbnail.si(image_id)
        | notify_user.si(request.user.id)
    ).delay()
    return image_id
`),
          },
          {
            messageId: 'link',
            output: file(`def upload(request, image_id):
    process_image.apply_async(
        args=(image_id,),
        link=(generate_thumbnail.si(image_id) | notify_user.si(request.user.id)),
    )
    return image_id
`),
          },
        ],
      },
    ],
  },
  ...([[true, 's()'], [false, 'si(x)']] as const).map(([passResults, second]) => ({
    name: `results are handed on: ${String(passResults)}`,
    code: handingOn('process_image.delay(x)\n    index.delay(x)'),
    options: [{ passResults, styles: ['chain'] }],
    errors: [
      {
        messageId: 'sideBySide',
        suggestions: [
          {
            messageId: 'chain',
            output: handingOn(`chain(process_image.${passResults ? 's' : 'si'}(x), index.${second}).delay()`, 'chain, shared_task'),
          },
        ],
      },
    ],
  })),
  {
    name: 'a commit waits for all, and Windows line endings and tabs stay',
    code: file('def f(x):\n\ttransaction.on_commit(lambda: process_image.delay(x))\n\ttransaction.on_commit(lambda: generate_thumbnail.delay(x))\n', 'from django.db import transaction\n').replaceAll('\n', '\r\n'),
    options: [{ styles: ['pipe'] }],
    errors: [
      {
        messageId: 'sideBySide',
        suggestions: [
          {
            messageId: 'pipe',
            output: file(
              'def f(x):\n\ttransaction.on_commit(\n\t\tlambda: (process_image.si(x) | generate_thumbnail.si(x)).delay()\n\t)\n',
              'from django.db import transaction\n',
            ).replaceAll('\n', '\r\n'),
          },
        ],
      },
    ],
  },
  {
    name: 'refused, and still reported with the reason',
    code: file(RESULT_USED),
    errors: [refused("the result of `process_image` is used; a chain only returns the last step")],
  },
  {
    name: 'a style that Celery does not have hides no reason',
    code: file(RESULT_USED),
    options: [{ styles: ['flow', 'chain'] }],
    errors: [refused("the result of `process_image` is used; a chain only returns the last step")],
  },
  {
    name: 'only a style that Celery does not have',
    code: file(UPLOAD),
    options: [{ styles: ['flow'] }],
    errors: [refused('celery has no style flow; it has chain, pipe, link')],
  },
  {
    name: 'an error callback that is not there',
    code: file(UPLOAD),
    options: [{ linkError: 'handle_error' }],
    errors: [refused('the error callback `handle_error` is not declared here; import it, or name it as `<module>#handle_error`')],
  },
];

for (const [version, RuleTester] of [
  ['9', RuleTester9 as unknown as typeof RuleTester10],
  ['10', RuleTester10],
] as const) {
  RuleTester.describe = describe;
  RuleTester.it = it;
  describe(`ESLint ${version}`, () => {
    new RuleTester({ plugins: { 'fix-chains': plugin }, language: 'fix-chains/python' }).run('prefer-chain', rule, { valid, invalid });
  });
}
