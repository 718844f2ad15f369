import { describe, expect, it } from 'vitest';
import type { Needs } from '../conflicts.js';
import { refusalOf, rewriteIn, rewritten, warningsOf, type Given } from './project.js';
import { bodyOf, view } from './views.js';

const TASKS = `from celery import shared_task

from shop.models import State


@shared_task
def refresh(image_id, size=None):
    ...


@shared_task
def publish(user_id=None):
    ...


@shared_task(ignore_result=True)
def forget(image_id):
    ...


@shared_task
def failed(request, exc, traceback):
    ...
`;
const SETTINGS = "CELERY_RESULT_BACKEND = 'redis://localhost:6379/0'\n";
const IMPORTS = 'from shop.tasks import failed, forget, publish, refresh\n';
const NEEDS: Needs = [[0, 1]];
const given = (more: Given = {}): Given => ({ needs: NEEDS, ...more, files: { 'shop/tasks.py': TASKS, 'shop/settings.py': SETTINGS, ...more.files } });

/** A loop alone is reported only for good reasons: a comment that orders the tasks, and a delay. */
const LOOP = 'for image in images:\n    refresh.delay(image.pk)\n';
const AFTER = '# wait until all images are refreshed\npublish.apply_async((user_id,), countdown=30)';
const loopAnd = (after: string, loop = LOOP): string => view(`images = load()\n${loop}${after}`, IMPORTS);

function become(text: string, more: Given = {}): string {
  return bodyOf(rewritten(text, given(more))).replace('images = load()\n', '');
}

describe('a loop and a task after it', () => {
  it('become a chord', () => {
    expect(become(loopAnd(AFTER))).toBe(
      'chord(\n    [refresh.si(image.pk) for image in images],\n    # wait until all images are refreshed\n    publish.si(user_id).set(countdown=30),\n).delay()',
    );
    expect(rewritten(loopAnd(AFTER), given())).toContain('from celery import chord\n');
    expect(warningsOf(loopAnd(AFTER), given())).toContain('`publish` now runs only after every `refresh` has succeeded');
  });

  it.each([
    ['several variables', 'for key, image in images.items():\n    refresh.delay(image.pk, key)\n', '[refresh.si(image.pk, key) for key, image in images.items()]'],
    ['options of each', 'for image in images:\n    refresh.apply_async([image.pk], queue="slow")\n', '[refresh.si(image.pk).set(queue="slow") for image in images]'],
    ['a condition', 'for image in images if user_id else []:\n    refresh.delay(image.pk)\n', '[refresh.si(image.pk) for image in (images if user_id else [])]'],
    ['a line that is too long', 'for image in Image.objects.filter(owner=user_id, state="uploaded"):\n    refresh.delay(image.pk, size="large")\n', '[\n        refresh.si(image.pk, size="large")\n        for image in Image.objects.filter(owner=user_id, state="uploaded")\n    ]'],
  ])('keep %s', (_, loop, expected) => {
    expect(become(loopAnd(AFTER, loop))).toContain(`    ${expected},\n`);
  });

  it('keep the callback’s result', () => {
    expect(become(loopAnd(AFTER.replace('publish', 'return publish')))).toContain('return chord(\n');
  });

  it('take the error callback that is asked for', () => {
    expect(become(loopAnd(AFTER), { linkError: 'failed' })).toContain(').on_error(failed.s()).delay()');
  });

  it('are refused in other styles', () => {
    expect(refusalOf(loopAnd(AFTER), given({ style: 'pipe' }))).toContain('has no style pipe');
    expect(refusalOf(loopAnd(AFTER), given({ style: 'link' }))).toContain('has no style link');
  });

  it.each([
    ['no result backend', loopAnd(AFTER), { 'shop/settings.py': '' }, 'none is seen to be configured'],
    ['a result backend that cannot count', loopAnd(AFTER), { 'shop/settings.py': "CELERY_RESULT_BACKEND = 'rpc://'\n" }, 'none is seen to be configured'],
    ['results that are not kept', loopAnd(AFTER, 'for image in images:\n    forget.delay(image.pk)\n'), {}, '`ignore_result` in the definition of `forget`'],
    ['results that the dispatch does not keep', loopAnd(AFTER, LOOP.replace('delay(image.pk)', 'apply_async([image.pk], ignore_result=True)')), {}, 'the option `ignore_result`'],
    ['an argument that calls something', loopAnd(AFTER, LOOP.replace('image.pk', 'image.pk, size_of(image)')), {}, 'calls something'],
    ['an expiry', loopAnd(AFTER, LOOP.replace('delay(image.pk)', 'apply_async([image.pk], expires=3)')), {}, 'would never run'],
    ['an error callback', loopAnd(AFTER, LOOP.replace('delay(image.pk)', 'apply_async([image.pk], link_error=failed.s())')), {}, 'error callback'],
    ['a comment in the loop', loopAnd(AFTER, LOOP.replace('    refresh', '    # each\n    refresh')), {}, 'comments'],
    ['a declaration in the loop', loopAnd(AFTER, LOOP.replace('    refresh.delay(image.pk)', '    pk = image.pk\n    refresh.delay(pk)')), {}, 'more in it than one dispatch'],
    ['a log line between', loopAnd(AFTER.replace('publish', 'print(user_id)\npublish')), {}, 'stands between the loop'],
    ['a variable that is read later', loopAnd(`${AFTER}\nreturn image.pk`), {}, 'is used outside'],
    ['a variable that the callback takes', loopAnd(AFTER.replace('(user_id,)', '(image.pk,)')), {}, 'is used outside'],
    ['a walrus', loopAnd(AFTER, LOOP.replace('in images', 'in (all := images)')), {}, 'cannot be written in brackets'],
  ])('are refused with %s', (_, text, files, reason) => {
    const { rewrite } = rewriteIn(text, given({ files }));
    expect(rewrite.kind === 'refused' ? rewrite.hazard.message : 'rewritten').toContain(reason);
  });
});
