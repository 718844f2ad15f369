import { expect, test } from 'vitest';
import { tally } from './tally.js';

const ordered = ['0 start', '0 end', '1 start', '1 end', '2 start', '2 end'];
const of = (...chains: readonly (readonly string[])[]) =>
  tally(chains.flatMap((events, chain) => events.map((event) => `${String(chain)} ${event}`)));

test.each([
  ['in order', ordered, {}],
  ['overlapping', ['0 start', '1 start', '0 end', '1 end', '2 start', '2 end'], { outOfOrder: 1 }],
  ['without its first step', ['1 start', '1 end', '2 start', '2 end'], { outOfOrder: 1, unfinished: 1 }],
  ['without its last step', ordered.slice(0, 4), { unfinished: 1 }],
  ['without an end', ordered.slice(0, 5), { unfinished: 1 }],
  ['run again', ['0 start', ...ordered], { repeated: 1 }],
  ['run again after the next had begun', [...ordered.slice(0, 3), '0 start', '0 end', ...ordered.slice(3)], { repeated: 1 }],
])('a chain %s', (_, events, expected) => {
  expect(of(events, ordered)).toEqual({ seen: 2, outOfOrder: 0, unfinished: 0, repeated: 0, ...expected });
});
