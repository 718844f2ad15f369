import { describe, expect, it } from 'vitest';
import { dispatchIn, itemsIn, read } from './table.js';

describe('items', () => {
  it.each([
    "logger.info('queued %s', image.id)",
    'log.debug("x", extra={"id": image.id})',
    'logging.warning(f"queued {image.id:>5}")',
    'LOG.error("x")',
    '_logger.exception("x")',
    'self.logger.critical("x")',
    'current_app.logger.info(str(image))',
    'logging.getLogger(__name__).info("x")',
    'logger.info("at %s", timezone.now())',
    'print(image.id, "queued")',
    'print()',
  ])('%s is a log line', (statement) => {
    expect(itemsIn(statement, 'notify.delay(image.id)').items.map(({ kind }) => kind)).toEqual(['log', 'dispatch']);
  });

  it('tells which results a log line reads', () => {
    const [, log] = itemsIn('result = notify.delay(image.id)', "logger.info('%s', result.id)").items;
    expect(log).toMatchObject({ kind: 'log', uses: ['result'] });
  });

  it.each<[string, string[]]>([
    ['size = 3', ['size']],
    ['size: int = image.size', ['size']],
    ['size: int', ['size']],
    ["name = image.names['a'].strip().lower()", ['name']],
    ['name = f"{image.id}-{user.id!r}"', ['name']],
    ['name = "a" "b" if user else None', ['name']],
    ['width, (height, *rest) = image.size, image.rest', ['width', 'height', 'rest']],
    ['a = b = image.id', ['a', 'b']],
    ["pk = request.data.get('id', 0)", ['pk']],
    ['ids = [i.id for i in user.images if i.done]', ['ids']],
    ['later = lambda: image.save()', ['later']],
    ['from .tasks import notify as tell', ['tell']],
    ['import shop.tasks, json as j', ['shop', 'j']],
    ['global size', ['size']],
    ['def inner(a, b=1): return save()', ['inner']],
    ['async def inner(): pass', ['inner']],
    ['class Inner(Base):\n        """Doc"""\n        size = 1\n        def f(self): save()', ['Inner']],
    ['type Size = int', ['Size']],
  ])('%s declares', (statement, declares) => {
    const { items } = itemsIn(statement, 'notify.delay(image.id)');
    expect(items.map(({ kind }) => kind)).toEqual(['declaration', 'dispatch']);
    expect(items[0]).toMatchObject({ declares });
  });

  it.each([
    'image.save()',
    'image.done = True',
    "request.session['a'] = 1",
    'count += 1',
    'x = load(image)',
    'x = await load(image)',
    'x = (y := 1)',
    'x = yield',
    'x = timezone.now()',
    'x = cache.get(image.id)',
    "x = client.get('/a')",
    'x = Image.objects.get(image.id)',
    'x = image.done = 1',
    'image, x = 1, 2',
    'user = None',
    'del user',
    'assert image',
    'raise Error()',
    'return',
    'return image',
    'await sleep(1)',
    'a.delay(1).get()',
    'a.delay(1), b.delay(2)',
    'a.delay(1),',
    'x = y = a.delay(1)',
    'x, y = a.delay(1), b.delay(2)',
    'if user: pass',
    'for x in image: pass',
    'with user: pass',
    'logger.info(load(image))',
    'logger.bind(a=1).info("x")',
    'messages.success(request, "x")',
    'print(image, file=user)',
    '@wrap\n    def inner(): pass',
    'def inner(a=load()): pass',
    'class Inner:\n        x = load()',
    'class Inner(make()): pass',
    'from x import *',
    'import user',
    'def image(): pass',
  ])('%s is a barrier', (statement) => {
    expect(itemsIn('tell.delay(user.id)', statement, 'notify.delay(image.id)').items.map(({ kind }) => kind)).toEqual(['dispatch', 'barrier', 'dispatch']);
  });

  it.each(['pass', '...', '"""Doc"""', "'a' 'b'"])('%s is nothing', (statement) => {
    expect(itemsIn(statement, 'notify.delay(image.id)').items.map(({ kind }) => kind)).toEqual(['dispatch']);
  });

  it('lets a declaration give a variable a value that nothing has read since the last barrier', () => {
    expect(itemsIn('pk = 1', 'a.delay(pk)', 'user.save()', 'pk = 2', 'b.delay(pk)').items.map(({ kind }) => kind)).toEqual([
      'declaration',
      'dispatch',
      'barrier',
      'declaration',
      'dispatch',
    ]);
  });

  it('ends at an assignment of what a log line has read, and at one of a global', () => {
    expect(itemsIn('pk = 1', 'logger.info(pk)', 'pk = 2', 'b.delay(1)').items.map(({ kind }) => kind)).toEqual(['declaration', 'log', 'barrier', 'dispatch']);
    expect(itemsIn('global pk', 'pk = 2', 'b.delay(1)').items.map(({ kind }) => kind)).toEqual(['declaration', 'barrier', 'dispatch']);
  });

  it('spans statements that share a line one by one', () => {
    const { items, text } = itemsIn('a.delay(1); b.delay(2);  # both');
    expect(items.map(({ statement }) => text.slice(statement.start, statement.end))).toEqual(['a.delay(1)', 'b.delay(2)']);
  });
});

