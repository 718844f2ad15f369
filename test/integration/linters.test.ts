import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint as ESLint10, type Linter } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

/** An app whose queues stand behind a barrel, so that a linter has to read other files than the one that it lints. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "app", "type": "module", "dependencies": { "bullmq": "^5.0.0" } }',
  'queues/images.ts': "import { Queue } from 'bullmq';\nexport const images: Queue = new Queue('images');\nexport const mails = new Queue('mails');\n",
  'queues/index.ts': "export * from './images.js';\n",
  'upload.ts':
    "import { images, mails } from './queues/index.js';\n\nexport async function upload(imageId: string) {\n  await images.add('process', { imageId });\n  await mails.add('notify', { imageId });\n}\n",
  'upload.js':
    "import { images, mails } from './queues/index.js';\n\nexport async function upload(imageId) {\n  await images.add('process', { imageId });\n  await mails.add('notify', { imageId });\n}\n",
};

const CHAINED = `await chain(
    si(images, 'process', { imageId }),
    si(mails, 'notify', { imageId }),
  ).delay()`;

let app = '';

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'fix-chains-linters-'));
  execFileSync('mkdir', [join(app, 'queues')]);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(app, name), text);
});

afterAll(() => {
  rmSync(app, { recursive: true, force: true });
});

describe.each([
  ['9', ESLint9 as unknown as typeof ESLint10],
  ['10', ESLint10],
])('the ESLint class, version %s', (_version, ESLint) => {
  async function lint(file: string, configs: Linter.Config[]) {
    const eslint = new ESLint({
      cwd: app,
      overrideConfigFile: true,
      overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: typescriptParser } }, ...configs],
    });
    const [result] = await eslint.lintFiles([file]);
    return result?.messages ?? [];
  }

  it.each(['upload.ts', 'upload.js'])('reports %s with the rewrites as suggestions', async (file) => {
    const messages = await lint(file, plugin.configs.recommended);
    expect(messages.map(({ ruleId, line, column, severity }) => ({ ruleId, line, column, severity }))).toEqual([
      { ruleId: 'fix-chains/prefer-chain', line: 4, column: 3, severity: 1 },
    ]);
    expect(messages[0]?.message).toContain('`process` and `notify` are queued separately');
    const [chain, pipe] = messages[0]?.suggestions ?? [];
    expect(chain?.fix.text).toContain(CHAINED);
    expect(chain?.fix.text).toContain("import { chain, si } from 'task-canvas/bullmq';");
    expect(pipe?.fix.text).toContain('.pipe(si(mails');
    expect(messages[0]?.fix).toBeUndefined();
  });

  it('takes the scope from the options: no request handler here', async () => {
    const rules: Linter.RulesRecord = { 'fix-chains/prefer-chain': ['error', { scope: 'handlers' }] };
    expect(await lint('upload.ts', [{ plugins: { 'fix-chains': plugin }, rules }])).toEqual([]);
  });

  it('is an error in the strict configuration', async () => {
    expect((await lint('upload.ts', plugin.configs.strict)).map(({ severity }) => severity)).toEqual([2]);
  });

  it('names what is wrong with the settings', async () => {
    const settings = { 'fix-chains': { dispatchers: [{ from: 'file', name: 'enqueue' }] } };
    await expect(lint('upload.ts', [...plugin.configs.recommended, { settings }])).rejects.toThrow(/settings\['fix-chains'\]: dispatchers\[0\].*path/);
  });

  it('notices that another file has changed', async () => {
    const queues = join(app, 'queues/images.ts');
    await aMoment();
    writeFileSync(queues, 'export const images = new Set();\nexport const mails = new Set();\n');
    try {
      await aMoment();
      expect(await lint('upload.ts', plugin.configs.recommended)).toEqual([]);
    } finally {
      writeFileSync(queues, FILES['queues/images.ts'] ?? '');
    }
    await aMoment();
    expect(await lint('upload.ts', plugin.configs.recommended)).toHaveLength(1);
  });

  /** Files are taken as unchanged for a second. */
  const aMoment = () => new Promise((resolve) => setTimeout(resolve, 1100));
});

describe('oxlint', () => {
  const oxlint = resolve('node_modules/.bin/oxlint');

  beforeAll(() => {
    writeFileSync(
      join(app, '.oxlintrc.json'),
      JSON.stringify({ jsPlugins: [resolve('dist/index.js')], categories: { correctness: 'off' }, rules: { 'fix-chains/prefer-chain': 'error' } }),
    );
  });

  it('runs the plugin unchanged under jsPlugins, on TypeScript and JavaScript', () => {
    const result = runOxlint('--format', 'json');
    const { diagnostics } = JSON.parse(result) as { diagnostics: { filename: string; code: string; labels: { span: { line: number } }[] }[] };
    expect(diagnostics.map(({ filename, code, labels }) => ({ filename, code, line: labels[0]?.span.line }))).toEqual(
      expect.arrayContaining([
        { filename: 'upload.ts', code: 'fix-chains(prefer-chain)', line: 4 },
        { filename: 'upload.js', code: 'fix-chains(prefer-chain)', line: 4 },
      ]),
    );
    expect(diagnostics).toHaveLength(2);
  });

  it('applies the first suggestion with --fix-suggestions', () => {
    runOxlint('--fix-suggestions');
    expect(readFileSync(join(app, 'upload.ts'), 'utf8')).toContain(CHAINED);
  });

  function runOxlint(...options: string[]): string {
    try {
      return execFileSync(oxlint, ['-c', '.oxlintrc.json', ...options, '.'], { cwd: app, encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }
});
