import { describe, expect, it } from 'vitest';
import type { Argument } from '../../../src/analysis/ir.js';
import { walk } from '../../../src/readers/ecmascript/estree.js';
import type { CallExpression } from '../../../src/readers/ecmascript/estree.js';
import type { Module } from '../../../src/readers/ecmascript/module.js';
import { argumentOf } from '../../../src/readers/ecmascript/paths.js';
import { modulesOf } from './parsers.js';

/** The arguments of every call of `use`, as each parser shows them. */
function argumentsOf(text: string, parserOptions = {}): [string, Argument[]][] {
  return [...modulesOf(text, parserOptions)].map(([parser, module]) => [parser, usesIn(module)]);
}

function usesIn(module: Module): Argument[] {
  const calls: CallExpression[] = [];
  walk(module.ast, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'use') calls.push(node);
  });
  return calls.flatMap((call) => call.arguments.map((argument) => argumentOf(argument, module)));
}

function pathsIn(argument: Argument | undefined): string[] {
  return (argument?.paths ?? []).map(({ root, path }) => [root.replace(/@\d+$/, ''), ...path].join('.'));
}

describe('access paths', () => {
  it.each([
    ['image', ['image']],
    ['image.id', ['image.id']],
    ['image?.id', ['image.id']],
    ["image['id']", ['image.id']],
    ['(image).id', ['image.id']],
    ['String(image.id)', ['image.id']],
    ['image.id.toString()', ['image.id']],
    ['image.createdAt.toISOString().trim()', ['image.createdAt']],
    ['{ imageId: image.id, user }', ['image.id', 'user']],
    ['{ ...image, a: { b: [user.id] } }', ['image', 'user.id']],
    ['{ [user.key]: image.id }', ['image.id']],
    ['[...image.tags, user]', ['image.tags', 'user']],
    ['`images/${image.id}/${user.id}`', ['image.id', 'user.id']],
    ["'images/' + image.id", ['image.id']],
    ['f(image.id, user)', ['image.id', 'user']],
    ['f(image).id', ['image']],
    ['new Job(image.id)', ['image.id']],
    ['image.load()', []],
    ['image.load(user.id)', ['user.id']],
    ['image.tags.map((tag) => tag + user.id)', []],
    ['user.isNew ? image.id : user.id', ['image.id', 'user.id']],
    ['image.id ?? user.id', ['image.id', 'user.id']],
    ['image.tags[user.n].id', ['image.tags.[user.n].id', 'user.n']],
    ['image.tags[0]', ['image.tags.0']],
    ['typeof image', []],
    ['!image.ready', ['image.ready']],
    ['() => image.id', []],
    ["'image'", []],
    ['42', []],
    ['undefined', []],
    ['process.env.BUCKET', []],
    ['imported', []],
    ['imported.id', []],
    ['helper', []],
    ['LIMIT', []],
    ['SETTINGS.size', []],
    ['changing', ['changing']],
    ['image.id, image.id', ['image.id']],
  ])('%s', (expression, expected) => {
    const text = `
      import imported from './imported';
      const LIMIT = 10, SETTINGS = { size: 10 };
      let changing;
      changing = load();
      function helper() {}
      function upload(image, user) { use(${expression}); }`;
    for (const [parser, [argument]] of argumentsOf(text)) expect(pathsIn(argument), parser).toEqual(expected);
  });

  it.each([
    ['const id = image.id; use(id)', ['image.id'], 'id'],
    ['let id = image.id; use(id)', ['image.id'], 'id'],
    ['let id = image.id; id = 2; use(id)', ['id'], 'id'],
    ['const id = image.id; const same = id; use(same)', ['image.id'], 'same'],
    ['const owner = image.owner; use(owner.id)', ['image.owner.id'], 'owner.id'],
    ['const { id } = image; use({ id })', ['image.id'], 'id'],
    ['const { id, owner: { id: o } } = image; use(o)', ['image.owner.id'], 'o'],
    ['const [first] = image.tags; use(first)', ['image.tags.0'], 'first'],
    ['const { id = 1 } = image; use(id)', ['id'], 'id'],
    ['const { id, ...rest } = image; use(rest)', ['rest'], 'rest'],
    ['const id = String(image.id); use(id)', ['image.id'], 'id'],
    ['const id = image.id.toString(); use(id)', ['image.id'], 'id'],
    ['const id = await load(image); use(id)', ['id'], 'id'],
    ['const { id } = await load(image); use(id)', ['id'], 'id'],
    ['const id = image.tags[n]; use(id)', ['id'], 'id'],
    ['image = load(); const id = image.id; use(id)', ['id'], 'id'],
    ["const kind = 'image'; use(kind)", [], undefined],
    ["const options = { a: 1, b: ['x'] }; use(options)", [], undefined],
    ['const size = 10 * 2; use(size)', [], undefined],
    ['const { a } = { a: 1 }; use(a)', [], undefined],
    ['const { a } = process.env; use(a)', [], undefined],
    ['for (const tag of image.tags) use(tag)', ['tag'], 'tag'],
    ['const inner = () => { const id = image.id; use(id); }', ['image.id'], 'id'],
    ['function inner({ id }) { use(id); }', ['id'], 'id'],
    ['const a = a.b; use(a)', ['a.b.b.b.b.b.b.b.b'], 'a'],
  ])('alias: %s', (body, expected, writtenAs) => {
    for (const [parser, [argument]] of argumentsOf(`async function upload(image, n) { ${body} }`)) {
      expect(pathsIn(argument), parser).toEqual(expected);
      expect(argument?.paths[0]?.text, parser).toBe(writtenAs);
    }
  });

  it('sees through what only types say', () => {
    const text =
      'enum Kind { A = "a" }\nfunction upload(image: Image) { use((image as Image).id, image!.id, <string>image.id, image.id satisfies string, Kind.A); }';
    for (const [parser, found] of argumentsOf(text)) {
      expect(found.map(pathsIn), parser).toEqual([['image.id'], ['image.id'], ['image.id'], ['image.id'], []]);
    }
  });

  it('counts the variables of the module at its own top level only', () => {
    const text = 'var image = load();\nuse(image.id);\nfunction upload() { use(image.id); }';
    for (const sourceType of ['module', 'commonjs', 'script'] as const) {
      for (const [parser, found] of argumentsOf(text, { sourceType, path: sourceType === 'module' ? '/p/a.mjs' : '/p/a.cjs' })) {
        expect(found.map(pathsIn), `${parser} ${sourceType}`).toEqual([['image.id'], []]);
      }
    }
  });

  it('tells `this` of different classes apart and leaves it out where it stands alone', () => {
    const text = `
      class A { id = 1; one() { use(this.image.id); } two() { [1].forEach(() => use(this.image)); } three() { use(this); } }
      class B { one() { use(this.image.id); } two() { function inner() { use(this.image.id); } } }
      function old() { use(this.image.id); }`;
    for (const [parser, found] of argumentsOf(text)) {
      const roots = found.map((argument) => argument.paths[0]?.root);
      expect(found.map(pathsIn), parser).toEqual([['this.image.id'], ['this.image'], [], ['this.image.id'], ['this.image.id'], ['this.image.id']]);
      expect(roots[0], parser).toBe(roots[1]);
      expect(new Set(roots).size, parser).toBe(5);
    }
  });

  it('tells variables of one name apart', () => {
    const text = 'function a(image) { use(image.id); }\nfunction b(image) { use(image.id); }';
    for (const [parser, [first, second]] of argumentsOf(text)) expect(first?.paths[0]?.root, parser).not.toBe(second?.paths[0]?.root);
  });
});

