/** Views made up by chance: whatever they hold, the rewrite passes the check, and a second run finds nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject } from '../../../src/project.js';
import { parsePython } from '../../../src/readers/python/module.js';
import { applyEdits, type Edit } from '../../../src/analysis/edit.js';
import { findForeignPythonChange } from '../../../src/rewrites/python/verify.js';
import type { Needs } from '../conflicts.js';
import { rewriteAt, TASKS } from './project.js';

let root = '';
let project: ReturnType<typeof createProject>;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fix-chains-'));
  mkdirSync(join(root, 'shop'));
  writeFileSync(join(root, 'shop/__init__.py'), '');
  writeFileSync(join(root, 'shop/tasks.py'), TASKS);
  project = createProject(root);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

const argument = fc.constantFrom(
  '3',
  '"é🙂 # no comment"',
  'user.pk',
  "{'k': [1, 2]}",
  'size=user.size',
  '*more',
  '"""a\n  b\n"""',
  '(\n        1,\n    )',
  'f"{user}{3!r}"',
  'lambda: 3',
  'x if user else y',
);
const commented = fc.constantFrom(
  'image_id',
  'image_id,',
  '\n        image_id,  # which\n        3\n    ',
  '\n        image_id,\n    ',
  ' image_id ',
);
const options = fc.constantFrom(
  '',
  ', queue="q"',
  ', priority=3, headers={"a": 1}',
  ', link_error=handle_error.s()',
  ', task_id=str(user.pk)',
  ', countdown=30',
);

const call = fc
  .record({
    task: fc.constantFrom('a', 'b', 'c'),
    more: fc.array(argument, { maxLength: 2 }),
    commented,
    options,
    form: fc.constantFrom('delay', 'kept', 'apply'),
  })
  .map(({ task, more, commented: kept, options: given, form }) => {
    const positional = more.filter((each) => !each.startsWith('size='));
    const named = more.filter((each) => each.startsWith('size=')).slice(0, 1);
    if (form === 'kept') return `${task}.delay(${kept})`;
    if (form === 'delay') return `${task}.delay(${['image_id', ...positional, ...named].join(', ')})`;
    return `${task}.apply_async([${['image_id', ...positional].join(', ')}]${given})`;
  });

const gap = fc.constantFrom(
  '',
  '',
  '\n',
  '# between\n',
  '# é🙂\n\n# two\n',
  'print("x")\n',
  'print("x")  # said\n',
  'y = user.pk\n',
  '# why\ny = user.pk  # y\n',
);
const ending = fc.constantFrom('', '  # behind', ';');
const wrapper = fc.constantFrom('plain', 'plain', 'lambda', 'partial', 'method');
const last = fc.constantFrom('', 'result = ', 'return ', 'self.result = ');

/** `a` of `a.delay(image_id)`. */
function nameOf(dispatch: string): string | undefined {
  return dispatch.split('.', 1)[0];
}

function wrappedIn(form: string, dispatch: string): string {
  switch (form) {
    case 'lambda':
      return `transaction.on_commit(lambda: ${dispatch})`;
    case 'partial':
      return `transaction.on_commit(partial(${dispatch.replace('(', ', ')})`;
    case 'method':
      return dispatch.replace('.delay(', '.delay_on_commit(').replace('.apply_async(', '.apply_async_on_commit(');
    default:
      return dispatch;
  }
}

const body = fc
  .record({
    calls: fc.array(call, { minLength: 2, maxLength: 4 }),
    gaps: fc.array(gap, { minLength: 4, maxLength: 4 }),
    endings: fc.array(ending, { minLength: 4, maxLength: 4 }),
    wrapper,
    last,
    joined: fc.boolean(),
  })
  .map(({ calls, gaps, endings, wrapper: form, last: kept, joined }) => {
    // The same task again is no chain.
    const different = calls.filter((each, index) => calls.findIndex((other) => nameOf(other) === nameOf(each)) === index);
    const statements = different.map((each, index) => (index === different.length - 1 ? kept : '') + wrappedIn(form, each));
    if (joined) return `${statements.join('; ')}\n`;
    return statements
      .map((statement, index) => `${statement}${endings[index] ?? ''}\n${index === statements.length - 1 ? '' : gaps[index] ?? ''}`)
      .join('');
  });

