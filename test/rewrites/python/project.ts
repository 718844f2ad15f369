import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { python } from '../../../src/languages/python/language.js';
import { createProject } from '../../../src/project.js';
import { parsePython } from '../../../src/readers/python/module.js';
import { applyEdits, type Change, type Rewrite, type Style } from '../../../src/analysis/edit.js';
import { DEFAULT_REPORT_OPTIONS, type ReportOptions, type RewriteOptions } from '../../../src/settings.js';
import { evidenceOf, type Needs } from '../conflicts.js';

const OPTIONS: ReportOptions = { ...DEFAULT_REPORT_OPTIONS, scope: 'all', evidence: 'all' };

/** The tasks of most tests. */
export const TASKS = `from celery import shared_task


@shared_task
def process_image(image_id):
    ...


@shared_task
def generate_thumbnail(image_id, size=None):
    ...


@shared_task
def notify_user(user_id):
    ...


@shared_task
def a(*args, **kwargs):
    ...


@shared_task
def b(*args, **kwargs):
    ...


@shared_task
def c(*args, **kwargs):
    ...


@shared_task
def handle_error(request, exc, traceback):
    ...
`;

export interface Given extends RewriteOptions {
  /** Path of the rewritten file in its project. */
  readonly path?: string;
  readonly style?: Style;
  /** Further files of the project; `shop/tasks.py` is there unless it is given. */
  readonly files?: Readonly<Record<string, string>>;
  /** Which steps are proven to need which, as far as the run has them; without it what the project finds of the tasks counts. */
  readonly needs?: Needs;
}

export interface Rewritten {
  readonly rewrite: Rewrite;
  readonly change: Change;
  readonly path: string;
  /** The rewritten text; the old one where the rewrite was refused. */
  readonly text: string;
  /** What is wrong with it, by the check that runs in production. */
  readonly problem: string | undefined;
  /** How many findings the rewritten text has. */
  readonly left: number;
}

/** Rewrites the first finding of a file in a project on disk. */
export function rewriteIn(text: string, { path = 'shop/views.py', style = 'chain', files = {}, needs, ...options }: Given = {}): Rewritten {
  const root = mkdtempSync(join(tmpdir(), 'fix-chains-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const all: Record<string, string> = { 'shop/__init__.py': '', 'shop/tasks.py': TASKS, ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return rewriteAt(createProject(root), join(root, path), text, style, options, needs);
}

export function rewriteAt(
  project: ReturnType<typeof createProject>,
  path: string,
  text: string,
  style: Style,
  options: RewriteOptions = {},
  needs?: Needs,
): Rewritten {
  const module = parsePython(path, text);
  const [found] = project.findingsIn(module, OPTIONS);
  if (found === undefined) throw new Error(`nothing is found in\n${text}`);
  const finding = needs === undefined ? found : { run: found.run, evidence: evidenceOf(needs.filter(([, later]) => later < found.run.dispatches.length)) };
  const rewrite = project.rewrite(finding, style, module, options);
  const edits = rewrite.kind === 'rewrite' ? rewrite.edits : [];
  const change = { edits, run: (rewrite.kind === 'rewrite' ? rewrite.run : undefined) ?? finding.run };
  const after = applyEdits(text, edits);
  const problem = rewrite.kind === 'rewrite' ? python.findForeignChange({ path, text }, after, change) : undefined;
  const left = project.findingsIn(parsePython(path, after), OPTIONS).length;
  return { rewrite, change, path, text: after, problem, left };
}

/** The rewritten text. */
export function rewritten(text: string, given: Given = {}): string {
  const { rewrite, text: after, problem, left } = rewriteIn(text, given);
  if (rewrite.kind === 'refused') throw new Error(`refused: ${rewrite.hazard.message}`);
  if (problem !== undefined) throw new Error(`the check says: ${problem}\n${after}`);
  if (left > 0) throw new Error(`found again in\n${after}`);
  return after;
}

/** The reason why a finding is refused. */
export function refusalOf(text: string, given: Given = {}): string {
  const { rewrite, text: after } = rewriteIn(text, given);
  if (rewrite.kind === 'rewrite') throw new Error(`not refused:\n${after}`);
  return rewrite.hazard.message;
}

/** What is warned of. */
export function warningsOf(text: string, given: Given = {}): string[] {
  const { rewrite } = rewriteIn(text, given);
  if (rewrite.kind === 'refused') throw new Error(`refused: ${rewrite.hazard.message}`);
  return rewrite.warnings.map(({ message }) => message);
}
