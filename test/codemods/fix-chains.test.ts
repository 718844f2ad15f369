import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixFiles } from '../../src/codemods/fix-chains.js';
import { replaceFile } from '../../src/codemods/replace-file.js';
import { analyseByHand } from './hand-made.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-chains-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function given(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const PAIR = "async function a(id) {\n\tconst t = `é\u{1F600}`\n  await q.add('a', id);\n  // then\n  await q.add('b', id);\n\n\n}";
const CHAINED = "import { chain, si } from 'task-canvas/bullmq';\nasync function a(id) {\n\tconst t = `é\u{1F600}`\n  await chain(si(q, 'a', id),\n  // then\n  si(q, 'b', id)).delay();\n\n\n}";

describe('fixFiles writes', () => {
  test.each([
    ['LF', (text: string) => text],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte-order mark', (text: string) => `\uFEFF${text}`],
  ])('and keeps %s', async (_name, spelt) => {
    const path = given('a.ts', spelt(PAIR));
    const [file] = await fixFiles([{ path, text: spelt(PAIR).replace('\uFEFF', '') }], analyseByHand());
    expect(readFileSync(path, 'utf8')).toBe(spelt(CHAINED).replace("bullmq';\r\n", "bullmq';\n"));
    expect(file).toMatchObject({ outcomes: [{ kind: 'fixed', packages: ['task-canvas'] }], written: [path] });
    expect(readdirSync(folder)).toEqual(['a.ts']);
  });

  test('in a dialect of any ending', async () => {
    const paths = ['a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.mjs'].map((name) => given(name, PAIR));
    const files = await fixFiles(paths.map((path) => ({ path, text: PAIR })), analyseByHand());
    expect(files.map(({ text }) => text)).toEqual(paths.map(() => CHAINED));
  });

  test('and keeps the mode', async () => {
    const path = given('a.ts', PAIR);
    chmodSync(path, 0o754);
    await fixFiles([{ path, text: PAIR }], analyseByHand());
    expect(statSync(path).mode & 0o777).toBe(0o754);
  });

  test('through a symbolic link, which stays one', async () => {
    mkdirSync(join(folder, 'real'));
    const path = given('real/a.ts', PAIR);
    const link = join(folder, 'link.ts');
    symlinkSync(path, link);
    await fixFiles([{ path: link, text: PAIR }], analyseByHand());
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(CHAINED);
  });

  test('the other files that a rewrite needs', async () => {
    const path = given('a.ts', PAIR);
    const queues = given('queues.ts', '\uFEFFexport const q = 1;\n');
    const [file] = await fixFiles([{ path, text: PAIR }], analyseByHand({ producerIn: { a: queues } }));
    expect(file?.written).toEqual([queues, path]);
    expect(readFileSync(queues, 'utf8')).toBe('\uFEFFexport const flowProducer = new FlowProducer();\nexport const q = 1;\n');
  });
});

describe('fixFiles, where files need the same third one,', () => {
  const QUEUES = 'export const q = 1;\n';
  const PRODUCER = 'export const flowProducer = new FlowProducer();\n';

  test('changes it once, since the second analysis sees what the first has written', async () => {
    const paths = [given('a.ts', PAIR), given('b.ts', PAIR)];
    const queues = given('queues.ts', QUEUES);
    const files = await fixFiles(paths.map((path) => ({ path, text: PAIR })), analyseByHand({ producerIn: { a: queues } }));
    expect(files.map(({ written }) => written.length)).toEqual([2, 1]);
    expect(readFileSync(queues, 'utf8')).toBe(PRODUCER + QUEUES);
  });

  test('goes on from there, where that file is to be rewritten itself', async () => {
    const path = given('a.ts', PAIR);
    const other = PAIR.replaceAll("'a'", "'x'");
    const queues = given('queues.ts', other);
    const files = await fixFiles([{ path, text: PAIR }, { path: queues, text: other }], analyseByHand({ producerIn: { a: queues } }));
    expect(files.map(({ outcomes }) => outcomes.map(({ kind }) => kind))).toEqual([['fixed'], ['fixed']]);
    expect(readFileSync(queues, 'utf8')).toContain(PRODUCER);
    expect(readFileSync(queues, 'utf8')).toContain("chain(si(q, 'x', id)");
  });

  test('does not write over what somebody else has written there in between', async () => {
    const paths = [given('a.ts', PAIR), given('b.ts', PAIR)];
    const queues = given('queues.ts', QUEUES);
    const analyse = analyseByHand({ producerIn: { a: queues } });
    const files = await fixFiles(paths.map((path) => ({ path, text: PAIR })), (path, text, others) => {
      // Between the reading of the file and its writing.
      if (others.has(queues)) writeFileSync(queues, 'mine\n');
      return analyse(path, text, others);
    });
    expect(files[0]).toMatchObject({ outcomes: [{ kind: 'failed', reason: 'queues.ts: the file was changed by something else in the meantime' }] });
    expect(readFileSync(queues, 'utf8')).toBe('mine\n');
    expect(readFileSync(paths[0] ?? '', 'utf8')).toBe(PAIR);
  });
});

