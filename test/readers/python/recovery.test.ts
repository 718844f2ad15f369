import { describe, expect, it } from 'vitest';
import { parsePython } from '../../../src/readers/python/module.js';
import { blankOut, findGaps } from '../../../src/readers/python/recovery.js';
import { indented, PAIR, read } from './table.js';

const PAIR_IN_METHOD = indented(PAIR, '        ');

function routine(name: string): string {
  return `@wrap(\n    1,\n)\nasync def ${name}(\n    image,\n) -> None:\n    """Doc: of ${name}"""\n${indented(PAIR)}\n\n`;
}

function broken(statement: string): string {
  return `def broken(image):\n${indented([...PAIR, statement])}\n\n`;
}

function namesIn(text: string): string[] {
  return read(text).routines.map(({ name }) => name);
}

describe('a syntax error', () => {
  it.each([
    ['an open parenthesis', 'process.delay(image.id'],
    ['an open bracket', 'x = [1,'],
    ['an open brace', 'x = {1:'],
    ['an open string', "x = 'a"],
    ['an open long string', 'x = """a'],
    ['a closing parenthesis too many', 'process.delay(image.id))'],
    ['a missing colon', 'if image'],
    ['a missing value', 'x ='],
    ['an unknown operator', 'x = image ? 1 : 2'],
    ['an open parenthesis and a blank line', 'f(\n\n'],
  ])('%s spoils the function that holds it, and no other', (_, statement) => {
    const text = `import x\n${routine('first')}${broken(statement)}${routine('second')}class A:\n    def post(self, image):\n${PAIR_IN_METHOD}\n`;
    expect(namesIn(text)).toEqual(['first', 'second', 'A.post']);
  });

  it.each(['process.delay(image.id', 'if image', 'x = (]'])('%s spoils one method of a class', (statement) => {
    const method = (name: string, more: string): string => `    def ${name}(self, image):\n${PAIR_IN_METHOD}\n${more}\n`;
    const text = `class A(Base):\n    size = 1\n\n${method('first', '')}${method('broken', `        ${statement}`)}${method('second', '')}`;
    expect(namesIn(text)).toEqual(['A.first', 'A.second']);
  });

  it('spoils the nested function alone, or the function around it alone', () => {
    const outer = (inside: string, below: string): string => `def outer(image):\n${indented(PAIR)}\n    def inner(image):\n${PAIR_IN_METHOD}\n${inside}\n${below}\n`;
    expect(namesIn(outer('        f(', '    g()'))).toEqual(['outer']);
    expect(namesIn(outer('        f()', '    g('))).toEqual(['inner']);
  });

  it.each(['x = (', 'class A(:\n    pass', 'import', 'class A:\n    x = ('])('%j at top level spoils the module and no function', (statement) => {
    const before = `${PAIR.join('\n')}\n${routine('first')}`;
    expect(namesIn(`${before}${routine('second')}`)).toEqual(['<module>', 'first', 'second']);
    expect(namesIn(`${before}${statement}\n${routine('second')}`)).toEqual(['first', 'second']);
  });

  it.each(['def broken(image:\n    f()', '@wrap(\ndef broken(image): pass', 'def broken(:\n    f()'])('%j spoils nothing but itself', (definition) => {
    expect(namesIn(`${PAIR.join('\n')}\n${routine('first')}${definition}\n\n${routine('second')}`)).toEqual(['<module>', 'first', 'second']);
  });

  it('keeps definitions in long strings whole', () => {
    const text = `def first(image):\n    """\ndef no(x):\n    y(\n\nx = (\n    """\n${indented(PAIR)}\n\n${broken('f(')}`;
    expect(namesIn(text)).toEqual(['first']);
  });

  it('is named by its line', () => {
    expect(parsePython('/p/a.py', `${routine('first')}\n${broken('f(')}${routine('second')}`).problem).toEqual({ path: '/p/a.py', line: 15, message: 'invalid syntax' });
    expect(parsePython('/p/a.py', routine('first')).problem).toBeUndefined();
  });

  it('moves nothing', () => {
    const text = `def broken():\r\n\tf('😀' (\r\n\r\ndef upload(image):\r\n\t'😀'; ${PAIR.join('; ')}\r\n`;
    const [found] = read(text).routines;
    expect(found?.blocks[0]?.items.map(({ statement }) => text.slice(statement.start, statement.end))).toEqual(PAIR);
  });

  it.each(['(', 'def', 'class', '@', ':', 'def f(', '\0', 'def f():\n\tx\n    y('])('%j spoils nothing above it', (text) => {
    expect(namesIn(text)).toEqual([]);
    expect(namesIn(`${routine('first')}${text}`)).toEqual(['first']);
  });

  it.each(['"""', 'x = \\', ')\n)', '    x\n  y\n (', 'x = ['])('%j spoils nothing below it', (text) => {
    expect(namesIn(text)).toEqual([]);
    expect(namesIn(`${text}\n${routine('first')}`)).toEqual(['first']);
  });
});

describe('findGaps', () => {
  it('gives the broken statements and their owners', () => {
    const text = 'class A:\n    x = !\n    def f(self):\n        y = !\n        z = 1\n\ndef g(!):\n    pass\nw = !\n';
    const gaps = findGaps(text, (piece) => !piece.includes('!'));
    expect(gaps.map(({ span, of }) => [text.slice(span.start, span.end), of])).toEqual([
      ['    x = !\n', 'module'],
      ['        y = !\n', text.indexOf('def f')],
      ['def g(!):\n    pass\n', 'itself'],
      ['w = !\n', 'module'],
    ]);
    expect(blankOut(text, gaps)).toBe('class A:\n         \n    def f(self):\n             \n        z = 1\n\n         \n        \n     \n');
  });
});
