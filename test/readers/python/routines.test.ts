import { describe, expect, it } from 'vitest';
import { findRuns } from '../../../src/analysis/runs.js';
import { parsePython } from '../../../src/readers/python/module.js';
import { readPython } from '../../../src/readers/python/routines.js';
import { createTable, indented, PAIR, read } from './table.js';

function textOf(span: { start: number; end: number } | undefined, text: string): string {
  return span === undefined ? '' : text.slice(span.start, span.end);
}

/** Every dispatch by routine: `upload: process.delay(1), thumbnail.delay(1)`. */
function dispatchesIn(text: string): string[] {
  return read(text).routines.map(({ name, blocks }) => {
    const items = blocks.map((block) => block.items.flatMap((item) => (item.kind === 'dispatch' ? [textOf(item.dispatch.call, text)] : [])));
    return `${name}: ${items.map((calls) => calls.join(', ')).join(' | ')}`;
  });
}

describe('routines', () => {
  it.each([
    [`def upload(request):\n${indented(PAIR)}`, 'upload', false],
    [`async def upload(request):\n${indented(PAIR)}`, 'upload', true],
    [`@csrf_exempt\n@post('/x')\ndef upload(request):\n${indented(PAIR)}`, 'upload', false],
    [`class UploadView(View):\n    def post(self, request):\n${indented(PAIR, '        ')}`, 'UploadView.post', false],
    [`class UploadView(View):\n    @action\n    async def post(self, request):\n${indented(PAIR, '        ')}`, 'UploadView.post', true],
    [`class A:\n    class B:\n        def post(self):\n${indented(PAIR, '            ')}`, 'B.post', false],
    [`def create_app():\n    def upload():\n${indented(PAIR, '        ')}`, 'upload', false],
    [`class A:\n    def post(self):\n        def inner():\n${indented(PAIR, '            ')}`, 'inner', false],
    [`on_commit(lambda: (${PAIR.join(', ')}))`, '<lambda>', false],
    [`transaction.on_commit(lambda: [${PAIR.join(', ')}], using='other')`, '<lambda>', false],
    [PAIR.join('\n'), '<module>', false],
    [`class A:\n${indented(PAIR)}`, '<module>', false],
  ])('%j is %s', (text, name, async) => {
    expect(read(text).routines.map((routine) => [routine.name, routine.async, routine.blocks.length])).toEqual([[name, async, 1]]);
  });

  it('spans the definition without its decorators', () => {
    const text = `@wrap\nasync def upload(image):\n${indented(PAIR)}\n\nx = 1\n`;
    const [routine] = read(text).routines;
    expect(textOf(routine?.span, text)).toBe(`async def upload(image):\n${indented(PAIR)}`);
    expect(textOf(routine?.blocks[0]?.span, text)).toBe(indented(PAIR).trimStart());
  });

  it('asks for the role', () => {
    expect(read([...PAIR, 'def f(image):', indented(PAIR)].join('\n')).routines.map(({ role }) => role)).toEqual(['script', 'service']);
  });

  it.each([
    ['a tuple of a lambda elsewhere', `call(lambda: (${PAIR.join(', ')}))`],
    ['a tuple', `(${PAIR.join(', ')})`],
    ['several expressions in one statement', PAIR.join(', ')],
    ['one dispatch alone', 'def f(image):\n    process.delay(image.id)\n    image.save()'],
    ['branches', 'if a:\n    process.delay(1)\nelif b:\n    thumbnail.delay(1)\nelse:\n    notify.delay(1)'],
    ['cases', 'match a:\n    case 1: process.delay(1)\n    case 2: thumbnail.delay(1)'],
  ])('%s is no block of dispatches', (_, text) => {
    expect(dispatchesIn(text)).toEqual([]);
  });

  const block = indented(PAIR, '        ');
  it.each([
    ['if', `    if image:\n${block}`],
    ['elif', `    if image: pass\n    elif user:\n${block}`],
    ['else', `    if image: pass\n    else:\n${block}`],
    ['for', `    for image in images:\n${block}`],
    ['async for', `    async for image in images:\n${block}`],
    ['else of for', `    for image in images: pass\n    else:\n${block}`],
    ['while', `    while image:\n${block}`],
    ['else of while', `    while image: pass\n    else:\n${block}`],
    ['with', `    with transaction.atomic():\n${block}`],
    ['async with', `    async with lock() as held, other():\n${block}`],
    ['try', `    try:\n${block}\n    finally: pass`],
    ['except', `    try: pass\n    except Error as error:\n${block}`],
    ['except*', `    try: pass\n    except* Error:\n${block}`],
    ['else of try', `    try: pass\n    except: pass\n    else:\n${block}`],
    ['finally', `    try: pass\n    finally:\n${block}`],
    ['case', `    match image:\n      case Image(id=1):\n${block}\n      case _: pass`],
    ['one line', `    if image: ${PAIR.join('; ')}`],
    ['one line that ends in a semicolon', `    if image: ${PAIR.join(';')};`],
    ['tabs', `\tif image:\n${indented(PAIR, '\t\t')}`],
  ])('the body of %s is a block of its routine', (_, body) => {
    expect(dispatchesIn(`async def upload(image, user):\n${body}\n`)).toEqual([`upload: ${PAIR.join(', ')}`]);
  });

  it('keeps nested functions and lambdas apart from what is around them', () => {
    const text = `def outer(image):\n    a.delay(image)\n    def inner():\n${indented(PAIR, '        ')}\n    on_commit(lambda: (c.delay(image), d.delay(image)))\n    b.delay(image)\n`;
    expect(dispatchesIn(text)).toEqual(['outer: a.delay(image), b.delay(image)', `inner: ${PAIR.join(', ')}`, '<lambda>: c.delay(image), d.delay(image)']);
  });

  it('asks about statements of lists only where two have the form of a dispatch', () => {
    const table = createTable();
    readPython(parsePython('/p/a.py', `a.delay(1)\nf(1)\ndef g():\n    b.delay(2)\n    x = c.delay(3)\n    f(2)`), table);
    expect(table.asked).toEqual(['b.delay(2)', 'c.delay(3)']);
  });

  it.each([
    ['astral characters', '# 𝒳 😀\nname = "😀"; é = "𝒳"\n', '\n'],
    ['CRLF', '# one\r\nname = """a\r\nb"""\r\n', '\r\n'],
    ['line continuations', 'x = 1 + \\\n    2\n', '\n'],
  ])('counts right after %s', (_, before, newline) => {
    const text = `${before}def upload(image):${newline}\tprocess.delay("😀", image.id)  # 😀${newline}\tresult = thumbnail.delay(image.id)${newline}`;
    const source = read(text);
    const items = source.routines[0]?.blocks[0]?.items ?? [];
    expect(items.map(({ statement }) => textOf(statement, text))).toEqual(['process.delay("😀", image.id)', 'result = thumbnail.delay(image.id)']);
    expect(items.map((item) => (item.kind === 'dispatch' ? textOf(item.dispatch.receiver, text) : ''))).toEqual(['process', 'thumbnail']);
    expect(source.comments.map(({ span, text: comment }) => textOf(span, text) === comment)).not.toContain(false);
    expect(source.comments.at(-1)?.text).toBe('# 😀');
  });
});

