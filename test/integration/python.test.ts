import js from '@eslint/js';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint as ESLint10, type Linter } from 'eslint';
import { defineConfig as defineConfig10 } from 'eslint/config';
import { ESLint as ESLint9 } from 'eslint-9';
import { defineConfig as defineConfig9 } from 'eslint-9/config';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

/** A Node front end and a Python back end; each dispatches in one file and has its queues or tasks in another. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "app", "type": "module", "dependencies": { "bullmq": "^5.0.0" } }',
  'requirements.txt': 'celery\ndjango\n',
  'web/queues.ts': "import { Queue } from 'bullmq';\nexport const images = new Queue('images');\nexport const mails = new Queue('mails');\n",
  'web/upload.ts': `import { images, mails } from './queues.js';

export async function upload(imageId: string) {
  await images.add('process', { imageId });
  await mails.add('notify', { imageId });
}
`,
  'shop/__init__.py': '',
  'shop/tasks.py': `from celery import shared_task


@shared_task
def process(image_id):
    print(image_id)


@shared_task
def notify(image_id):
    print(image_id)
`,
  'shop/views.py': `from django.http import HttpResponse

from .tasks import notify, process


def upload(request, image_id):
    process.delay(image_id)
    notify.delay(image_id)
    return HttpResponse(status=202)
`,
};

/** Files are taken as unchanged for a second. */
const aMoment = () => new Promise((done) => setTimeout(done, 1100));

const typescript: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } };

let app = '';

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
}

beforeAll(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-python-')));
  write(FILES);
});

afterAll(() => {
  rmSync(app, { recursive: true, force: true });
});

describe.each([
  ['9', ESLint9 as unknown as typeof ESLint10, defineConfig9],
  ['10', ESLint10, defineConfig10],
])('the ESLint class on two languages, version %s', (_version, ESLint, defineConfig) => {
  const linterWith = (configs: readonly Linter.Config[]) =>
    new ESLint({ cwd: app, overrideConfigFile: true, overrideConfig: [typescript, ...configs] });

  /** What is reported in the folder: file, rule and line. */
  async function lint(configs: readonly Linter.Config[] = plugin.configs.recommended, paths = ['.']) {
    const results = await linterWith(configs).lintFiles(paths);
    return results.flatMap(({ filePath, messages }) =>
      messages.map((message) => ({ ...message, file: filePath.slice(app.length + 1).replaceAll('\\', '/') })),
    );
  }

  const places = (messages: Awaited<ReturnType<typeof lint>>) => messages.map(({ file, ruleId, line }) => [file, ruleId, line]);

  const BOTH = [
    ['shop/views.py', 'fix-chains/prefer-chain', 7],
    ['web/upload.ts', 'fix-chains/prefer-chain', 4],
  ];

  it('reports both in one run, with the rewrites as suggestions', async () => {
    const messages = await lint();
    expect(places(messages)).toEqual(BOTH);
    const [python, ecmascript] = messages;
    expect(python?.message).toContain('`process` and `notify` are queued separately in request handler `upload` and share `image_id`');
    expect(python?.suggestions?.map(({ messageId }) => messageId)).toEqual(['chain', 'pipe', 'link']);
    expect(ecmascript?.suggestions?.map(({ messageId }) => messageId)).toEqual(['chain', 'pipe']);
    expect(python?.fix).toBeUndefined();
    expect(applied('shop/views.py', python)).toBe(
      (FILES['shop/views.py'] ?? '')
        .replace('from django', 'from celery import chain\nfrom django')
        .replace(/process\.delay[\s\S]*notify\.delay\(image_id\)/, 'chain(process.si(image_id), notify.si(image_id)).delay()'),
    );
    expect(applied('web/upload.ts', ecmascript)).toContain("import { chain, si } from 'task-canvas/bullmq';");
  });

  it('finds nothing in what its suggestion makes', async () => {
    const [python] = await lint(plugin.configs.recommended, ['shop/views.py']);
    const [result] = await linterWith(plugin.configs.recommended).lintText(applied('shop/views.py', python), { filePath: join(app, 'shop/views.py') });
    expect(result?.messages).toEqual([]);
  });

  it('reports errors in the strict configuration', async () => {
    expect((await lint(plugin.configs.strict)).map(({ severity }) => severity)).toEqual([2, 2]);
  });

  it.each([
    ['the next line', 'eslint-disable-next-line fix-chains/prefer-chain -- slow, but fine'],
    ['the rest of the file', 'eslint-disable -- generated'],
  ])('is switched off by comments in each: %s', async (_name, comment) => {
    const texts = [withLine('shop/views.py', `    # ${comment}`, 7), withLine('web/upload.ts', `  /* ${comment} */`, 4)] as const;
    for (const [file, text] of [
      ['shop/views.py', texts[0]],
      ['web/upload.ts', texts[1]],
    ] as const) {
      const [result] = await linterWith(plugin.configs.recommended).lintText(text, { filePath: join(app, file) });
      expect(result?.messages).toEqual([]);
      expect(result?.suppressedMessages.map(({ ruleId, suppressions }) => [ruleId, suppressions])).toEqual([
        ['fix-chains/prefer-chain', [{ kind: 'directive', justification: comment.split(' -- ')[1] }]],
      ]);
    }
  });

  it.each([
    ['shop/tasks.py', '# eslint-disable-next-line fix-chains/prefer-chain'],
    ['web/queues.ts', '// eslint-disable-next-line fix-chains/prefer-chain'],
  ])('reports a comment that switches off nothing: %s', async (file, comment) => {
    const [result] = await linterWith(plugin.configs.recommended).lintText(withLine(file, comment, 1), { filePath: join(app, file) });
    expect(result?.messages).toMatchObject([{ ruleId: null, line: 1, severity: 1, message: expect.stringContaining('Unused eslint-disable directive') as string }]);
  });

  it.each([
    ['js.configs.recommended', [js.configs.recommended]],
    ['js.configs.all', [js.configs.all]],
    ['tseslint.configs.recommended', tseslint.configs.recommended],
    ['tseslint.configs.strict', tseslint.configs.strict],
    ['tseslint.configs.stylistic', tseslint.configs.stylistic],
  ])('goes with %s, although it is for all files', async (_name, config) => {
    for (const configs of [
      [...(config as Linter.Config[]), ...plugin.configs.recommended],
      [...plugin.configs.recommended, ...(config as Linter.Config[])],
    ]) {
      const messages = await lint(configs, ['shop']);
      expect(places(messages)).toEqual(BOTH.slice(0, 1));
    }
  });

  it('goes by the name that the plugin was given', async () => {
    const named: Linter.Config = { files: ['**/*.py'], plugins: { chains: plugin }, language: 'chains/python', rules: { 'chains/prefer-chain': 'error' } };
    const extended = defineConfig([{ plugins: { chains: plugin }, extends: ['chains/recommended'] }]);
    for (const config of [[named], extended]) expect(places(await lint(config, ['shop']))).toEqual([['shop/views.py', 'chains/prefer-chain', 7]]);
  });

  it('is extended by its name', async () => {
    const config = defineConfig([{ plugins: { 'fix-chains': plugin }, extends: ['fix-chains/recommended'] }]);
    expect(places(await lint(config))).toEqual(BOTH);
  });

  it('notices that another Python file has changed', async () => {
    expect(await lint(undefined, ['shop/views.py'])).toHaveLength(1);
    await aMoment();
    write({ 'shop/tasks.py': 'class Timer:\n    def delay(self, seconds): ...\n\n\nprocess = Timer()\nnotify = Timer()\n' });
    try {
      await aMoment();
      expect(await lint(undefined, ['shop/views.py'])).toEqual([]);
    } finally {
      write(FILES);
    }
    await aMoment();
    expect(await lint(undefined, ['shop/views.py'])).toHaveLength(1);
  });

  it('takes the text of an editor ahead of the file on disk', async () => {
    const filePath = join(app, 'shop/views.py');
    const eslint = linterWith(plugin.configs.recommended);
    const text = FILES['shop/views.py'] ?? '';
    const [alone] = await eslint.lintText(text.replace('    notify.delay(image_id)\n', ''), { filePath });
    const [both] = await eslint.lintText(`# 😀\r\n${text.replaceAll('\n', '\r\n')}`, { filePath });
    expect(alone?.messages).toEqual([]);
    expect(both?.messages.map(({ line, column }) => [line, column])).toEqual([[8, 5]]);
  });

  function applied(file: string, message: Linter.LintMessage | undefined): string {
    const fix = message?.suggestions?.[0]?.fix;
    const text = readFileSync(join(app, file), 'utf8');
    return fix === undefined ? text : text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
  }

  function withLine(file: string, line: string, at: number): string {
    return (FILES[file] ?? '').split('\n').toSpliced(at - 1, 0, line).join('\n');
  }
});

