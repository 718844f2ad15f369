import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORTS } from '../../src/cli/report/index.js';
import { plain } from '../../src/cli/report/paint.js';
import { exitCodeOf, type Result } from '../../src/cli/result.js';
import type { ChosenRule } from '../../src/cli/rules.js';
import { run } from '../../src/cli/run.js';
import { runOnText } from '../../src/cli/stdin.js';
import { createAnalyse } from '../../src/codemods/analyse.js';
import { fixFiles } from '../../src/codemods/fix-chains.js';
import { checkConfig } from '../../src/config/schema.js';
import type { Scope } from '../../src/settings.js';
import { runCommand } from '../support/command.js';
import { fakeProject, folderWith, QUEUES, REPORT } from './helpers.js';

const TASKS = `from celery import shared_task


@shared_task
def process(image_id):
    return image_id


@shared_task
def sweep(): ...
`;

/** `sweep` has no room for the result of \`process\`; and a task waits for another. */
const VIEWS = `from celery import chain, shared_task

from tasks import process, sweep


def upload(image_id):
    chain(process.s(image_id), sweep.s()).delay()


@shared_task
def everything(image_id):
    return process.delay(image_id).get()
`;

const PROJECT = { 'tasks.py': TASKS, 'views.py': VIEWS };

interface JsonReport {
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
}

const LOOP = `import { Queue } from 'bullmq';

const images = new Queue('images');

export async function resizeAll(ids: string[]): Promise<void> {
  for (const id of ids) await images.add('resize', { id });
}
`;

async function rulesIn(files: Readonly<Record<string, string>>, ...args: string[]): Promise<string[]> {
  const { stdout } = await runCommand(['--format', 'json', ...args], folderWith(files));
  return (JSON.parse(stdout) as JsonReport).findings.map(({ rule, file, line }) => `${file}:${String(line)} ${rule}`);
}

const SIGNATURE = 'views.py:7 valid-signature';
const BLOCKING = 'views.py:12 no-blocking-result';

