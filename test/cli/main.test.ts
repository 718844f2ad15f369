import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.js';
import { folderWith, git } from './helpers.js';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function fixChains(cwd: string, args: readonly string[] = [], { input = '', env = {}, node = [] as readonly string[] } = {}): Ended {
  const inherited = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, MAIN, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...inherited, ...env },
  });
  return { code: status, stdout, stderr };
}

const RACE = `import { Queue } from 'bullmq';

const images = new Queue('images');

export async function upload(request: { imageId: string }) {
  await images.add('process', { imageId: request.imageId });
  await images.add('thumbnail', { imageId: request.imageId });
}
`;
const CLEAN = 'export const answer = 42;\n';

describe('the program', () => {
  it('reports, writes nothing, and ends with 1', () => {
    const cwd = folderWith({ 'src/upload.ts': RACE, 'package.json': '{"dependencies":{"bullmq":"5"}}', 'yarn.lock': '' });
    const { code, stdout, stderr } = fixChains(cwd);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('src/upload.ts:6:3');
    expect(stdout).toContain('`process` and `thumbnail`');
    expect(stdout).toContain("> 6 │   await images.add('process', { imageId: request.imageId });");
    expect(stdout).toContain('\n+import { ');
    expect(stdout).toContain('yarn add task-canvas');
    expect(stdout).toContain('1 finding in 1 file: 1 can be rewritten (--write)');
    expect(readFileSync(join(cwd, 'src/upload.ts'), 'utf8')).toBe(RACE);
    expect(fixChains(cwd, ['--check'])).toMatchObject({ code: 1, stdout: expect.not.stringContaining('+++') as string });
    expect(fixChains(cwd, ['--quiet'])).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  it('writes, and finds nothing the second time', () => {
    const cwd = folderWith({ 'src/upload.ts': `\uFEFF${RACE.replaceAll('\n', '\r\n')}` });
    expect(fixChains(cwd, ['--write'])).toMatchObject({ code: 0, stderr: '' });
    const written = readFileSync(join(cwd, 'src/upload.ts'), 'utf8');
    expect(written).toContain("from 'task-canvas/bullmq'");
    expect(written.startsWith('\uFEFFimport')).toBe(true);
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
    expect(fixChains(cwd, ['--write'])).toMatchObject({ code: 0, stdout: 'No findings in 1 file\n' });
    expect(readFileSync(join(cwd, 'src/upload.ts'), 'utf8')).toBe(written);
    expect(readdirSync(join(cwd, 'src'))).toEqual(['upload.ts']);
  });

  it('ends with 1 after a rewrite where a hook asks for it', () => {
    expect(fixChains(folderWith({ 'a.ts': RACE }), ['--write', '--exit-non-zero-on-fix', 'a.ts']).code).toBe(1);
    expect(fixChains(folderWith({ 'a.ts': CLEAN }), ['--write', '--exit-non-zero-on-fix', 'a.ts']).code).toBe(0);
  });

  it('reports as JSON, to stdout or into a file', () => {
    const cwd = folderWith({ 'src/upload.ts': RACE });
    const { code, stdout } = fixChains(cwd, ['--format', 'json', '--quiet']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: VERSION,
      findings: [
        { rule: 'prefer-chain', file: 'src/upload.ts', line: 6, column: 3, endLine: 7, library: 'bullmq', status: 'fixable', reason: null },
      ],
      summary: { files: 1, findings: 1, fixed: 0, refused: 0, skipped: 0 },
    });
    expect(fixChains(cwd, ['--format', 'json', '--output', 'report.json', '--quiet'])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(join(cwd, 'report.json'), 'utf8')).toBe(stdout);
    expect(fixChains(cwd, ['--output', 'no/folder.txt'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'fix-chains: --output no/folder.txt: no such file or folder\n',
    });
  });

  it('reads and rewrites stdin', () => {
    const cwd = folderWith({});
    const args = ['--stdin', '--stdin-filename', 'src/upload.ts'];
    expect(fixChains(cwd, args, { input: RACE })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('src/upload.ts:6:3') as string,
    });
    const { code, stdout } = fixChains(cwd, [...args, '--write'], { input: RACE });
    expect(code).toBe(0);
    expect(stdout).toContain("from 'task-canvas/bullmq'");
    expect(fixChains(cwd, [...args, '--write'], { input: stdout })).toEqual({ code: 0, stdout, stderr: '' });
    expect(fixChains(cwd, [...args, '--write'], { input: 'const = 1' })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('src/upload.ts:1: ') as string,
    });
    expect(existsSync(join(cwd, 'src'))).toBe(false);
  });

  it('tells its version and how it is used', () => {
    const cwd = folderWith({ 'fix-chains.config.json': '{ broken' });
    expect(fixChains(cwd, ['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    expect(fixChains(cwd, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: fix-chains') as string });
  });

  it('paints where it is asked to', () => {
    const cwd = folderWith({ 'a.ts': RACE });
    expect(fixChains(cwd).stdout).not.toContain('\u001B');
    expect(fixChains(cwd, [], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001B[32m+');
    expect(fixChains(cwd, ['--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\u001B');
  });

  it('goes by the configuration, and by the command line ahead of it', () => {
    const cwd = folderWith({
      'a.ts': RACE,
      'old/b.ts': RACE,
      'package.json': '{"fixChains":{"evidence":"proven","ignore":["old"]}}',
      'my.json': '{"style":"flow"}',
    });
    expect(fixChains(cwd)).toMatchObject({ code: 0, stdout: 'No findings in 1 file\n' });
    expect(fixChains(cwd, ['--evidence', 'possible'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('1 finding in 1 file') as string,
    });
    expect(fixChains(cwd, ['--config', 'my.json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('2 findings in 2 files') as string,
    });
  });

  it('walks what git sees', () => {
    const cwd = folderWith({ 'a.ts': RACE, 'dist/a.js': RACE, '.gitignore': 'dist', 'node_modules/x/a.ts': RACE });
    git(cwd, 'init', '-q');
    expect(fixChains(cwd).stdout).toContain('1 finding in 1 file');
  });

  it('loads what it writes and compares with only when there is something to write and compare', () => {
    const cwd = folderWith({ 'src/a.ts': `${CLEAN}q.add('x'); q.add('y');`, '.gitignore': '' });
    git(cwd, 'init', '-q');
    const loadedBy = (args: readonly string[]): string => {
      const record = join(folderWith({}), 'modules.txt');
      const { stderr } = fixChains(cwd, args, {
        env: { RECORD_MODULES: record },
        node: ['--import', join(ROOT, 'test/setup/record-modules.mjs')],
      });
      expect(stderr).toBe('');
      return readFileSync(record, 'utf8');
    };
    for (const args of [[], ['--write'], ['--check']]) {
      const modules = loadedBy(args);
      expect(modules).toContain('/dist/cli/run.js');
      expect(modules).not.toMatch(/node_modules\/(?:ts-morph|diff|ignore|eslint|typescript)\//);
    }
    const race = folderWith({ 'a.ts': RACE });
    git(race, 'init', '-q');
    const record = join(race, 'modules.txt');
    fixChains(race, ['--write'], { env: { RECORD_MODULES: record }, node: ['--import', join(ROOT, 'test/setup/record-modules.mjs')] });
    expect(readFileSync(record, 'utf8')).toMatch(/node_modules\/ts-morph\//);
  });

  it('ends quietly when nobody reads on', async () => {
    const cwd = folderWith(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${String(i)}.ts`, RACE])));
    const child = spawn(process.execPath, [MAIN], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown option', ['--wriet'], {}, 'fix-chains: unknown option --wriet; did you mean --write?\n'],
    ['an option of a later version', ['--staged'], {}, 'fix-chains: --staged is not in this version\n'],
    [
      'a configuration that is no JSON',
      [],
      { 'fix-chains.config.json': '{\n  "scope": all\n}' },
      'fix-chains: fix-chains.config.json:2: is not valid JSON from here on\n',
    ],
    [
      'a configuration with an unknown key',
      [],
      { 'package.json': '{"fixChains":{"scopes":"all"}}' },
      'fix-chains: package.json: scopes: is no known key; did you mean scope?\n',
    ],
    ['a configuration that is not there', ['--config', 'x.json'], {}, 'fix-chains: x.json: no such file or folder\n'],
  ])('%s: nothing is begun', (_name, args, files, stderr) => {
    const cwd = folderWith({ ...files, 'a.ts': RACE });
    expect(fixChains(cwd, ['--write', ...args])).toEqual({ code: 2, stdout: '', stderr });
    expect(readFileSync(join(cwd, 'a.ts'), 'utf8')).toBe(RACE);
  });

  it.each([
    ['a syntax error', { 'bad.ts': `${RACE}const = 1;` }, /^fix-chains: bad\.ts:9: \S.*\n$/],
    ['a binary file', { 'bad.ts': Uint8Array.from([0x47, 0x40, 0x00, 0x10, 0xff]) }, /^fix-chains: bad\.ts: is a binary file, not text\n$/],
    ['another encoding', { 'bad.ts': Buffer.from(`${RACE}// caf\xe9`, 'latin1') }, /^fix-chains: bad\.ts: is not UTF-8 text\n$/],
  ])('%s: named, left alone, the others done', (_name, files, stderr) => {
    const cwd = folderWith({ ...files, 'a.ts': RACE, 'z.ts': RACE });
    const before = readFileSync(join(cwd, 'bad.ts'));
    const ended = fixChains(cwd, ['--write']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(stderr);
    expect(ended.stdout).toContain('2 findings in 3 files, 1 file skipped: 2 rewritten');
    expect(readFileSync(join(cwd, 'bad.ts')).equals(before)).toBe(true);
    for (const name of ['a.ts', 'z.ts']) expect(readFileSync(join(cwd, name), 'utf8')).toContain('task-canvas');
  });

  it('a link to nothing, a path that does not exist, a folder named as a file', () => {
    const cwd = folderWith({ 'a.ts': RACE, 'x.ts/': '' });
    symlinkSync('nowhere.ts', join(cwd, 'link.ts'));
    const ended = fixChains(cwd, ['--check']);
    expect(ended).toMatchObject({ code: 2, stderr: 'fix-chains: link.ts: is a symbolic link to nothing\n' });
    expect(ended.stdout).toContain('1 finding in 2 files');
    expect(fixChains(cwd, ['none.ts', 'x.ts', 'a.ts', '--quiet'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'fix-chains: none.ts: no such file or folder\n',
    });
  });

  it('an empty file is nothing', () => {
    expect(fixChains(folderWith({ 'a.ts': '', 'b.js': '\uFEFF' }))).toEqual({ code: 0, stdout: 'No findings in 2 files\n', stderr: '' });
  });

  it('a file that is read-only is left alone and named', () => {
    const cwd = folderWith({ 'a.ts': RACE, 'b.ts': RACE });
    chmodSync(join(cwd, 'a.ts'), 0o444);
    const ended = fixChains(cwd, ['--write']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^fix-chains: a\.ts:6: left as it is: .*read-only/);
    expect(readFileSync(join(cwd, 'a.ts'), 'utf8')).toBe(RACE);
    expect(readFileSync(join(cwd, 'b.ts'), 'utf8')).toContain('task-canvas');
  });

  it('a file of 5 MB is done', () => {
    const big = `${RACE}${`list.push({ a: [1, 2, 3], b: "text" }); // and ${'so on '.repeat(400)}\n`.repeat(2_100)}`;
    const cwd = folderWith({ 'big.ts': big });
    const ended = fixChains(cwd, ['--write', '--format', 'json']);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('big.ts') as string });
    const written = readFileSync(join(cwd, 'big.ts'), 'utf8');
    expect(written.length).toBeGreaterThan(5_000_000);
    expect(written.slice(0, 400)).toContain('task-canvas');
  });

  it('no folder to look at', () => {
    const cwd = folderWith({});
    mkdirSync(join(cwd, 'empty'));
    expect(fixChains(cwd, ['empty'])).toEqual({ code: 0, stdout: 'No findings in 0 files\n', stderr: '' });
  });
});
