import { describe, expect, it } from 'vitest';
import type { Argument } from '../../../src/analysis/ir.js';
import { parsePython } from '../../../src/readers/python/module.js';
import { argumentOf } from '../../../src/readers/python/paths.js';
import { purityOf } from '../../../src/readers/python/purity.js';
import { foundIn } from './table.js';

const HEAD = `from uuid import uuid4, UUID
import os, json, requests
from django.conf import settings
from django.utils import timezone
from .models import Image, Status
LIMIT = 3
NAME = 'a'
def helper(): pass
def str_of(x): pass
class View:
    def post(self, request, image, user, i, *args, **kwargs):
`;

/** The argument that `f(…)` is given in a method, below those statements. */
function argumentIn(expression: string, ...before: string[]): { readonly argument: Argument; readonly text: string } {
  const text = `${HEAD}${[...before, `found(${expression})`].map((line) => `        ${line}`).join('\n')}\n`;
  const module = parsePython('/p/a.py', text);
  if (module.problem !== undefined) throw new Error(`invalid syntax in ${text}`);
  return { argument: argumentOf(foundIn(module), module), text };
}

/** `image.id` for each path, after the variable's name. */
function pathsIn(expression: string, ...before: string[]): string[] {
  return argumentIn(expression, ...before).argument.paths.map(({ root, path }) => [root.split('@')[0], ...path].join('.'));
}

describe('paths', () => {
  it.each<[string, string[]]>([
    ['image', ['image']],
    ['image.owner.id', ['image.owner.id']],
    ['(image.id)', ['image.id']],
    ["image['id']", ['image.id']],
    ['image[0].id', ['image.0.id']],
    ['image[i].id', ['image.[i].id', 'i']],
    ['image[1:i]', ['image.[1:i]', 'i']],
    ["image.data.get('id')", ['image.data.id']],
    ["image.data.get('id', 0)['x']", ['image.data.id.x']],
    ['self.image.id', ['self.image.id']],
    ['self', []],
    ["kwargs['pk']", ['kwargs.pk']],
    ['args[0]', ['args.0']],
    ['*args', ['args']],
    ['**kwargs', ['kwargs']],
    ['pk=image.id', ['image.id']],
    ['str(image.id)', ['image.id']],
    ['image.id.hex', ['image.id.hex']],
    ['image.created.isoformat()', ['image.created']],
    ['json.dumps({"id": image.id, "name": user.name})', ['image.id', 'user.name']],
    ['f"{image.id!r}-{user.id:>{i}}"', ['image.id', 'user.id', 'i']],
    ['"%s" % image.id', ['image.id']],
    ['"%s %s" % (image.id, user.id)', ['image.id', 'user.id']],
    ['"{} {x}".format(image.id, x=user.id)', ['image.id', 'user.id']],
    ['"a" f"{image.id}"', ['image.id']],
    ['[image.id, *user.ids]', ['image.id', 'user.ids']],
    ['(image.id, user.id)', ['image.id', 'user.id']],
    ['{image.id}', ['image.id']],
    ['{"id": image.id, **user.more}', ['image.id', 'user.more']],
    ['image.id if user.id else i', ['image.id', 'i']],
    ['image.id or user.id', ['image.id', 'user.id']],
    ['image.size * 2 + i', ['image.size', 'i']],
    ['-i', ['i']],
    ['[x.id for x in image.parts]', ['image.parts']],
    ['[(x.id, user.id) for x in image.parts if x]', ['user.id', 'image.parts']],
    ['list(x for x in image.parts)', ['image.parts']],
    ['{x: y for x, y in image.items()}', ['image']],
    ['len(image.parts)', []],
    ['lambda: image', []],
    ['helper(image.id)', ['image.id']],
    ['(await load(image.id)).x', ['image.id']],
    ['load(image.id)[i].x', ['image.id', 'i']],
    ['1, 2', []],
    ['None', []],
    ['LIMIT', []],
    ['NAME.lower()', []],
    ['settings.SIZE', []],
    ['Status.DONE.value', []],
    ['helper', []],
    ['Image.name', []],
    ['unknown.name', []],
    ['__name__', []],
  ])('%s holds', (expression, paths) => {
    expect(pathsIn(expression)).toEqual(paths);
  });

  it.each<[string, string[], string[]]>([
    ['pk', ['pk = image.id'], ['image.id']],
    ['pk', ['pk: str = str(image.id)'], ['image.id']],
    ['pk', ['pk: str', 'pk = image.id'], ['image.id']],
    ['pk', ['a = b = pk = image.id'], ['image.id']],
    ['pk', ['pk, name = image.id, image.name'], ['image.id']],
    ['name', ['(pk, (name, x)), y = (image.id, user), i'], ['user.0']],
    ['pk', ['pk, name = image.pair'], ['image.pair.0']],
    ['pk', ['*rest, pk = image.pair'], ['pk']],
    ['pk.hex', ['owner = image.owner', 'pk = owner.id'], ['image.owner.id.hex']],
    ['pk', ['pk = image.id', 'pk = user.id'], ['pk']],
    ['pk', ['pk = image.id', 'pk += 1'], ['pk']],
    ['pk', ['for pk in image.ids: pass'], ['pk']],
    ['pk', ['pk = image[i]'], ['pk']],
    ['pk', ['image = load()', 'pk = image.id'], ['pk']],
    ['pk', ['pk = load(image)'], ['pk']],
    ['view.id', ['view = self'], ['self.id']],
    ['pk', ["pk = 'a' + NAME"], []],
    ['pk', ['pk = settings.SIZE'], []],
    ['pk', ['pk = pk2', 'pk2 = pk'], ['pk']],
    ['limit', ['limit = [LIMIT, {"a": 1}]'], []],
    ['created', ['image, created = Image.objects.get_or_create()'], ['created']],
  ])('%s after %j is', (expression, before, paths) => {
    expect(pathsIn(expression, ...before)).toEqual(paths);
  });

  it('tells variables of one name apart, and has the text at this use', () => {
    const { argument, text } = argumentIn('[pk, user . name]', 'pk = image.id');
    expect(argument.paths).toEqual([
      { root: `image@${String(text.indexOf('image, user'))}`, path: ['id'], text: 'pk' },
      { root: `user@${String(text.indexOf('user, i'))}`, path: ['name'], text: 'user . name' },
    ]);
  });
});

