import { describe, expect, it } from 'vitest';
import { refusalOf, rewritten, warningsOf, type Given } from './project.js';
import { bodyOf, view } from './views.js';

const TASKS_AND_COMMIT = 'from functools import partial\n\nfrom django.db import transaction\n\nfrom shop.tasks import a, b, c\n';

function become(body: string, given: Given = {}, imports = 'from shop.tasks import a, b, c, handle_error\n'): string {
  return bodyOf(rewritten(view(body, imports), given));
}

describe('after the commit', () => {
  const onCommit = (task: string, more = '') => `transaction.on_commit(lambda: ${task}.delay(image_id)${more})`;

  it.each<[string, string, Given['style'], string]>([
    [
      'lambda',
      `${onCommit('a')}\n${onCommit('b')}`,
      'chain',
      'transaction.on_commit(lambda: chain(a.si(image_id), b.si(image_id)).delay())',
    ],
    ['lambda', `${onCommit('a')}\n${onCommit('b')}`, 'pipe', 'transaction.on_commit(lambda: (a.si(image_id) | b.si(image_id)).delay())'],
    [
      'lambda',
      `${onCommit('a')}\n${onCommit('b')}`,
      'link',
      'transaction.on_commit(lambda: a.apply_async(args=(image_id,), link=b.si(image_id)))',
    ],
    [
      'partial',
      'transaction.on_commit(partial(a.delay, image_id))\ntransaction.on_commit(partial(b.delay, image_id))',
      'chain',
      'transaction.on_commit(chain(a.si(image_id), b.si(image_id)).delay)',
    ],
    [
      'partial of apply_async',
      'transaction.on_commit(partial(a.apply_async, args=[image_id], queue="q"))\ntransaction.on_commit(partial(b.delay, image_id))',
      'pipe',
      'transaction.on_commit((a.si(image_id).set(queue="q") | b.si(image_id)).delay)',
    ],
    [
      'partial',
      'transaction.on_commit(partial(a.delay, image_id))\ntransaction.on_commit(partial(b.delay, image_id))',
      'link',
      'transaction.on_commit(partial(a.apply_async, args=(image_id,), link=b.si(image_id)))',
    ],
    [
      'method',
      'a.delay_on_commit(image_id)\nb.apply_async_on_commit([image_id])',
      'chain',
      'transaction.on_commit(chain(a.si(image_id), b.si(image_id)).delay)',
    ],
    [
      'method',
      'a.delay_on_commit(image_id)\nb.delay_on_commit(image_id)',
      'link',
      'a.apply_async_on_commit(args=(image_id,), link=b.si(image_id))',
    ],
    [
      'further arguments',
      `${onCommit('a', ', using="x", robust=True')}\n${onCommit('b', ', using="x", robust=True')}`,
      'chain',
      'transaction.on_commit(\n    lambda: chain(a.si(image_id), b.si(image_id)).delay(), using="x", robust=True\n)',
    ],
  ])('%s: %s in style %s', (_, body, style = 'chain', expected) => {
    expect(become(body, { style }, TASKS_AND_COMMIT)).toBe(expected);
  });

  it('imports transaction for the methods', () => {
    const result = rewritten(view('a.delay_on_commit(image_id)\nb.delay_on_commit(image_id)', 'from shop.tasks import a, b\n'));
    expect(result).toContain('from celery import chain\nfrom django.db import transaction\n\nfrom shop.tasks import a, b\n\n\ndef');
  });

  it('breaks inside of on_commit', () => {
    const body = `${onCommit('a')}\n${onCommit('b')}  # second`;
    expect(become(body, {}, TASKS_AND_COMMIT)).toBe(
      'transaction.on_commit(\n    lambda: chain(\n        a.si(image_id),\n        b.si(image_id),  # second\n    ).delay()\n)',
    );
  });

  it.each([
    [
      'a lambda and a plain dispatch',
      `${onCommit('a')}\nb.delay(image_id)`,
      'some of the tasks are queued at once and others after the transaction is committed',
    ],
    [
      'a lambda and partial',
      `${onCommit('a')}\ntransaction.on_commit(partial(b.delay, image_id))`,
      'the tasks wait for the commit in different ways',
    ],
    ['different databases', `${onCommit('a', ', using="x"')}\n${onCommit('b')}`, 'the calls of `on_commit` differ'],
    [
      'parts of one tuple',
      `transaction.on_commit(lambda: (a.delay(image_id), b.delay(image_id)))`,
      'the tasks are queued by the parts of one tuple',
    ],
  ])('refuses %s', (_, body, reason) => {
    expect(refusalOf(view(body, TASKS_AND_COMMIT))).toContain(reason);
  });
});