describe('purity', () => {
  it.each([
    ['1', 'pure'],
    ['image.id', 'pure'],
    ['{ a: [image.id, `x${image.id}`], ...image }', 'pure'],
    ['String(image.id)', 'pure'],
    ['JSON.stringify({ id: image.id })', 'pure'],
    ['image.id.toString()', 'pure'],
    ['new Date(image.time)', 'pure'],
    ['() => save()', 'pure'],
    ['a ? b : c || d', 'pure'],
    ['new Date()', 'fresh'],
    ['Date.now() + 1000', 'fresh'],
    ['Math.random()', 'fresh'],
    ['{ id: randomUUID() }', 'fresh'],
    ['crypto.randomUUID()', 'fresh'],
    ['nanoid()', 'fresh'],
    ['uuidv4()', 'fresh'],
    ['counter++', 'fresh'],
    ['new Date().toISOString()', 'fresh'],
    ['image.counter++', 'effect'],
    ['load(image.id)', 'effect'],
    ['image.load()', 'effect'],
    ['await image', 'effect'],
    ['{ id: await load() }', 'effect'],
    ['a = 1', 'effect'],
    ['delete image.id', 'effect'],
    ['new Job()', 'effect'],
    ['String(load())', 'effect'],
    ['nanoid(load())', 'effect'],
    ['...image.tags', 'pure'],
  ])('%s is %s', (expression, expected) => {
    for (const [parser, [argument]] of argumentsOf(`async function upload(image, a, b, c, d, counter) { use(${expression}); }`)) {
      expect(argument?.purity, parser).toBe(expected);
    }
  });

  it('does not take a local function for the global one of that name', () => {
    for (const [parser, [argument]] of argumentsOf('function upload(String, image) { use(String(image)); }'))
      expect(argument?.purity, parser).toBe('effect');
  });
});

