/** Files → findings → rewrites → result. Nothing is printed here. */
import { bestRewrite } from '../codemods/analyse.js';
import type { FixedFile, SourceText } from '../codemods/fix-chains.js';
import type { Outcome } from '../codemods/fix-text.js';
import { languageOf } from '../languages/index.js';
import type { Project } from '../project.js';
import type { SourceModule } from '../readers/module.js';
import type { DispatcherSetting, ReportOptions } from '../settings.js';
import { findFiles, type FileQuery } from './files.js';
import { Lines } from './lines.js';
import { hintsOnTests } from './mentions.js';
import { hintsOnPackages } from './packages.js';
import { causeOf, type Problem } from '../problems.js';
import { readBytes, textOf, type FileEntry } from '../files/read.js';
import { findingsOf, placed, reported, settled, type Entry, type Result } from './result.js';
import type { ChosenRule } from './rules.js';
import { selectorOf, type SelectedLanguage } from './select.js';
import { shownPath, Sources } from './sources.js';

export interface Query extends FileQuery {
  readonly report: ReportOptions;
  readonly dispatchers: readonly DispatcherSetting[];
  /** The rules of the canvas; none where they are not said. */
  readonly rules?: readonly ChosenRule[];
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
  const hints = [...hintsOn(findings, cwd), ...hintsOnTests(findingsOf(findings), found.files, cwd, survey.bytesOf)];
  return { findings, problems, hints, files: found.files.length, skipped: survey.skipped };
}

interface Survey {
  readonly findings: ReadonlyMap<string, readonly Entry[]>;
  readonly problems: readonly Problem[];
  readonly skipped: number;
  readonly bytesOf: (entry: FileEntry) => Buffer | undefined;
}

async function surveyOf(files: readonly FileEntry[], query: Query, { project, languages }: Parts): Promise<Survey> {
  const { cwd, paths } = query;
  const sources = new Sources();
  const problems: Problem[] = [];
  const findings = new Map<string, readonly Entry[]>();
  const select = await selectorOf(files, {
    sources,
    cwd,
    paths,
    languages,
    facts: (query.rules ?? []).length > 0,
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
    const ofFile = analysed(parsed.module, file, query, project);
    if ('message' in ofFile) problems.push({ file, message: ofFile.message });
    else if (ofFile.length > 0) findings.set(entry.path, ofFile);
  }
  const bytesOf = (entry: FileEntry): Buffer | undefined => {
    const result = sources.read(entry);
    return result.kind === 'bytes' ? result.bytes : undefined;
  };
  return { findings, problems, skipped: new Set(problems.map(({ file }) => file)).size, bytesOf };
}

/** What is asked about each module. */
export type Questions = Pick<Query, 'report' | 'rules'>;

/** What is reported of a module, in source order; a defect of this program costs one file, not the run. */
export function analysed(module: SourceModule, file: string, questions: Questions, project: Project): readonly Entry[] | { readonly message: string } {
  try {
    const lines = new Lines(module.text);
    const entries = [...findingsIn(module, file, lines, questions.report, project), ...reportsIn(module, file, lines, questions, project)];
    return entries.sort((a, b) => a.start.line - b.start.line || a.start.column - b.start.column);
  } catch (error) {
    return { message: defectOf(error) };
  }
}

function findingsIn(module: SourceModule, file: string, lines: Lines, options: ReportOptions, project: Project): Entry[] {
  if (options.rules?.length === 0) return [];
  return project
    .findingsIn(module, options)
    .map((finding) => reported(finding, lines, module, file, bestRewrite(project, finding, module, options)));
}

/** Tests may do what they like with a canvas: they are left out like everywhere else. */
function reportsIn(module: SourceModule, file: string, lines: Lines, { rules = [], report: { scope } }: Questions, project: Project): Entry[] {
  if (scope !== 'all' && languageOf(file)?.isTest(file) === true) return [];
  return rules.flatMap((rule) => rule.reportsIn(module, project, scope).map((report) => placed(rule.name, report, lines, module, file)));
}

function defectOf(error: unknown): string {
  return `could not be analysed (${causeOf(error)}); this is a defect of fix-chains, please report it with the file`;
}

/** Rewrites the files that have something to be rewritten, and says what became of each finding. */
async function fixAll(
  findings: ReadonlyMap<string, readonly Entry[]>,
  fix: Fix,
  tell: (problem: Problem) => void,
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const results = new Map<string, readonly Entry[]>();
  const written = new Set<string>();
  for (const [path, before] of findings) {
    const text = written.has(path) ? currentText(path) : before[0]?.module.text;
    const isFixable = before.some(({ status }) => status === 'fixable');
    const [file] = isFixable && text !== undefined ? await fix([{ path, text }]) : [];
    for (const other of file?.written ?? []) written.add(other);
    results.set(path, settledAll(before, file?.outcomes ?? [], tell));
  }
  return results;
}

/** @param outcomes one for each finding among the entries, in their order */
export function settledAll(entries: readonly Entry[], outcomes: readonly Outcome[], tell: (problem: Problem) => void): readonly Entry[] {
  const findings = findingsOf(entries);
  return entries.map((entry) => {
    if (entry.kind === 'report') return entry;
    const after = settled(entry, outcomes[findings.indexOf(entry)]);
    if (after.failure !== undefined) tell({ file: entry.file, line: entry.start.line, message: after.failure });
    return after.finding;
  });
}

function currentText(path: string): string | undefined {
  const read = readBytes({ path, named: true });
  return read.kind === 'bytes' ? textOf(read.bytes).text : undefined;
}

/** What rewritten files import and their packages lack. */
export function hintsOn(entries: readonly Entry[], cwd: string): string[] {
  return hintsOnPackages(
    findingsOf(entries).map(({ module, rewrite }) => [module.path, rewrite?.packages ?? []] as const),
    cwd,
  );
}
