import { resolve } from 'node:path';
import { createAnalyse } from '../codemods/analyse.js';
import { fixText } from '../codemods/fix-text.js';
import type { Project } from '../project.js';
import { applyEdits } from '../analysis/edit.js';
import type { ReportOptions } from '../settings.js';
import type { Problem } from '../problems.js';
import { problemOfBytes, textOf } from '../files/read.js';
import type { Entry, Result } from './result.js';
import type { ChosenRule } from './rules.js';
import { analysed, hintsOn, settledAll, type Questions } from './run.js';
import { parseSource, shownPath } from './sources.js';

export interface StdinQuery {
  readonly cwd: string;
  readonly bytes: Buffer;
  /** What the text is called; its ending decides the dialect. */
  readonly filename: string;
  readonly report: ReportOptions;
  readonly rules?: readonly ChosenRule[];
  readonly write: boolean;
}

/** What was found, and the text as it is now; undefined where there is none to give back. */
export interface StdinResult {
  readonly result: Result;
  readonly text: string | undefined;
}

/** Looks at one text that is in no file, and rewrites it. A rewrite that needs changes in files is not made. */
export function runOnText({ cwd, bytes, filename, write, ...questions }: StdinQuery, project: Project): StdinResult {
  const path = resolve(cwd, filename);
  const file = shownPath(path, cwd);
  const { text, bom } = textOf(bytes);
  const found = entriesOf(path, file, bytes, questions, project);
  if ('message' in found)
    return { result: { findings: [], problems: [{ file, ...found }], hints: [], files: 1, skipped: 1 }, text: undefined };
  if (!write) return { result: { findings: found, problems: [], hints: hintsOn(found, cwd), files: 1, skipped: 0 }, text: undefined };

  const apply = (_path: string, before: string, edits: Parameters<typeof applyEdits>[1]): string => applyEdits(before, edits);
  const fixed = fixText(path, text, { analyse: createAnalyse(project, questions.report), readText: () => undefined, apply });
  const problems: Problem[] = [];
  const findings = settledAll(found, fixed.outcomes, (problem) => problems.push(problem));
  return { result: { findings, problems, hints: hintsOn(findings, cwd), files: 1, skipped: 0 }, text: bom + fixed.text };
}

function entriesOf(path: string, file: string, bytes: Buffer, questions: Questions, project: Project): readonly Entry[] | Problem {
  const message = problemOfBytes(bytes);
  if (message !== undefined) return { message };
  const parsed = parseSource(path, textOf(bytes).text);
  if ('problem' in parsed) return { line: parsed.problem.line, message: parsed.problem.message };
  return analysed(parsed.module, file, questions, project);
}
