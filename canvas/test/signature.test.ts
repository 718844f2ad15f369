import { expect, test, vi } from 'vitest';
import { createCanvas, isParallel, stepsOf, type Line, type Stage, type Step } from '../src/signature.js';

interface TestStep extends Step {
  readonly errbacks: readonly TestStep[];
}

/** Names as they stand, with the branches of a group between braces: `a, {b | c, d}, e`. */
const drawn = (stages: Line<Stage<TestStep>>): string =>
  stages
    .map((stage) => (isParallel(stage) ? `{${stage.branches.map(drawn).join(' | ')}}` : stage.name))
    .join(', ');

function engine() {
  const dispatch = vi.fn((stages: Line<Stage<TestStep>>) => Promise.resolve(drawn(stages)));
  const { signature, ...canvas } = createCanvas<TestStep>('task-canvas/test', dispatch);
  const s = (name: string, options: object = {}) =>
    signature<string, object>({ name, options, errbacks: [] });
  return { s, ...canvas, dispatch };
}

const errbacksOf = ({ stages }: { stages: Line<Stage<TestStep>> }) =>
  stepsOf(stages).map((step) => `${step.name}: ${step.errbacks.map(({ name }) => name).join()}`);

test('a chain dispatches its steps in order, and delay() gives what the engine gives', async () => {
  const { s, chain, dispatch } = engine();
  await expect(chain(s('a'), s('b'), s('c')).delay()).resolves.toBe('a, b, c');
  expect(dispatch).toHaveBeenCalledTimes(1);
});

test('nothing is dispatched before delay()', () => {
  const { s, chain, dispatch } = engine();
  chain(s('a'), s('b')).pipe(s('c'));
  expect(dispatch).not.toHaveBeenCalled();
});

test('a throwing engine makes delay() reject, not throw', async () => {
  const { signature } = createCanvas<TestStep>('task-canvas/test', () => {
    throw new Error('refused');
  });
  const promise = signature({ name: 'a', options: {}, errbacks: [] }).delay();
  await expect(promise).rejects.toThrow('refused');
});

test('pipe() is chain() from the left, and nested chains are spliced', async () => {
  const { s, chain } = engine();
  const names = 'a, b, c, d';
  const [a, b, c, d] = [s('a'), s('b'), s('c'), s('d')];
  await expect(a.pipe(b, c).pipe(d).delay()).resolves.toBe(names);
  await expect(chain(a, chain(b, chain(c, d))).delay()).resolves.toBe(names);
  await expect(chain(chain(a, b), chain(c, d)).delay()).resolves.toBe(names);
  await expect(a.pipe(chain(b, c), d).delay()).resolves.toBe(names);
});

test('a step may stand twice', async () => {
  const { s, chain } = engine();
  const a = s('a');
  await expect(chain(a, s('b'), a).delay()).resolves.toBe('a, b, a');
});

test('chain(x) is x, and chain() throws', () => {
  const { s, chain } = engine();
  const a = s('a');
  const ab = a.pipe(s('b'));
  expect(chain(a)).toBe(a);
  expect(chain(ab)).toBe(ab);
  expect(a.pipe()).toBe(a);
  expect(() => chain()).toThrow('chain() needs at least one step');
});

test('set() and linkError() leave the original alone', () => {
  const { s, chain } = engine();
  const a = s('a', { attempts: 1, delay: 5 });
  const set = a.set({ attempts: 3 });
  expect(a.stages[0].options).toEqual({ attempts: 1, delay: 5 });
  expect(set.stages[0].options).toEqual({ attempts: 3, delay: 5 });

  const ab = chain(a, s('b'));
  const linked = ab.linkError(s('oops'));
  expect(errbacksOf(ab)).toEqual(['a: ', 'b: ']);
  expect(errbacksOf(linked)).toEqual(['a: oops', 'b: oops']);
});

/** The objects and arrays within `part` that could be changed. */
function unfrozen(part: object): object[] {
  const inside = Object.values(part).filter((value) => typeof value === 'object');
  return [...(Object.isFrozen(part) ? [] : [part]), ...inside.flatMap(unfrozen)];
}

test('everything in a piece is frozen', () => {
  const { s, chain, group } = engine();
  const options = { attempts: 1 };
  const a = s('a', options);
  const chained = chain(a, s('b')).linkError(s('oops'));
  const grouped = group(a, chain(s('b'), group(s('c'), s('d'))));
  for (const piece of [a, chained, grouped, grouped.linkError(s('oops'))]) {
    expect(unfrozen(piece)).toEqual([]);
  }
  options.attempts = 9;
  expect(a.stages[0].options).toEqual({ attempts: 1 });
});

