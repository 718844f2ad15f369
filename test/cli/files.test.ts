import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findFiles, projectFoldersOf } from '../../src/cli/files.js';
import { readBytes, textOf } from '../../src/files/read.js';
import { shownPath } from '../../src/cli/sources.js';
import { folderWith, git } from './helpers.js';

async function listed(cwd: string, paths: readonly string[] = [], patterns: readonly string[] = []): Promise<string[]> {
  const { files } = await findFiles({ cwd, paths, ignore: { folder: cwd, patterns } });
  return files.map(({ path }) => shownPath(path, cwd)).sort();
}

const TREE = {
  'a.ts': '',
  'b.tsx': '',
  'c.mts': '',
  'd.cts': '',
  'e.js': '',
  'f.jsx': '',
  'g.mjs': '',
  'h.cjs': '',
  'types.d.ts': '',
  'types.d.mts': '',
  'lib.min.js': '',
  'readme.md': '',
  '.#a.ts': '',
  '.gitignore': 'dist\n*.gen.ts\n',
  'dist/out.js': '',
  'x.gen.ts': '',
  'node_modules/p/index.js': '',
  'sub/node_modules/p/index.js': '',
  'sub/.gitignore': '!keep.gen.ts\n/here.ts\n',
  'sub/keep.gen.ts': '',
  'sub/other.gen.ts': '',
  'sub/here.ts': '',
  'sub/deep/here.ts': '',
  'sub/x.ts/inside.ts': '',
};
const SEEN = [
  'a.ts',
  'b.tsx',
  'c.mts',
  'd.cts',
  'e.js',
  'f.jsx',
  'g.mjs',
  'h.cjs',
  'sub/deep/here.ts',
  'sub/keep.gen.ts',
  'sub/x.ts/inside.ts',
];

describe.each(['a repository', 'no repository'])('findFiles in %s', (where) => {
  function tree(): string {
    const folder = folderWith(TREE);
    if (where === 'a repository') git(folder, 'init', '-q');
    return folder;
  }

  it('lists what git would see', async () => {
    expect(await listed(tree())).toEqual(SEEN);
  });

  it('lists a folder below with the rules above it', async () => {
    expect(await listed(tree(), ['sub'])).toEqual(SEEN.filter((path) => path.startsWith('sub/')));
  });

  it('takes an ignored folder that is named', async () => {
    expect(await listed(tree(), ['dist'])).toEqual(['dist/out.js']);
    expect(await listed(tree(), ['node_modules/p'])).toEqual(['node_modules/p/index.js']);
  });

  it('takes each file once, and a named one as it is', async () => {
    const cwd = tree();
    expect(await listed(cwd, ['a.ts', './a.ts', 'sub/deep', 'sub/deep/here.ts', 'dist/out.js', 'types.d.ts'])).toEqual([
      'a.ts',
      'dist/out.js',
      'sub/deep/here.ts',
      'types.d.ts',
    ]);
    const { files } = await findFiles({ cwd, paths: ['sub/deep', 'sub/deep/here.ts'] });
    expect(files).toEqual([{ path: join(cwd, 'sub/deep/here.ts'), named: true }]);
  });

  it('leaves out what the configuration ignores, named or not', async () => {
    expect(await listed(tree(), [], ['sub', '*.{js,jsx}', '*.tsx'])).toEqual(['a.ts', 'c.mts', 'd.cts', 'e.js', 'f.jsx', 'g.mjs', 'h.cjs']);
    expect(await listed(tree(), ['a.ts', 'b.tsx'], ['/b.*'])).toEqual(['a.ts']);
  });

  it('says what is not there and goes on', async () => {
    const cwd = tree();
    symlinkSync('nowhere.ts', join(cwd, 'dangling.ts'));
    const { files, problems } = await findFiles({ cwd, paths: ['none.ts', 'no/folder', 'readme.md', 'dangling.ts', 'a.ts'] });
    expect(files).toEqual([{ path: join(cwd, 'a.ts'), named: true }]);
    expect(problems).toEqual([
      { file: 'none.ts', message: 'no such file or folder' },
      { file: 'no/folder', message: 'no such file or folder' },
      { file: 'readme.md', message: expect.stringContaining('is no JavaScript, TypeScript or Python file') as string },
      { file: 'dangling.ts', message: 'is a symbolic link to nothing' },
    ]);
  });
});

