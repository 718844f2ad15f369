/** Files → findings → rewrites → result. Nothing is printed here. */
import { bestRewrite } from '../codemods/analyse.js';
import type { FixedFile, SourceText } from '../codemods/fix-chains.js';
import type { Project } from '../project.js';
import type { SourceModule } from '../readers/module.js';
import type { DispatcherSetting, ReportOptions } from '../settings.js';
import { findFiles, type FileQuery } from './files.js';
import { Lines } from './lines.js';
import { hintsOnTests } from './mentions.js';
import { hintsOnPackages } from './packages.js';
import { causeOf, type Problem } from '../problems.js';
import { readBytes, textOf, type FileEntry } from '../files/read.js';
import { reported, settled, type ReportedFinding, type Result } from './result.js';
import { selectorOf, type SelectedLanguage } from './select.js';
import { shownPath, Sources } from './sources.js';

export interface Query extends FileQuery {
  readonly report: ReportOptions;
  readonly dispatchers: readonly DispatcherSetting[];
}

/** What the run is made of; tests put their own in place. */
export interface Parts {
  readonly project: Project;
  readonly languages: readonly SelectedLanguage[];
  /** Rewrites all that can be rewritten in files; absent where nothing is to be written. */
  readonly fix?: Fix;
}

type Fix = (files: readonly SourceText[]) => Promise<readonly FixedFile[]>;

/** Looks for findings in files, and rewrites them where `parts` can. */
export async function run(query: Query, parts: Parts): Promise<Result> {
  const { cwd } = query;
  const found = await findFiles(query);
  const survey = await surveyOf(found.files, query, parts);
  const problems: Problem[] = [...found.problems, ...survey.problems];
  const settledByFile =
    parts.fix === undefined ? survey.findings : await fixAll(survey.findings, parts.fix, (problem) => problems.push(problem));
  const findings = [...settledByFile.values()].flat();
  const hints = [...hintsOn(findings, cwd), ...hintsOnTests(findings, found.files, cwd, survey.bytesOf)];
  return { findings, problems, hints, files: found.files.length, skipped: survey.skipped };
}

interface Survey {
  readonly findings: ReadonlyMap<string, readonly ReportedFinding[]>;
  readonly problems: readonly Problem[];
  readonly skipped: number;
  readonly bytesOf: (entry: FileEntry) => Buffer | undefined;
}

async function surveyOf(files: readonly FileEntry[], query: Query, { project, languages }: Parts): Promise<Survey> {
  const { cwd, paths } = query;
  const sources = new Sources();
  const problems: Problem[] = [];
  const findings = new Map<string, readonly ReportedFinding[]>();
  const select = await selectorOf(files, {
    sources,
    cwd,
    paths,
    languages,
    declared: query.dispatchers.map(({ name }) => name.split('.').at(-1) ?? name),
    dispatcherNamesOf: (path, bytes) => {
      const parsed = sources.parse(path, bytes);
      if ('problem' in parsed) return [];
      try {
        return project.dispatcherNamesOf(parsed.module);
      } catch (error) {
        problems.push({ file: shownPath(path, cwd), message: defectOf(error) });
        return [];
      }
    },
  });
  for (const entry of files) {
    const file = shownPath(entry.path, cwd);
    const result = sources.read(entry);
    if (result.kind === 'problem') problems.push({ file, message: result.message });
    const selected = result.kind === 'bytes' ? select(entry, result.bytes) : undefined;
    if (selected === undefined) continue;
    const parsed = sources.parse(entry.path, selected.bytes);
    if ('problem' in parsed) {
      if (selected.expected) problems.push({ file, line: parsed.problem.line, message: parsed.problem.message });
      continue;
    }
    const { problem } = parsed.module;
    if (problem !== undefined && selected.expected) problems.push({ file, line: problem.line, message: `${problem.message}; what holds it is not looked at` });
    const ofFile = analysed(parsed.module, file, query.report, project);
    if ('message' in ofFile) problems.push({ file, message: ofFile.message });
    else if (ofFile.length > 0) findings.set(entry.path, ofFile);
  }
  const bytesOf = (entry: FileEntry): Buffer | undefined => {
    const result = sources.read(entry);
    return result.kind === 'bytes' ? result.bytes : undefined;
  };
  return { findings, problems, skipped: new Set(problems.map(({ file }) => file)).size, bytesOf };
}

/** A module's findings with their rewrites; a defect of this program costs one file, not the run. */
export function analysed(
  module: SourceModule,
  file: string,
  options: ReportOptions,
  project: Project,
): readonly ReportedFinding[] | { readonly message: string } {
  try {
    const findings = project.findingsIn(module, options);
    if (findings.length === 0) return [];
    const lines = new Lines(module.text);
    return findings.map((finding) => reported(finding, lines, module, file, bestRewrite(project, finding, module, options)));
  } catch (error) {
    return { message: defectOf(error) };
  }
}

function defectOf(error: unknown): string {
  return `could not be analysed (${causeOf(error)}); this is a defect of fix-chains, please report it with the file`;
}

/** Rewrites the files that have something to be rewritten, and says what became of each finding. */
async function fixAll(
  findings: ReadonlyMap<string, readonly ReportedFinding[]>,
  fix: Fix,
  tell: (problem: Problem) => void,
): Promise<ReadonlyMap<string, readonly ReportedFinding[]>> {
  const results = new Map<string, readonly ReportedFinding[]>();
  const written = new Set<string>();
  for (const [path, before] of findings) {
    const text = written.has(path) ? currentText(path) : before[0]?.module.text;
    const isFixable = before.some(({ status }) => status === 'fixable');
    const [file] = isFixable && text !== undefined ? await fix([{ path, text }]) : [];
    for (const other of file?.written ?? []) written.add(other);
    results.set(
      path,
      before.map((finding, index) => {
        const after = settled(finding, file?.outcomes[index]);
        if (after.failure !== undefined) tell({ file: finding.file, line: finding.start.line, message: after.failure });
        return after.finding;
      }),
    );
  }
  return results;
}

function currentText(path: string): string | undefined {
  const read = readBytes({ path, named: true });
  return read.kind === 'bytes' ? textOf(read.bytes).text : undefined;
}

/** What rewritten files import and their packages lack. */
export function hintsOn(findings: readonly ReportedFinding[], cwd: string): string[] {
  return hintsOnPackages(
    findings.map(({ module, rewrite }) => [module.path, rewrite?.packages ?? []] as const),
    cwd,
  );
}
