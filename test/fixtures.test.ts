import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { diffArrays } from 'diff';
import { parseSync } from 'oxc-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { leftOut, missing } from '../canvas/test/redis.js';
import { runCommand, type Outcome } from './support/command.js';
import { aliasesIn, Compiler, type Compilation } from './support/compile.js';
import {
  argumentsOf,
  argumentsOfRules,
  copyProject,
  expectedFiles,
  filesIn,
  FIXTURE_STYLES,
  inputFiles,
  readFixtures,
  refusalOfStyle,
  STYLES_OF,
  writeExpected,
  writeReports,
  type Fixture,
  type FixtureStyle,
  type ReportedFinding,
  type RuleReport,
} from './support/fixture.js';
import { compileErrorsIn, unformattedIn, unsortedIn } from './support/python.js';

/** `UPDATE_FIXTURES=1` writes the outputs and refusals anew, to be read before they are committed; findings are written by hand. */
const updates = process.env.UPDATE_FIXTURES === '1';

const INSTALL_FORMATTERS = 'apt-get install black isort';
/** The fixtures' files that Black would write otherwise, and those that isort would, on purpose. */
const AS_PEOPLE_LEAVE_IT = [
  ['celery-runs-in-blocks/input/orders.py', 'django-crlf-tabs-astral/input/sky/tasks.py', 'django-crlf-tabs-astral/input/sky/views.py', 'django-syntax-error-in-another-function/input/museum/views.py'],
  [],
];

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
    const codeOf = (remaining: number): number => (fixture.options.hasSyntaxError === true ? 2 : Math.min(remaining, 1));
    expect(reported.code).toBe(codeOf(findings.length));
    expectFiles(after, new Map([...inputFiles(fixture), ...expectedFiles(fixture, style)]));
    expectOnlyRunsChanged(fixture, after, findings);
    expectParses(after);

    const refused = findings.filter(({ status }) => status === 'refused').length;
    expect(written.code).toBe(codeOf(refused));
    expect(statusesIn(written)).toEqual(findings.map(({ status }) => (status === 'fixable' ? 'fixed' : status)));
    expect(again.code).toBe(codeOf(refused));
    expect(statusesIn(again)).toEqual(Array.from({ length: refused }, () => 'refused'));
  });
});

describe('what the rules of the canvas report in the fixtures', () => {
  it.each(fixtures)('$name', async (fixture) => {
    const { stdout, stderr } = await runCommand(['--format', 'json', ...argumentsOfRules(fixture)], copyProject(fixture, join(temporary, 'rules')));
    expect(stderr).not.toContain('defect of fix-chains');
    const { findings } = JSON.parse(stdout) as { findings: (Omit<RuleReport, 'suggestions'> & { suggestions: { title: string }[] })[] };
    const reports = findings.map(({ rule, file, line, message, suggestions }) => ({ rule, file, line, message, suggestions: suggestions.map(({ title }) => title) }));
    if (updates) writeReports(fixture, reports);
    else expect(reports).toEqual(fixture.reports);
  });
});

describe('types of the fixtures', () => {
  const compiler = new Compiler();

  it('are right before any rewrite', () => {
    const folder = join(temporary, 'before');
    expect(compiler.errorsIn(fixtures.map((fixture) => compilationOf(copyProject(fixture, folder), fixture)))).toEqual([]);
  });

  it.each(STYLES_OF.bullmq)('are right after rewriting in style %s', async (style) => {
    const compilations = await Promise.all(fixtures.map(async (fixture) => compilationOf((await rewritten(fixture, style)).project, fixture)));
    expect(compiler.errorsIn(compilations)).toEqual([]);
  }, 60_000);
});

describe('the Python of the fixtures', () => {
  const broken = fixtures.filter(({ options }) => options.hasSyntaxError === true);
  const whole = fixtures.filter((fixture) => !broken.includes(fixture));

  it('compiles before any rewrite, but where a file has a syntax error on purpose', () => {
    expect(compileErrorsIn(pythonOf(whole.map(({ folder }) => join(folder, 'input'))))).toBe('');
    expect(broken.map(({ folder }) => compileErrorsIn(pythonOf([join(folder, 'input')])))).toEqual(broken.map(() => expect.stringContaining('SyntaxError') as string));
  });

  it('compiles after rewriting in every style', async () => {
    expect(compileErrorsIn(pythonOf(await projectsOf(whole)))).toBe('');
  });

  it('is formatted by Black and isort as it was before', async () => {
    const folders = fixtures.map(({ folder }) => join(folder, 'input'));
    const before = [unformattedIn(pythonOf(folders)), unsortedIn(pythonOf(folders), folders)];
    if (before.includes(undefined)) {
      missing('Black or isort', INSTALL_FORMATTERS);
      leftOut('the formatting of rewritten Python', INSTALL_FORMATTERS);
      return;
    }
    expect(before.map((files) => files?.map((file) => relative(join(folders[0] ?? '', '../..'), file)))).toEqual(AS_PEOPLE_LEAVE_IT);

    const projects = await projectsOf(fixtures);
    const after = [unformattedIn(pythonOf(projects)), unsortedIn(pythonOf(projects), projects)];
    const written = after.map((files) => files?.map((file) => relative(temporary, file).replace(/^([^/]+)\/([^/]+)/, '$2/input')));
    expect(written.map((files, tool) => files?.filter((file) => AS_PEOPLE_LEAVE_IT[tool]?.includes(file) !== true))).toEqual([[], []]);
  });

  async function projectsOf(some: readonly Fixture[]): Promise<string[]> {
    const all = some.flatMap((fixture) => FIXTURE_STYLES.map((style) => rewritten(fixture, style)));
    return (await Promise.all(all)).map(({ project }) => project);
  }
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
  // Where nothing was written, a second run is the first one again.
  const again = changedFiles(fixture, after).length > 0 ? await runCommand(['--write', ...report], project) : written;
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
    const reason = refusalOfStyle(finding, style) ?? refusals[style]?.[placeOf(finding)];
    return reason === undefined ? finding : { ...finding, status: 'refused', reason };
  });
}

function placeOf({ file, line }: ReportedFinding): string {
  return `${file}:${String(line)}`;
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

function pythonOf(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => [...filesIn(folder).keys()].filter((path) => path.endsWith('.py')).map((path) => join(folder, path)));
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

function changedFiles(fixture: Fixture, after: ReadonlyMap<string, Buffer>): [string, Buffer][] {
  const before = inputFiles(fixture);
  return [...after].filter(([path, bytes]) => before.get(path)?.equals(bytes) !== true);
}

function update(fixture: Fixture, style: FixtureStyle, after: ReadonlyMap<string, Buffer>, findings: readonly ReportedFinding[]): void {
  const refused = findings.filter(
    (finding, index) => finding.status === 'refused' && finding.reason !== (refusalOfStyle(finding, style) ?? fixture.findings[index]?.reason),
  );
  writeExpected(fixture, style, new Map(changedFiles(fixture, after)), Object.fromEntries(refused.map((finding) => [placeOf(finding), finding.reason ?? ''])));
}
