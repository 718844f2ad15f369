import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../src/cli/lines.js';
import { REPORTS } from '../../src/cli/report/index.js';
import { coloured, harmless, paintFor, plain } from '../../src/cli/report/paint.js';
import { renderFrame } from '../../src/cli/report/frame.js';
import type { Result } from '../../src/cli/result.js';
import { run } from '../../src/cli/run.js';
import { runOnText } from '../../src/cli/stdin.js';
import { VERSION } from '../../src/version.js';
import { fakeProject, folderWith, QUEUES, REPORT } from './helpers.js';

const SOURCE =
  "import { queue } from './queue';\r\n\r\nexport function upload(id) {\r\n  queue.add('a', id);\r\n  log(id);\r\n  queue.add('b', id);\r\n}\r\n";

async function resultOf(files: Readonly<Record<string, string>>): Promise<Result & { cwd: string }> {
  const cwd = folderWith(files);
  return {
    ...(await run({ cwd, paths: [], report: REPORT, dispatchers: [] }, { project: fakeProject(), languages: QUEUES })),
    cwd,
  };
}

async function rendered(files: Readonly<Record<string, string>>, diffs = true): Promise<string> {
  const { cwd, ...result } = await resultOf(files);
  return REPORTS.pretty(result, { paint: plain, diffs, cwd });
}

describe('the pretty report', () => {
  it('shows place, reason, code, diff, hint and summary', async () => {
    expect(await rendered({ 'src/a.ts': SOURCE, 'package.json': '{}' })).toBe(`src/a.ts:4:3  request upload  prefer-chain
  \`a\` and \`b\` are queued separately in request handler \`upload\` and share \`id\`, so either may run
  first (possible). Nothing is known of either task. Chain them if the second needs what the first
  does, or mark them with \`fix-chains: parallel -- reason\`.

    3 │ export function upload(id) {
  > 4 │   queue.add('a', id);
    5 │   log(id);
  > 6 │   queue.add('b', id);
    7 │ }

  warning mind the gap
  as a rewrite in style chain:

--- a/src/a.ts
+++ b/src/a.ts
@@ -1,7 +1,5 @@
 import { queue } from './queue';
${' '}
 export function upload(id) {
-  queue.add('a', id);
-  log(id);
-  queue.add('b', id);
+  chain([id, id]);
 }

hint the rewritten code imports task-canvas, which package.json lacks; install it: npm install task-canvas

1 finding in 1 file: 1 can be rewritten (--write)
`);
  });

  it('leaves the diff out where it is not wanted', async () => {
    const text = await rendered({ 'a.ts': SOURCE }, false);
    expect(text).toContain("> 4 │   queue.add('a', id);");
    expect(text).not.toContain('+++');
    expect(text).not.toContain('as a rewrite');
  });

  it('says why nothing is rewritten', async () => {
    const text = await rendered({ 'a.ts': `${SOURCE}// REFUSE` });
    expect(text).toContain('  not rewritten the text says so\n');
    expect(text).toContain('1 finding in 1 file: 1 not to be rewritten\n');
    expect(text).not.toContain('hint');
  });

  it('is one line where nothing is found', async () => {
    expect(await rendered({ 'a.ts': '', 'b.ts': '' })).toBe('No findings in 2 files\n');
    expect(await rendered({ 'a.ts': 'q.add(', 'b.ts': '\0' })).toBe('No findings in 2 files, 1 file skipped\n');
  });

  it('is short about what was fixed', async () => {
    const { result } = runOnText(
      { cwd: '/w', bytes: Buffer.from(SOURCE.replace('  log(id);\r\n', '')), filename: 'a.ts', report: REPORT, write: true },
      fakeProject(),
    );
    expect(await REPORTS.pretty({ ...result, hints: [] }, { paint: plain, diffs: true, cwd: '/w' })).toBe(
      'a.ts:4:3  request upload  prefer-chain\n  rewritten as chain\n  warning mind the gap\n\n1 finding in 1 file: 1 rewritten\n',
    );
  });

  it('is the same with colours but for the colours', async () => {
    const { cwd, ...result } = await resultOf({ 'a.ts': SOURCE });
    const bright = await REPORTS.pretty(result, { paint: coloured, diffs: true, cwd });
    expect(bright).toContain('\u001B[32m+  chain([id, id]);\u001B[39m');
    expect(bright).toContain("\u001B[31m-  queue.add('a', id);\u001B[39m");
    expect(stripVTControlCharacters(bright)).toBe(await REPORTS.pretty(result, { paint: plain, diffs: true, cwd }));
  });

  it('does not let a source file paint the terminal', async () => {
    const text = await rendered({ 'a.ts': SOURCE.replace("'./queue'", "'\u001B[2J\u202E'").replace('\r\n\r\n', '\n') });
    expect(text).not.toContain('\u001B');
    expect(text).toContain("'\uFFFD[2J\uFFFD'");
  });
});

