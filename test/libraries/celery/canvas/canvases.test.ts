import { describe, expect, it } from 'vitest';
import type { Canvas, Signature } from '../../../../src/analysis/canvas.js';
import { cut, lines, read } from './read.js';

/** Code as the body of a function. */
function inFunction(code: string): string {
  return `def upload(x):\n${code.trim().replace(/^/gm, '    ')}\n`;
}

describe('what makes a canvas', () => {
  it.each([
    ['chain(a.s(1), b.s(), c.si()).delay()', 'chain(a.s(1), b.s(), c.si()!) => delay()'],
    ['chain([a.s(1), b.s()])()', 'chain(a.s(1), b.s()) => __call__()'],
    ['chain(*steps).delay()', 'chain(?, …) => delay()'],
    ['chain(*[a.s(1), b.s()]).delay()', 'chain(a.s(1), b.s()) => delay()'],
    ['chain(steps).delay()', 'chain(…) => delay()'],
    ['group(a.s(i) for i in xs).delay()', 'group(a.s(i), …) => delay()'],
    ['group([a.s(i) for i in xs])()', 'group(a.s(i), …) => __call__()'],
    ['(group(a.s(1), b.s(2)) | c.si()).delay()', 'pipe(group(a.s(1), b.s(2)), c.si()!) => delay()'],
    ['chord([a.s(1), a.s(2)], b.s()).delay()', 'chord([a.s(1), a.s(2)], b.s()) => delay()'],
    ['chord(group(a.s(1), a.s(2)))(b.s())', 'chord([a.s(1), a.s(2)], b.s()) => __call__(b.s())'],
    ['chord(a.s(1) | b.s(2), c.s()).delay()', 'chord([a.s(1), b.s(2)], c.s()) => delay()'],
    ['chord([a.s(1) | b.s()], c.s()).delay()', 'chord([pipe(a.s(1), b.s())], c.s()) => delay()'],
    ['chord((a.s(i) for i in xs), body=b.s().on_error(e.s()))()', 'chord([a.s(i), …], b.s() .on_error(e.s())) => __call__()'],
    ['signature("shop.tasks.a", args=(1,), immutable=True).delay()', 'a.signature("shop.tasks.a", args=(1,), immutable=True)! => delay()'],
    ['a.signature((1,), {"size": 2}).apply_async(**options)', 'a.signature((1,), {"size": 2}) => apply_async(…)'],
    ['(signature("elsewhere.resize") | a.s()).delay()', 'pipe(resize.signature("elsewhere.resize"), a.s()) => delay()'],
    ['chain(unknown.s(1), a.s() if x else b.s()).delay()', 'chain(?, ?) => delay()'],
  ])('%s', (code, line) => {
    expect(lines(`${code}\n`)[0]).toBe(line);
  });

  it('follows names to Celery, whatever they are called', () => {
    const head = 'import celery\nfrom celery.canvas import chain as sequence\nfrom shop import tasks\n';
    expect(lines('sequence(tasks.a.s(1), tasks.b.s()).delay()\ncelery.chain(tasks.a.s(1)).delay()\n', head)).toEqual([
      'chain(a.s(1), b.s()) => delay()',
      'chain(a.s(1)) => delay()',
    ]);
  });

  it('knows what is none: another chain, other pipes, a method called `s`', () => {
    expect(lines('chain(a, b)\nq = Q(x=1) | Q(y=2)\nsizes.s(1).delay()\n', 'from itertools import chain\n')).toEqual([]);
  });
});

