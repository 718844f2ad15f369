import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing } from '../canvas/test/redis.js';
import { expectedFiles, readFixtures, repository } from './support/fixture.js';

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-hook-')));
afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

const INSTALL = 'apt-get install pre-commit';
const version = await run('pre-commit', ['--version'], tmpdir());
if (version.code !== 0) {
  missing('pre-commit', INSTALL);
  leftOut('the hook under pre-commit', INSTALL);
}

/** One run installs the packed package with what it depends on. */
const INSTALLING = 240_000;

describe.skipIf(version.code !== 0)('the hook under pre-commit', () => {
  let tarball = '';
  beforeAll(async () => {
    const packed = await succeed('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', temporary], repository);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    tarball = join(temporary, filename);
  }, INSTALLING);

  it('stops the commit before the rewrite and lets it through after it, as a local hook', async () => {
    await expectStopsThenPasses(
      'local',
      `repos:
  - repo: local
    hooks:
      - id: fix-chains
        name: fix-chains
        entry: fix-chains --check
        language: node
        additional_dependencies: ['${tarball}']
        types_or: [python, javascript, jsx, ts, tsx]
        require_serial: true
`,
      TYPESCRIPT,
    );
  }, INSTALLING);

  it('stops the commit before the rewrite and lets it through after it, from the mirror, in a Python repository', async () => {
    await expectStopsThenPasses(
      'mirror',
      `repos:
  - repo: file://${await mirrorOf(tarball)}
    rev: v0.1.0
    hooks: [{ id: fix-chains }]
`,
      PYTHON,
    );
  }, INSTALLING);

  it('rewrites and stops, then passes, from the mirror', async () => {
    const project = await projectWith('write', `repos:\n  - repo: file://${await mirrorOf(tarball)}\n    rev: v0.1.0\n    hooks:\n      - id: fix-chains-write\n`, TYPESCRIPT);
    expect((await commit(project)).code).toBe(1);
    for (const [path, bytes] of rewrittenFiles(TYPESCRIPT)) expect(readFileSync(join(project, path), 'utf8')).toBe(bytes.toString('utf8'));
    const passed = await commit(project);
    expect(passed.code, passed.output).toBe(0);
  }, INSTALLING);
});

it('pins the package in the mirror and names no script that npm would build a hook for', () => {
  const mirror = manifestIn(join(repository, 'pre-commit-mirror'));
  const { version: released } = manifestIn(repository);
  expect(mirror).toMatchObject({ version: released, dependencies: { 'fix-chains': released } });
  expect(mirror).not.toHaveProperty('scripts');
});

/** A fixture, and the file of it in which the run stands. */
interface Case {
  readonly fixture: string;
  readonly file: string;
}

const TYPESCRIPT: Case = { fixture: 'upload-bullmq', file: 'src/upload.ts' };
const PYTHON: Case = { fixture: 'upload-celery-django', file: 'images/views.py' };

async function expectStopsThenPasses(name: string, config: string, example: Case): Promise<void> {
  const project = await projectWith(name, config, example);
  const stopped = await commit(project);
  expect(stopped.code, stopped.output).toBe(1);
  expect(stopped.output).toContain(example.file);
  expect(stopped.output).toContain('thumbnail');

  for (const [path, bytes] of rewrittenFiles(example)) writeFileSync(join(project, path), bytes);
  const passed = await commit(project);
  expect(passed.code, passed.output).toBe(0);
  expect(passed.output).toContain('Passed');
}

function fixtureOf({ fixture }: Case) {
  const found = readFixtures().find(({ name }) => name === fixture);
  if (found === undefined) throw new Error(`the fixture ${fixture} is missing`);
  return found;
}

function rewrittenFiles(example: Case): ReadonlyMap<string, Buffer> {
  return expectedFiles(fixtureOf(example), 'chain');
}

/** A git repository with a fixture and the hook installed. */
async function projectWith(name: string, config: string, example: Case): Promise<string> {
  const project = join(temporary, name);
  cpSync(join(fixtureOf(example).folder, 'input'), project, { recursive: true });
  writeFileSync(join(project, '.pre-commit-config.yaml'), config);
  await succeed('git', ['init', '--quiet'], project);
  await succeed('pre-commit', ['install'], project);
  return project;
}

async function commit(project: string): Promise<Outcome> {
  await succeed('git', ['add', '--all'], project);
  return run('git', ['commit', '--message', 'upload'], project);
}

/** The mirror as a repository of its own, its dependency the packed package instead of the published one. */
async function mirrorOf(tarball: string): Promise<string> {
  const mirror = mkdtempSync(join(temporary, 'mirror-'));
  cpSync(join(repository, 'pre-commit-mirror'), mirror, { recursive: true });
  writeFileSync(join(mirror, 'package.json'), JSON.stringify({ ...manifestIn(mirror), dependencies: { 'fix-chains': `file:${tarball}` } }));
  await succeed('git', ['init', '--quiet'], mirror);
  await succeed('git', ['add', '--all'], mirror);
  await succeed('git', ['commit', '--quiet', '--message', '0.1.0'], mirror);
  await succeed('git', ['tag', 'v0.1.0'], mirror);
  return mirror;
}

function manifestIn(folder: string): { readonly version: string } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
}

interface Outcome {
  readonly code: number;
  readonly output: string;
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  return output;
}

/** Runs a command with a git identity and pre-commit's environments in the temporary folder; code 127 where there is no such command. */
function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const identity = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.org', GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.org' };
  const env = { ...process.env, ...identity, PRE_COMMIT_HOME: join(temporary, 'environments') };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, encoding: 'utf8' }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
      resolve({ code, output: code === 0 && command === 'npm' ? stdout : stdout + stderr });
    });
  });
}
