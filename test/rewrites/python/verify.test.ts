import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../src/analysis/edit.js';
import { findForeignPythonChange } from '../../../src/rewrites/python/verify.js';
import { rewriteIn, type Given } from './project.js';
import { view } from './views.js';

const IMPORTS = 'from itertools import count\n\nfrom shop.tasks import a, b, c\n';
const BODY = `if user_id:
    size = f"{user_id} x\\n"
    a.delay(image_id, size=size)  # first
    print("queued")
    other = user_id
    b.apply_async([image_id, other], queue="slow")
    c.delay(user_id)
    return image_id`;

/** What the check says of a rewrite whose edits were changed. */
function checked(mutate: (edits: readonly Edit[], text: string) => readonly Edit[], body = BODY, given: Given = {}): string | undefined {
  const text = view(body, IMPORTS);
  const { change, path, rewrite } = rewriteIn(text, given);
  expect(rewrite.kind).toBe('rewrite');
  const edits = mutate(change.edits, text);
  return findForeignPythonChange({ path, text }, applyEdits(text, edits), { ...change, edits });
}

/** In the edits' own text. */
const swap =
  (from: string, to: string) =>
  (edits: readonly Edit[]): Edit[] => {
    const changed = edits.map((edit) => ({ ...edit, text: edit.text.replace(from, to) }));
    expect(changed).not.toEqual(edits);
    return changed;
  };

/** In the file beside the edits. */
const beside =
  (from: string, to: string) =>
  (edits: readonly Edit[], text: string): Edit[] => {
    const start = text.indexOf(from);
    expect(start).toBeGreaterThan(-1);
    return [...edits, { span: { start, end: start + from.length }, text: to }];
  };

describe('a rewrite as it should be', () => {
  it.each(['chain', 'pipe'] as const)('in style %s', (style) => {
    expect(checked((edits) => edits, BODY, { style })).toBeUndefined();
  });

  it('in style link, without comments', () => {
    expect(checked((edits) => edits, BODY.replace('  # first', ''), { style: 'link' })).toBeUndefined();
  });

  it('beside a routine that was broken before', () => {
    const text = `${view('a.delay(image_id)\nb.delay(image_id)', IMPORTS)}\n\ndef broken(:\n    pass\n`;
    const { change, path, rewrite } = rewriteIn(text);
    expect(rewrite.kind).toBe('rewrite');
    expect(findForeignPythonChange({ path, text }, applyEdits(text, change.edits), change)).toBeUndefined();
  });
});

describe('what a rewrite may not do', () => {
  it.each<[string, (edits: readonly Edit[], text: string) => readonly Edit[], string]>([
    ['lose an argument', swap('a.si(image_id, size=size)', 'a.si(size=size)'), 'the argument `image_id` would be lost'],
    ['change an argument', swap('a.si(image_id,', 'a.si(user_id,'), 'the argument `image_id` would be lost'],
    ['add an argument', swap('c.si(user_id', 'c.si(user_id, 3'), '`c` would get other arguments'],
    [
      'give an argument to another task',
      (edits) => swap('c.si(user_id)', 'c.si(image_id)')(swap('a.si(image_id,', 'a.si(user_id,')(edits)),
      'the argument `image_id` would be lost',
    ],
    ['lose a task', swap('        c.si(user_id),\n', ''), '`c` would be lost'],
    [
      'change the order',
      (edits) =>
        swap(
          'XX',
          'b.si(image_id, other).set(queue="slow")',
        )(swap('b.si(image_id, other).set(queue="slow")', 'c.si(user_id)')(swap('c.si(user_id)', 'XX')(edits))),
      '`c` would be lost',
    ],
    ['lose an option', swap('.set(queue="slow")', ''), 'the option `queue` of `b` would be lost'],
    ['lose a comment', swap('  # first', ''), 'the comment `# first` would be lost'],
    ['lose a log line', swap('print("queued")', 'pass'), 'line 10 would mean something else'],
    ['lose a declaration', swap('other = user_id', 'other = 3'), 'line 11 would mean something else'],
    ['lose the indentation', swap(').delay()\n        print', ').delay()\n    print'), 'line'],
    ['add a statement', swap(').delay()', ').delay(); foo()'), 'line 9 would mean something else'],
    ['leave a bracket open', swap(').delay()', '.delay()'), 'the rewritten code would not parse: line'],
    ['change a string', beside('x\\n', 'y\\n'), 'line 8 would mean something else'],
    ['change a condition', beside('if user_id', 'if image_id'), 'line 7 would mean something else'],
    ['change what is returned', beside('return image_id', 'return user_id'), 'line 14 would mean something else'],
    ['drop a statement behind it', beside('return image_id', 'pass'), 'line 14 would mean something else'],
    ['take an imported name away', beside('import a, b, c', 'import a, b'), 'line 3 would mean something else'],
    ['import from elsewhere', beside('from shop.tasks', 'from shop.jobs'), 'line 3 would mean something else'],
    ['import everything', swap('from celery import chain', 'from celery import *'), 'line 3 would mean something else'],
    ['import a name that is used', swap('import chain', 'import chain as size'), '`size` already means something else in this file'],
    ['import a name that is imported', swap('import chain', 'import chain as count'), '`count` already means something else in this file'],
    ['insert anything but imports', swap('from celery import chain', 'chain = print'), 'line 3 would mean something else'],
  ])('%s', (_, mutate, says) => {
    expect(checked(mutate)).toContain(says);
  });

  it('use a name that is not imported', () => {
    expect(checked((edits) => edits.filter(({ text }) => !text.includes('import')))).toBe(
      '`chain` is not defined where the rewritten code stands',
    );
  });

  it('import a name that something else has where the rewritten code stands', () => {
    const text = view(`from celery import chain\n\na.delay(image_id)\nb.delay(image_id)`, IMPORTS);
    const { change, path } = rewriteIn(text);
    const again = { span: { start: 0, end: 0 }, text: 'from celery import chain\n' };
    const edits = [again, ...change.edits];
    expect(findForeignPythonChange({ path, text }, applyEdits(text, edits), { ...change, edits })).toBe(
      '`chain` already means something else in this file',
    );
  });

  it('change text that no edit names', () => {
    const text = view(BODY, IMPORTS);
    const { change, path, text: after } = rewriteIn(text);
    expect(findForeignPythonChange({ path, text }, `${after}# more\n`, change)).toBe('text outside of the edits changed');
  });

  it('rewrite statements that are not there', () => {
    const text = view(BODY, IMPORTS);
    const { path } = rewriteIn(text);
    const { change } = rewriteIn(`# above\n${text}`);
    expect(findForeignPythonChange({ path, text }, text, { ...change, edits: [] })).toBe('the statements of the run were not found');
  });

  it('drop an argument that no result stands for', () => {
    const files = {
      'shop/tasks.py':
        'from celery import shared_task\n\n\n@shared_task\ndef a(image_id):\n    return 1\n\n\n@shared_task\ndef b(result, size):\n    ...\n\n\n@shared_task\ndef c(size):\n    ...\n',
    };
    const body = 'a.delay(image_id)\nb.delay(image_id, user_id)\nc.delay(user_id)';
    expect(checked((edits) => edits, body, { files })).toBeUndefined();
    expect(checked(swap('b.s(user_id)', 'b.s()'), body, { files })).toBe('the argument `image_id` would be lost');
    expect(checked(swap('c.si(user_id)', 'c.si()'), body, { files })).toBe('the argument `user_id` would be lost');
  });
});