describe('fixFiles leaves alone', () => {
  test.each<[string, (path: string) => void, string]>([
    ['a file that is read-only', (path) => { chmodSync(path, 0o444); }, 'the file is read-only'],
    ['a file that was changed since it was read', (path) => { writeFileSync(path, `${PAIR}\n`); }, 'the file was changed by something else in the meantime'],
    ['a file that is gone', (path) => { unlinkSync(path); }, 'no such file or folder'],
  ])('%s', async (_name, meddle, reason) => {
    const path = given('a.ts', PAIR);
    const fine = given('b.ts', PAIR);
    meddle(path);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const [file, second] = await fixFiles([{ path, text: PAIR }, { path: fine, text: PAIR }], analyseByHand());
    expect(file).toMatchObject({ text: PAIR, outcomes: [{ kind: 'failed', reason }], written: [] });
    expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(before);
    expect(second).toMatchObject({ text: CHAINED, written: [fine] });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('both files, where one of them cannot be written', async () => {
    const path = given('a.ts', PAIR);
    const queues = given('queues.ts', 'export const q = 1;\n');
    chmodSync(path, 0o444);
    const [file] = await fixFiles([{ path, text: PAIR }], analyseByHand({ producerIn: { a: queues } }));
    expect(file).toMatchObject({ outcomes: [{ kind: 'failed', reason: 'the file is read-only' }], written: [] });
    expect(readFileSync(queues, 'utf8')).toBe('export const q = 1;\n');
  });

  test('this file, where the other cannot be written', async () => {
    const path = given('a.ts', PAIR);
    const queues = given('queues.ts', 'export const q = 1;\n');
    chmodSync(queues, 0o444);
    const [file] = await fixFiles([{ path, text: PAIR }], analyseByHand({ producerIn: { a: queues } }));
    expect(file).toMatchObject({ outcomes: [{ kind: 'failed', reason: 'queues.ts: the file is read-only' }], written: [] });
    expect(readFileSync(path, 'utf8')).toBe(PAIR);
  });

  test('what is refused, without a write', async () => {
    const path = given('a.ts', PAIR);
    const { mtimeMs, ino } = statSync(path);
    const [file] = await fixFiles([{ path, text: PAIR }], analyseByHand({ refuses: ['a'] }));
    expect(file).toMatchObject({ text: PAIR, outcomes: [{ kind: 'refused' }], written: [] });
    expect(statSync(path)).toMatchObject({ mtimeMs, ino });
  });
});

describe('replaceFile', () => {
  test('says why where the bytes are no UTF-8 any more', () => {
    const path = given('a.ts', Buffer.from([0x61, 0xff]));
    expect(replaceFile(path, 'a', 'b')).toBe('the file was changed by something else in the meantime');
  });

  test('leaves no temporary file where it cannot rename', () => {
    const path = join(folder, 'a.ts');
    mkdirSync(path);
    expect(replaceFile(path, '', 'b')).toBe('is a folder, not a file');
    expect(readdirSync(folder)).toEqual(['a.ts']);
  });

  test('nobody sees half of a text: the old file stays what it is for those who have it open', () => {
    const path = given('a.ts', 'old');
    const { ino } = statSync(path);
    expect(replaceFile(path, 'old', 'new')).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).ino).not.toBe(ino);
  });
});