test('linkError() covers the steps that are there, as in Celery', () => {
  const { s, chain } = engine();
  const covered = chain(s('a'), s('b')).linkError(s('oops'));
  expect(errbacksOf(covered.pipe(s('c')))).toEqual(['a: oops', 'b: oops', 'c: ']);
  expect(errbacksOf(chain(s('z'), covered).linkError(s('late')))).toEqual([
    'z: late',
    'a: oops,late',
    'b: oops,late',
  ]);
});

test('linkError() takes one signature', () => {
  const { s, chain, group } = engine();
  const message = 'linkError() takes one signature, not a chain or group';
  for (const handlers of [chain(s('x'), s('y')), group(s('x'))]) {
    expect(() => s('a').linkError(handlers as never)).toThrow(message);
  }
});

test('what another engine made, and what is no signature at all, is named and refused', () => {
  const { s, chain, group, chord } = engine();
  const foreign = engine().s('b');
  const message =
    'Step 2 is not a signature, chain or group of task-canvas/test: make it with its s() or si()';
  expect(() => chain(s('a'), foreign)).toThrow(message);
  expect(() => s('a').pipe(foreign)).toThrow(message);
  expect(() => chain(s('a'), Promise.resolve() as never)).toThrow(message);
  expect(() => chain(s('a'), undefined as never)).toThrow(message);
  expect(() => group(s('a'), foreign)).toThrow(message);
  expect(() => chord([s('a'), foreign], s('c'))).toThrow(message);
  expect(() => chord([s('a')], foreign)).toThrow(message);
  expect(() => s('a').linkError(foreign)).toThrow('is not a signature');
});

test('a group is one stage, and chains in it are its branches', async () => {
  const { s, chain, group } = engine();
  const [a, b, c, d] = [s('a'), s('b'), s('c'), s('d')];
  await expect(group(a, b).delay()).resolves.toBe('{a | b}');
  await expect(group(chain(a, b), c).pipe(d).delay()).resolves.toBe('{a, b | c}, d');
  await expect(a.pipe(group(b, c)).pipe(d).delay()).resolves.toBe('a, {b | c}, d');
  await expect(chain(a, group(b, chain(c, d))).delay()).resolves.toBe('a, {b | c, d}');
  await expect(group(a, chain(b, group(c, d))).delay()).resolves.toBe('{a | b, {c | d}}');
  await expect(group(a, b).pipe(group(c, d)).delay()).resolves.toBe('{a | b}, {c | d}');
});

test('a group within a group is spliced, and a group of one is a group', async () => {
  const { s, chain, group } = engine();
  const [a, b, c] = [s('a'), s('b'), s('c')];
  await expect(group(group(a, b), c).delay()).resolves.toBe('{a | b | c}');
  await expect(group(chain(group(a, b)), c).delay()).resolves.toBe('{a | b | c}');
  await expect(group(group(a, b).pipe(c), a).delay()).resolves.toBe('{{a | b}, c | a}');
  await expect(group(a).delay()).resolves.toBe('{a}');
  expect(() => group()).toThrow('group() needs at least one step');
  expect('set' in group(a)).toBe(false);
});

test('chord(header, body) is group(...header) with the body after it', async () => {
  const { s, chord } = engine();
  const [a, b, c] = [s('a'), s('b'), s('c')];
  await expect(chord([a, b], c).delay()).resolves.toBe('{a | b}, c');
  await expect(chord([a], b.pipe(c)).delay()).resolves.toBe('{a}, b, c');
  expect(() => chord([], a)).toThrow('group() needs at least one step');
});

test('linkError() of a group covers each step in it, and leaves the original alone', () => {
  const { s, chain, group } = engine();
  const grouped = group(s('a'), chain(s('b'), group(s('c'))));
  const linked = grouped.linkError(s('oops'));
  expect(errbacksOf(grouped)).toEqual(['a: ', 'b: ', 'c: ']);
  expect(errbacksOf(linked)).toEqual(['a: oops', 'b: oops', 'c: oops']);
  expect(errbacksOf(linked.pipe(s('d')))).toEqual(['a: oops', 'b: oops', 'c: oops', 'd: ']);
});
