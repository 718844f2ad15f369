import { describe, expect, it } from 'vitest';
import { rewritten, type Given } from './project.js';
import { bodyOf, view } from './views.js';

/** The statements of a view, and what they become in a style. */
function become(body: string, given: Given = {}, imports?: string): string {
  return bodyOf(rewritten(view(body, imports), given));
}

const TWO = 'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id)';
const THREE = `${TWO}\nnotify_user.delay(user_id)`;

describe('styles', () => {
  it.each<[string, Given['style'], string, string]>([
    ['two steps', 'chain', TWO, 'chain(process_image.si(image_id), generate_thumbnail.si(image_id)).delay()'],
    ['two steps', 'pipe', TWO, '(process_image.si(image_id) | generate_thumbnail.si(image_id)).delay()'],
    ['two steps', 'link', TWO, 'process_image.apply_async(args=(image_id,), link=generate_thumbnail.si(image_id))'],
    [
      'more than a line',
      'chain',
      THREE,
      'chain(\n    process_image.si(image_id),\n    generate_thumbnail.si(image_id),\n    notify_user.si(user_id),\n).delay()',
    ],
    [
      'more than a line',
      'pipe',
      THREE,
      '(\n    process_image.si(image_id)\n    | generate_thumbnail.si(image_id)\n    | notify_user.si(user_id)\n).delay()',
    ],
    [
      'more than a line',
      'link',
      THREE,
      'process_image.apply_async(\n    args=(image_id,),\n    link=(generate_thumbnail.si(image_id) | notify_user.si(user_id)),\n)',
    ],
  ])('%s in style %s', (_, style = 'chain', body, expected) => {
    expect(become(body, { style })).toBe(expected);
  });

  it('breaks a pipe at its parentheses first', () => {
    const body = 'process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id, size="large123ab")';
    expect(become(body, { style: 'pipe' })).toBe(
      '(\n    process_image.si(image_id) | generate_thumbnail.si(image_id, size="large123ab")\n).delay()',
    );
  });
});

describe('arguments', () => {
  it.each([
    ['keyword arguments', 'a.delay(image_id=x)\nb.delay(x, size=3)', 'chain(a.si(image_id=x), b.si(x, size=3)).delay()'],
    ['their own spaces', 'a.delay( x )\nb.delay(x,3)', 'chain(a.si( x ), b.si(x,3)).delay()'],
    ['splats', 'a.delay(x, *more)\nb.delay(x, **rest)', 'chain(a.si(x, *more), b.si(x, **rest)).delay()'],
    ['args and kwargs', 'a.apply_async(args=[x])\nb.apply_async((x,), {"size": 3})', 'chain(a.si(x), b.si(x, size=3)).delay()'],
    ['kwargs before args', 'a.delay(x)\nb.apply_async(kwargs={"size": 3}, args=(x,))', 'chain(a.si(x), b.si(x, size=3)).delay()'],
    ['args of a variable', 'a.delay(x)\nb.apply_async(args=[x, *more], kwargs=rest)', 'chain(a.si(x), b.si(x, *more, **rest)).delay()'],
    [
      'a kwargs key that is no name',
      'a.delay(x)\nb.apply_async(args=[x], kwargs={"a-b": 3})',
      'chain(a.si(x), b.si(x, **{"a-b": 3})).delay()',
    ],
    [
      'a kwargs key that is a word of Python’s own',
      'a.delay(x)\nb.apply_async([x], {"async": 3})',
      'chain(a.si(x), b.si(x, **{"async": 3})).delay()',
    ],
    ['a kwargs key that comes twice', 'a.delay(x)\nb.apply_async([x], {"y": y, "y": z})', 'chain(a.si(x), b.si(x, **{"y": y, "y": z})).delay()'],
    [
      'kwargs that may come twice',
      'a.delay(x)\nb.apply_async([x], {"size": 3, **rest})',
      'chain(a.si(x), b.si(x, **{"size": 3, **rest})).delay()',
    ],
    ['args that get a name', 'a.apply_async(args=(w := [x]))\nb.delay(x)', 'chain(a.si(*(w := [x])), b.si(x)).delay()'],
    ['no arguments', 'a.delay(x)\nb.delay(x)\nc.delay()', 'chain(a.si(x), b.si(x), c.si()).delay()'],
    ['a comma behind the last one', 'a.delay(\n    x,\n)\nb.delay(x)', 'chain(\n    a.si(\n        x,\n    ),\n    b.si(x),\n).delay()'],
    ['several lines for no reason', 'a.delay(\n    x\n)\nb.delay(x)', 'chain(a.si(x), b.si(x)).delay()'],
    ['lines set below each other', 'a.delay(x,\n        3)\nb.delay(x)', 'chain(a.si(x, 3), b.si(x)).delay()'],
    [
      'a value of several lines',
      'a.delay(x, {\n    "size": 3,\n})\nb.delay(x)',
      'chain(\n    a.si(x, {\n        "size": 3,\n    }),\n    b.si(x),\n).delay()',
    ],
    [
      'a text of several lines',
      'a.delay(x, """one\n  two\n""")\nb.delay(x)',
      'chain(\n    a.si(x, """one\n      two\n    """),\n    b.si(x),\n).delay()',
    ],
    [
      'a comment inside',
      'a.delay(\n    x,  # which\n    3\n)\nb.delay(x)',
      'chain(\n    a.si(\n        x,  # which\n        3\n    ),\n    b.si(x),\n).delay()',
    ],
    ['conditions', 'a.delay(x if y else z)\nb.delay(x)', 'chain(a.si(x if y else z), b.si(x)).delay()'],
    ['tasks of a module', 'tasks.a.delay(x)\ntasks.b.delay(x)', 'chain(tasks.a.si(x), tasks.b.si(x)).delay()'],
  ])('keeps %s', (_, body, expected) => {
    const source = `from shop import tasks\nfrom shop.tasks import a, b, c\n\n\ndef upload(x, y, z, more, rest):\n${body.replace(
      /^(?=.)/gm,
      '    ',
    )}\n`;
    // The text of several lines is no code: it does not move.
    const result = rewritten(source.replace('\n      two\n    """', '\n  two\n"""')).split('rest):\n')[1] ?? '';
    expect(result.replace('\n  two\n"""', '\n          two\n        """').replace(/^ {4}/gm, '').trimEnd()).toBe(expected);
  });

  it('breaks a step that is too long as Black does', () => {
    const body =
      'process_image.delay(image_id)\ngenerate_thumbnail.apply_async([image_id], {"size": "a very large size of a word"}, countdown=30)';
    expect(become(body)).toBe(
      'chain(\n    process_image.si(image_id),\n    generate_thumbnail.si(image_id, size="a very large size of a word").set(\n        countdown=30\n    ),\n).delay()',
    );
  });
});

