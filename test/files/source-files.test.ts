import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSourceFiles } from '../../src/files/source-files.js';

describe('the index of source files', () => {
  it('holds what is read of each file, by its absolute path, without installed, hidden and other files', () => {
    const { root, index, names } = indexed({
      'a.py': 'one',
      'b/c.py': 'two',
      'readme.md': 'one',
      'node_modules/x/d.py': 'one',
      'venv/lib/site-packages/e.py': 'one',
      '.cache/f.py': 'one',
    });
    expect(names()).toEqual(['a.py one', 'b/c.py two']);
    expect([...index.entries().keys()].every((path) => path.startsWith(root))).toBe(true);
  });

  it('leaves out files of which nothing is said', () => {
    const { names } = indexed({ 'a.py': 'one', 'b.py': 'nothing' });
    expect(names()).toEqual(['a.py one']);
  });

  it('gives one and the same map as long as nothing changes, and reads no file twice', () => {
    const { index, read } = indexed({ 'a.py': 'one', 'b.py': 'two' });
    expect(index.entries()).toBe(index.entries());
    expect(read).toEqual(['a.py', 'b.py']);
  });

  it('reads a changed file anew, and no other', () => {
    const { write, names, read } = indexed({ 'a.py': 'one', 'b.py': 'two' });
    names();
    write('a.py', 'three');
    expect(names()).toEqual(['a.py three', 'b.py two']);
    expect(read).toEqual(['a.py', 'b.py', 'a.py']);
  });

  it('takes note of files that come and go', () => {
    const { root, write, names } = indexed({ 'a.py': 'one' });
    names();
    write('b.py', 'two');
    expect(names()).toEqual(['a.py one', 'b.py two']);
    rmSync(join(root, 'a.py'));
    expect(names()).toEqual(['b.py two']);
  });

  it('believes a text ahead of the disk until the disk changes', () => {
    const { root, files, write, names } = indexed({ 'a.py': 'one' });
    names();
    files.setText(join(root, 'a.py'), 'edited');
    expect(names()).toEqual(['a.py edited']);
    write('a.py', 'saved');
    expect(names()).toEqual(['a.py saved']);
  });

  it('sees nothing new in a text that is on disk already', () => {
    const { root, index, files } = indexed({ 'a.py': 'one' });
    const before = index.entries();
    files.setText(join(root, 'a.py'), 'one');
    expect(index.entries()).toBe(before);
  });
});

interface Indexed {
  readonly root: string;
  readonly files: ReturnType<typeof createSourceFiles>;
  readonly index: { entries(): ReadonlyMap<string, string> };
  /** The files that were read so far. */
  readonly read: readonly string[];
  readonly write: (path: string, text: string) => void;
  readonly names: () => string[];
}

function indexed(texts: Readonly<Record<string, string>>): Indexed {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-index-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  let second = 1;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    // Two writes within one tick of the clock are two all the same.
    utimesSync(join(root, path), second, second);
    second += 1;
  };
  for (const [path, text] of Object.entries(texts)) write(path, text);
  const read: string[] = [];
  const files = createSourceFiles(root, ['.py'], 0);
  const index = files.index((text, path) => {
    read.push(relative(root, path));
    return text === 'nothing' ? undefined : text;
  });
  return { root, files, index, read, write, names: () => [...index.entries()].map(([path, text]) => `${relative(root, path)} ${text}`).sort() };
}
