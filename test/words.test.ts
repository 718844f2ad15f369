import { expect, it } from 'vitest';
import { listNames, renderNames } from '../src/words.js';

it.each([
  [[], ''],
  [['a'], '`a`'],
  [['a', 'b'], '`a` and `b`'],
  [['a', 'b', 'c'], '`a`, `b` and `c`'],
])('renders %j', (names, text) => {
  expect(renderNames(names)).toBe(text);
});

it('says how many others there are', () => {
  expect(renderNames(['a', 'b', 'c', 'd', 'e'], 'or', 4)).toBe('`a`, `b`, `c` or 2 others');
  expect(renderNames(['a', 'b', 'c', 'd'], 'or', 4)).toBe('`a`, `b`, `c` or `d`');
});

it('lists names', () => {
  expect(listNames(['a', 'b', 'c'])).toBe('`a`, `b`, `c`');
});