describe('what a method is called on', () => {
  it.each([
    ['(a.s(1) | b.s()).on_error(e.s()).delay()', 'pipe(a.s(1), b.s()) .on_error(e.s()) => delay()'],
    ['(a.s(1) | b.s().on_error(e.s())).delay()', 'pipe(a.s(1), b.s() .on_error(e.s())) => delay()'],
    ['((a.s(1) | b.s()).on_error(e.s()) | c.si()).delay()', 'pipe(pipe(a.s(1), b.s()) .on_error(e.s()), c.si()!) => delay()'],
    ['(chain(a.s(1), b.s()) | c.si()).delay()', 'pipe(a.s(1), b.s(), c.si()!) => delay()'],
    ['chain(a.s(1), b.s()).link_error(e.s()).delay()', 'chain(a.s(1), b.s()) .link_error(e.s() => delay())'],
    ['chain(a.s(1)).apply_async(link_error=[e.s(), e.si(1)])', 'chain(a.s(1)) => apply_async(link_error=e.s() & e.si(1)!)'],
    ['chain(a.s(1)).freeze()', 'chain(a.s(1)) .freeze() [open]'],
  ])('%s', (code, line) => {
    expect(lines(`${code}\n`)).toEqual([line]);
  });
});

describe('what becomes of it', () => {
  it.each([
    ['r = chain(a.s(1)).delay()', ['chain(a.s(1)) => delay() [used]']],
    ['return chain(a.s(1)).delay()', ['chain(a.s(1)) => delay() [used]']],
    ['chain(a.s(1)).delay().get()', ['chain(a.s(1)) => delay() [used]']],
    ['return chain(a.s(1))', ['chain(a.s(1)) [open]']],
    ['send(chain(a.s(1)))', ['chain(a.s(1)) [open]']],
    ['self.steps = a.s(1)', ['a.s(1) [open]']],
    ['transaction.on_commit(chain(a.s(1)).delay)', ['chain(a.s(1)) [open]']],
    ['a.delay(callback=b.s())', ['b.s() [open]']],
  ])('%s', (code, expected) => {
    expect(lines(inFunction(code))).toEqual(expected);
  });
});

describe('variables', () => {
  it('follows one through straight-line code, and the chains that are made of it', () => {
    const code = 'w = chain(a.s(1), b.s())\nw.link_error(e.s())\nw = w | c.si()\nw |= c.si()\nw.apply_async(queue="x")';
    expect(lines(inFunction(code))).toEqual(['pipe(chain(a.s(1), b.s()) .link_error(e.s()), c.si()!, c.si()!) => apply_async(queue="x")']);
  });

  it('follows the error callback that `link_error` gives', () => {
    expect(lines(inFunction('w = chain(a.s(1), b.s()).link_error(e.s())\nw.delay()'))).toEqual(['chain(a.s(1), b.s()) .link_error(e.s() => delay())']);
  });

  it('follows signatures into a chain, and what is set on them', () => {
    const code = 's = a.s(1)\ns.set(queue="x", immutable=True)\nchain(s, b.s()).delay()';
    expect(lines(inFunction(code))).toEqual(['chain(a.s(1)! .set(queue="x", immutable=True), b.s()) => delay()']);
  });

  it.each([
    ['a branch', 'w = chain(a.s(1))\nif x:\n    w.link_error(e.s())\nw.delay()'],
    ['a loop', 'w = chain(a.s(1))\nfor i in x:\n    w.link_error(e.s())\nw.delay()'],
    ['a nested function', 'w = chain(a.s(1))\ndef add():\n    w.link_error(e.s())\nw.delay()'],
    ['a call', 'w = chain(a.s(1))\nfollow(w)\nw.delay()'],
    ['a second dispatch', 'w = chain(a.s(1))\nw.delay()\nw.delay()'],
    ['an attribute', 'w = chain(a.s(1))\nw.options["queue"] = "x"\nw.delay()'],
    ['another value in a branch', 'w = chain(a.s(1))\nif x:\n    w = chain(b.s(1))\nw.delay()'],
  ])('is open after %s', (_, code) => {
    expect(lines(inFunction(code)).every((line) => line.endsWith('[open]'))).toBe(true);
  });

  it('is not open in a `with` and a `try`', () => {
    expect(lines(inFunction('w = chain(a.s(1))\nwith x:\n    try:\n        w.delay()\n    finally:\n        close()'))).toEqual(['chain(a.s(1)) => delay()']);
  });

  it('is open at the top level, where others may import it', () => {
    expect(lines('w = chain(a.s(1))\nw.delay()\n')).toEqual(['chain(a.s(1)) => delay() [open]']);
  });
});

