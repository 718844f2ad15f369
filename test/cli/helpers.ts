import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Argument, Dispatch, Finding, Run } from '../../src/analysis/ir.js';
import type { Project } from '../../src/project.js';
import type { SourceModule } from '../../src/readers/module.js';
import type { ReportOptions } from '../../src/settings.js';

/** A folder with these files, gone after the test. Keys that end in `/` are empty folders. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-cli-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(name.endsWith('/') ? join(folder, name) : dirname(join(folder, name)), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function git(folder: string, ...args: string[]): void {
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.org',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'protocol.file.allow=always',
  ];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const CALL = /queue\.add\('(\w+)', (\w+)\);/g;

/** A project that finds `queue.add('a', x); queue.add('b', x);` by a pattern, and refuses where the text says REFUSE. */
export function fakeProject(overrides: Partial<Project> = {}): Project & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    setModule: () => undefined,
    findingsIn(module) {
      asked.push(module.path);
      if (module.text.includes('CRASH')) throw new Error('boom');
      const calls = [...module.text.matchAll(CALL)].map(dispatchOf);
      return calls.length < 2 ? [] : [findingOf(calls, module)];
    },
    reportsIn: () => [],
    rewrite(finding, style, module) {
      if (module.text.includes('REFUSE'))
        return { kind: 'refused', style, hazard: { effect: 'refuse', id: 'test', message: 'the text says so' } };
      const first = finding.run.dispatches[0];
      const last = finding.run.dispatches.at(-1);
      const span = { start: first?.call.start ?? 0, end: last?.call.end ?? 0 };
      return {
        kind: 'rewrite',
        style,
        edits: [{ span, text: `${style}([${finding.run.dispatches.map(({ detail }) => String(detail)).join(', ')}])` }],
        otherFiles: new Map(),
        packages: ['task-canvas'],
        warnings: [{ effect: 'warn', id: 'test', message: 'mind the gap' }],
      };
    },
    dispatcherNamesOf: (module) => [...module.text.matchAll(/function (\w+)\(.*\{ return queue\.add/g)].map(([, name]) => name ?? ''),
    ...overrides,
  };
}

/** What is asked of a language before anything is parsed: one whose queues have `add`. */
export const QUEUES = [{ extensions: ['.ts', '.js'], dispatchNames: ['add'], factNames: ['delay'], packages: ['bullmq'], followsWrappers: true }];

export const REPORT: ReportOptions = { scope: 'application', evidence: 'possible', styles: ['chain', 'pipe', 'flow'] };

function dispatchOf(match: RegExpExecArray): Dispatch {
  const [text, name = '', argument = ''] = match;
  const call = { start: match.index, end: match.index + text.length - 1 };
  const end = call.end - 1;
  const payload: Argument = { span: { start: end - argument.length, end }, paths: [], purity: 'pure', spread: false, open: true };
  return {
    library: 'bullmq',
    task: { key: name, name },
    call,
    expression: call,
    receiver: { start: match.index, end: match.index + 'queue'.length },
    method: 'add',
    arguments: [payload],
    payload: [payload],
    waiting: 'floating',
    result: { kind: 'unused' },
    settledApart: false,
    uses: [],
    detail: argument,
  };
}

function findingOf(dispatches: readonly Dispatch[], module: SourceModule): Finding {
  const span = { start: 0, end: module.text.length };
  const run: Run = {
    routine: { name: 'upload', role: 'request', span, async: true, blocks: [] },
    dispatches,
    items: dispatches.map((dispatch) => ({
      kind: 'dispatch' as const,
      statement: { start: dispatch.call.start, end: dispatch.call.end + 1 },
      dispatch,
    })),
    shared: [{ text: String(dispatches[0]?.detail), root: '1', path: [] }],
    comments: [],
  };
  return { run, evidence: { confidence: 'possible', reasons: ['nothing is known of either task'], conflicts: [] } };
}
