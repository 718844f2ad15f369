import { expect, test, vi } from 'vitest';
import { createCanvas, type Step } from '../src/signature.js';

interface TestStep extends Step {
  readonly errbacks: readonly TestStep[];
}

function engine() {
  const dispatch = vi.fn((steps: readonly TestStep[]) => Promise.resolve(steps.map(({ name }) => name)));
  const { signature, chain } = createCanvas<TestStep>('task-canvas/test', dispatch);
  const s = (name: string, options: object = {}) =>
    signature<string[], object>({ name, options, errbacks: [] });
  return { s, chain, dispatch };
}

const errbacksOf = (piece: { steps: readonly TestStep[] }) =>
  piece.steps.map((step) => `${step.name}: ${step.errbacks.map(({ name }) => name).join()}`);

test('a chain dispatches its steps in order, and delay() gives what the engine gives', async () => {
  const { s, chain, dispatch } = engine();
  await expect(chain(s('a'), s('b'), s('c')).delay()).resolves.toEqual(['a', 'b', 'c']);
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
  const names = ['a', 'b', 'c', 'd'];
  const [a, b, c, d] = [s('a'), s('b'), s('c'), s('d')];
  await expect(a.pipe(b, c).pipe(d).delay()).resolves.toEqual(names);
  await expect(chain(a, chain(b, chain(c, d))).delay()).resolves.toEqual(names);
  await expect(chain(chain(a, b), chain(c, d)).delay()).resolves.toEqual(names);
  await expect(a.pipe(chain(b, c), d).delay()).resolves.toEqual(names);
});

test('a step may stand twice', async () => {
  const { s, chain } = engine();
  const a = s('a');
  await expect(chain(a, s('b'), a).delay()).resolves.toEqual(['a', 'b', 'a']);
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
  expect(a.steps[0].options).toEqual({ attempts: 1, delay: 5 });
  expect(set.steps[0].options).toEqual({ attempts: 3, delay: 5 });

  const ab = chain(a, s('b'));
  const linked = ab.linkError(s('oops'));
  expect(errbacksOf(ab)).toEqual(['a: ', 'b: ']);
  expect(errbacksOf(linked)).toEqual(['a: oops', 'b: oops']);
});

test('signatures, chains, steps and options are frozen', () => {
  const { s, chain } = engine();
  const options = { attempts: 1 };
  const a = s('a', options);
  const linked = chain(a, s('b')).linkError(s('oops'));
  for (const piece of [a, linked]) {
    const parts = [piece, piece.steps, ...piece.steps.flatMap((step) => [step, step.options, step.errbacks])];
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
  }
  options.attempts = 9;
  expect(a.steps[0].options).toEqual({ attempts: 1 });
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
  const { s, chain } = engine();
  const handlers = chain(s('x'), s('y')) as unknown as ReturnType<typeof s>;
  expect(() => s('a').linkError(handlers)).toThrow('linkError() takes one signature, not a chain');
});

test('what another engine made, and what is no signature at all, is named and refused', () => {
  const { s, chain } = engine();
  const foreign = engine().s('b');
  const message = 'Step 2 is not a signature or chain of task-canvas/test: make it with its s() or si()';
  expect(() => chain(s('a'), foreign)).toThrow(message);
  expect(() => s('a').pipe(foreign)).toThrow(message);
  expect(() => chain(s('a'), Promise.resolve() as never)).toThrow(message);
  expect(() => chain(s('a'), undefined as never)).toThrow(message);
  expect(() => s('a').linkError(foreign)).toThrow('is not a signature');
});
