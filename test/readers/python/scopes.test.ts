import { describe, expect, it } from 'vitest';
import { parsePython } from '../../../src/readers/python/module.js';
import { boundBy, classOf, classVariables, enclosingFunction, readsOf, topLevelVariables, variableOf } from '../../../src/readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, walk, type PyNode } from '../../../src/readers/python/tree.js';

/**
 * Where each `x` of a text is bound: the lines of its variable's bindings, for the identifiers `x` in source order.
 * Lines count from 1; `-` for a name that nothing binds.
 */
function bindingsOfX(text: string): string[] {
  const module = parsePython('/p/a.py', text);
  const found: string[] = [];
  walk(module.ast, (node) => {
    if (node.type !== 'identifier' || sourceOf(node, module) !== 'x') return;
    const lines = variableOf(node, module)?.bindings.map(({ name }) => module.text.slice(0, name.range[0]).split('\n').length) ?? [];
    found.push(lines.join(',') || '-');
  });
  return found;
}

describe('variableOf', () => {
  it.each<[string, string, string[]]>([
    ['a parameter', 'x = 1\ndef f(x):\n    x', ['1', '2', '2']],
    ['parameters of every kind', 'def f(a, /, b: int, *x, c=1, **d): x', ['1', '1']],
    ['a keyword parameter', 'def f(*, x: int = 1): x', ['1', '1']],
    ['a default, which is looked up outside', 'x = 1\ndef f(x=x):\n    x', ['1', '2', '1', '2']],
    ['an annotation, which is looked up outside', 'x = 1\ndef f(x: x) -> x:\n    x', ['1', '2', '1', '1', '2']],
    ['a decorator, which is looked up outside', 'x = 1\n@x\ndef f(x): pass', ['1', '1', '3']],
    ['a lambda', 'x = 1\nlambda x=x: x', ['1', '2', '1', '2']],
    ['a comprehension', 'x = 1\n[x for x in x if x]\nx', ['1', '2', '2', '1', '2', '1']],
    ['a second iterable, which is inside', 'x = 1\n[y for y in a for x in x]', ['1', '2', '2']],
    ['a dictionary comprehension', '{x: x for x in a}', ['1', '1', '1']],
    ['a generator', 'sum(x for x in a)\nx', ['1', '1', '-']],
    ['a walrus in a comprehension, which binds outside', '[(x := y) for y in a]\nx', ['1', '1']],
    ['global', 'x = 1\ndef f():\n    global x\n    x = 2\n    def g():\n        x', ['1,4', '1,4', '1,4', '1,4']],
    ['nonlocal', 'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    x', ['2,5', '2,5', '2,5', '2,5']],
    ['nonlocal above what it means', 'def f():\n    def g():\n        nonlocal x\n        x = 2\n    x = 1', ['4,5', '4,5', '4,5']],
    ['a class body, which methods do not see', 'class A:\n    x = 1\n    y = x\n    def f(self): x', ['2', '2', '-']],
    ['a class body, which comprehensions see in the first iterable only', 'class A:\n    x = 1\n    [x for y in x]', ['2', '-', '2']],
    ['a base class, which is looked up outside', 'x = 1\nclass A(x):\n    x = 2', ['1', '1', '3']],
    ['an import', 'import x\nx', ['1', '1']],
    ['a dotted import', 'import x.y\nx.y', ['1', '1']],
    ['an import under another name', 'from x import y as z, a as x\nx', ['1', '1', '1']],
    ['a dotted import under another name', 'import a.b as x\nx', ['1', '1']],
    ['a star import, which binds nothing', 'from a import *\nx', ['-']],
    ['a loop', 'for a, (x, *b) in c: x\nelse: x', ['1', '1', '1']],
    ['a with', 'with a as (x, *y), b as z: x', ['1', '1']],
    ['a with in parentheses', 'with (a as b, c as x): x', ['1', '1']],
    ['an except', 'try: pass\nexcept (A, B) as x: x', ['2', '2']],
    ['an except of groups', 'try: pass\nexcept* A as x: x', ['2', '2']],
    ['a match', 'match a:\n    case [1, x]: x\n    case B(x=y): x\n    case {"k": x, **z}: x', ['2,4', '2,4', '2,4', '2,4', '2,4', '2,4']],
    ['a match that binds the rest', 'match a:\n    case [1, *x] | {**x}: x', ['2,2', '2,2', '2,2']],
    ['a match under a name', 'match a:\n    case B() as x if x: x', ['2', '2', '2']],
    ['a match with a value, which binds nothing', 'match a:\n    case x.y: pass\n    case x(): pass', ['-', '-']],
    ['several targets', 'a = x = b\nx, y = c\n[x] = d', ['1,2,3', '1,2,3', '1,2,3']],
    ['an annotated assignment', 'def f():\n    x: int\n    x = 1', ['2,3', '2,3']],
    ['attributes and subscripts, which bind nothing', 'x.y = 1\nx[0] = 2', ['-', '-']],
    ['augmented', 'x = 1\nx += 1', ['1,2', '1,2']],
    ['deletion', 'x = 1\ndel x', ['1,2', '1,2']],
    ['a nested function', 'def f():\n    def x(): pass\n    x', ['2', '2']],
    ['a type', 'type x = int', ['1']],
  ])('%s', (_, text, expected) => {
    expect(bindingsOfX(text)).toEqual(expected);
  });

  it('tells the value of plain assignments, of each in a row, and of no unpacking', () => {
    const module = parsePython('/p/a.py', 'a = b = c.d\ne: int = 1\nf, g = h\n(i := 2)\nj: int\n');
    const values = [...topLevelVariables(module).values()].map(({ name, bindings }) => [name, ...bindings.map(({ value }) => (value === undefined ? '' : sourceOf(value, module)))]);
    expect(values).toEqual([['a', 'c.d'], ['b', 'c.d'], ['e', '1'], ['f', ''], ['g', ''], ['i', '2'], ['j', '']]);
  });
});