describe('send_task', () => {
  const IMPORTS = 'from celery import Celery\n\napp = Celery("shop")\n';
  it.each<[string, string, Given['style'], string]>([
    [
      'args and kwargs',
      'app.send_task("x.a", args=[image_id], kwargs={"k": 1}, countdown=3)\napp.send_task("x.b", (image_id,))',
      'chain',
      'chain(\n    app.signature("x.a", args=[image_id], kwargs={"k": 1}, immutable=True).set(\n        countdown=3\n    ),\n    app.signature("x.b", args=(image_id,), immutable=True),\n).delay()',
    ],
    [
      'the first of a link',
      'app.send_task("x.a", args=[image_id], queue="q")\napp.send_task("x.b", (image_id,))',
      'link',
      'app.send_task(\n    "x.a",\n    args=[image_id],\n    queue="q",\n    link=app.signature("x.b", args=(image_id,), immutable=True),\n)',
    ],
  ])('%s in style', (_, body, style = 'chain', expected) => {
    expect(become(body, { style }, IMPORTS)).toBe(expected);
  });

  it('keeps comments once', () => {
    const body =
      'app.send_task(\n    # The name.\n    "x.a",\n    args=[\n        image_id,  # which\n    ],\n)\napp.send_task("x.b", [image_id])';
    expect(become(body, {}, IMPORTS)).toBe(
      'chain(\n    # The name.\n    app.signature(\n        "x.a",\n        args=[\n            image_id,  # which\n        ],\n        immutable=True,\n    ),\n    app.signature("x.b", args=[image_id], immutable=True),\n).delay()',
    );
  });

  it('beside a task', () => {
    const imports = 'from shop.celery import app\nfrom shop.tasks import a\n';
    const files = { 'shop/celery.py': 'from celery import Celery\n\napp = Celery("shop")\n' };
    expect(become('app.send_task("x.a", [image_id])\na.delay(image_id)', { style: 'pipe', files }, imports)).toBe(
      '(app.signature("x.a", args=[image_id], immutable=True) | a.si(image_id)).delay()',
    );
  });
});

