import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffArrays } from 'diff';
import { parseSync } from 'oxc-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand, type Outcome } from './support/command.js';
import { aliasesIn, Compiler, type Compilation } from './support/compile.js';
import {
  argumentsOf,
  copyProject,
  expectedFiles,
  filesIn,
  FIXTURE_STYLES,
  inputFiles,
  readFixtures,
  writeExpected,
  type Fixture,
  type FixtureStyle,
  type ReportedFinding,
} from './support/fixture.js';

/** `UPDATE_FIXTURES=1` writes the outputs and refusals anew, to be read before they are committed; findings are written by hand. */
const updates = process.env.UPDATE_FIXTURES === '1';

const fixtures = readFixtures();
const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-fixtures-')));
afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

describe.each(FIXTURE_STYLES)('fixtures rewritten in style %s', (style) => {
  it.each(fixtures)('$name', async (fixture) => {
    const { reported, written, again, after, findings } = await rewritten(fixture, style);
    if (updates) {
      update(fixture, style, after, findings);
      return;
    }

    expect(findings).toEqual(expectedFindings(fixture, style));
    expect(reported.code).toBe(findings.length > 0 ? 1 : 0);
    expectFiles(after, new Map([...inputFiles(fixture), ...expectedFiles(fixture, style)]));
    expectOnlyRunsChanged(fixture, after, findings);
    expectParses(after);

    const refused = findings.filter(({ status }) => status === 'refused').length;
    expect(written.code).toBe(refused > 0 ? 1 : 0);
    expect(statusesIn(written)).toEqual(findings.map(({ status }) => (status === 'fixable' ? 'fixed' : status)));
    expect(again.code).toBe(refused > 0 ? 1 : 0);
    expect(statusesIn(again)).toEqual(Array.from({ length: refused }, () => 'refused'));
  });
});

describe('types of the fixtures', () => {
  const compiler = new Compiler();

  it('are right before any rewrite', () => {
    const folder = join(temporary, 'before');
    expect(compiler.errorsIn(fixtures.map((fixture) => compilationOf(copyProject(fixture, folder), fixture)))).toEqual([]);
  });

  it.each(FIXTURE_STYLES)('are right after rewriting in style %s', async (style) => {
    const compilations = await Promise.all(fixtures.map(async (fixture) => compilationOf((await rewritten(fixture, style)).project, fixture)));
    expect(compiler.errorsIn(compilations)).toEqual([]);
  }, 60_000);
});

interface Rewritten {
  readonly project: string;
  readonly findings: readonly ReportedFinding[];
  readonly reported: Outcome;
  readonly written: Outcome;
  /** The second run with `--write`. */
  readonly again: Outcome;
  readonly after: ReadonlyMap<string, Buffer>;
}

const rewrites = new Map<string, Promise<Rewritten>>();

function rewritten(fixture: Fixture, style: FixtureStyle): Promise<Rewritten> {
  const key = `${fixture.name} ${style}`;
  const result = rewrites.get(key) ?? rewrite(fixture, style);
  rewrites.set(key, result);
  return result;
}

async function rewrite(fixture: Fixture, style: FixtureStyle): Promise<Rewritten> {
  const project = copyProject(fixture, join(temporary, style));
  const report = ['--format', 'json', ...argumentsOf(fixture, style)];
  const reported = await runCommand(report, project);
  expectFiles(filesIn(project), inputFiles(fixture));
  const written = await runCommand(['--write', ...report], project);
  const after = filesIn(project);
  const again = await runCommand(['--write', ...report], project);
  expectFiles(filesIn(project), after);
  return { project, findings: findingsIn(reported), reported, written, again, after };
}