describe('the rules of the canvas on the command line', () => {
  it.each([
    ['of the dispatch', { 'loop.ts': LOOP }, 'prefer-group', 'bullmq'],
    ['of the canvas', PROJECT, 'valid-signature', 'celery'],
  ])('say the library %s', async (_what, files, rule, library) => {
    const { stdout } = await runCommand(['--format', 'json', '--rule', rule], folderWith(files));
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule, library }] });
  });

  it('are those that are recommended, in source order', async () => {
    expect(await rulesIn(PROJECT)).toEqual([SIGNATURE, BLOCKING]);
  });

  it.each([
    [['--rule', 'no-blocking-result'], [BLOCKING]],
    [['--rule', 'no-blocking-result', '--rule', 'valid-signature'], [SIGNATURE, BLOCKING]],
    [['--rule', 'prefer-chain'], []],
  ])('are those that %j names', async (args, expected) => {
    expect(await rulesIn(PROJECT, ...args)).toEqual(expected);
  });

  it('leave the findings to the rules that are named', async () => {
    const views = `${VIEWS}\n\ndef side_by_side(image_id):\n    process.delay(image_id)\n    everything.delay(image_id)\n`;
    const files = { ...PROJECT, 'views.py': views };
    expect(await rulesIn(files)).toEqual([SIGNATURE, BLOCKING, 'views.py:16 prefer-chain']);
    expect(await rulesIn(files, '--rule', 'prefer-chain')).toEqual(['views.py:16 prefer-chain']);
    expect(await rulesIn(files, '--rule', 'prefer-chord')).toEqual([]);
    expect(await rulesIn({ ...files, 'fix-chains.config.json': '{"rules":{"prefer-chain":"off"}}' })).toEqual([SIGNATURE, BLOCKING]);
  });

  it('are switched off by the configuration, and on again by name', async () => {
    const files = { ...PROJECT, 'fix-chains.config.json': '{"rules":{"valid-signature":"off"}}' };
    expect(await rulesIn(files)).toEqual([BLOCKING]);
    expect(await rulesIn(files, '--rule', 'valid-signature')).toEqual([SIGNATURE]);
  });

  it('take their options from the configuration', async () => {
    const flow = (defaults: boolean) => ({
      'package.json': '{"dependencies":{"bullmq":"5"}}',
      'fix-chains.config.json': JSON.stringify({ rules: { 'flow-failure-policy': { defaults } } }),
      'flow.ts': `import { FlowProducer, Queue } from 'bullmq';
export const images = new Queue('images', { defaultJobOptions: { attempts: 3 } });
const flows = new FlowProducer();
export async function f(id: string) {
  await flows.add({ name: 'a', queueName: 'images', data: { id }, children: [{ name: 'b', queueName: 'images', data: { id }, opts: { failParentOnFailure: true } }] });
}
`,
    });
    expect(await rulesIn(flow(true))).toEqual(['flow.ts:5 flow-failure-policy']);
    expect(await rulesIn(flow(false))).toEqual([]);
  });

  it('leave tests out unless everything is asked for', async () => {
    const files = { 'tasks.py': TASKS, 'tests/test_views.py': VIEWS };
    expect(await rulesIn(files)).toEqual([]);
    expect((await rulesIn(files, '--scope', 'all')).map((entry) => entry.split(' ')[1])).toContain('valid-signature');
  });

  it('say what they suggest, and write nothing', async () => {
    const cwd = folderWith(PROJECT);
    const { code, stdout } = await runCommand(['--write', '--rule', 'valid-signature'], cwd);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^views\.py:7:\d+ {2}service upload {2}valid-signature\n {2}`\.s\(…\)` puts /);
    expect(stdout).toContain('\n  > 7 │     chain(process.s(image_id), sweep.s()).delay()\n');
    expect(stdout).toContain('\n+    chain(process.s(image_id), sweep.si()).delay()\n');
    expect(stdout).toContain('1 finding in 2 files: 1 to be put right by hand or in an editor\n');
    expect(readFileSync(join(cwd, 'views.py'), 'utf8')).toBe(VIEWS);
    expect((await runCommand(['--check', '--rule', 'valid-signature'], cwd)).stdout).not.toContain('+++');
  });

  it.each([
    ['on the line above', '    # fix-chains: ignore valid-signature -- made up\n    chain(process.s(image_id), sweep.s()).delay()\n', []],
    ['on the line itself', '    chain(process.s(image_id), sweep.s()).delay()  # fix-chains: ignore -- made up\n', []],
    ['on several lines', '    # fix-chains: ignore no-lost-options, valid-signature -- made up,\n    # and twice so\n    chain(process.s(image_id), sweep.s()).delay()\n', []],
    ['above the statement', '    # fix-chains: ignore -- made up\n    chain(\n        process.s(image_id),\n        sweep.s(),\n    ).delay()\n', []],
    ['beside the step', '    chain(\n        process.s(image_id),\n        sweep.s(),  # fix-chains: ignore -- made up\n    ).delay()\n', []],
    ['beside another step', '    chain(\n        process.s(image_id),  # fix-chains: ignore -- made up\n        sweep.s(),\n    ).delay()\n', ['valid-signature']],
    ['above the function', '    @wraps  # fix-chains: ignore -- made up\n    def inner():\n        chain(process.s(image_id), sweep.s()).delay()\n', ['valid-signature']],
    ['without a reason', '    # fix-chains: ignore valid-signature\n    chain(process.s(image_id), sweep.s()).delay()\n', ['valid-signature']],
    ['of another rule', '    # fix-chains: ignore no-blocking-result -- made up\n    chain(process.s(image_id), sweep.s()).delay()\n', ['valid-signature']],
    ['two lines above', '    # fix-chains: ignore -- made up\n    print(1)\n    chain(process.s(image_id), sweep.s()).delay()\n', ['valid-signature']],
  ])('are silenced by a comment %s: %j', async (_where, body, expected) => {
    const views = VIEWS.replace('    chain(process.s(image_id), sweep.s()).delay()\n', body);
    const reported = await rulesIn({ ...PROJECT, 'views.py': views }, '--rule', 'valid-signature');
    expect(reported.map((entry) => entry.split(' ')[1])).toEqual(expected);
  });

  it('say what a comment without a reason lacks', async () => {
    const views = VIEWS.replace('    chain(', '    # fix-chains: ignore\n    chain(');
    const { stdout } = await runCommand(['--rule', 'valid-signature', '--format', 'json'], folderWith({ ...PROJECT, 'views.py': views }));
    expect(stdout).toContain('silences this only with a reason: `fix-chains: ignore valid-signature -- reason`');
  });
});

