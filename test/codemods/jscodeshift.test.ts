import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Transform } from 'jscodeshift';
import ts from 'typescript';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import transform from '../../src/codemods/jscodeshift.js';

const ROOT = resolve(import.meta.dirname, '../..');
const JSCODESHIFT = join(ROOT, 'node_modules/jscodeshift/bin/jscodeshift.js');
const UPLOAD = "import { images, mails } from './queues';\n\nexport async function upload(imageId: string) {\n  await images.add('process', { imageId });\n  await mails.add('notify', { imageId });\n}\n";
const CHAINED = `import { images, mails } from './queues';
import { chain, si } from 'task-canvas/bullmq';

export async function upload(imageId: string) {
  await chain(
    si(images, 'process', { imageId }),
    si(mails, 'notify', { imageId }),
  ).delay();
}
`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "app" }',
  'src/queues.ts': "import { Queue } from 'bullmq';\nexport const images = new Queue('images');\nexport const mails = new Queue('mails');\n",
  'src/upload.ts': UPLOAD,
  'src/mark.ts': `\uFEFF${UPLOAD.replaceAll('\n', '\r\n')}`,
  'src/returned.ts': UPLOAD.replace('  await images', '  const job = await images').replace('  await mails', '  await mails').replace('}\n', '  return job.id;\n}\n'),
  'src/nothing.ts': 'export const set = new Set([1]).add(2).add(3);\n',
  'src/broken.ts': 'await images.add("a", id); await images.add("b", id\n',
};

let folder = '';
let app = '';
let work = '';

/** The package as it is installed, beside a copy of the app. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-chains-jscodeshift-'));
  app = join(folder, 'app');
  const installed = join(folder, 'app/node_modules/fix-chains');
  mkdirSync(installed, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.c?ts$/.test(name)) continue;
    const target = join(installed, 'dist', name.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    const { outputText } = ts.transpileModule(readFileSync(join(ROOT, 'src', name), 'utf8'), {
      compilerOptions: { module: name.endsWith('.cts') ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(target, outputText);
  }
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
  work = app;
});

function run(file: string, ...args: string[]): string {
  return execFileSync(process.execPath, [JSCODESHIFT, '-t', `node_modules/fix-chains/dist/codemods/${file}`, '--extensions=ts', '--parser=ts', ...args, 'src'], { cwd: work, encoding: 'utf8' });
}

function text(name: string): string {
  return readFileSync(join(work, name), 'utf8');
}

// Babel compiles every CommonJS file that is loaded.
describe("jscodeshift's own runner", { timeout: 120_000 }, () => {
  test.each<[string, string, string[]]>([
    ['as it is started without options', 'jscodeshift.cjs', []],
    ['in one process', 'jscodeshift.cjs', ['--run-in-band']],
    ['without Babel', 'jscodeshift.cjs', ['--no-babel']],
    ['without Babel, the ES module itself', 'jscodeshift.js', ['--no-babel']],
  ])('%s', (_name, file, options) => {
    const output = run(file, ...options);
    expect(text('src/upload.ts')).toBe(CHAINED);
    expect(text('src/mark.ts')).toBe(`\uFEFF${CHAINED.replaceAll('\n', '\r\n')}`);
    for (const name of ['src/queues.ts', 'src/returned.ts', 'src/nothing.ts', 'src/broken.ts']) expect(text(name)).toBe(FILES[name]);
    expect(output).toMatch(/0 errors\n.*0 unmodified\n.*4 skipped\n.*2 ok/);
    expect(output).toMatch(/src\/returned\.ts not rewritten: .*result of `process`/);
  });

  test('finds nothing the second time', () => {
    run('jscodeshift.cjs', '--no-babel');
    expect(run('jscodeshift.cjs', '--no-babel')).toMatch(/6 skipped\n.*0 ok/);
  });

  test('takes the style from its command line', () => {
    run('jscodeshift.cjs', '--no-babel', '--style=pipe');
    expect(text('src/upload.ts')).toContain('.pipe(');
  });

  test('tells a wrong option, and changes nothing', () => {
    expect(run('jscodeshift.cjs', '--no-babel', '--style=train')).toContain('--style must be chain, pipe, flow, link');
    expect(text('src/upload.ts')).toBe(UPLOAD);
  });
});

test('a text without two dispatching names is not parsed', () => {
  const reports: string[] = [];
  // It would be a syntax error.
  expect(transform({ path: 'a.ts', source: 'queue.add( add' }, { report: (message) => reports.push(message) }, {})).toBeUndefined();
  expect(reports).toEqual([]);
});

test('is a transform of jscodeshift', () => {
  const typed: Transform = transform;
  expect(typed).toBeTypeOf('function');
});