describe('arguments', () => {
  it.each<[string, Argument['literal']]>([
    ['3', 3],
    ['-1.5', -1.5],
    ['1_000', 1000],
    ['0x10', 16],
    ['True', true],
    ['None', null],
    ["'a'", 'a'],
    [String.raw`'a\'b\n'`, "a'b\n"],
    [String.raw`r'a\n'`, String.raw`a\n`],
    ["'a' \"b\"", 'ab'],
    ["b'a'", undefined],
    ["f'a'", 'a'],
    ["f'{i}'", undefined],
    ['1j', undefined],
    ['LIMIT', 3],
    ['x=LIMIT', 3],
    ['image', undefined],
  ])('%s is worth %j', (expression, literal) => {
    expect(argumentIn(expression).argument.literal).toBe(literal);
  });

  it.each<[string, string[] | undefined, boolean]>([
    ['{"a": 1, \'b\': image}', ['a', 'b'], false],
    ['x={"a": 1}', ['a'], false],
    ['{"a": 1, **kwargs}', ['a'], true],
    ['{"a": 1, i: 2}', ['a'], true],
    ['{}', [], false],
    ['1', undefined, false],
    ['image', undefined, true],
  ])('%s has the entries %j', (expression, names, open) => {
    const { argument } = argumentIn(expression);
    expect([argument.entries === undefined ? undefined : [...argument.entries.keys()], argument.open]).toEqual([names, open]);
  });

  it('has elements and entries as arguments of their own', () => {
    const { argument, text } = argumentIn('[1, {"id": image.id}, *args]');
    const parts = argument.elements?.map(({ span, spread, entries }) => [text.slice(span.start, span.end), spread, entries?.get('id')?.paths[0]?.text]);
    expect(parts).toEqual([['1', false, undefined], ['{"id": image.id}', false, 'image.id'], ['*args', true, undefined]]);
  });
});

describe('purity', () => {
  const purityIn = (expression: string): string => {
    const module = parsePython('/p/a.py', `${HEAD}        found(${expression})\n`);
    return purityOf(foundIn(module), module);
  };

  it.each([
    "'a'", '1', 'None', 'image', 'image.id', "image['id'][i]", 'image[1:]', 'str(image.id)', 'f"{image.id:>5}"', '"a" "b"', '"%s" % image', '{"a": [1, (2, i)]}', '{**kwargs}', '*args', 'x=image',
    'not image', '-i', 'i + 1', 'i < 2 < 3', 'image and user or i', 'i if image else user', '[x.id for x in image.all if x]',
    'lambda: load()',
    'image.name.strip().lower()', "','.join(image.names)", 'os.path.join(image.a, image.b)', "request.POST.get('x')",
    "request.session.get('x')", 'kwargs.get(image.id, 1)', 'image.items()',
    'image.id.hex()', '"{}".format(i)', 'image.created.isoformat()', 'image.model_dump()', 'UUID(image.id)', 'json.dumps(image)',
    'timedelta(days=i)', 'len(image)', 'handle.s(image)', 'sorted(image)', '...',
  ])('%s is pure', (expression) => {
    expect(purityIn(expression)).toBe('pure');
  });

  it.each([
    'uuid4()', 'str(uuid4())', 'uuid.uuid4().hex', 'timezone.now()', 'timezone.now() + timedelta(hours=1)', 'datetime.now()',
    'dt.datetime.utcnow()', 'time.time()', 'random.random()', 'eta=timezone.now()', 'f"{uuid4()}"',
  ])('%s is fresh', (expression) => {
    expect(purityIn(expression)).toBe('fresh');
  });

  it.each([
    'load()', 'image.save()', 'await load()', '(x := 1)', 'str(load())', 'str_of(image)', 'image.load().id', "requests.get('x')",
    'self.client.get("x")', 'session.get(image.url)', 'Image.objects.get(1)', 'cache.get(image.id)', 'db.get(Image, i)',
    'image.get(id=1)', 'image.get()', 'os.replace("a", "b")', 'thread.join()', '[x async for x in image]', '[load(x) for x in image]',
    '{"a": load()}', '[uuid4(), load()]', 'image.json()',
  ])('%s has an effect', (expression) => {
    expect(purityIn(expression)).toBe('effect');
  });
});