describe('--explain', () => {
  it('prints the page of a rule as plain text', async () => {
    const { code, stdout, stderr } = await runCommand(['--explain', 'prefer-chain'], folderWith({}));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# fix-chains\/prefer-chain\n\n> Require /);
    expect(stdout).toContain('process_image.delay(image.id)\n');
    expect(stdout).toContain('## Options');
    expect(stdout).not.toContain('<!--');
    expect(stdout).not.toContain('](');
  });
});

describe('checkConfig of rules', () => {
  it.each([
    [{ rules: {} }, undefined],
    [{ rules: { 'prefer-chain': 'off', 'no-blocking-result': 'on', 'flow-failure-policy': { defaults: false } } }, undefined],
    [{ rules: [] }, 'rules: must be an object'],
    [{ rules: { 'prefer-chian': 'off' } }, 'rules.prefer-chian: is no known key; did you mean prefer-chain?'],
    [{ rules: { 'valid-signature': 'error' } }, 'rules.valid-signature: must be "on", "off" or an object of options'],
    [{ rules: { 'prefer-chain': { scope: 'all' } } }, 'rules.prefer-chain: must be "on" or "off"; its options are keys of their own: scope, evidence, styles, linkError, passResults'],
    [{ rules: { 'flow-failure-policy': { default: true } } }, 'rules.flow-failure-policy.default: is no known key; did you mean defaults?'],
    [{ rules: { 'flow-failure-policy': { defaults: 1 } } }, 'rules.flow-failure-policy.defaults: must be true or false'],
    [{ rules: { 'valid-signature': { x: 1 } } }, 'rules.valid-signature.x: is no known key'],
  ])('%j', (config, problem) => {
    expect(checkConfig(config)).toBe(problem);
  });
});

/** A rule that reports each `todo`, and suggests to leave it out. */
const TODO: ChosenRule = {
  name: 'no-todo',
  reportsIn: ({ text }) => {
    if (text.includes('BREAK')) throw new Error('broken');
    return [...text.matchAll(/todo/g)].map(({ index }) => {
      const span = { start: index, end: index + 4 };
      return { span, message: '`todo` is not done.', routine: { name: 'f', role: 'job' }, library: 'bullmq', suggestions: text.includes('SURE') ? [{ title: 'Drop it', edits: [{ span, text: '' }] }] : [] };
    });
  },
};

const RACE = "todo;\nqueue.add('a', id);\nqueue.add('b', id);\ntodo;\n";