describe('the JSON report', () => {
  it('has the keys of the contract', async () => {
    const { cwd, ...result } = await resultOf({ 'src/a.ts': SOURCE, 'src/b.ts': `${SOURCE}// REFUSE`, 'c.ts': '\0' });
    const report = JSON.parse(await REPORTS.json(result, { paint: plain, diffs: true, cwd })) as { findings: unknown[] };
    expect(report).toMatchObject({ version: VERSION, summary: { files: 3, findings: 2, fixed: 0, refused: 1, skipped: 1 } });
    expect(report.findings[0]).toEqual({
      rule: 'prefer-chain',
      file: 'src/a.ts',
      line: 4,
      column: 3,
      endLine: 6,
      endColumn: 21,
      routine: 'upload',
      role: 'request',
      library: 'bullmq',
      steps: [
        { task: 'a', line: 4 },
        { task: 'b', line: 6 },
      ],
      shared: ['id'],
      confidence: 'possible',
      evidence: ['nothing is known of either task'],
      conflicts: [],
      status: 'fixable',
      reason: null,
      style: 'chain',
      warnings: ['mind the gap'],
    });
    expect(report.findings[1]).toMatchObject({ status: 'refused', reason: 'the text says so', style: null, warnings: [] });
  });
});

describe('renderFrame', () => {
  it('cuts long lines and long gaps, and never a marked line', () => {
    const text = Array.from({ length: 200 }, (_, i) => (i === 2 ? 'x'.repeat(500) : String(i + 1))).join('\n');
    const frame = renderFrame(new Lines(text), [2, 190], 191, plain).split('\n');
    expect(frame[0]).toBe('    1 │ 1');
    expect(frame[1]).toBe('>   2 │ 2');
    expect(frame[2]).toBe(`    3 │ ${'x'.repeat(160)}…`);
    expect(frame.slice(-3)).toEqual(['  ⋮', '> 190 │ 190', '  ⋮']);
    expect(frame.length).toBeLessThan(50);
  });
});

describe('Lines', () => {
  it.each([
    ['', 0, 1, 1, ''],
    ['ab', 1, 1, 2, 'ab'],
    ['a\nb', 2, 2, 1, 'b'],
    ['a\r\nb', 3, 2, 1, 'b'],
    ['a\rb', 2, 2, 1, 'b'],
    ['a\u2028b\u2029c', 4, 3, 1, 'c'],
    ['a\n', 2, 2, 1, ''],
    ['a\r\n\r\nb', 3, 2, 1, ''],
  ])('%j at %d is %d:%d', (text, offset, line, column, content) => {
    const lines = new Lines(text);
    expect(lines.positionOf(offset)).toEqual({ line, column });
    expect(lines.textOf(line)).toBe(content);
  });
});

describe('paintFor', () => {
  const tty = { isTTY: true };
  it.each([
    [tty, true, {}, true],
    [tty, true, { NO_COLOR: '' }, true],
    [tty, true, { NO_COLOR: '1' }, false],
    [tty, true, { TERM: 'dumb' }, false],
    [tty, false, { FORCE_COLOR: '1' }, false],
    [{}, true, {}, false],
    [{}, true, { FORCE_COLOR: '1' }, true],
    [{}, true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [tty, true, { FORCE_COLOR: '0' }, false],
  ])('%j, wanted %j, in %j: %j', (stream, wanted, environment, expected) => {
    expect(paintFor(stream, wanted, environment)).toBe(expected ? coloured : plain);
  });

  it('keeps tabs and letters', () => {
    expect(harmless('\té\u00A0😀\u0007\u009B')).toBe('\té\u00A0😀\uFFFD\uFFFD');
  });
});