function findingsIn({ stdout, stderr }: Outcome): ReportedFinding[] {
  expect(stderr).not.toContain("defect of fix-chains");
  const { findings } = JSON.parse(stdout) as { findings: ReportedFinding[] };
  return findings.map(
    ({ rule, file, line, column, endLine, endColumn, routine, role, library, steps, shared, confidence, evidence, status, reason }) => ({
      ...{ rule, file, line, column, endLine, endColumn, routine, role, library },
      ...{ steps: steps.map(({ task, line: at }) => ({ task, line: at })), shared, confidence, evidence, status, reason },
    }),
  );
}

function statusesIn(outcome: Outcome): string[] {
  return findingsIn(outcome).map(({ status }) => status);
}

/** The findings of the style `chain`, with what the style refuses besides. */
function expectedFindings({ findings, refusals }: Fixture, style: FixtureStyle): ReportedFinding[] {
  return findings.map((finding) => {
    const reason = refusals[style]?.[`${finding.file}:${String(finding.line)}`];
    return reason === undefined ? finding : { ...finding, status: 'refused', reason };
  });
}

function expectFiles(actual: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, bytes] of expected) {
    // First as text, whose difference can be read; then as bytes, which is what counts.
    expect(actual.get(path)?.toString('utf8'), path).toBe(bytes.toString('utf8'));
    expect(actual.get(path)?.equals(bytes), path).toBe(true);
  }
}

/** Lines outside of the runs are the same bytes in the same order, or have only had something added within them (an import's names). */
function expectOnlyRunsChanged(fixture: Fixture, after: ReadonlyMap<string, Buffer>, findings: readonly ReportedFinding[]): void {
  for (const [path, before] of inputFiles(fixture)) {
    const runs = findings.filter(({ file, status }) => file === path && status !== 'refused');
    let line = 1;
    let lost = '';
    let added = '';
    for (const part of diffArrays(linesOf(before), linesOf(after.get(path) ?? Buffer.of()))) {
      if (!part.added && !part.removed) {
        expect(isSubsequence(lost, added), `${path}:${String(line)}: ${lost}`).toBe(true);
        lost = added = '';
      }
      if (part.added) {
        added += part.value.join('');
        continue;
      }
      for (const text of part.value) {
        if (part.removed && !runs.some((run) => run.line <= line && line <= run.endLine)) lost += text;
        line += 1;
      }
    }
    expect(isSubsequence(lost, added), `${path}:${String(line)}: ${lost}`).toBe(true);
  }
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split(/(?<=\n)/);
}

function isSubsequence(part: string, whole: string): boolean {
  let position = -1;
  for (const character of part) {
    position = whole.indexOf(character, position + 1);
    if (position === -1) return false;
  }
  return true;
}

function expectParses(files: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of files) {
    if (/\.[jt]sx?$/.test(path)) expect(parseSync(path, bytes.toString('utf8')).errors, path).toEqual([]);
  }
}

function compilationOf(folder: string, { options }: Fixture): Compilation {
  const files = [...filesIn(folder).keys()].filter((path) => /\.[jt]sx?$/.test(path)).map((path) => join(folder, path));
  const tsconfig = ['tsconfig.base.json', 'tsconfig.json'].map((name) => join(folder, name)).find((path) => existsSync(path));
  const built: (readonly [string, string[]])[] = Object.entries(options.builtFrom ?? {}).map(([name, source]) => [name, [join(folder, source)]]);
  return { folder, files, paths: { ...(tsconfig === undefined ? {} : aliasesIn(folder, tsconfig)), ...Object.fromEntries(built) } };
}

function update(fixture: Fixture, style: FixtureStyle, after: ReadonlyMap<string, Buffer>, findings: readonly ReportedFinding[]): void {
  const before = inputFiles(fixture);
  const changed = [...after].filter(([path, bytes]) => before.get(path)?.equals(bytes) !== true);
  const refused = findings.filter(({ status, reason }, index) => status === 'refused' && fixture.findings[index]?.reason !== reason);
  writeExpected(fixture, style, new Map(changed), Object.fromEntries(refused.map(({ file, line, reason }) => [`${file}:${String(line)}`, reason ?? ''])));
}