describe('reports beside findings', () => {
  const query = (cwd: string, scope: Scope = 'application') => ({ cwd, paths: [], report: { ...REPORT, scope }, dispatchers: [], rules: [TODO] });
  const shape = ({ findings }: Result) => findings.map(({ kind, start, status, reason }) => [kind, start.line, status, reason]);
  const look = (cwd: string) => run(query(cwd), { project: fakeProject(), languages: QUEUES });

  it('stand in source order, and stay when the findings are rewritten', async () => {
    const cwd = folderWith({ 'a.ts': RACE });
    const reason = 'no rewrite is certain to be right';
    expect(shape(await look(cwd))).toEqual([['report', 1, 'refused', reason], ['finding', 2, 'fixable', undefined], ['report', 4, 'refused', reason]]);

    const project = fakeProject();
    const written = await run(query(cwd), { project, languages: QUEUES, fix: (files) => fixFiles(files, createAnalyse(project, REPORT)) });
    expect(shape(written)).toEqual([['report', 1, 'refused', reason], ['finding', 2, 'fixed', undefined], ['report', 4, 'refused', reason]]);
    expect(exitCodeOf(written, false)).toBe(1);
  });

  it('are made of a text from stdin', () => {
    const { result } = runOnText({ cwd: '/work', bytes: Buffer.from('todo;'), filename: 'a.ts', report: REPORT, rules: [TODO], write: true }, fakeProject());
    expect(shape(result)).toEqual([['report', 1, 'refused', 'no rewrite is certain to be right']]);
  });

  it('cost one file where a rule is broken', async () => {
    const { findings, problems } = await look(folderWith({ 'a.ts': 'todo; // BREAK', 'b.ts': 'todo;' }));
    expect(findings.map(({ file }) => file)).toEqual(['b.ts']);
    expect(problems).toEqual([{ file: 'a.ts', message: 'could not be analysed (broken); this is a defect of fix-chains, please report it with the file' }]);
  });

  it('are looked for where only one dispatch is, and nowhere without rules of the canvas', async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`n${String(index)}.ts`, 'export {};']));
    const cwd = folderWith({ ...many, 'one.ts': "import { Queue } from 'bullmq';\nq.add('x'); todo;", 'canvas.ts': 'chain().delay(); todo;', 'none.ts': 'todo;' });
    expect((await look(cwd)).findings.map(({ file }) => file)).toEqual(['canvas.ts', 'one.ts']);
    const project = fakeProject();
    await run({ ...query(cwd), rules: [] }, { project, languages: QUEUES });
    expect(project.asked).toEqual([]);
  });

  it('have the keys of the contract in JSON, and the edits of their suggestions', async () => {
    const cwd = folderWith({ 'a.ts': '\r\n  todo; // SURE' });
    const result = await look(cwd);
    const report = JSON.parse(await REPORTS.json(result, { paint: plain, diffs: true, cwd })) as { findings: unknown[]; summary: unknown };
    expect(report.summary).toEqual({ files: 1, findings: 1, fixed: 0, refused: 1, skipped: 0 });
    expect(report.findings).toEqual([
      {
        rule: 'no-todo',
        file: 'a.ts',
        line: 2,
        column: 3,
        endLine: 2,
        endColumn: 7,
        routine: 'f',
        role: 'job',
        library: 'bullmq',
        steps: [],
        shared: [],
        confidence: null,
        evidence: [],
        conflicts: [],
        status: 'refused',
        reason: 'its suggestions are applied in an editor, where one is chosen',
        style: null,
        warnings: [],
        message: '`todo` is not done.',
        suggestions: [{ title: 'Drop it', edits: [{ line: 2, column: 3, endLine: 2, endColumn: 7, text: '' }] }],
      },
    ]);
  });

  it('are shown to people with each suggestion', async () => {
    const cwd = folderWith({ 'a.ts': 'let x;\n  todo; // SURE\n' });
    expect(await REPORTS.pretty(await look(cwd), { paint: plain, diffs: true, cwd })).toBe(`a.ts:2:3  job f  no-todo
  \`todo\` is not done.

    1 │ let x;
  > 2 │   todo; // SURE
    3 │

  suggestion Drop it:

--- a/a.ts
+++ b/a.ts
@@ -1,2 +1,2 @@
 let x;
-  todo; // SURE
+  ; // SURE

1 finding in 1 file: 1 to be put right by hand or in an editor
`);
  });
});