describe('findFiles in a repository', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('lists tracked and untracked files, those of a merge conflict once, and no submodule', async () => {
    const cwd = folderWith({ 'a.ts': 'first', '.gitignore': 'tracked.ts\n', 'tracked.ts': '', 'gone.ts': '', 'é ö.ts': '' });
    git(cwd, 'init', '-q');
    git(cwd, 'add', '-Af', '.');
    git(cwd, 'commit', '-qm', 'one');
    git(cwd, 'checkout', '-qb', 'other');
    writeFileSync(join(cwd, 'a.ts'), 'other');
    git(cwd, 'commit', '-qam', 'two');
    git(cwd, 'checkout', '-q', 'main');
    writeFileSync(join(cwd, 'a.ts'), 'mine');
    git(cwd, 'commit', '-qam', 'three');
    expect(() => {
      git(cwd, 'merge', 'other');
    }).toThrow();
    const module = folderWith({ 'm.ts': '' });
    git(module, 'init', '-q');
    git(module, 'add', '.');
    git(module, 'commit', '-qm', 'm');
    git(cwd, 'submodule', '--quiet', 'add', module, 'module.ts');
    rmSync(join(cwd, 'gone.ts'));
    writeFileSync(join(cwd, 'new.ts'), '');
    const { files, problems } = await findFiles({ cwd, paths: [] });
    expect(problems).toEqual([]);
    expect(
      files
        .filter((file) => readBytes(file).kind !== 'absent')
        .map(({ path }) => shownPath(path, cwd))
        .sort(),
    ).toEqual(['a.ts', 'new.ts', 'tracked.ts', 'é ö.ts']);
    expect(readBytes({ path: join(cwd, 'gone.ts'), named: false })).toEqual({ kind: 'absent' });
  });

  it('asks about the folder although a hook of another repository runs it', async () => {
    const cwd = folderWith({ 'a.ts': '' });
    git(cwd, 'init', '-q');
    vi.stubEnv('GIT_DIR', join(folderWith({ 'HEAD/': '' }), '.git'));
    vi.stubEnv('GIT_INDEX_FILE', '/nowhere');
    expect(await listed(cwd)).toEqual(['a.ts']);
  });

  it('knows where definitions may stand', () => {
    const cwd = folderWith({ 'repo/a/x.ts': '', 'repo/b/': '', 'loose/': '' });
    git(join(cwd, 'repo'), 'init', '-q');
    expect(projectFoldersOf(['repo/a', 'repo/b', 'loose', 'repo/a/x.ts'], cwd)).toEqual([join(cwd, 'repo'), join(cwd, 'loose')]);
    expect(projectFoldersOf([], join(cwd, 'repo/b'))).toEqual([join(cwd, 'repo')]);
    expect(projectFoldersOf(['loose/x.ts'], cwd)).toEqual([]);
  });
});

describe('readBytes', () => {
  it('reads text and nothing else', () => {
    const folder = folderWith({
      'a.ts': 'x',
      'empty.ts': '',
      'nul.ts': 'a\0b',
      'literal.ts': `export const separator = "\0";`,
      'latin.ts': Uint8Array.of(0x61, 0xe9, 0x62),
      'utf16.ts': Uint8Array.of(0xff, 0xfe, 0x61, 0x00),
      'x.ts/': '',
    });
    symlinkSync('a.ts', join(folder, 'link.ts'));
    symlinkSync('nowhere', join(folder, 'dangling.ts'));
    symlinkSync('loop.ts', join(folder, 'loop.ts'));
    const result = (name: string, named = false): unknown => readBytes({ path: join(folder, name), named });
    expect(result('a.ts')).toEqual({ kind: 'bytes', bytes: Buffer.from('x') });
    expect(result('empty.ts')).toEqual({ kind: 'bytes', bytes: Buffer.alloc(0) });
    expect(result('nul.ts')).toEqual({ kind: 'problem', message: 'is a binary file, not text' });
    expect(result('literal.ts')).toMatchObject({ kind: 'bytes' });
    expect(result('utf16.ts')).toEqual({ kind: 'problem', message: 'is a binary file, not text' });
    expect(result('latin.ts')).toEqual({ kind: 'problem', message: 'is not UTF-8 text' });
    expect(result('link.ts')).toEqual({ kind: 'absent' });
    expect(result('link.ts', true)).toEqual({ kind: 'bytes', bytes: Buffer.from('x') });
    expect(result('dangling.ts')).toEqual({ kind: 'problem', message: 'is a symbolic link to nothing' });
    expect(result('loop.ts')).toEqual({ kind: 'problem', message: 'is a symbolic link to nothing' });
    expect(result('loop.ts', true)).toEqual({ kind: 'problem', message: 'too many symbolic links' });
    expect(result('x.ts')).toEqual({ kind: 'absent' });
    expect(result('x.ts', true)).toEqual({ kind: 'problem', message: 'is a folder, not a file' });
    expect(result('none.ts')).toEqual({ kind: 'absent' });
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not', () => {
    const folder = folderWith({ 'a.ts': 'x' });
    writeFileSync(join(folder, 'b.ts'), '', { mode: 0 });
    mkdirSync(join(folder, 'sub'));
    expect(readBytes({ path: join(folder, 'b.ts'), named: false })).toEqual({ kind: 'problem', message: 'permission denied' });
  });

  it('takes the byte-order mark off', () => {
    expect(textOf(Buffer.from('\uFEFFa'))).toEqual({ text: 'a', bom: '\uFEFF' });
    expect(textOf(Buffer.from('a'))).toEqual({ text: 'a', bom: '' });
  });
});
