/** One call of the program: arguments in, exit code out. The process around it is in `main.ts`. */
import { createAnalyse } from '../codemods/analyse.js';
import type { FixedFile, SourceText } from '../codemods/fix-chains.js';
import { LANGUAGES } from '../languages/index.js';
import { createProject, type Project } from '../project.js';
import { DEFAULT_REPORT_OPTIONS, type ReportOptions } from '../settings.js';
import { VERSION } from '../version.js';
import { findConfig, type Config } from '../config/config.js';
import { explain } from './explain.js';
import { HELP, parseOptions, type Options } from './options.js';
import { writeReport } from './output.js';
import { renderProblem } from '../problems.js';
import { REPORTS } from './report/index.js';
import { harmless, paintFor, plain } from './report/paint.js';
import { exitCodeOf, messageOf, type Entry, type Result } from './result.js';
import { chooseRules } from './rules.js';
import { run, type Parts } from './run.js';
import { runOnText } from './stdin.js';

/** What the program is connected to. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readStdin(): Promise<Buffer>;
}

/**
 * Runs the program.
 * @returns the exit code
 * @throws {UsageError} where nothing could be begun
 */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<0 | 1 | 2> {
  const { cwd, stdout, stderr } = surroundings;
  const options = parseOptions(argv);
  if (options.help || options.version) {
    stdout.write(options.help ? HELP : `${VERSION}\n`);
    return 0;
  }
  if (options.explain !== undefined) {
    stdout.write(explain(options.explain));
    return 0;
  }
  const found = findConfig(cwd, options.config);
  const config: Config = found?.config ?? {};
  const project = createProject(found?.folder ?? cwd, config);
  const rules = chooseRules(options.rules, config.rules);
  const report = { ...reportOptionsOf(options, config), rules: rules.findings };
  const { result, text } = options.stdin
    ? runOnText(
        { cwd, bytes: await surroundings.readStdin(), filename: options.stdinFilename ?? 'stdin.ts', report, rules: rules.canvas, write: options.write },
        project,
      )
    : { result: await run(queryOf(), partsOf(project, report, options.write)), text: undefined };

  for (const problem of result.problems) stderr.write(`${harmless(renderProblem(problem))}\n`);
  if (!options.stdin || !options.write) await print(result, options, surroundings);
  // A text that could not be read is not given back either: nobody should take it for the rewritten one.
  else if (text !== undefined) {
    stdout.write(text);
    if (!options.quiet)
      for (const finding of result.findings) if (finding.status !== 'fixed') stderr.write(`${harmless(renderRemaining(finding))}\n`);
  }
  return exitCodeOf(result, options.exitNonZeroOnFix);

  function queryOf(): Parameters<typeof run>[0] {
    const ignore = found === undefined || config.ignore === undefined ? {} : { ignore: { folder: found.folder, patterns: config.ignore } };
    return { cwd, paths: options.paths, report, rules: rules.canvas, dispatchers: config.dispatchers ?? [], ...ignore };
  }
}

/** What stays in a text whose place on stdout the text itself has taken. */
function renderRemaining(entry: Entry): string {
  const { file, start, reason } = entry;
  const why = reason === undefined ? '' : ` Not rewritten: ${reason}.`;
  return `${file}:${String(start.line)}:${String(start.column)}: ${messageOf(entry)}${why}`;
}

/** The command line counts ahead of the configuration, and both ahead of the default. */
function reportOptionsOf(options: Options, config: Config): ReportOptions {
  const linkError = options.linkError ?? config.linkError;
  return {
    scope: options.scope ?? config.scope ?? DEFAULT_REPORT_OPTIONS.scope,
    evidence: options.evidence ?? config.evidence ?? DEFAULT_REPORT_OPTIONS.evidence,
    styles: options.style === undefined ? (config.styles ?? DEFAULT_REPORT_OPTIONS.styles) : [options.style],
    ...(linkError === undefined ? {} : { linkError }),
    passResults: options.passResults || config.passResults === true,
  };
}

function partsOf(project: Project, report: ReportOptions, write: boolean): Parts {
  const parts = { project, languages: LANGUAGES };
  return write ? { ...parts, fix: (files) => fix(files, project, report) } : parts;
}

/** Rewrites files; the codemod is loaded only now, since most runs have nothing to write. */
async function fix(files: readonly SourceText[], project: Project, report: ReportOptions): Promise<FixedFile[]> {
  const { fixFiles } = await import('../codemods/fix-chains.js');
  return fixFiles(files, createAnalyse(project, report));
}

async function print(result: Result, options: Options, { cwd, environment, stdout, stderr }: Surroundings): Promise<void> {
  if (options.format !== 'pretty' && !options.quiet) for (const hint of result.hints) stderr.write(`fix-chains: ${harmless(hint)}\n`);
  if (options.quiet && options.format === 'pretty') return;
  const paint = options.output === undefined ? paintFor(stdout, options.color, environment) : plain;
  const text = await REPORTS[options.format](result, { paint, cwd, diffs: !options.check });
  if (options.output === undefined) stdout.write(text);
  else writeReport(options.output, cwd, text);
}
