import { expect, it } from 'vitest';
import { done, doneIn, read } from './probe.js';

const LAST = 'probe.write(x)';
const X = 'write plain argument(x)';

it('calls are followed to ten, and what is behind that is said', () => {
  const chain = (length: number): string => [...Array(length).keys()].map((index) => `def f${String(index)}():\n    ${index === 0 ? LAST : `f${String(index - 1)}()`}`).join('\n');
  expect(done(`${chain(10)}\nf9()`)).toEqual([X]);
  const far = read(`${chain(12)}\nf11()\nprobe.read(y)`);
  expect(far.effects.map(({ operation }) => operation)).toEqual(['read']);
  expect(far.opaque.map(({ what }) => what)).toEqual(['calls `f1`, which is too far away to be read']);
});

it('a call that leads far does not hide what stands behind it', () => {
  // Each of them calls all others: without a bound that is 8! bodies.
  const names = [...Array(8).keys()].map((index) => `f${String(index)}`);
  const wide = names.map((name) => `def ${name}(k):\n    ${names.map((other) => `${other}(k)`).join('\n    ')}`).join('\n');
  const { effects, opaque } = read(`${wide}\nf0(x)\ndef last():\n    ${LAST}\nlast()`);
  expect(effects).toHaveLength(1);
  expect(opaque.length).toBeGreaterThan(0);
});

it.each([
  ['a deep expression', `y = ${'['.repeat(1500)}1${']'.repeat(1500)}`],
  ['a long sum', `y = ${Array(1500).fill("'a'").join(' + ')}`],
  ['many ors', `y = ${Array(900).fill('y').join(' or ')}`],
  ['many calls on calls', `y${'.filter(y)'.repeat(900)}`],
  ['a deep block', [...Array(90).keys()].map((depth) => `${'    '.repeat(depth)}if y:`).join('\n') + `\n${'    '.repeat(90)}pass`],
  ['a text that doubles', `s = str(y)\n${"s = f'{s}-{s}'\n".repeat(60)}`],
  ['a literal that doubles', `s = 'a'\n${'s = s + s\n'.repeat(60)}`],
  ['a list that doubles', `s = [y]\n${'s = s + s\n'.repeat(60)}`],
  ['very many elifs', `if y == 0:\n    pass\n${[...Array(4000).keys()].map((index) => `elif y == ${String(index)}:\n    pass`).join('\n')}`],
  ['many elifs', `if y == 0:\n    pass\n${[...Array(900).keys()].map((index) => `elif y == ${String(index)}:\n    pass`).join('\n')}`],
  ['a function that calls itself in its arguments', 'def f(k):\n    return f(f(f(k)))\nf(f(x))'],
  ['a lambda that calls itself', '(lambda f: f(f))(lambda f: f(f))'],
  ['a value that grows', 'k = []\nfor i in y:\n    k = [k, k, k]\n    k.append(k)'],
  ['a dict in itself', 'd = {}\nd["d"] = d\nd["d"] = {"d": d, "e": {**d}}'],
])('%s', (_, body) => {
  expect(done(`${body}\n${LAST}`)).toContain(X);
});

it('classes that extend each other', () => {
  expect(doneIn(`
class A(B):
    pass
class B(A):
    pass
KEY = OTHER
OTHER = KEY

@shared_task
def task(x):
    A().go()
    print(KEY)
    ${LAST}
`)).toEqual([X]);
});

it('modules that import each other', () => {
  const files = { 'a.py': 'from b import thing\nfrom b import *\n', 'b.py': 'from a import thing\nfrom a import *\n' };
  expect(done(`from a import thing, other\nthing(other)\n${LAST}`, files)).toEqual([X]);
});

it('a syntax error in a helper', () => {
  expect(done(`from a import thing\nthing(x)\n${LAST}`, { 'a.py': 'def thing(k):\n    return (((\n' })).toEqual([X]);
});
