import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { problemOfBytes, textOf } from '../files/read.js';
import { languageOf } from '../languages/index.js';
import { applyEdits, type Edit } from '../analysis/edit.js';
import { fixText, type Analyse, type Outcome, type Tools } from './fix-text.js';
import { replaceFile } from './replace-file.js';

/** A file as it was read: its absolute path, and its text without a byte-order mark. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What became of a file. */
export interface FixedFile {
  readonly path: string;
  /** As it stands now; the text as it was read where nothing was written. */
  readonly text: string;
  /** One for each finding of the first analysis, in its order. */
  readonly outcomes: readonly Outcome[];
  /** Absolute paths of the files that were written for it, itself last. */
  readonly written: readonly string[];
}

/**
 * Applies the rewrites of files (those of TypeScript and JavaScript through ts-morph) and writes what changed: each file and the others that it needs, all or none. What
 * cannot be written is left as it was, a file that holds another text by now too, and the outcomes say why.
 * @param files with a finding each, since ts-morph is loaded for those that it can read
 */
export async function fixFiles(files: readonly SourceText[], analyse: Analyse): Promise<FixedFile[]> {
  const read = new Map<string, string>();
  const written = new Map<string, string>();
  const tools: Tools = {
    apply: await createApply(files),
    // Read once, so that a change from outside is noticed before it is written over.
    readText(path) {
      const text = written.get(path) ?? read.get(path) ?? textOnDisk(path);
      if (text !== undefined) read.set(path, text);
      return text;
    },
    // Two files may need the same third one: for the second, the first's change counts, whenever the analysis looks at the disk.
    analyse: (path, text, others) => analyse(path, text, new Map([...written, ...others])),
  };
  return files.map(({ path, text }) => {
    const { changes, ...file } = fixFile({ path, text: written.get(path) ?? text }, tools);
    for (const change of changes) written.set(change.path, change.after);
    return { ...file, written: changes.map((change) => change.path) };
  });
}

interface FileChange {
  readonly path: string;
  readonly was: string;
  readonly after: string;
}

function fixFile({ path, text }: SourceText, tools: Tools): Omit<FixedFile, 'written'> & { changes: readonly FileChange[] } {
  const fixed = fixText(path, text, tools);
  if (fixed.text === text) return { path, text, outcomes: fixed.outcomes, changes: [] };
  const others = [...fixed.others].map(([other, after]) => ({ path: other, was: tools.readText(other) ?? '', after }));
  const changes = [...others, { path, was: text, after: fixed.text }];
  for (const [index, change] of changes.entries()) {
    const reason = replaceFile(change.path, change.was, change.after);
    if (reason === undefined) continue;
    for (const done of changes.slice(0, index)) replaceFile(done.path, done.after, done.was);
    const where = change.path === path ? '' : `${relative(dirname(path), change.path)}: `;
    return { path, text, outcomes: fixed.outcomes.map((outcome) => unwritten(outcome, where + reason)), changes: [] };
  }
  return { path, text: fixed.text, outcomes: fixed.outcomes, changes };
}

function unwritten(outcome: Outcome, reason: string): Outcome {
  return outcome.kind === 'fixed' ? { finding: outcome.finding, kind: 'failed', reason } : outcome;
}

function textOnDisk(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return problemOfBytes(bytes) === undefined ? textOf(bytes).text : undefined;
  } catch {
    return undefined;
  }
}

async function createApply(files: readonly SourceText[]): Promise<Tools['apply']> {
  const plain: Tools['apply'] = (_path, text, edits) => applyEdits(text, edits);
  const morph = files.some(({ path }) => isMorphed(path)) ? await createMorph() : plain;
  return (path, text, edits) => (isMorphed(path) ? morph : plain)(path, text, edits);
}

function isMorphed(path: string): boolean {
  return languageOf(path)?.id === 'ecmascript';
}

/** ts-morph takes 0.3 s to load, so it is loaded only when something is to be written. */
async function createMorph(): Promise<Tools['apply']> {
  const { Project: MorphProject } = await import('ts-morph');
  const project = new MorphProject({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true },
  });
  return (path, text, edits) => {
    const sourceFile = project.createSourceFile(path, text, { overwrite: true });
    // Ranges, not structures: ts-morph's structural edits print the code anew.
    sourceFile.applyTextChanges([...edits].sort(byPlace).map(textChangeOf));
    const after = sourceFile.getFullText();
    sourceFile.forget();
    return after;
  };
}

/** As `applyEdits` has it, an insertion comes before a replacement that starts at the same place; ts-morph goes by the order alone. */
function byPlace(a: Edit, b: Edit): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

function textChangeOf({ span, text }: Edit): { span: { start: number; length: number }; newText: string } {
  return { span: { start: span.start, length: span.end - span.start }, newText: text };
}