describe('spans', () => {
  const spansOf = (canvas: Canvas, text: string): string[] => [canvas.own, canvas.span, canvas.place].map((span) => cut(span, text));

  it('tells what is written from what hangs on it and what dispatches it', () => {
    const { text, sites } = read('(a.s(1) | b.s()).on_error(e.s()).apply_async(queue="x")\n');
    const canvas = sites[0]?.canvas;
    expect(canvas === undefined ? [] : spansOf(canvas, text)).toEqual(['(a.s(1) | b.s())', '(a.s(1) | b.s()).on_error(e.s())', '(a.s(1) | b.s()).on_error(e.s())']);
    expect(cut(canvas?.start?.suffix ?? { start: 0, end: 0 }, text)).toBe('.apply_async(queue="x")');
    expect(cut(canvas?.start?.inside ?? { start: 0, end: 0 }, text)).toBe('queue="x"');
    expect(cut(canvas?.start?.keyword.get('queue')?.whole ?? { start: 0, end: 0 }, text)).toBe('queue="x"');
  });

  it('has the variable as the place of what is dispatched or stands in another', () => {
    const { text, sites } = read(inFunction('s = a.s(1).set(queue="x")\nw = chain(s, b.s())\nw.delay()'));
    const canvas = sites[0]?.canvas;
    expect(canvas === undefined ? [] : spansOf(canvas, text)).toEqual(['chain(s, b.s())', 'chain(s, b.s())', 'w']);
    expect(canvas?.kind === 'chain' && canvas.parts[0] !== undefined ? spansOf(canvas.parts[0], text) : []).toEqual(['a.s(1)', 'a.s(1).set(queue="x")', 's']);
  });
});

describe('signatures', () => {
  function signatureIn(code: string): Signature {
    const canvas = read(`${code}\n`).sites[0]?.canvas;
    if (canvas?.kind !== 'signature') throw new Error(`no signature: ${code}`);
    return canvas;
  }

  it('has arguments as the dispatches have them', () => {
    const { positional, keyword, openArguments } = signatureIn('a.s(1, size="s").delay()');
    expect(positional.map(({ literal }) => literal)).toEqual([1]);
    expect(keyword.get('size')?.literal).toBe('s');
    expect(openArguments).toBe(false);
    expect(signatureIn('a.s(*args).delay()').openArguments).toBe(true);
  });

  it('has the options that its maker is given', () => {
    expect([...(signatureIn('a.signature((1,), queue="x").delay()').options?.keys() ?? [])]).toEqual(['queue']);
  });

  it.each([
    ['a.s(1).delay()', ['x', 'size'], false, false],
    ['b.s(1).delay()', ['x'], true, false],
    ['c.s().delay()', [], false, true],
  ])('knows the code that runs: %s', (code, names, bound, unchecked) => {
    const { callable } = signatureIn(code);
    expect(callable?.parameters.map(({ name }) => name)).toEqual(names);
    expect([callable?.bound, callable?.unchecked]).toEqual([bound, unchecked]);
  });

  it('names the routine', () => {
    expect(read(inFunction('a.s(1).delay()')).sites.map(({ routine }) => routine)).toEqual([{ name: 'upload', role: 'service' }]);
  });

  it('is silent in a function with a syntax error, and reads the others', () => {
    expect(lines('def broken():\n    a.s(1).delay()\n    if :\n\n\ndef sound():\n    b.s(1).delay()\n')).toEqual(['b.s(1) => delay()']);
  });
});