describe('options', () => {
  it.each([
    ['queue', 'queue="high"'],
    ['countdown', 'countdown=30'],
    ['task_id', 'task_id=str(user_id)'],
    ['several', 'queue="high", priority=3, headers={"a": 1}'],
  ])('%s goes with its step', (_, options) => {
    expect(
      become(`process_image.apply_async(args=[image_id], ${options})\ngenerate_thumbnail.delay(image_id)`, { style: 'chain' }).replace(
        /\s+/g,
        ' ',
      ),
    ).toContain(`process_image.si(image_id).set(${options})`);
  });

  it('is never the whole chain’s', () => {
    const body = 'process_image.apply_async([image_id], queue="q")\ngenerate_thumbnail.apply_async([image_id], queue="q")';
    expect(become(body, { style: 'pipe' })).toBe(
      '(\n    process_image.si(image_id).set(queue="q")\n    | generate_thumbnail.si(image_id).set(queue="q")\n).delay()',
    );
  });

  it('of the first step stay in the style link', () => {
    const body = 'process_image.apply_async([image_id], queue="q")\ngenerate_thumbnail.apply_async([image_id], countdown=3)';
    expect(become(body, { style: 'link' })).toBe(
      'process_image.apply_async(\n    [image_id], queue="q", link=generate_thumbnail.si(image_id).set(countdown=3)\n)',
    );
  });

  it('makes args and kwargs of a first step’s own arguments in the style link', () => {
    const body = 'process_image.delay(image_id, size=3, **more)\ngenerate_thumbnail.delay(image_id)';
    expect(become(body, { style: 'link' })).toBe(
      'process_image.apply_async(\n    args=(image_id,),\n    kwargs={"size": 3, **more},\n    link=generate_thumbnail.si(image_id),\n)',
    );
  });

  it('puts what a tuple and a dict do not take behind stars in parentheses', () => {
    const body = 'process_image.delay(image_id, *a or b, **c if d else e)\ngenerate_thumbnail.delay(image_id)';
    expect(become(body, { style: 'link' })).toContain('    args=(image_id, *(a or b)),\n    kwargs={**(c if d else e)},\n');
  });
});

describe('results', () => {
  it.each([
    ['result = ', 'result = process_image.delay(image_id)', 'result = chain('],
    ['an attribute', 'self.result = process_image.delay(image_id)', 'self.result = chain('],
    ['an annotation', 'result: AsyncResult = process_image.delay(image_id)', 'result: AsyncResult = chain('],
    ['return', 'return process_image.delay(image_id)', 'return chain('],
  ])('the last one is kept: %s', (_, last, expected) => {
    expect(become(`generate_thumbnail.delay(image_id)\n${last}${last.startsWith('result') ? '\nreturn result.id' : ''}`)).toContain(
      expected,
    );
  });

  it('an earlier one that nobody reads is dropped', () => {
    expect(become(`first = process_image.delay(image_id)\ngenerate_thumbnail.delay(image_id)`)).toBe(
      'chain(process_image.si(image_id), generate_thumbnail.si(image_id)).delay()',
    );
  });
});

