import { describe, expect, it } from 'vitest';
import type { Needs } from '../conflicts.js';
import { refusalOf, rewriteIn, rewritten, warningsOf, type Given } from './project.js';
import { bodyOf, view } from './views.js';

function become(body: string, needs: Needs, given: Given = {}, imports?: string): string {
  return bodyOf(rewritten(view(body, imports), { needs, ...given }));
}

const ABC = 'from shop.tasks import a, b, c\n';
const FIRST = 'a.delay(image_id)\nb.delay(image_id)\nc.delay(user_id)';
const BOTH: Needs = [[0, 1], [0, 2]];

describe('steps that do not need each other', () => {
  it.each<[NonNullable<Given['style']>, string]>([
    ['chain', 'chain(a.si(image_id), group(b.si(image_id), c.si(user_id))).delay()'],
    ['pipe', '(a.si(image_id) | group(b.si(image_id), c.si(user_id))).delay()'],
    ['link', 'a.apply_async(args=(image_id,), link=[b.si(image_id), c.si(user_id)])'],
  ])('are a group behind the first: %s', (style, expected) => {
    expect(become(FIRST, BOTH, { style }, ABC)).toBe(expected);
  });

  it.each<[NonNullable<Given['style']>, string]>([
    ['chain', 'chain(\n    a.si(image_id),\n    b.si(image_id),\n    group(c.si(user_id), a.si(user_id)),\n).delay()'],
    ['pipe', '(\n    a.si(image_id) | b.si(image_id) | group(c.si(user_id), a.si(user_id))\n).delay()'],
    ['link', 'a.apply_async(\n    args=(image_id,),\n    link=(b.si(image_id) | group(c.si(user_id), a.si(user_id))),\n)'],
  ])('are a group behind a chain of two: %s', (style, expected) => {
    const text = view(`${FIRST}\na.delay(user_id)`, ABC);
    const body = bodyOf(rewritten(text, { needs: [[0, 1], [1, 2], [1, 3]], style, files: { 'pyproject.toml': '[tool.black]\nline-length = 80\n' } }));
    expect(body).toBe(expected);
  });

  it('is laid out as Black does where a line is too short', () => {
    const body = 'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id, size="a very large size")\nnotify_user.delay(user_id, "done", "and done again")';
    expect(become(body, BOTH)).toBe(
      'chain(\n    process_image.si(image_id),\n    group(\n        generate_thumbnail.si(image_id, size="a very large size"),\n' +
        '        notify_user.si(user_id, "done", "and done again"),\n    ),\n).delay()',
    );
    expect(become(body, BOTH, { style: 'pipe' })).toBe(
      '(\n    process_image.si(image_id)\n    | group(\n        generate_thumbnail.si(image_id, size="a very large size"),\n' +
        '        notify_user.si(user_id, "done", "and done again"),\n    )\n).delay()',
    );
    expect(become(body, BOTH, { style: 'link' })).toBe(
      'process_image.apply_async(\n    args=(image_id,),\n    link=[\n        generate_thumbnail.si(image_id, size="a very large size"),\n' +
        '        notify_user.si(user_id, "done", "and done again"),\n    ],\n)',
    );
  });

  it('keep their comments', () => {
    const body = 'a.delay(image_id)  # first\n# small\nb.delay(image_id)\nc.delay(user_id)  # mail';
    expect(become(body, BOTH, {}, ABC)).toBe(
      'chain(\n    a.si(image_id),  # first\n    group(\n        # small\n        b.si(image_id),\n        c.si(user_id),  # mail\n    ),\n).delay()',
    );
    expect(refusalOf(view(body, ABC), { needs: BOTH, style: 'link' })).toContain('no place in the style link');
  });

  it('are one task for several arguments, too', () => {
    const body = 'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id, 1)\ngenerate_thumbnail.delay(image_id, 2)';
    expect(become(body, [])).toContain('group(generate_thumbnail.si(image_id, 1), generate_thumbnail.si(image_id, 2))');
  });

  it.each<[string, string, Needs]>([
    ['nothing is known', FIRST, []],
    ['the last needs the second', FIRST, [[0, 1], [1, 2]]],
    ['what they give is returned', FIRST.replace('c.', 'return c.'), BOTH],
    ['what they give is kept', `${FIRST.replace('c.', 'last = c.')}\nreturn last.id`, BOTH],
    ['a step between waits for nothing, and another behind it for the first', `${FIRST}\na.delay(user_id)`, [[0, 1], [2, 3]]],
  ])('stay one after the other where %s', (_, body, needs) => {
    const text = become(body, needs, {}, ABC);
    expect(text).not.toContain('group');
    expect(text.replace(/\s+/g, ' ')).toMatch(/chain\( ?a\.si\(image_id\), b\.si\(image_id\), c\.si\(user_id\)/);
  });
});

describe('imports of chain and group', () => {
  it.each([
    ['none yet', ABC, 'from celery import chain, group\n\nfrom shop.tasks import a, b, c\n'],
    ['chain is there', `from celery import chain\n${ABC}`, 'from celery import chain, group\n'],
    ['group is there', `from celery import group\n${ABC}`, 'from celery import chain, group\n'],
    ['another name is there', `from celery import shared_task\n${ABC}`, 'from celery import chain, group, shared_task\n'],
    ['one that sorts between', `from celery import current_app\n${ABC}`, 'from celery import chain, current_app, group\n'],
    ['one that sorts before', `from celery import Celery\n${ABC}`, 'from celery import Celery, chain, group\n'],
    ['a name a line', `from celery import (\n    shared_task,\n)\n${ABC}`, 'from celery import (\n    chain,\n    group,\n    shared_task,\n)\n'],
    ['a name a line, in front', `from celery import (\n    Celery\n)\n${ABC}`, 'from celery import (\n    Celery,\n    chain,\n    group\n)\n'],
    ['group means something else', `${ABC}\ngroup = 3\n`, 'from celery import chain\nfrom celery import group as celery_group\n'],
    ['one name a statement', 'from celery import shared_task\nfrom celery import states\nfrom shop.tasks import a\nfrom shop.tasks import b\nfrom shop.tasks import c\n', 'from celery import chain\nfrom celery import group\nfrom celery import shared_task\n'],
  ])('%s', (_, imports, expected) => {
    expect(rewritten(view(FIRST, imports), { needs: BOTH })).toContain(expected);
  });

  it('are put one a line where the line would be too long', () => {
    const names = ['Celery', 'Signature', 'Task', 'abstract', 'bootsteps', 'maybe_signature', 'signature', 'subtask'].join(', ');
    const text = rewritten(view(FIRST, `from celery import ${names}\n${ABC}`), { needs: BOTH });
    expect(text).toContain('    bootsteps,\n    chain,\n    group,\n    maybe_signature,\n');
  });

  it('has no chain in the style pipe, and none in the style link', () => {
    expect(rewritten(view(FIRST, ABC), { needs: BOTH, style: 'pipe' })).toContain('from celery import group\n');
    expect(rewritten(view(FIRST, ABC), { needs: BOTH, style: 'link' })).not.toContain('celery import');
  });
});

describe('error callbacks of a group', () => {
  const own = 'a.apply_async([image_id], link_error=eb.s())\nb.apply_async([image_id], link_error=eb.s())\nc.apply_async([user_id], link_error=eb.s())';
  const imports = `${ABC}from shop.tasks import handle_error as eb\n`;

  it.each<[NonNullable<Given['style']>, string]>([
    ['chain', 'chain(a.si(image_id), group(b.si(image_id), c.si(user_id))).on_error(eb.s()).delay()'],
    ['pipe', '(a.si(image_id) | group(b.si(image_id), c.si(user_id))).on_error(eb.s()).delay()'],
    ['link', 'a.apply_async( [image_id], link=[b.si(image_id).on_error(eb.s()), c.si(user_id).on_error(eb.s())], link_error=eb.s(), )'],
  ])('are the chain’s, or each member’s: %s', (style, expected) => {
    expect(become(own, BOTH, { style }, imports).replace(/\s+/g, ' ')).toBe(expected);
  });

  it('stay a member’s own', () => {
    const body = 'a.delay(image_id)\nb.delay(image_id)\nc.apply_async([user_id], link_error=eb.s())';
    expect(become(body, BOTH, {}, imports)).toContain('group(b.si(image_id), c.si(user_id).on_error(eb.s()))');
  });

  it('go with a longer link as a whole', () => {
    const body = `${own}\na.apply_async([user_id], link_error=eb.s())`;
    expect(become(body, [[0, 1], [1, 2], [1, 3]], { style: 'link' }, imports).replace(/\s+/g, ' ')).toContain(
      'link=(b.si(image_id) | group(c.si(user_id), a.si(user_id))).on_error(eb.s()), link_error=eb.s(),',
    );
  });
});

describe('results and a group', () => {
  const files = {
    'shop/tasks.py': `from celery import shared_task


@shared_task
def load(image_id):
    return image_id


@shared_task
def index(result):
    ...


@shared_task
def tag(result):
    ...


@shared_task
def check(result):
    return result
`,
  };
  const imports = 'from shop.tasks import check, index, load, tag\n';

  it('all members take the result of the step before', () => {
    const body = 'load.delay(image_id)\nindex.delay(image_id)\ntag.delay(image_id)';
    expect(become(body, BOTH, { files }, imports)).toBe('chain(load.s(image_id), group(index.s(), tag.s())).delay()');
    expect(warningsOf(view(body, imports), { files, needs: BOTH })).toContain('the result of `load` is passed on to `tag` as its first argument');
  });

  it('one may take the result of another, so they stay one after the other', () => {
    const body = 'load.delay(image_id)\ncheck.delay(image_id)\ntag.delay(image_id)';
    expect(become(body, BOTH, { files }, imports)).toBe('chain(load.s(image_id), check.s(), tag.s()).delay()');
  });

  it('a member that needs a result gets that of the step before the group', () => {
    const body = 'load.delay(image_id)\nindex.delay(image_id)\ntag.delay()';
    expect(become(body, BOTH, { files }, imports)).toBe('chain(load.s(image_id), group(index.s(), tag.s())).delay()');
  });
});

describe('timers that no step concerns', () => {
  const timer = 'c.apply_async((user_id,), countdown=3600)';

  it('stay where they are behind the chain', () => {
    expect(become(`a.delay(image_id)\nb.delay(image_id)\n# later\n${timer}  # an hour`, [[0, 1]], {}, ABC)).toBe(
      `chain(a.si(image_id), b.si(image_id)).delay()\n# later\n${timer}  # an hour`,
    );
  });

  it('stay behind it with their result', () => {
    expect(become(`a.delay(image_id)\nb.delay(image_id)\nreturn ${timer}`, [[0, 1]], {}, ABC)).toBe(
      `chain(a.si(image_id), b.si(image_id)).delay()\nreturn ${timer}`,
    );
  });

  it('go behind the chain from between the steps, with their comments', () => {
    const text = view(`a.delay(image_id)\n# later\n${timer}  # an hour\nb.delay(image_id)`, ABC);
    expect(bodyOf(rewritten(text, { needs: [[0, 2]] }))).toBe(`chain(a.si(image_id), b.si(image_id)).delay()\n# later\n${timer}  # an hour`);
    expect(warningsOf(text, { needs: [[0, 2]] })).toEqual(['`c`, which waits for a time of its own, is now queued after the chain']);
  });

  it.each([
    ['the last result is returned', `a.delay(image_id)\n${timer}\nreturn b.delay(image_id)`],
    ['its own result is kept', `a.delay(image_id)\nt = ${timer}\nb.delay(image_id)\nreturn t.id`],
    ['an argument calls something', `a.delay(image_id)\n${timer.replace('(user_id,)', '(user_id, next_user())')}\nb.delay(image_id)`],
  ])('are not moved where %s', (_, body) => {
    expect(refusalOf(view(body, ABC), { needs: [[0, 2]] })).toContain('waits for a time of its own');
  });

  it('have no place beside the style link, whose first step stays a dispatch', () => {
    expect(refusalOf(view(`a.delay(image_id)\nb.delay(image_id)\n${timer}`, ABC), { needs: [[0, 1]], style: 'link' })).toContain('use the style chain');
  });

  it('are steps where something needs them, and keep their countdown', () => {
    const text = view(`a.delay(image_id)\nb.apply_async([image_id], countdown=30)`, ABC);
    expect(bodyOf(rewritten(text, { needs: [[0, 1]] }))).toBe('chain(a.si(image_id), b.si(image_id).set(countdown=30)).delay()');
    expect(warningsOf(text, { needs: [[0, 1]] })[0]).toContain('drop it if it only was to keep the order');
  });

  it('are steps where nothing is known', () => {
    expect(become(`a.delay(image_id)\nb.delay(image_id)\n${timer}`, [], {}, ABC)).toContain('c.si(user_id).set(countdown=3600)');
  });

  it('do not spoil the chain by what they are', () => {
    const { rewrite } = rewriteIn(view(`a.delay(image_id)\nb.delay(image_id)\nc.apply_async((user_id,), countdown=3600, producer=p)`, `${ABC}p = 3\n`), {
      needs: [[0, 1]],
    });
    expect(rewrite.kind).toBe('rewrite');
  });
});