describe('error callbacks', () => {
  const two = 'a.delay(image_id)\nb.delay(image_id)';
  const handler = (definition: string) => ({ 'shop/errors.py': `from celery import shared_task\n\n\n${definition}\n    ...\n` });
  const given = (definition: string): Given => ({ linkError: 'shop.errors#failed', files: handler(definition) });
  const task = (parameters: string, decorator = '@shared_task') => `${decorator}\ndef failed(${parameters}):`;

  it.each<[Given['style'], string]>([
    ['chain', 'chain(a.si(image_id), b.si(image_id)).on_error(handle_error.s()).delay()'],
    ['pipe', '(a.si(image_id) | b.si(image_id)).on_error(handle_error.s()).delay()'],
    [
      'link',
      'a.apply_async(\n    args=(image_id,),\n    link=b.si(image_id).on_error(handle_error.s()),\n    link_error=handle_error.s(),\n)',
    ],
  ])('is the whole chain’s in style %s', (style = 'chain', expected) => {
    expect(become(two, { style, linkError: 'handle_error' })).toBe(expected);
  });

  it('is on both parts of a longer link', () => {
    expect(become(`${two}\nc.delay(user_id)`, { style: 'link', linkError: 'handle_error' })).toBe(
      'a.apply_async(\n    args=(image_id,),\n    link=(b.si(image_id) | c.si(user_id)).on_error(handle_error.s()),\n    link_error=handle_error.s(),\n)',
    );
  });

  it('stands behind the parentheses of a long chain', () => {
    const result = become('a.delay(image_id)  # one\nb.delay(image_id)', { linkError: 'handle_error' });
    expect(result).toBe('chain(\n    a.si(image_id),  # one\n    b.si(image_id),\n).on_error(handle_error.s()).delay()');
  });

  it.each([
    ['request, exc, traceback', '@shared_task', '.s()'],
    ['request, exc, traceback, note=None', '@shared_task', '.s()'],
    ['context, error, tb', '@shared_task', '.s()'],
    ['task_id', '@shared_task', '.s()'],
    ['uuid', '@shared_task', '.s()'],
    ['task_id=None', '@shared_task', '.s()'],
    ['image_id', '@shared_task', '.si(image_id)'],
    ['', '@shared_task', '.si()'],
    ['*args', '@shared_task', '.s()'],
    ['self, task_id', '@shared_task(bind=True)', '.s()'],
    ['self, image_id', '@shared_task(bind=True)', '.si(image_id)'],
    ['self', '@shared_task(bind=True)', '.si()'],
    ['self, *args', '@shared_task(bind=True)', '.s()'],
    ['image_id, note=None', '@shared_task', '.si(image_id)'],
  ])('failed(%s) with %s is given as failed%s', (parameters, decorator, expected) => {
    expect(become(two, given(task(parameters, decorator)))).toContain(`.on_error(failed${expected}).delay()`);
  });

  it('takes all that is shared', () => {
    const body = 'a.delay(image_id, user_id)\nb.delay(user_id, image_id)';
    expect(become(body, given(task('image_id, user_id')))).toContain('.on_error(failed.si(image_id, user_id))');
  });

  it.each([
    [
      'other parameters',
      given(task('image_id, user_id')),
      'the error callback `failed(image_id, user_id)` takes neither `(task_id)` nor `(request, exc, traceback)` nor what the tasks share (image_id)',
    ],
    ['a task id and more', given(task('task_id, image_id=None')), undefined],
    ['named parameters only', given(task('*, image_id')), 'takes neither'],
    ['no task', given(task('task_id', '# plain')), 'the error callback `failed` is no task'],
    [
      'a module that is not there',
      { linkError: 'shop.nowhere#failed' },
      'the module `shop.nowhere` of the error callback is not found from here',
    ],
    [
      'a name that is not there',
      { linkError: 'shop.tasks#failed' },
      'the definition of the error callback `failed` is not found, so how it must be called is not known',
    ],
    [
      'a name that is not here',
      { linkError: 'failed' },
      'the error callback `failed` is not declared here; import it, or name it as `<module>#failed`',
    ],
    ['no name', { linkError: 'failed()' }, 'is neither a variable nor `<module>#<variable>`'],
  ] satisfies [string, Given, string | undefined][])('refuses %s', (_, options, reason) => {
    if (reason === undefined) expect(become(two, options)).not.toContain('failed.s()');
    else expect(refusalOf(view(two, 'from shop.tasks import a, b\n'), options)).toContain(reason);
  });

  it.each([
    ['shop.tasks#handle_error', 'from shop.tasks import a, b\n', 'from shop.tasks import a, b, handle_error\n'],
    ['./tasks#handle_error', 'from shop.tasks import a, b\n', 'from shop.tasks import a, b, handle_error\n'],
    ['shop.tasks#handle_error', 'from .tasks import a, b\n', 'from .tasks import a, b, handle_error\n'],
    ['./tasks.py#handle_error', 'from shop import tasks\nfrom shop.tasks import a, b\n', 'from shop.tasks import a, b, handle_error\n'],
    [
      './errors#failed',
      'from shop.tasks import a, b\n',
      'from celery import chain\n\nfrom shop.errors import failed\nfrom shop.tasks import a, b\n',
    ],
  ])('imports %s', (linkError, imports, expected) => {
    const result = rewritten(view(two, imports), { linkError, files: handler(task('task_id')) });
    expect(result).toContain(expected);
  });

  it('that every step has becomes the chain’s', () => {
    const body =
      'a.apply_async([image_id], link_error=handle_error.s())\nb.apply_async([image_id], link_error=handle_error.s(), queue="q")';
    expect(become(body)).toBe('chain(\n    a.si(image_id),\n    b.si(image_id).set(queue="q"),\n).on_error(handle_error.s()).delay()');
  });

  it('of one step stays with it', () => {
    const body = 'a.apply_async([image_id], link_error=handle_error.s())\nb.delay(image_id)';
    expect(become(body)).toBe('chain(a.si(image_id).on_error(handle_error.s()), b.si(image_id)).delay()');
  });

  it('of a list are added one by one', () => {
    const body = 'a.apply_async([image_id], link_error=[handle_error.s(), c.si()])\nb.delay(image_id)';
    expect(become(body, { style: 'pipe' })).toBe(
      '(\n    a.si(image_id).on_error(handle_error.s()).on_error(c.si()) | b.si(image_id)\n).delay()',
    );
  });
});