describe('comments, log lines and declarations', () => {
  it('comments stay with their step', () => {
    const body = `# All of it.\nprocess_image.delay(image_id)  # first\n# Small.\n\n# Then this.\ngenerate_thumbnail.delay(image_id)\nnotify_user.delay(user_id)  # last`;
    expect(become(body)).toBe(
      `# All of it.\nchain(\n    process_image.si(image_id),  # first\n    # Small.\n    # Then this.\n    generate_thumbnail.si(image_id),\n    notify_user.si(user_id),  # last\n).delay()`,
    );
    expect(become(body, { style: 'pipe' })).toBe(
      `# All of it.\n(\n    process_image.si(image_id)  # first\n    # Small.\n    # Then this.\n    | generate_thumbnail.si(image_id)\n    | notify_user.si(user_id)  # last\n).delay()`,
    );
  });

  it('a log line goes behind the chain, a declaration before it, each with its comments', () => {
    const body = `# All of it.\nprocess_image.delay(image_id)\n# Said.\nlogger.info("queued")  # once\n\n# The size.\nsize = user_id\ngenerate_thumbnail.delay(image_id, size)\nreturn None`;
    const imports =
      'import logging\n\nfrom shop.tasks import generate_thumbnail, notify_user, process_image\n\nlogger = logging.getLogger(__name__)\n';
    expect(become(body, {}, imports)).toBe(
      `# The size.\nsize = user_id\n# All of it.\nchain(process_image.si(image_id), generate_thumbnail.si(image_id, size)).delay()\n# Said.\nlogger.info("queued")  # once\nreturn None`,
    );
  });

  it.each([
    [
      'one line',
      'process_image.delay(image_id); generate_thumbnail.delay(image_id)',
      'chain(process_image.si(image_id), generate_thumbnail.si(image_id)).delay()',
    ],
    [
      'other code on the line',
      'size = 3; process_image.delay(image_id); generate_thumbnail.delay(image_id); return 3',
      'size = 3; chain(process_image.si(image_id), generate_thumbnail.si(image_id)).delay(); return 3',
    ],
    [
      'a branch of one line',
      'if user_id: process_image.delay(image_id); size = user_id; generate_thumbnail.delay(size, image_id)',
      'if user_id: size = user_id; chain(\n    process_image.si(image_id),\n    generate_thumbnail.si(size, image_id),\n).delay()',
    ],
  ])('statements between semicolons: %s', (_, body, expected) => {
    expect(become(body)).toBe(expected);
  });
});

describe('layout of the file', () => {
  it('keeps CRLF', () => {
    const text = view(`process_image.delay(image_id)  # one\ngenerate_thumbnail.delay(image_id)`).replaceAll('\n', '\r\n');
    const result = rewritten(text);
    expect(result.replaceAll('\r\n', '')).not.toContain('\n');
    expect(result).toContain(
      'chain(\r\n        process_image.si(image_id),  # one\r\n        generate_thumbnail.si(image_id),\r\n    ).delay()\r\n',
    );
  });

  it.each([
    ['tabs', '\t'],
    ['two spaces', '  '],
  ])('indents by %s', (_, unit) => {
    const text = view(`process_image.delay(image_id)  # one\ngenerate_thumbnail.delay(image_id)`).replaceAll('    ', unit);
    expect(rewritten(text)).toContain(`${unit}chain(\n${unit}${unit}process_image.si(image_id),  # one\n`);
  });

  it.each([
    ['pyproject.toml', '[project]\nname = "x"\n[tool.black]\nline-length = 120\n'],
    ['pyproject.toml', '[tool.ruff] # fast\nline-length=120\n[tool.other]\nline-length = 20\n'],
    ['setup.cfg', '[flake8]\nmax-line-length = 120\n'],
    ['.flake8', '[flake8]\nmax_line_length=120\n'],
  ])('takes the line length of %s', (name, content) => {
    const expected = 'chain(process_image.si(image_id), generate_thumbnail.si(image_id), notify_user.si(user_id)).delay()';
    expect(become(THREE, { files: { [name]: content } })).toBe(expected);
  });

  it('counts characters as Python does', () => {
    const text = (icons: number) => `process_image.delay(image_id, "${'🙂'.repeat(icons)}")\ngenerate_thumbnail.delay(image_id)`;
    expect(become(text(6))).not.toContain('\n');
    expect(become(text(7))).toContain('\n');
  });
});
