import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CANVAS_RULES } from '../../src/rules/index.js';

/** The styles that every fixture is rewritten in. */
export const FIXTURE_STYLES = ['chain', 'pipe', 'flow', 'link'] as const;
export type FixtureStyle = (typeof FIXTURE_STYLES)[number];

/** The styles of each task library that is rewritten at all. A style that it lacks is refused for every finding, in the same words. */
export const STYLES_OF = {
  bullmq: ['chain', 'pipe', 'flow'],
  celery: ['chain', 'pipe', 'link'],
  'celery-node': ['chain', 'pipe'],
  'celery-ts': ['chain', 'pipe'],
} as const satisfies Readonly<Record<string, readonly FixtureStyle[]>>;

/** A finding as `--format json` prints it; what a version adds to it is left out. */
export interface ReportedFinding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly routine: string;
  readonly role: string;
  readonly library: string;
  readonly steps: readonly { readonly task: string; readonly line: number }[];
  readonly shared: readonly string[];
  readonly confidence: string;
  readonly evidence: readonly string[];
  readonly status: 'fixable' | 'fixed' | 'refused';
  readonly reason: string | null;
}

/** `fixture.json`: how the fixture's project is looked at. */
interface FixtureOptions {
  readonly scope?: string;
  readonly evidence?: string;
  readonly linkError?: string;
  readonly passResults?: boolean;
  /** Whether a file of the project has a syntax error, so that the program says what it could not look at. */
  readonly hasSyntaxError?: boolean;
  /** Symbolic links that an install would make, from their path to the folder they mean. */
  readonly links?: Readonly<Record<string, string>>;
  /** Packages that are not built, and the sources that the compiler is shown in their place; `why` says the reason. */
  readonly builtFrom?: Readonly<Record<string, string>>;
  readonly why?: string;
}

/** What a rule of the canvas reports, as far as `--format json` says it in words. */
export interface RuleReport {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** Their titles. */
  readonly suggestions: readonly string[];
}

/** Why a finding is refused in a style that its library has, by `file:line`; only where the style differs from `chain`. */
type Refusals = Partial<Record<FixtureStyle, Readonly<Record<string, string>>>>;

/** A small project with its expected result. */
export interface Fixture {
  readonly name: string;
  readonly folder: string;
  readonly options: FixtureOptions;
  /** What is found, in the style `chain`. */
  readonly findings: readonly ReportedFinding[];
  readonly refusals: Refusals;
  /** What the rules of the canvas report. */
  readonly reports: readonly RuleReport[];
}

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const fixturesFolder = join(repository, 'fixtures');

/** Every fixture, by name. */
export function readFixtures(): Fixture[] {
  return readdirSync(fixturesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFixture(name))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function readFixture(name: string): Fixture {
  const folder = join(fixturesFolder, name);
  return {
    name,
    folder,
    options: readJson(join(folder, 'fixture.json'), {}),
    findings: readJson(join(folder, 'expected', 'findings.json'), []),
    refusals: readJson(join(folder, 'expected', 'refused.json'), {}),
    reports: readJson(join(folder, 'expected', 'reports.json'), []),
  };
}

/** Why a style is refused whatever the finding is: the finding's library does not have it. */
export function refusalOfStyle({ library }: ReportedFinding, style: FixtureStyle): string | undefined {
  const styles = new Map<string, readonly FixtureStyle[]>(Object.entries(STYLES_OF)).get(library);
  return styles === undefined || styles.includes(style) ? undefined : `${library} has no style ${style}; it has ${styles.join(', ')}`;
}

/** The files that a style must change, by path, with the bytes that they must have. */
export function expectedFiles(fixture: Fixture, style: FixtureStyle): ReadonlyMap<string, Buffer> {
  const folder = join(fixture.folder, 'expected', style);
  return existsSync(folder) ? filesIn(folder) : new Map();
}

/**
 * Writes what a style gives as what is expected of it.
 * @param refused reasons by `file:line` of what the style refuses otherwise than the style `chain`
 */
export function writeExpected(fixture: Fixture, style: FixtureStyle, files: ReadonlyMap<string, Buffer>, refused: Readonly<Record<string, string>>): void {
  const expected = join(fixture.folder, 'expected');
  rmSync(join(expected, style), { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const file = join(expected, style, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const path = join(expected, 'refused.json');
  const refusals = Object.entries({ ...readJson<Refusals>(path, {}), [style]: refused }).filter(([, reasons]) => Object.keys(reasons).length > 0);
  if (refusals.length === 0) rmSync(path, { force: true });
  else writeFileSync(path, `${JSON.stringify(Object.fromEntries(refusals), null, 2)}\n`);
}

/** Writes what the rules of the canvas report as what is expected of them. */
export function writeReports({ folder }: Fixture, reports: readonly RuleReport[]): void {
  const path = join(folder, 'expected', 'reports.json');
  if (reports.length === 0) rmSync(path, { force: true });
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(reports, null, 2)}\n`);
  }
}

/** The fixture's project as it is before any rewrite. */
export function inputFiles(fixture: Fixture): ReadonlyMap<string, Buffer> {
  return filesIn(join(fixture.folder, 'input'));
}

/** The command's options for a fixture. */
export function argumentsOf({ options }: Fixture, style: FixtureStyle): string[] {
  return [
    ...['--style', style, '--rule', 'prefer-chain', '--rule', 'prefer-chord'],
    ...scopeOf(options),
    ...(options.evidence === undefined ? [] : ['--evidence', options.evidence]),
    ...(options.linkError === undefined ? [] : ['--link-error', options.linkError]),
    ...(options.passResults === true ? ['--pass-results'] : []),
  ];
}

/** The command's options for a fixture, to see what the rules of the canvas report. */
export function argumentsOfRules({ options }: Fixture): string[] {
  return [...CANVAS_RULES.flatMap(({ name }) => ['--rule', name]), ...scopeOf(options)];
}

function scopeOf({ scope }: FixtureOptions): string[] {
  return scope === undefined ? [] : ['--scope', scope];
}

/**
 * Copies a fixture's project, as it would lie on a user's disk.
 *
 * @param into a folder outside of the repository (whose .gitignore must not count)
 * @returns the project's folder, below which the repository's packages are found
 */
export function copyProject(fixture: Fixture, into: string): string {
  const project = join(into, fixture.name);
  cpSync(join(fixture.folder, 'input'), project, { recursive: true });
  link(join(repository, 'node_modules'), join(into, 'node_modules'));
  for (const [path, target] of Object.entries(fixture.options.links ?? {})) link(join(project, target), join(project, path));
  return project;
}

/** Every file below a folder but installed ones, by path with forward slashes. */
export function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.split(sep).includes('node_modules') && statSync(join(folder, path)).isFile())
    .sort();
  return new Map(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path))]));
}

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

function readJson<T>(path: string, otherwise: T): T {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : otherwise;
}