describe('an import that is no longer used', () => {
  const imports = 'from functools import partial\n\nfrom django.db import transaction\nfrom shop.tasks import a, b\n';
  const commits = 'transaction.on_commit(partial(a.delay, image_id))\ntransaction.on_commit(partial(b.delay, image_id))';

  it.each<[string, string, Given, string[]]>([
    ['is told', commits, {}, ['`partial` is no longer used in this file: take its import out']],
    ['is used elsewhere', `${commits}\nreturn partial(print, image_id)`, {}, []],
    ['is used in the style link', commits, { style: 'link' }, []],
  ])('%s', (_, body, given, warnings) => {
    expect(warningsOf(view(body, imports), given)).toEqual(warnings);
  });
});

describe('results that are passed on', () => {
  const TASKS = {
    'shop/tasks.py': `from celery import shared_task


@shared_task
def process_image(image_id):
    return image_id


@shared_task
def generate_thumbnail(result):
    return result


@shared_task(bind=True)
def notify_user(self, result, user_id):
    ...


@shared_task
def compress(data, level):
    return data


@shared_task
def forget(image_id):
    def inner():
        return image_id
    return None


@shared_task
def pages(image_id):
    yield image_id
    return image_id


@shared_task
def optional(result, size=None):
    ...


@shared_task
def tell(result, recipient, subject="Done"):
    ...
`,
  };
  const imports = 'from shop.tasks import compress, forget, generate_thumbnail, notify_user, optional, pages, process_image, tell\n';
  const pass = (body: string, given: Given = {}) => become(body, { files: TASKS, ...given }, imports);

  it('is what the definitions prove', () => {
    const body = 'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id)\nnotify_user.delay(user_id)';
    expect(pass(body).replace(/\s+/g, '').replaceAll(',)', ')')).toBe(
      'chain(process_image.s(image_id),generate_thumbnail.s(),notify_user.s(user_id)).delay()',
    );
    expect(warningsOf(view(body, imports), { files: TASKS })).toEqual([
      'the result of `process_image` is passed on to `generate_thumbnail` as its first argument',
      'the result of `generate_thumbnail` is passed on to `notify_user` as its first argument',
    ]);
  });

  it.each<[string, string, Given, string]>([
    [
      'a named argument counts',
      'process_image.delay(image_id)\nnotify_user.delay(user_id=image_id)',
      {},
      'chain(process_image.s(image_id), notify_user.s(user_id=image_id)).delay()',
    ],
    [
      'a loose name needs the flag',
      'process_image.delay(image_id)\ncompress.delay(image_id, 3)',
      {},
      'chain(process_image.si(image_id), compress.si(image_id, 3)).delay()',
    ],
    [
      'a loose name with the flag',
      'process_image.delay(image_id)\ncompress.delay(image_id, 3)',
      { passResults: true },
      'chain(process_image.s(image_id), compress.s(3)).delay()',
    ],
    [
      'the task before returns nothing',
      'forget.delay(image_id)\ngenerate_thumbnail.delay(image_id)',
      {},
      'chain(forget.si(image_id), generate_thumbnail.si(image_id)).delay()',
    ],
    [
      'the task before is a generator',
      'pages.delay(image_id)\ngenerate_thumbnail.delay(image_id)',
      {},
      'chain(pages.si(image_id), generate_thumbnail.si(image_id)).delay()',
    ],
    [
      'an optional parameter',
      'process_image.delay(image_id)\noptional.delay(image_id)',
      {},
      'chain(process_image.si(image_id), optional.si(image_id)).delay()',
    ],
    [
      'an optional parameter behind what is lacking',
      'process_image.delay(image_id)\ntell.delay(image_id)',
      {},
      'chain(process_image.s(image_id), tell.s(image_id)).delay()',
    ],
    [
      'a keyword that the task does not have',
      'process_image.delay(image_id)\nnotify_user.delay(image_id=image_id)',
      {},
      'chain(process_image.si(image_id), notify_user.si(image_id=image_id)).delay()',
    ],
    [
      'an argument that is a result by its own name',
      'scan_result = image_id\nprocess_image.delay(scan_result)\ngenerate_thumbnail.delay(scan_result)',
      {},
      'scan_result = image_id chain(process_image.si(scan_result), generate_thumbnail.si(scan_result)).delay()',
    ],
    [
      'a splat',
      'process_image.delay(image_id)\ngenerate_thumbnail.delay(*[image_id])',
      {},
      'chain(process_image.si(image_id), generate_thumbnail.si(*[image_id])).delay()',
    ],
    [
      'a value that is not shared',
      'process_image.delay(image_id)\ngenerate_thumbnail.delay(3)\nnotify_user.delay(image_id, user_id)',
      {},
      'chain(process_image.s(image_id), generate_thumbnail.si(3), notify_user.s(user_id)).delay()',
    ],
    [
      'options stay',
      'process_image.delay(image_id)\ngenerate_thumbnail.apply_async([image_id], queue="q")',
      { style: 'pipe' },
      '(process_image.s(image_id) | generate_thumbnail.s().set(queue="q")).delay()',
    ],
    [
      'in a link',
      'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id)',
      { style: 'link' },
      'process_image.apply_async(args=(image_id,), link=generate_thumbnail.s())',
    ],
  ])('%s', (_, body, given, expected) => {
    expect(
      pass(body, given)
        .replace(/\(\s+/g, '(')
        .replace(/,?\s+\)/g, ')')
        .replace(/\s+/g, ' '),
    ).toBe(expected);
  });

  it('is left alone where send_task names the task', () => {
    const body = 'app.send_task("shop.tasks.process_image", [image_id])\napp.send_task("shop.tasks.generate_thumbnail", [image_id])';
    const text = rewritten(view(body, 'from celery import Celery, chain\n\napp = Celery("shop")\n'), { files: TASKS });
    expect(text).toContain('app.signature("shop.tasks.generate_thumbnail", args=[image_id], immutable=True)');
  });

  it('drops the first positional argument wherever it is written', () => {
    const body = 'process_image.delay(image_id)\nnotify_user.apply_async(kwargs={"user_id": user_id}, args=[image_id])';
    expect(pass(body)).toBe('chain(process_image.s(image_id), notify_user.s(user_id=user_id)).delay()');
  });

  it.each([
    ['which returns nothing', 'forget.delay(image_id)\nnotify_user.delay(image_id)'],
    ['whose definition is not found', 'elsewhere.delay(image_id)\nnotify_user.delay(image_id)'],
  ])('a needed result of a task %s is refused', (reason, body) => {
    const message = refusalOf(view(body, `from other.tasks import elsewhere\n\n${imports}`), { files: TASKS });
    expect(message).toContain('`notify_user` needs one argument more than it is given');
    expect(message).toContain(reason);
  });
});