describe('dispatches', () => {
  it.each([
    ['notify.delay(1)', 'notify.delay(1)', 'notify.delay(1)', 'floating', { kind: 'unused' }],
    ['(notify.delay(1))', '(notify.delay(1))', 'notify.delay(1)', 'floating', { kind: 'unused' }],
    ['await notify.delay(1)', 'await notify.delay(1)', 'notify.delay(1)', 'awaited', { kind: 'unused' }],
    ['return notify.delay(1)', 'notify.delay(1)', 'notify.delay(1)', 'returned', { kind: 'returned' }],
    ['return await notify.delay(1)', 'await notify.delay(1)', 'notify.delay(1)', 'awaited', { kind: 'returned' }],
    ['on_commit(lambda: notify.delay(1))', 'on_commit(lambda: notify.delay(1))', 'notify.delay(1)', 'floating', { kind: 'unused' }],
    ['x = notify.delay(1)', 'notify.delay(1)', 'notify.delay(1)', 'floating', { kind: 'bound', name: 'x', used: false }],
    ['x: T = (await notify.delay(1))', '(await notify.delay(1))', 'notify.delay(1)', 'awaited', { kind: 'bound', name: 'x', used: false }],
  ])('%s', (statement, expression, call, waiting, result) => {
    const { dispatch, at } = dispatchIn(statement);
    expect([at(dispatch.expression), at(dispatch.call), at(dispatch.receiver)]).toEqual([expression, call, 'notify']);
    expect(dispatch).toMatchObject({ waiting, result, settledApart: false, method: 'delay', detail: { name: 'notify' }, task: { key: 'notify' } });
    if (dispatch.result.kind === 'bound') expect(at(dispatch.result.binding)).toBe(statement.slice(0, statement.indexOf('=') + 2));
  });

  it.each<[string, boolean, string[]]>([
    ['a variable that is read', true, ['x = notify.delay(1)', 'return x.id']],
    ['a variable that is read further in', true, ['x = notify.delay(1)', 'def f(): return x']],
    ['a variable that is deleted', true, ['x = notify.delay(1)', 'del x']],
    ['a variable that nothing reads', false, ['x = notify.delay(1)', 'return user.x']],
    ['a variable that was read before', false, ['x = 1', 'print(x)', 'x = notify.delay(1)']],
    ['a global', true, ['global x', 'x = notify.delay(1)']],
    ['an attribute', true, ['self.x = notify.delay(1)']],
    ['a subscript', true, ["found['x'] = notify.delay(1)"]],
    ['an unpacking', true, ['x, = notify.delay(1)']],
  ])('a result in %s: used %s', (_, used, body) => {
    expect(dispatchIn(...body).dispatch.result).toMatchObject({ kind: 'bound', used });
  });

  it('takes a read above a result in a loop for a use', () => {
    const body = ['for i in user.images:', '    print(x)', '    a.delay(i)', '    x = notify.delay(i)'];
    const text = `def f(images):\n${body.map((line) => `    ${line}`).join('\n')}`;
    const results = read(text).routines[0]?.blocks[0]?.items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch.result] : []));
    expect(results).toEqual([{ kind: 'unused' }, expect.objectContaining({ kind: 'bound', used: true })]);
  });

  it.each([
    ['b.delay(x.id)', [{ binding: 'x', how: 'id' }]],
    ['b.delay(str(x.task_id))', [{ binding: 'x', how: 'id' }]],
    ['b.delay(parent=x.id)', [{ binding: 'x', how: 'id' }]],
    ['b.delay(x)', [{ binding: 'x', how: 'value' }]],
    ['b.delay(x.id, x.get())', [{ binding: 'x', how: 'value' }]],
    ['b.delay(user.x, x=1)', []],
    ['b.apply_async(args=[1], link=x)', [{ binding: 'x', how: 'value' }]],
    ['on_commit(lambda: b.delay(x.id))', [{ binding: 'x', how: 'id' }]],
    ['on_commit(partial(b.delay, x.id))', [{ binding: 'x', how: 'id' }]],
    ['b.delay(lambda x: x)', []],
  ])('%s uses', (statement, uses) => {
    const { items } = itemsIn('x = a.delay(1)', statement);
    expect(items[1]).toMatchObject({ kind: 'dispatch', dispatch: { uses } });
  });

  it('follows a variable that is made of a result', () => {
    const { items } = itemsIn('x = a.delay(1)', 'pk = x.id', 'b.delay(pk)');
    expect(items[2]).toMatchObject({ kind: 'dispatch', dispatch: { uses: [{ binding: 'x', how: 'id' }] } });
  });

  it('has the arguments as they stand in the call, and the payload apart', () => {
    const { dispatch, at } = dispatchIn('notify.delay(image.id, *user.ids, size=3, **user.more)');
    expect(dispatch.arguments.map(({ span, spread }) => [at(span), spread])).toEqual([
      ['image.id', false],
      ['*user.ids', true],
      ['size=3', false],
      ['**user.more', true],
    ]);
    expect(dispatch.payload.map(({ span, literal }) => [at(span), literal])).toEqual([['image.id', undefined], ['*user.ids', undefined], ['3', 3], ['**user.more', undefined]]);
    expect(dispatch.options).toBeUndefined();
  });

  it('leaves what `partial` calls out of the arguments', () => {
    const { dispatch, at } = dispatchIn('on_commit(partial(notify.delay, image.id, a=1))');
    expect([at(dispatch.call), ...dispatch.arguments.map(({ span }) => at(span))]).toEqual(['partial(notify.delay, image.id, a=1)', 'image.id', 'a=1']);
  });

  it('has the options by their names', () => {
    const { dispatch, at } = dispatchIn("notify.apply_async(args=[1], countdown=60, queue='slow', eta=timezone.now())");
    expect(at(dispatch.options?.span)).toBe("countdown=60, queue='slow', eta=timezone.now()");
    expect([...(dispatch.options?.entries ?? [])].map(([name, { span, literal, purity }]) => [name, at(span), literal, purity])).toEqual([
      ['countdown', '60', 60, 'pure'],
      ['queue', "'slow'", 'slow', 'pure'],
      ['eta', 'timezone.now()', undefined, 'fresh'],
    ]);
    expect([dispatch.options?.open, dispatch.options?.purity]).toEqual([false, 'fresh']);
  });

  it('says that options with a splat may hold more', () => {
    const { dispatch } = dispatchIn('notify.apply_async(args=[1], countdown=60, **user.options)');
    expect([[...(dispatch.options?.entries?.keys() ?? [])], dispatch.options?.open]).toEqual([['countdown'], true]);
  });
});
