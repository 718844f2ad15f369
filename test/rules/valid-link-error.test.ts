import rule from '../../src/rules/valid-link-error.js';
import { testRule } from '../support/canvas-rules.js';

const files = {
  'tasks.py': `from celery import Task, shared_task
from app import celery_app


@shared_task
def a(x): ...


@shared_task
def b(x): ...


@shared_task
def c(x): ...


@shared_task
def on_failure(task_id): ...


@shared_task
def inline(request, exc, traceback): ...


@shared_task
def inline_for(request, exc, traceback, image_id): ...


@shared_task
def discard(image_id, user_id): ...


@shared_task
def nothing(): ...


@shared_task(bind=True)
def bound(self, task_id, image_id): ...


@shared_task
def anything(*args, **kwargs): ...


@shared_task
def by_keyword(task_id, *, image_id=None): ...


class OfClass(Task):
    name = 'of_class'

    def run(self, task_id, image_id): ...


of_class = celery_app.register_task(OfClass())
`,
};

const NAMES = 'a, anything, b, bound, by_keyword, c, discard, inline, inline_for, nothing, of_class, on_failure';
const file = (...lines: readonly string[]) => `from celery import chain, chord, group\nfrom tasks import ${NAMES}\n\n\ndef upload(x, user, options):\n${lines.map((line) => `    ${line}\n`).join('')}`;

const valid = (name: string, ...lines: readonly string[]) => ({ name, files, code: file(...lines) });
const invalid = (name: string, lines: readonly string[], message: RegExp, ...suggestions: readonly (readonly [string, readonly string[]])[]) => ({
  name,
  files,
  code: file(...lines),
  errors: [{ message, ...(suggestions.length === 0 ? {} : { suggestions: suggestions.map(([desc, output]) => ({ desc, output: file(...output) })) }) }],
});
const everyStep = { options: { everyStep: true } };

const WHOLE = 'Add it to the whole chain';
const ON_ERROR = 'Write `.on_error(…)`';

const typescript = (engine: string, ...lines: readonly string[]) => `import { chain, si } from 'task-canvas/${engine}';
import { queue, notifier, resize, publish } from './queues.js';

export async function upload(path: string) {
${lines.map((line) => `  ${line}\n`).join('')}}
`;