describe('readsOf', () => {
  it.each([
    ['x = 1\nf(x)\nf(a.x, x=2)\nx.y', 2],
    ['x = 1\ndef f(): return x\ndef g(x): return x', 1],
    ['x = 1\nx = 2', 0],
    ['x = 1\nx += 1', 1],
    ['x = 1\nfrom x import y\nimport x.z', 0],
    ['x = 1\ndef f():\n    global x', 0],
    ['x = 1\nmatch a:\n    case x.Y: pass\n    case B(x=1): pass', 1],
    ['x = 1\nf"{x}"', 1],
  ])('%j reads x %i times', (text, count) => {
    const module = parsePython('/p/a.py', text);
    const variable = topLevelVariables(module).get('x');
    expect(variable === undefined ? -1 : readsOf(variable, module).length).toBe(count);
  });
});

describe('what is around a node', () => {
  const text = 'class A:\n    size = 1\n    @wrap(q)\n    def f(self, a=p):\n        def g(): r\n        return lambda: s\ndef h(): t\nu\n';
  const module = parsePython('/p/a.py', text);
  const named = (name: string): PyNode => {
    let found = module.ast;
    walk(module.ast, (node) => {
      if (node.type === 'identifier' && sourceOf(node, module) === name) found = node;
    });
    return found;
  };
  const nameOf = (node: PyNode | undefined): string | undefined => {
    const name = node === undefined ? undefined : childIn(node, 'name');
    return name === undefined ? node?.type : sourceOf(name, module);
  };

  it.each([
    ['p', undefined],
    ['q', undefined],
    ['r', 'g'],
    ['s', 'lambda'],
    ['t', 'h'],
    ['u', undefined],
  ])('%s stands in the function %s', (name, expected) => {
    expect(nameOf(enclosingFunction(named(name)))).toBe(expected);
  });

  it.each([
    ['f', 'A'],
    ['g', undefined],
    ['h', undefined],
  ])('%s is a method of %s', (name, expected) => {
    const routine = named(name).parent;
    expect(nameOf(routine === undefined ? undefined : classOf(routine))).toBe(expected);
  });

  it('knows the names of a class', () => {
    const [definition] = namedChildren(module.ast);
    expect(definition === undefined ? [] : [...classVariables(definition, module).keys()]).toEqual(['size', 'f']);
  });

  it('tells what a statement binds, without what is bound further in', () => {
    const source = 'a, (b, c) = [d for d in (lambda e: e)]\nimport f.g, h as i\ndef j(k): l = 1\nclass M:\n    n = 1\no.p = 1';
    const parsed = parsePython('/p/a.py', source);
    const bound = namedChildren(parsed.ast).map((statement) => boundBy(statement, parsed).map(({ name }) => name));
    expect(bound).toEqual([['a', 'b', 'c'], ['f', 'i'], ['j'], ['M'], []]);
  });
});
