/** Runs from source text, with dispatches known by name (`test/readers/ecmascript/table.ts`). */
import type { Run, SourceFile } from '../../src/analysis/ir.js';
import { findRuns } from '../../src/analysis/runs.js';
import { parseModule } from '../../src/readers/ecmascript/module.js';
import { readSource } from '../../src/readers/ecmascript/routines.js';
import { createTable } from '../readers/ecmascript/table.js';

/** The source as the analysis sees it. */
export function sourceOf(text: string): SourceFile {
  const parsed = parseModule('/project/upload.ts', text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return readSource(parsed.module, createTable());
}

/** The runs in the body of an async function with the parameters `image` and `user`. */
export function runsIn(body: string): Run[] {
  return findRuns(sourceOf(`async function upload(image, user) {\n${body}\n}`));
}

/** The only run of a body. */
export function runIn(body: string): Run {
  const [run, ...others] = runsIn(body);
  if (run === undefined || others.length > 0) throw new Error(`${String(others.length + (run === undefined ? 0 : 1))} runs`);
  return run;
}

/** The names of the steps of each run. */
export function stepsOf(runs: readonly Run[]): string[] {
  return runs.map(({ dispatches }) => dispatches.map(({ task }) => task.name).join(' '));
}