testRule(rule, {
  python: {
    valid: [
      valid('on the whole chain', 'chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()'),
      valid('on the pipe in parentheses', '(a.si(x) | b.si(x)).on_error(on_failure.s()).delay()'),
      valid('the dispatch of a chain takes it', 'chain(a.si(x), b.si(x)).apply_async(link_error=on_failure.s())'),
      valid('link_error as a statement is no part of a longer expression', 'steps = chain(a.si(x), b.si(x))', 'steps.link_error(on_failure.s())', 'steps.delay()'),
      valid('behind a group: it is the body of a chord, which hears that the group fails', '(group(a.si(x), a.si(2)) | b.si(x).on_error(on_failure.s())).delay()'),
      valid('the body of a chord hears that its header fails', 'chord([a.si(x), a.si(2)], b.si(x).on_error(on_failure.s())).delay()'),
      valid('in parentheses: only the last step is meant', '(a.si(x) | (b.si(x).on_error(on_failure.s()))).delay()'),
      valid('on a step in the middle: only that one is meant', '(a.si(x) | b.si(x).on_error(on_failure.s()) | c.si(x)).delay()'),
      valid('on each step its own', '(a.si(x).on_error(inline.s()) | b.si(x).on_error(on_failure.s())).delay()'),
      valid('in a call the last one may be meant', 'chain(a.si(x), b.si(x).on_error(on_failure.s())).delay()'),
      valid('in one expression: only the first steps may be meant', '((a.si(x) | b.si(x)).on_error(on_failure.s()) | c.si(x)).delay()'),
      valid('a chord in a call takes one from the dispatch', 'chain(chord([a.si(x), a.si(2)], b.si(x)), c.si(x)).apply_async(link_error=on_failure.s())'),
      valid('a chain with groups at both ends takes one from the dispatch', 'chain(group(a.si(x), a.si(2)), b.si(x), group(c.si(x), c.si(2))).apply_async(link_error=on_failure.s())'),
      valid('returned: the caller may add one to the whole', 'return a.si(x) | b.si(x).on_error(on_failure.s())'),
      valid('the same one twice: nothing is lost', 'chain(a.si(x), b.si(x)).on_error(on_failure.s()).apply_async(link_error=on_failure.s())'),
      valid('link_error=None gives none', 'chain(a.si(x), b.si(x)).on_error(on_failure.s()).apply_async(link_error=None)'),
      valid('a group of one is its task', 'chain(group(a.si(x)), b.si(x)).apply_async(link_error=on_failure.s())'),
      valid('errbacks that take what they are given', 'chain(a.si(x), b.si(x)).on_error(inline.s()).on_error(inline_for.s(x)).on_error(bound.s(x)).on_error(by_keyword.s(image_id=x)).delay()'),
      valid('a class is called with the id only', 'chain(a.si(x), b.si(x)).on_error(of_class.s(x)).delay()'),
      valid('of a single task', 'a.apply_async((x,), link_error=bound.s(x))'),
      valid('any arguments', 'chain(a.si(x), b.si(x)).on_error(anything.s(x)).delay()'),
      valid('arguments that cannot be read', 'chain(a.si(x), b.si(x)).on_error(discard.s(*options)).delay()'),
      valid('an immutable one gets its own arguments only', 'chain(a.si(x), b.si(x)).on_error(discard.si(x, user)).delay()'),
      valid('a definition that is not in the project', 'from elsewhere import handler', 'chain(a.si(x), b.si(x)).on_error(handler.s(1, 2, 3)).delay()'),
      { ...valid('on every step', 'chain(a.si(x).on_error(on_failure.s()), b.si(x).on_error(on_failure.s())).delay()'), ...everyStep },
    ],
    invalid: [
      invalid('a method binds closer than a pipe', ['(a.si(x) | b.si(x) | c.si(x).on_error(on_failure.s())).delay()'], /^`on_error` binds closer than `\|`: only `c` gets `on_failure`, and nobody hears that a step before it fails\./, [
        WHOLE,
        ['(a.si(x) | b.si(x) | c.si(x)).on_error(on_failure.s()).delay()'],
      ]),
      invalid('the same in a variable', ['steps = a.si(x) | b.si(x).on_error(on_failure.s())', 'steps.delay()'], /^`on_error` binds closer/, [
        WHOLE,
        ['steps = (a.si(x) | b.si(x)).on_error(on_failure.s())', 'steps.delay()'],
      ]),
      invalid('two of them', ['(a.si(x) | b.si(x).on_error(on_failure.s()).on_error(inline.s())).delay()'], /only `b` gets `on_failure` and `inline`/, [
        WHOLE,
        ['(a.si(x) | b.si(x)).on_error(on_failure.s()).on_error(inline.s()).delay()'],
      ]),
      {
        ...invalid('piped on later', ['((a.si(x) | b.si(x)).on_error(on_failure.s()) | c.si(x)).delay()'], /^`on_failure` hears only the steps that were there when it was added: `c` piped on later is not covered\./, [
          WHOLE,
          ['((a.si(x) | b.si(x)) | c.si(x)).on_error(on_failure.s()).delay()'],
        ]),
        ...everyStep,
      },
      invalid('piped on later, to a variable that is used again: the error callback stays with it', ['steps = chain(a.si(x), b.si(x)).on_error(on_failure.s())', '(steps | c.si(x)).delay()', 'steps.delay()'], /`c` piped on later is not covered/),
      invalid('piped on later, in statements', ['steps = chain(a.si(x), b.si(x))', 'steps.link_error(on_failure.s())', 'steps = steps | c.si(x)', 'steps.delay()'], /`c` piped on later is not covered/),
      invalid('link_error gives the error callback', ['chain(a.si(x), b.si(x)).link_error(on_failure.s()).delay()'], /^`link_error` gives `on_failure` back and not the chain\. `on_failure` runs in its place, although nothing has failed, and the chain never runs\./, [
        'Write `on_error`',
        ['chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()'],
      ]),
      invalid('held by a variable, as the body of a chord', ['done = b.s(x).link_error(on_failure.s())', 'chord([a.si(x), a.si(2)])(done)'], /^`link_error` gives `on_failure` back and not `b`\./, [
        'Write `on_error`',
        ['done = b.s(x).on_error(on_failure.s())', 'chord([a.si(x), a.si(2)])(done)'],
      ]),
      invalid('link_error of a step: nobody can tell whether the whole chain is meant', ['(a.si(x) | b.si(x).link_error(on_failure.s())).delay()'], /^`link_error` gives `on_failure` back and not `b`\./),
      invalid('of a group it gives a tuple', ['group(a.si(x), b.si(x)).link_error(on_failure.s()).delay()'], /^`link_error` gives a tuple back and not the group\./, [
        'Write `on_error`',
        ['group(a.si(x), b.si(x)).on_error(on_failure.s()).delay()'],
      ]),
      invalid('the dispatch replaces it', ['chain(a.si(x), b.si(x)).on_error(on_failure.s()).apply_async(link_error=inline.s(), queue="slow")'], /^`link_error=` of `apply_async` replaces the error callbacks that the chain has: `on_failure` never hears/, [
        'List all of them in `link_error=`',
        ['chain(a.si(x), b.si(x)).apply_async(link_error=[on_failure.s(), inline.s()], queue="slow")'],
      ]),
      invalid('the dispatch replaces what a statement added', ['steps = chain(a.si(x), b.si(x))', 'steps.link_error(on_failure.s())', 'steps.apply_async(link_error=inline.s())'], /`on_failure` never hears/),
      invalid('a group refuses it', ['group(a.si(x), b.si(x)).apply_async(link_error=on_failure.s())'], /^Celery refuses `link_error=` for a group: it raises a `TypeError` while dispatching, and no task runs\./, [
        ON_ERROR,
        ['group(a.si(x), b.si(x)).on_error(on_failure.s()).apply_async()'],
      ]),
      invalid('a group refuses it, and nothing is replaced', ['group(a.si(x), b.si(x)).on_error(on_failure.s()).apply_async(link_error=inline.s())'], /^Celery refuses `link_error=` for a group/, [
        ON_ERROR,
        ['group(a.si(x), b.si(x)).on_error(on_failure.s()).on_error(inline.s()).apply_async()'],
      ]),
      invalid('a chord in a pipe refuses it', ['(chord([a.si(x), a.si(2)], b.si(x)) | c.si(x)).apply_async(link_error=on_failure.s())'], /for a chain that begins with a group/, [
        ON_ERROR,
        ['(chord([a.si(x), a.si(2)], b.si(x)) | c.si(x)).on_error(on_failure.s()).apply_async()'],
      ]),
      invalid('a chord without a body has no on_error', ['chord([a.si(x), b.si(x)])(c.si(x), link_error=on_failure.s())'], /^Celery refuses `link_error=` for a chord/),
      invalid('a chord refuses a list, too', ['chord([a.si(x), b.si(x)], c.si(x)).apply_async(queue="slow", link_error=[on_failure.s()])'], /^Celery refuses `link_error=` for a chord/, [
        ON_ERROR,
        ['chord([a.si(x), b.si(x)], c.si(x)).on_error(on_failure.s()).apply_async(queue="slow")'],
      ]),
      invalid('a chain that begins with a group refuses it', ['(group(a.si(x), b.si(x)) | c.si(x)).apply_async(', '    link_error=on_failure.s(),', '    queue="slow",', ')'], /for a chain that begins with a group/, [
        ON_ERROR,
        ['(group(a.si(x), b.si(x)) | c.si(x)).on_error(on_failure.s()).apply_async(', '    queue="slow",', ')'],
      ]),
      invalid('a comment is not lost', ['group(a.si(x), b.si(x)).apply_async(', '    # tell them', '    link_error=on_failure.s(),', ')'], /for a group/),
      invalid('calling a chain hands it to the first task', ['chain(a.si(x), b.si(x))(link_error=on_failure.s())'], /^Calling a chain takes no options: `link_error=` is handed to the first task as an argument/, [
        ON_ERROR,
        ['chain(a.si(x), b.si(x)).on_error(on_failure.s())()'],
      ]),
      invalid('no room for three more', ['chain(a.si(x), b.si(x)).on_error(discard.s(x, user)).delay()'], /^`discard` cannot take what it is given as an error callback: Celery calls it in the worker where a task failed, with `\(request, exc, traceback\)` before its own arguments, and it has no room for all of them\..* Write `\.si\(…\)`/, [
        'Write `.si(…)`',
        ['chain(a.si(x), b.si(x)).on_error(discard.si(x, user)).delay()'],
      ]),
      invalid('of a single task', ['a.apply_async((x,), link_error=[on_failure.s(), discard.s(x, user)])'], /^`discard` cannot take/, [
        'Write `.si(…)`',
        ['a.apply_async((x,), link_error=[on_failure.s(), discard.si(x, user)])'],
      ]),
      invalid('no room for the id', ['chain(a.si(x), b.si(x)).apply_async(link_error=nothing.s())'], /^`nothing` cannot take .*: Celery sends it as a task, with `\(task_id\)`/, [
        'Write `.si(…)`',
        ['chain(a.si(x), b.si(x)).apply_async(link_error=nothing.si())'],
      ]),
      invalid('given by its place and by its name', ['chain(a.si(x), b.si(x)).on_error(inline_for.s(x, exc=user)).delay()'], /one of them is given twice/),
      invalid('a further argument is missing', ['chain(a.si(x), b.si(x)).on_error(inline_for.s()).delay()'], /and it requires more\./),
      invalid('immutable, and made for what is given', ['chain(a.si(x), b.si(x)).on_error(inline.si()).delay()'], /^`inline` cannot take .*: `\.si\(…\)` gives it nothing but its own arguments, and it requires more\..* Write `\.s\(…\)`\.$/, [
        'Write `.s(…)`',
        ['chain(a.si(x), b.si(x)).on_error(inline.s()).delay()'],
      ]),
      { ...invalid('on the first step only', ['chain(a.si(x).on_error(on_failure.s()), b.si(x)).delay()'], /^`on_failure` hears only that `a` fails/, [WHOLE, ['chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()']]), ...everyStep },
      { ...invalid('on the last step only', ['chain(a.si(x), b.si(x).on_error(on_failure.s())).delay()'], /^`on_failure` hears only that `b` fails/, [WHOLE, ['chain(a.si(x), b.si(x)).on_error(on_failure.s()).delay()']]), ...everyStep },
    ],
  },
  typescript: {
    valid: [
      { name: 'last, on the whole chain', code: typescript('bullmq', "await chain(si(queue, 'resize', { path }), si(queue, 'publish', { path })).linkError(si(queue, 'failed', { path })).delay();") },
      { name: 'Celery runs one for a step', code: typescript('celery', 'await chain(si(resize, path), si(publish, path).linkError(si(notifier, path))).delay();') },
      { name: 'one handler, given to each step', code: typescript('bullmq', "const failed = si(queue, 'failed', { path });", "await chain(si(queue, 'resize', { path }).linkError(failed), si(queue, 'publish', { path }).linkError(failed)).delay();") },
      { name: 'a chain in a chain, with no other step', code: typescript('bullmq', "await chain(chain(si(queue, 'resize', { path }), si(queue, 'publish', { path })).linkError(si(queue, 'failed', { path }))).delay();") },
      { name: 'steps that cannot be read may have the same', code: typescript('bullmq', "const failed = si(queue, 'failed', { path });", "await chain(...stepsWith(failed), si(queue, 'publish', { path }).linkError(failed)).delay();") },
      { name: 'in one expression only the first steps may be meant', code: typescript('celery', 'await chain(si(resize, path), si(resize, path)).linkError(si(notifier, path)).pipe(si(publish, path)).delay();') },
      { name: 'returned', code: typescript('bullmq', "return chain(si(queue, 'resize', { path }).linkError(si(queue, 'failed', { path })), si(queue, 'publish', { path }));") },
    ],
    invalid: [
      {
        name: 'BullMQ runs one for a whole chain',
        code: typescript('bullmq', "await chain(si(queue, 'resize', { path }).linkError(si(queue, 'failed', { path })), si(queue, 'publish', { path })).delay();"),
        errors: [
          {
            message: /^BullMQ runs one error handler for a whole chain, and `failed` is given to `resize` only: `delay\(\)` rejects/,
            suggestions: [
              {
                desc: 'Add it to the whole chain',
                output: typescript('bullmq', "await chain(si(queue, 'resize', { path }), si(queue, 'publish', { path })).linkError(si(queue, 'failed', { path })).delay();"),
              },
            ],
          },
        ],
      },
      {
        name: 'piped on later',
        ...everyStep,
        code: typescript('celery', 'await chain(si(resize, path), si(resize, path)).linkError(si(notifier, path)).pipe(si(publish, path)).delay();'),
        errors: [
          {
            message: /piped on later is not covered/,
            suggestions: [{ desc: 'Add it to the whole chain', output: typescript('celery', 'await chain(si(resize, path), si(resize, path)).pipe(si(publish, path)).linkError(si(notifier, path)).delay();') }],
          },
        ],
      },
      {
        name: 'no handler goes with onFailure: wait',
        code: typescript('bullmq', "await chain(si(queue, 'resize', { path }).linkError(si(queue, 'failed', { path })), si(queue, 'publish', { path })).delay({ onFailure: 'wait' });"),
        errors: [{ message: /`failed` is given to `resize` only/ }],
      },
      {
        name: 'a variable holds the step: it may be used elsewhere, and keeps its handler',
        code: typescript('bullmq', "const first = si(queue, 'resize', { path }).linkError(si(queue, 'failed', { path }));", "await chain(first, si(queue, 'publish', { path })).delay();"),
        errors: [{ message: /`failed` is given to `resize` only/ }],
      },
      {
        name: 'what it gives is dropped',
        code: typescript('bullmq', "const steps = chain(si(queue, 'resize', { path }), si(queue, 'publish', { path }));", "steps.linkError(si(queue, 'failed', { path }));", 'await steps.delay();'),
        errors: [{ message: /^`linkError` gives a new chain and leaves the chain as it is/ }],
      },
    ],
  },
});
