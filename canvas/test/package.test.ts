import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const CANVAS = join(import.meta.dirname, '..');
const { resolve } = createRequire(import.meta.url);
const project = mkdtempSync(join(tmpdir(), 'consumer-'));
const installed = join(project, 'node_modules/task-canvas');

/** What a user writes, the same as an ES module and as a CommonJS one. */
const CONSUMER = `
import { type Job, type Queue } from 'bullmq';
import { chain, chord, group, onlyOnFailure, previousResult, si } from 'task-canvas/bullmq';
import * as celery from 'task-canvas/celery';

export function upload(images: Queue<{ id: number }, string, 'process'>, mails: Queue) {
  // @ts-expect-error data of another type
  si(images, 'process', { id: '7' });
  return chain(si(images, 'process', { id: 7 }, { attempts: 3 }), si(mails, 'notify', {})).delay();
}
export const read = (job: Job): Promise<unknown> => previousResult(job);
export const handle = onlyOnFailure((job: Job<{ id: number }>, { failedReason }) => job.data.id + failedReason);

const queue = { name: 'images', opts: {}, add: (name: string, data: object) => Promise.resolve({ name, data }) };
const step = si(queue, 'process', {});
console.log(chord([step, group(step, step)], chain(step, step)).stages.length, typeof celery.chain);
`;

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Compiles a file as a user would, without skipping the types of this package. Gives what is wrong. */
function compile(file: string, settings: object): readonly string[] {
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      target: 'es2022',
      strict: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      typeRoots: [join(CANVAS, '../node_modules/@types')],
      ...settings,
    },
    project,
  );
  const program = ts.createProgram([join(project, file)], options);
  program.emit();
  return ts
    .getPreEmitDiagnostics(program)
    .filter((found) => !found.file || !/node_modules[\\/](?!task-canvas)/.test(found.file.fileName))
    .map(
      ({ file: at, messageText }) =>
        `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

beforeAll(() => {
  const packed = JSON.parse(
    run('npm', ['pack', CANVAS, '--json', '--ignore-scripts', '--pack-destination', project]),
  ) as [{ filename: string }];
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', packed[0].filename, '-C', installed, '--strip-components=1']);
  for (const peer of ['bullmq', 'celery-node', 'celery-ts']) {
    const folder = dirname(resolve(`${peer}/package.json`));
    symlinkSync(folder, join(project, 'node_modules', peer), 'junction');
  }
  for (const file of ['consumer.mts', 'consumer.cts', 'legacy.ts'])
    writeFileSync(join(project, file), CONSUMER);
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

test.each([
  ['an ES module', 'consumer.mts', 'consumer.mjs'],
  ['a CommonJS module', 'consumer.cts', 'consumer.cjs'],
])('%s compiles and runs', (_, source, built) => {
  expect(compile(source, { module: 'node16' })).toEqual([]);
  expect(run(process.execPath, [built])).toBe('3 function\n');
});

/** What the programs in the README leave to the reader. */
const LEFT_OPEN = `
declare const images: import('bullmq').Queue, thumbnails: typeof images, mails: typeof images;
declare const connection: { host: string };
declare const imageId: number, userId: number;
declare function cleanUp(imageId: number): Promise<void>;
declare function resize(imageId: number): unknown;
`;

test('the programs in the README compile', () => {
  const readme = readFileSync(join(CANVAS, 'README.md'), 'utf8');
  const programs = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = '']) => program);
  expect(programs.length).toBeGreaterThan(4);
  writeFileSync(join(project, 'open.d.ts'), LEFT_OPEN);
  for (const program of programs) {
    writeFileSync(join(project, 'readme.mts'), `/// <reference path="open.d.ts" />\n${program}\nexport {};\n`);
    expect(compile('readme.mts', { module: 'node16' }), program).toEqual([]);
  }
});

test('types are found by compilers that do not know exports', () => {
  const settings = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' };
  expect(compile('legacy.ts', settings)).toEqual([]);
  expect(run(process.execPath, ['legacy.js'])).toBe('3 function\n');
});

test.each(['bullmq', 'celery'])('task-canvas/%s has its state once, however it is loaded', (entry) => {
  const name = `task-canvas/${entry}`;
  const script = `
    const required = require('${name}');
    import('${name}').then((imported) => {
      const names = Object.keys(required).filter((name) => name !== '__esModule');
      if (names.length < 4) throw new Error('exports ' + names);
      const other = names.filter((name) => required[name] !== imported[name]);
      console.log(other.join() || 'once');
    });`;
  expect(run(process.execPath, ['--eval', script])).toBe('once\n');
});

test.each(['bullmq', 'celery'])('task-canvas/%s is below 6 KB, minified and compressed', async (entry) => {
  const bundle = await rolldown({
    input: join(installed, `dist/${entry}.js`),
    external: (id) => !id.startsWith('.') && !id.startsWith(installed),
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  expect(output).toHaveLength(1);
  const size = gzipSync(output[0].code).length;
  console.log(`task-canvas/${entry}: ${String(size)} bytes`);
  expect(size).toBeGreaterThan(1000);
  expect(size).toBeLessThan(6 * 1024);
});