describe('composition', () => {
  it('gives the entries and elements of literals, nested', () => {
    for (const [parser, [argument]] of argumentsOf(
      "function f(image) { use({ id: image.id, list: [1, 'a', -2], inner: { on: true, no: null } }); }",
    )) {
      const inner = argument?.entries?.get('inner');
      expect([...(argument?.entries?.keys() ?? [])], parser).toEqual(['id', 'list', 'inner']);
      expect(
        argument?.entries?.get('list')?.elements?.map(({ literal }) => literal),
        parser,
      ).toEqual([1, 'a', -2]);
      expect([inner?.entries?.get('on')?.literal, inner?.entries?.get('no')?.literal], parser).toEqual([true, null]);
      expect(argument?.open, parser).toBe(false);
    }
  });

  it.each([
    ['{ a: 1, ...more }', true],
    ['{ [more]: 1 }', true],
    ["{ ['a']: 1, 'b-c': 2, 3: 3 }", false],
    ['more', true],
    ['f()', true],
    ['{}', false],
    ['undefined', false],
    ['null', false],
  ])('%s is open: %s', (expression, open) => {
    for (const [parser, [argument]] of argumentsOf(`function g(more) { use(${expression}); }`)) expect(argument?.open, parser).toBe(open);
  });

  it.each([
    ['"a"', 'a'],
    ['`a`', 'a'],
    ['NAME', 'process'],
    ['local', 3],
    ['-1', -1],
    ['`${NAME}`', undefined],
    ['changing', undefined],
    ['/a/', undefined],
    ['10n', undefined],
  ])('literal of %s', (expression, literal) => {
    for (const [parser, [argument]] of argumentsOf(
      `const NAME = 'process'; let changing = 1; changing = 2; function f() { const local = 3; use(${expression}); }`,
    )) {
      expect(argument?.literal, parser).toBe(literal);
    }
  });

  it.each([
    ['use((image, user))', '(image, user)'],
    ['use((image), user)', '(image)'],
    ['use( ( /* a */ (image) ), user)', '( /* a */ (image) )'],
    ['use(image)', 'image'],
    ['use(...image)', '...image'],
    ['use(image,)', 'image'],
  ])('the span in %s covers the parentheses of the argument', (call, expected) => {
    const text = `function f(image, user) { ${call}; }`;
    for (const [parser, [argument]] of argumentsOf(text))
      expect(text.slice(argument?.span.start, argument?.span.end), parser).toBe(expected);
  });
});