const file = fc
  .record({
    body,
    head: fc.constantFrom(
      '',
      '"""Views."""\n\n',
      'from celery import group\n',
      'from __future__ import annotations\n\nimport os\n',
      'from itertools import chain\n',
    ),
    unit: fc.constantFrom('    ', '  ', '\t'),
    eol: fc.constantFrom('\n', '\r\n'),
    place: fc.constantFrom('function', 'branch', 'try', 'method'),
  })
  .map(({ body: statements, head, unit, eol, place }) => {
    const indented = (text: string) => text.replace(/^(?=.)/gm, unit);
    const after = 'finish(image_id)\n';
    const blocks: Record<string, string> = {
      function: `def upload(self, image_id, user, x, more):\n${indented(`y = 1\n${statements}${after}`)}`,
      branch: `def upload(self, image_id, user, x, more):\n${indented(`y = 1\nif x:\n${indented(statements)}else:\n${indented(after)}`)}`,
      try: `async def upload(self, image_id, user, x, more):\n${indented(
        `y = 1\ntry:\n${indented(statements)}except Exception:\n${indented('raise\n')}`,
      )}`,
      method: `class View:\n${indented(`def upload(self, image_id, user, x, more):\n${indented(`y = 1\n${statements}${after}`)}`)}`,
    };
    const imports = `${head}from functools import partial\n\nfrom django.db import transaction\n\nfrom .tasks import a, b, c, handle_error\n\n\n`;
    return (imports + (blocks[place] ?? '')).replaceAll('\n', eol);
  });

/** What is proven of the steps: nothing, a group behind the first, a timer or a step that nothing concerns between and at the end. */
const needs = fc.constantFrom<Needs[]>([], [[0, 1], [0, 2]], [[0, 1]], [[0, 2]]);

const style = fc.constantFrom<('chain' | 'pipe' | 'link')[]>('chain', 'pipe', 'link');

describe('any view', () => {
  it('is rewritten rightly or not at all', () => {
    let rewritten = 0;
    fc.assert(
      fc.property(file, style, fc.boolean(), needs, (text, as, withCallback, proven) => {
        const path = join(root, 'shop/views.py');
        if (parsePython(path, text).problem !== undefined) return;
        const found = attempt(path, text, as, withCallback, proven);
        if (found === undefined) return;
        rewritten += 1;
        expect(found.problem).toBeUndefined();
        expect(parsePython(path, found.text).problem).toBeUndefined();
        expect(found.left).toBe(0);
        expectKept(text, found.text, found.change.edits);
        expect(found.text.includes('\r\n') ? found.text.replaceAll('\r\n', '').includes('\n') : false).toBe(false);
      }),
      { numRuns: 400 },
    );
    expect(rewritten).toBeGreaterThan(100);
  });

  it('has no name in its edits that could be another unseen', () => {
    let caught = 0;
    fc.assert(
      fc.property(file, style, fc.nat(), needs, (text, as, at, proven) => {
        const path = join(root, 'shop/views.py');
        if (parsePython(path, text).problem !== undefined) return;
        const found = attempt(path, text, as, false, proven);
        const longest = found?.change.edits.reduce((best, edit) => (edit.text.length > best.text.length ? edit : best));
        if (found === undefined || longest === undefined) return;
        // White space between tokens says nothing; a letter of a task's name or of an argument does.
        const words = [...longest.text.matchAll(/\b(?:image_id|user|more|a|b|c)\b/g)];
        const position = words[at % words.length]?.index;
        if (position === undefined) return;
        const edits = found.change.edits.map((edit) =>
          edit === longest ? { ...edit, text: `${edit.text.slice(0, position)}z${edit.text.slice(position + 1)}` } : edit,
        );
        caught += 1;
        expect(findForeignPythonChange({ path, text }, applyEdits(text, edits), { ...found.change, edits })).toBeDefined();
      }),
      { numRuns: 300 },
    );
    expect(caught).toBeGreaterThan(30);
  });
});

function attempt(path: string, text: string, as: 'chain' | 'pipe' | 'link', withCallback: boolean, proven: Needs) {
  try {
    const found = rewriteAt(project, path, text, as, withCallback ? { linkError: 'handle_error' } : {}, proven);
    return found.rewrite.kind === 'refused' ? undefined : found;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('nothing is found')) return undefined;
    throw error;
  }
}

/** What stands outside of the edits is there, in its order. */
function expectKept(before: string, after: string, edits: readonly Edit[]): void {
  let position = 0;
  let from = 0;
  for (const { span, text } of [...edits].sort((one, other) => one.span.start - other.span.start)) {
    const kept = before.slice(position, span.start);
    expect(after.slice(from, from + kept.length)).toBe(kept);
    from += kept.length + text.length;
    position = span.end;
  }
  expect(after.slice(from)).toBe(before.slice(position));
}