describe('refusals', () => {
  it.each<[string, string, string, Given?]>([
    [
      'a style of another library',
      'a.delay(image_id)\nb.delay(image_id)',
      'celery has no style flow; it has chain, pipe, link',
      { style: 'flow' },
    ],
    ['an earlier result', 'r = a.delay(image_id)\nb.delay(image_id)\nreturn r.id', 'a chain only returns the last step'],
    [
      'the last result of a link',
      'a.delay(image_id)\nreturn b.delay(image_id)',
      "the style link gives the first task's",
      { style: 'link' },
    ],
    ['a producer', 'a.delay(image_id)\nb.apply_async([image_id], producer=p)', 'the option `producer` of `b`'],
    ['a connection', 'a.delay(image_id)\nb.apply_async([image_id], connection=p)', 'the option `connection`'],
    ['add_to_parent', 'a.apply_async([image_id], add_to_parent=False)\nb.delay(image_id)', 'the option `add_to_parent`'],
    ['a link of its own', 'a.apply_async([image_id], link=c.si())\nb.delay(image_id)', '`a` is linked to a task of its own already'],
    ['spread options', 'a.apply_async([image_id], **more)\nb.delay(image_id)', 'the options of `a` are spread'],
    ['a later step that expires', 'a.delay(image_id)\nb.apply_async([image_id], expires=3)', 'may expire while it waits'],
    [
      'an error callback of a variable',
      'a.apply_async([image_id], link_error=callbacks)\nb.delay(image_id)',
      'the error callback `callbacks` may be one signature or a list',
    ],
    [
      'different error callbacks in a link',
      'a.apply_async([image_id], link_error=c.si())\nb.delay(image_id)',
      'the tasks have different error callbacks',
      { style: 'link' },
    ],
    [
      'comments in a link',
      'a.delay(image_id)  # one\nb.delay(image_id)',
      'the comments between the dispatches have no place in the style link',
      { style: 'link' },
    ],
    ['a directive', 'a.delay(image_id)  # noqa\nb.delay(image_id)', 'the comment «# noqa» is an order for one line'],
    ['a directive of Python', 'a.delay(image_id)  # nosec\nb.delay(image_id)', 'the comment «# nosec» is an order for one line'],
    [
      'a log before a return',
      'a.delay(image_id)\nprint("x")\nreturn b.delay(image_id)',
      'the log line between the dispatches could not stay',
    ],
    ['parentheses around it', '(a.delay(image_id))\nb.delay(image_id)', 'more than the call for `a` stands in its statement'],
    ['a statement that does nothing', 'a.delay(image_id)\npass\nb.delay(image_id)', '`pass` stands between the dispatches'],
    [
      'impure values in another order',
      'a.apply_async(kwargs={"k": input()}, args=[image_id])\nb.delay(image_id)',
      '`args` of `a` stands behind `kwargs`',
    ],
    [
      'arguments that may be None',
      'more = None\nif user_id:\n    more = {"k": 1}\na.delay(image_id)\nb.apply_async([image_id], more)',
      '`more`, the arguments of `b`, may be None',
    ],
  ])('%s', (_, body, reason, given = {}) => {
    expect(refusalOf(view(body, 'from shop.tasks import a, b, c\n'), given)).toContain(reason);
  });

  it('tasks of different apps', () => {
    const files = {
      'shop/one.py': 'from celery import Celery\n\napp = Celery("one")\n\n\n@app.task\ndef first(image_id):\n    ...\n',
      'shop/two.py': 'from celery import Celery\n\napp = Celery("two")\n\n\n@app.task(bind=True)\ndef second(self, image_id):\n    ...\n',
    };
    const text = view('first.delay(image_id)\nsecond.delay(image_id)', 'from shop.one import first\nfrom shop.two import second\n');
    expect(refusalOf(text, { files })).toContain('the tasks belong to different Celery apps');
  });
});

describe('warnings', () => {
  it.each([
    [
      'a later countdown',
      'a.delay(image_id)\nb.apply_async([image_id], countdown=3)',
      'the delay of `b` is now counted from the end of the previous step',
    ],
    [
      'a first step that expires',
      'a.apply_async([image_id], expires=3)\nb.delay(image_id)',
      'when `a` expires before it is run, no later step runs, and no error callback is called',
    ],
  ])('%s', (_, body, expected) => {
    expect(warningsOf(view(body, 'from shop.tasks import a, b, c\n'))).toEqual([expected]);
  });
});
