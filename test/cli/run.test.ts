import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAnalyse } from '../../src/codemods/analyse.js';
import { fixFiles } from '../../src/codemods/fix-chains.js';
import type { Project } from '../../src/project.js';
import { exitCodeOf, type Result } from '../../src/cli/result.js';
import { run } from '../../src/cli/run.js';
import { runOnText } from '../../src/cli/stdin.js';
import { fakeProject, folderWith, git, QUEUES, REPORT } from './helpers.js';

const RACE = "queue.add('a', id);\nqueue.add('b', id);\n";

function look(cwd: string, project: Project = fakeProject(), paths: readonly string[] = []): Promise<Result> {
  return run({ cwd, paths, report: REPORT, dispatchers: [] }, { project, languages: QUEUES });
}

function write(cwd: string, project: Project = fakeProject(), paths: readonly string[] = []): Promise<Result> {
  return run(
    { cwd, paths, report: REPORT, dispatchers: [] },
    { project, languages: QUEUES, fix: (files) => fixFiles(files, createAnalyse(project, REPORT)) },
  );
}

const shape = ({ findings, problems, files, skipped }: Result): unknown => ({
  findings: findings.map(({ file, status, reason, start, end }) => [file, status, reason ?? null, start, end]),
  problems,
  files,
  skipped,
});