describe('runs', () => {
  it.each<[string, string[], string[], string[]]>([
    ['the same path', ['a.delay(image.id)', 'b.delay(image.id)'], ['a', 'b'], ['image.id']],
    ['an alias', ['image_id = str(image.id)', 'a.delay(image.id)', 'b.delay(image_id)'], ['a', 'b'], ['image.id']],
    ['an alias of an alias', ['pk = image.id', 'key = pk', 'a.delay(key)', 'b.delay(pk)'], ['a', 'b'], ['key']],
    ['keywords', ['a.delay(image_id=image.id)', 'b.delay(x=image.id)'], ['a', 'b'], ['image.id']],
    ['the wider path', ['a.delay(image.id)', 'b.delay(image)', 'c.delay(image.id)'], ['a', 'b', 'c'], ['image.id']],
    ['a key', ["a.delay(request.data['id'])", "b.delay(request.data.get('id'))"], ['a', 'b'], ["request.data['id']"]],
    ['text with a value', ["a.delay(f'image:{image.id}')", "b.delay('image:%s' % image.id)", "c.delay('{}'.format(image.id))"], ['a', 'b', 'c'], ['image.id']],
    ['a list', ['a.delay([image.id])', 'b.delay({"id": image.id})'], ['a', 'b'], ['image.id']],
    ['a comprehension', ['a.delay([i.id for i in user.images])', 'b.delay(user.images)'], ['a', 'b'], ['user.images']],
    ['a late mail', ['a.delay(image.id)', 'b.delay(image.id)', 'mail.delay(user.id)'], ['a', 'b', 'mail'], ['image.id']],
    ['not an early one', ['mail.delay(user.id)', 'a.delay(image.id)', 'b.delay(image.id)'], ['a', 'b'], ['image.id']],
    ['under on_commit', ['on_commit(lambda: a.delay(image.id))', 'on_commit(partial(b.delay, image.id))'], ['a', 'b'], ['image.id']],
    ['a lambda with a default', ['on_commit(lambda pk=image.id: a.delay(pk))', 'b.delay(image.id)'], ['a', 'b'], ['pk']],
    ['options apart', ['a.apply_async(args=[image.id], queue=user.id)', 'b.delay(image.id)'], ['a', 'b'], ['image.id']],
  ])('of tasks that share %s', (_, body, tasks, shared) => {
    const runs = findRuns(read(`def upload(request, image, user):\n${indented(body)}\n`));
    expect(runs.map((run) => run.dispatches.map(({ task }) => task.name))).toEqual([tasks]);
    expect(runs[0]?.shared.map(({ text }) => text)).toEqual(shared);
  });

  it.each([
    ['nothing', ['a.delay(image.id)', 'b.delay(user.id)']],
    ['a literal', ['a.delay(1)', 'b.delay(1)']],
    ['a constant of the module', ['a.delay(SIZE)', 'b.delay(SIZE)']],
    ['an alias of a constant', ['size = SIZE', 'a.delay(size)', 'b.delay(size)']],
    ['a setting', ['a.delay(settings.NAME)', 'b.delay(settings.NAME)']],
    ['a member of an enumeration', ['a.delay(Size.SMALL)', 'b.delay(Size.SMALL)']],
    ['the object itself', ['a.delay(self)', 'b.delay(self)']],
    ['a builtin', ['a.delay(None, True, __name__)', 'b.delay(None, True, __name__)']],
    ['a count', ['a.delay(len(images))', 'b.delay(images)']],
    ['one task on other arguments', ['a.delay(image.id)', 'a.delay(image.id)']],
    ['a value that changes between them', ['pk = image.id', 'a.delay(pk)', 'pk = user.id', 'b.delay(pk)']],
    ['what the first gives', ['r = a.delay(image)', 'b.delay(r.result, image)']],
  ])('never of tasks that share %s', (_, body) => {
    const text = `from django.conf import settings\nfrom .sizes import Size\nSIZE = 3\nclass View:\n  def upload(self, image, user, images):\n${indented(body)}\n`;
    expect(findRuns(read(text))).toEqual([]);
  });

  it.each(['request', 'g', 'current_user'])('of tasks that share a part of the imported %s of a web framework', (name) => {
    const text = `from flask import ${name}\ndef upload():\n    pk = ${name}.data['id']\n    a.delay(pk)\n    b.delay(${name}.data['id'])\n`;
    expect(findRuns(read(text)).map(({ shared }) => shared.map((path) => path.text))).toEqual([['pk']]);
  });

  it('of a static method, whose first parameter is no object', () => {
    const text = `class View:\n    @staticmethod\n    def upload(pk):\n${indented(['a.delay(pk)', 'b.delay(pk)'], '        ')}\n`;
    expect(findRuns(read(text)).map(({ shared }) => shared.map((path) => path.text))).toEqual([['pk']]);
  });

  it('has the comments above and inside', () => {
    const text = `def upload(image):\n    x = 1\n    # first\n    a.delay(image)  # beside\n    # then\n    b.delay(image)\n    # below\n`;
    expect(findRuns(read(text))[0]?.comments.map((comment) => comment.text)).toEqual(['# first', '# beside', '# then']);
  });
});
