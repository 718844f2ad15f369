import { describe, expect, it } from 'vitest';
import { done } from './probe.js';

const X = 'write plain argument(x)';
const Y = 'write plain argument(y)';

describe('branches', () => {
  it.each([
    ['both arms', 'if flag:\n    probe.write(x)\nelse:\n    probe.write(y)', [X, Y]],
    ['a name that both arms give', "if flag:\n    k = 'a'\nelse:\n    k = 'b'\nf = {'a': x, 'b': y}\nprobe.write(k)", ['write plain ?']],
    ['an object out of either arm', 'class A:\n    def go(self, k):\n        probe.write(k)\nclass B:\n    def go(self, k):\n        probe.read(k)\nif flag:\n    a = A()\nelse:\n    a = B()\na.go(x)', [X, 'read used argument(x)']],
    ['a name that one arm changes', "def f():\n    probe.write(x)\ng = f\nif flag:\n    g = None\ng()", [X]],
    ['elif', 'if flag:\n    pass\nelif x:\n    probe.write(x)\nelse:\n    probe.write(y)', [X, Y]],
    ['what an arm that leaves has set is gone', 'k = x\nif flag:\n    k = y\n    return\nprobe.write(k)', [X]],
    ['nothing behind two arms that leave', 'if flag:\n    return\nelse:\n    raise ValueError\nprobe.write(x)', []],
    ['a conditional expression', 'f = (lambda: probe.write(x)) if flag else (lambda: probe.write(y))\nf()', [X, Y]],
    ['or', 'def f():\n    return None\ng = f() or (lambda: probe.write(x))\ng()', [X]],
    ['match', 'match flag:\n    case 1:\n        probe.write(x)\n    case _:\n        probe.write(y)', [X, Y]],
    ['match by a literal', "kind = 'b'\nmatch kind:\n    case 'a':\n        probe.write(x)\n    case 'b' | 'c':\n        probe.write(y)\n    case _:\n        probe.write(x)", [Y]],
    ['match by a literal, under a condition', "kind = 'b'\nmatch kind:\n    case 'b' if flag:\n        probe.write(x)\n    case _:\n        probe.write(y)", [X, Y]],
    ['an attribute that one arm sets', 'class A:\n    pass\na = A()\na.go = lambda: probe.write(x)\nif flag:\n    a.go = lambda: probe.write(y)\na.go()', [Y, X]],
    ['an attribute that an arm sets and then leaves', 'class A:\n    pass\na = A()\na.k = x\ndef f():\n    if flag:\n        a.k = y\n        return\n    a.k = x\nf()\nprobe.write(a.k)', ['write plain ?']],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});

describe('arms that do not run', () => {
  const call = (test: string, given: string): string => `def f(kind, more=False):\n    if ${test}:\n        probe.write(x)\n    else:\n        probe.write(y)\nf(${given})`;

  it.each([
    ['kind', 'True', [X]],
    ['kind', 'False', [Y]],
    ['not kind', 'None', [X]],
    ['more', 'x', [Y]],
    ["kind == 'a'", "'a'", [X]],
    ["kind == 'a'", "'b'", [Y]],
    ["kind != 'a'", "'a'", [Y]],
    ["kind in ('a', 'b')", "'b'", [X]],
    ["kind in ('a', 'b')", "'c'", [Y]],
    ["kind not in ('a', 'b')", "'c'", [X]],
    ['kind is None', 'None', [X]],
    ['kind is not None', 'None', [Y]],
    ['kind and more', 'True, True', [X]],
    ['kind and more', 'flag, False', [Y]],
    ['kind or more', 'flag, True', [X]],
    ['kind or more', 'False', [Y]],
    ['kind > 3', '4', [X]],
    ['kind > 3', '2', [Y]],
    ['kind', 'flag', [X, Y]],
    ["kind == 'a'", 'flag', [X, Y]],
    ['kind and more', 'True, flag', [X, Y]],
    ['kind is None', 'f', [Y]],
  ])('if %s, of f(%s)', (test, given, lines) => {
    expect(done(call(test, given))).toEqual(lines);
  });

  it('a constant of the module counts', () => {
    expect(done('from other import ON\nif ON:\n    probe.write(x)\nelse:\n    probe.write(y)', { 'other.py': 'ON = False\n' })).toEqual([Y]);
  });

  it('a setting of a package does not', () => {
    expect(done('from django.conf import settings\nif settings.ON:\n    probe.write(x)\nelse:\n    probe.write(y)')).toEqual([X, Y]);
  });

  it('what follows a return on True is not read', () => {
    expect(done('def f(on):\n    if on:\n        return\n    probe.write(x)\nf(True)\nf(False)')).toEqual([X]);
    expect(done('def f(on):\n    if on:\n        return\n    probe.write(x)\nf(True)')).toEqual([]);
  });
});

describe('loops', () => {
  it.each([
    ['over a list', 'for k in [x, x]:\n    probe.write(k)', [X]],
    ['over two things', 'for f in (lambda: probe.write(x), lambda: probe.write(y)):\n    f()', [X, Y]],
    ['over pairs', 'for k, f in [(x, probe.write)]:\n    f(k)', [X]],
    ['over a dict', "for name, k in {'a': x}.items():\n    probe.write(f'{name}{k}')", ["write plain 'a'+argument(x)"]],
    ['counted', 'for i, k in enumerate([x]):\n    probe.write(k)', [X]],
    ['zipped', 'for a, b in zip([x], [y]):\n    probe.write(b)', [Y]],
    ['a list that grew', 'keys = []\nkeys.append(x)\nfor k in keys:\n    probe.write(k)', [X]],
    ['a list that grew in a loop', 'keys = []\nfor i in range(3):\n    keys.append(x)\nfor k in keys:\n    probe.write(k)', [X]],
    ['found and left', 'found = None\nfor k in [x]:\n    if flag:\n        found = lambda: probe.write(k)\n        break\nfound()', [X]],
    ['left out', 'found = None\nfor k in [x]:\n    if flag:\n        found = lambda: probe.write(k)\n        continue\nfound()', [X]],
    ['while', 'while flag:\n    probe.write(x)\n    break', [X]],
    ['while False', 'while False:\n    probe.write(x)', []],
    ['else', 'for k in []:\n    pass\nelse:\n    probe.write(x)', [X]],
    ['a comprehension', '[probe.write(k) for k in [x] if k]', [X]],
    ['a comprehension within', '{k: probe.write(k) for row in [[x]] for k in row}', [X]],
    ['over an unknown value', 'for k in other():\n    probe.write(k)', ['write plain ?']],
    ['what a task is handed', "for k in x['ids']:\n    probe.write(k)", ['write plain ?']],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});

describe('exceptions', () => {
  it.each([
    ['body, handler, finally', "try:\n    probe.write(x)\nexcept ValueError as error:\n    probe.write(y)\nfinally:\n    probe.write('z')", [X, Y, "write plain 'z'"]],
    ['else', "try:\n    pass\nexcept ValueError:\n    return\nelse:\n    probe.write(x)", [X]],
    ['else of a body that leaves', 'try:\n    return\nexcept ValueError:\n    pass\nelse:\n    probe.write(x)', []],
    ['behind a handler that leaves', 'try:\n    k = x\nexcept ValueError:\n    return\nprobe.write(k)', [X]],
    ['behind a body that leaves', 'try:\n    return other()\nexcept ValueError:\n    pass\nprobe.write(x)', [X]],
    ['a name that the body may have set', "k = x\ntry:\n    k = y\nexcept ValueError:\n    pass\nprobe.write(k)", ['write plain ?']],
    ['raise', 'raise ValueError\nprobe.write(x)', []],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});

describe('assignments', () => {
  it.each([
    ['unpacked', 'a, (b, *c) = y, (x, 1)\nprobe.write(b)', [X]],
    ['walrus', 'if (k := x):\n    probe.write(k)', [X]],
    ['augmented', "k = 'a:'\nk += x\nprobe.write(k)", ["write plain 'a:'+argument(x)"]],
    ['twice at once', 'a = b = x\nprobe.write(b)', [X]],
    ['an element of a dict', "d = {}\nd['k'] = x\nprobe.write(d['k'])", [X]],
    ['a dict put together', "d = {'a': 1, **{'k': x}}\nprobe.write(d.get('k'))", [X]],
    ['dict()', 'd = dict(k=x)\nprobe.write(d["k"])', [X]],
    ['a default of get', "d = {}\nprobe.write(d.get('k', x))", [X]],
    ['the last element', 'probe.write([y, x][-1])', [X]],
    ['the variable of an outer name', 'k = x\ndef f():\n    k = y\nf()\nprobe.write(k)', [X]],
    ['what a task is handed', "probe.write(x['image']['id'])\nprobe.write(x.get('image'))", ['write plain argument(x.image.id)', 'write plain argument(x.image)']],
    ['setattr by a name that is written out', 'class A:\n    k = 1\na = A()\nsetattr(a, "k", x)\nprobe.write(a.k)', [X]],
    ['setattr by a name that nobody knows', 'class A:\n    pass\na = A()\na.k = x\nsetattr(a, y, y)\nprobe.write(a.k)', [X]],
    ['getattr by a name that is written out', 'class A:\n    k = 1\na = A()\na.k = x\nprobe.write(getattr(a, "k"))', [X]],
  ])('%s', (_, body, lines) => {
    expect(done(body)).toEqual(lines);
  });
});