describe('run', () => {
  it('reports findings with their places, and writes nothing', async () => {
    const cwd = folderWith({ 'src/a.ts': `\uFEFF// é\r\n  ${RACE}`, 'src/b.ts': `${RACE}// REFUSE`, 'c.ts': 'export {};', 'empty.ts': '' });
    const result = await look(cwd);
    expect(shape(result)).toEqual({
      findings: [
        ['src/a.ts', 'fixable', null, { line: 2, column: 3 }, { line: 3, column: 19 }],
        ['src/b.ts', 'refused', 'the text says so', { line: 1, column: 1 }, { line: 2, column: 19 }],
      ],
      problems: [],
      files: 4,
      skipped: 0,
    });
    expect(exitCodeOf(result, false)).toBe(1);
    expect(result.hints).toEqual(['the rewritten code imports task-canvas; install it: npm install task-canvas']);
    expect(readFileSync(join(cwd, 'src/a.ts'), 'utf8')).toContain(RACE);
  });

  it('names the tests that mention what is rewritten, and only those', async () => {
    const cwd = folderWith({
      'src/a.ts': RACE,
      'src/a.test.ts': 'expect(queue.add).toHaveBeenCalledTimes(2);',
      'test/b.ts': "expect(sent).toEqual(['a']);",
      'test/c.ts': 'expect(1).toBe(1);',
      'src/d.ts': 'queue.close();',
      'package.json': '{ "dependencies": { "task-canvas": "*" } }',
    });
    expect((await look(cwd)).hints).toEqual([
      'tests mention the queues or tasks that are rewritten and may expect the calls of before: src/a.test.ts, test/b.ts',
    ]);
  });

  it('finds nothing, which is 0', async () => {
    const result = await look(folderWith({ 'a.ts': 'export {};' }));
    expect(shape(result)).toEqual({ findings: [], problems: [], files: 1, skipped: 0 });
    expect(exitCodeOf(result, true)).toBe(0);
  });

  it.each([
    ['a syntax error', { 'bad.ts': `${RACE}\nconst = 1;` }, { line: 4, message: expect.stringMatching(/\w/) as string }],
    ['a binary file', { 'bad.ts': Uint8Array.of(0x47, 0, 0xff, 0x10) }, { message: 'is a binary file, not text' }],
    ['another encoding', { 'bad.ts': Buffer.from(RACE + '// \xe9', 'latin1') }, { message: 'is not UTF-8 text' }],
    [
      'code nested too deeply',
      { 'bad.ts': `${RACE}x = ${'['.repeat(100_000)}${']'.repeat(100_000)}` },
      { line: 3, message: 'the code is nested too deeply' },
    ],
    ['a sum without end', { 'bad.ts': `${RACE}x = ${'1 + '.repeat(50_000)}1` }, { line: 1, message: 'the code is nested too deeply' }],
    [
      'a defect of the analysis',
      { 'bad.ts': `${RACE} // CRASH` },
      { message: 'could not be analysed (boom); this is a defect of fix-chains, please report it with the file' },
    ],
  ])('names a file with %s and does the others', async (_name, files, problem) => {
    const result = await look(folderWith({ ...files, 'a.ts': RACE, 'z.ts': RACE }));
    expect(result.problems).toEqual([{ file: 'bad.ts', ...problem }]);
    expect(result.findings.map(({ file }) => file)).toEqual(['a.ts', 'z.ts']);
    expect(result).toMatchObject({ files: 3, skipped: 1 });
    expect(exitCodeOf(result, false)).toBe(2);
  });

  it('says nothing of a file that cannot be parsed and holds no two dispatches, unless it was named', async () => {
    const cwd = folderWith({ 'flow.js': '// @flow\ntype T = {| a: 1 |};', 'a.ts': 'export {};' });
    expect(shape(await look(cwd))).toEqual({ findings: [], problems: [], files: 2, skipped: 0 });
    expect((await look(cwd, fakeProject(), ['flow.js'])).problems).toEqual([
      { file: 'flow.js', line: 1, message: expect.any(String) as string },
    ]);
  });

  it('names a path that does not exist and does the others', async () => {
    const cwd = folderWith({ 'a.ts': RACE });
    const result = await look(cwd, fakeProject(), ['none', 'a.ts']);
    expect(result.problems).toEqual([{ file: 'none', message: 'no such file or folder' }]);
    expect(result.findings).toHaveLength(1);
    expect(exitCodeOf(result, false)).toBe(2);
  });

  it('asks about few files even where no dispatch shows, and about many only where one can be', async () => {
    const hidden = { 'app.ts': 'launch(1); launch(2);', 'idle.ts': 'export {};' };
    const few = fakeProject();
    await look(folderWith(hidden), few);
    expect(few.asked.map((path) => path.split('/').at(-1))).toEqual(['app.ts', 'idle.ts']);
    const many = fakeProject();
    const filler = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`lib/${String(i)}.ts`, 'export {};']));
    const wrapper = 'import "bullmq"; export function launch(id) { return queue.add("a", id); }';
    await look(folderWith({ ...hidden, ...filler, 'jobs/launch.ts': wrapper }), many);
    expect(many.asked.map((path) => path.split('/').at(-1))).toEqual(['app.ts', 'launch.ts']);
  });

  it('parses nothing where no file speaks of a task library', async () => {
    const sets = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`${String(i)}.ts`, 'set.add(1); set.add(2);']));
    const without = fakeProject();
    expect((await look(folderWith(sets), without)).files).toBe(70);
    expect(without.asked).toEqual([]);
    const declared = fakeProject();
    await run(
      { cwd: folderWith(sets), paths: [], report: REPORT, dispatchers: [{ from: 'package', name: 'Jobs.fire', package: 'x' }] },
      { project: declared, languages: QUEUES },
    );
    expect(declared.asked).toHaveLength(70);
  });

  it('looks for wrappers beside the folder that is named', async () => {
    const filler = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`src/${String(i)}.ts`, 'export {};']));
    const cwd = folderWith({
      ...filler,
      'src/app.ts': 'launch(1); launch(2);',
      'jobs/launch.ts': 'import "bullmq"; export function launch(id) { return queue.add("a", id); }',
    });
    const alone = fakeProject();
    await look(cwd, alone, ['src']);
    expect(alone.asked).toEqual([]);
    git(cwd, 'init', '-q');
    const inRepository = fakeProject();
    const result = await look(cwd, inRepository, ['src']);
    expect(inRepository.asked).toEqual([join(cwd, 'src/app.ts')]);
    expect(result.files).toBe(71);
  });

  it('does a file of 5 MB', async () => {
    const big = `${RACE}${`list.push({ a: [1, 2, 3], b: "text" }); // and ${'so on '.repeat(80)}\n`.repeat(10_000)}`;
    expect(big.length).toBeGreaterThan(5_000_000);
    const result = await look(folderWith({ 'big.ts': big }));
    expect(result.findings).toHaveLength(1);
    expect(result.problems).toEqual([]);
  });
});