describe.each(['eslint-9', 'eslint'])('the command of %s with the built plugin', (name) => {
  const packageFile = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const built = pathToFileURL(resolve('dist/index.js')).href;
  const parser = pathToFileURL(createRequire(import.meta.url).resolve('@typescript-eslint/parser')).href;

  beforeAll(() => {
    write({
      'eslint.config.js': `import plugin from '${built}';
import * as parser from '${parser}';
export default [{ files: ['**/*.ts'], languageOptions: { parser } }, ...plugin.configs.recommended];
`,
      // WebAssembly modules are counted: the parser is one, the grammar another.
      'count-wasm.mjs': `import { writeFileSync } from 'node:fs';
let count = 0;
const { Module } = WebAssembly;
WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); count++; } };
process.on('exit', () => writeFileSync(process.env.COUNT, String(count)));
`,
    });
  });

  function eslint(args: readonly string[], node: readonly string[] = []) {
    const counted = join(app, 'count.txt');
    const { stdout, stderr } = spawnSync(process.execPath, [...node, join(dirname(packageFile), 'bin/eslint.js'), '--format', 'json', ...args], {
      cwd: app,
      encoding: 'utf8',
      env: { ...process.env, COUNT: counted, NODE_NO_WARNINGS: '1' },
    });
    expect(stderr).toBe('');
    const results = JSON.parse(stdout) as ESLint10.LintResult[];
    return results.filter(({ messages }) => messages.length > 0).map(({ filePath }) => filePath.slice(app.length + 1).replaceAll('\\', '/'));
  }

  const wasmIn = (files: readonly string[]) => {
    const reported = eslint(files, ['--import', pathToFileURL(join(app, 'count-wasm.mjs')).href]);
    return { reported, modules: readFileSync(join(app, 'count.txt'), 'utf8') };
  };

  it('reports both languages from two threads', () => {
    expect(eslint(['--concurrency', '2', 'shop', 'web'])).toEqual(['shop/views.py', 'web/upload.ts']);
  });

  it('loads the grammar for Python that may dispatch, and for nothing else', () => {
    expect(wasmIn(['web'])).toEqual({ reported: ['web/upload.ts'], modules: '0' });
    expect(wasmIn(['web', 'shop/tasks.py'])).toEqual({ reported: ['web/upload.ts'], modules: '0' });
    expect(wasmIn(['shop/views.py'])).toEqual({ reported: ['shop/views.py'], modules: '2' });
  });
});