describe('run with fix', () => {
  it('writes, keeps what stands around, and says what was fixed', async () => {
    const cwd = folderWith({ 'a.ts': `\uFEFF// one\r\n${RACE}// two\r\n`, 'b.ts': `${RACE}// REFUSE` });
    const result = await write(cwd);
    expect(result.findings.map(({ file, status, reason }) => [file, status, reason])).toEqual([
      ['a.ts', 'fixed', undefined],
      ['b.ts', 'refused', 'the text says so'],
    ]);
    expect(readFileSync(join(cwd, 'a.ts'), 'utf8')).toBe('\uFEFF// one\r\nchain([id, id]);\n// two\r\n');
    expect(readFileSync(join(cwd, 'b.ts'), 'utf8')).toBe(`${RACE}// REFUSE`);
    expect(exitCodeOf(result, false)).toBe(1);
  });

  it('is 0 when all is applied, or 1 for hooks that ask', async () => {
    const result = await write(folderWith({ 'a.ts': RACE }));
    expect([exitCodeOf(result, false), exitCodeOf(result, true)]).toEqual([0, 1]);
  });

  it('leaves a file alone whose rewrite does not hold', async () => {
    const broken = fakeProject({
      rewrite: (finding, style) => ({
        kind: 'rewrite',
        style,
        edits: [{ span: finding.run.dispatches[0]?.call ?? { start: 0, end: 0 }, text: 'chain([' }],
        otherFiles: new Map(),
        packages: [],
        warnings: [],
      }),
    });
    const cwd = folderWith({ 'a.ts': RACE });
    const result = await write(cwd, broken);
    expect(result.problems).toEqual([
      { file: 'a.ts', line: 1, message: expect.stringMatching(/^left as it is: the rewritten code would not parse/) as string },
    ]);
    expect(result.findings.map(({ status }) => status)).toEqual(['refused']);
    expect(exitCodeOf(result, false)).toBe(2);
    expect(readFileSync(join(cwd, 'a.ts'), 'utf8')).toBe(RACE);
  });

  it('reads a file again that an earlier rewrite has changed', async () => {
    const cwd = folderWith({ 'a.ts': RACE, 'b.ts': RACE });
    const project = fakeProject();
    const seen: string[] = [];
    const result = await run(
      { cwd, paths: [], report: REPORT, dispatchers: [] },
      {
        project,
        languages: QUEUES,
        fix: async (files) => {
          seen.push(...files.map(({ text }) => text));
          writeFileSync(join(cwd, 'b.ts'), `import 'x';\n${RACE}`);
          const fixed = await fixFiles(files, createAnalyse(project, REPORT));
          return fixed.map((file) => ({ ...file, written: [...file.written, join(cwd, 'b.ts')] }));
        },
      },
    );
    expect(seen).toEqual([RACE, `import 'x';\n${RACE}`]);
    expect(result.findings.map(({ status }) => status)).toEqual(['fixed', 'fixed']);
  });
});

describe('runOnText', () => {
  const ask = (text: string | Uint8Array, writeIt = false, filename = 'src/a.ts') =>
    runOnText({ cwd: '/work', bytes: Buffer.from(text), filename, report: REPORT, write: writeIt }, fakeProject());

  it('reports on a text', () => {
    const { result, text } = ask(RACE);
    expect(result.findings.map(({ file, status }) => [file, status])).toEqual([['src/a.ts', 'fixable']]);
    expect(text).toBeUndefined();
  });

  it('rewrites a text', () => {
    const { result, text } = ask(`\uFEFF${RACE}`, true);
    expect(text).toBe('\uFEFFchain([id, id]);\n');
    expect(exitCodeOf(result, false)).toBe(0);
  });

  it('gives back a text in which nothing is found, or nothing can be rewritten', () => {
    expect(ask('a\r\n', true).text).toBe('a\r\n');
    const refused = ask(`${RACE}// REFUSE`, true);
    expect(refused.text).toBe(`${RACE}// REFUSE`);
    expect(exitCodeOf(refused.result, false)).toBe(1);
  });

  it.each([
    ['const = 1', { file: 'src/a.ts', line: 1, message: expect.any(String) as string }],
    [Uint8Array.of(0xff), { file: 'src/a.ts', message: 'is not UTF-8 text' }],
  ])('gives nothing back for %j', (text, problem) => {
    const { result, text: rewritten } = ask(text, true);
    expect(result.problems).toEqual([problem]);
    expect(rewritten).toBeUndefined();
    expect(exitCodeOf(result, false)).toBe(2);
  });
});
