import { relative, dirname } from 'node:path';
import type { Finding, Hazard } from '../analysis/ir.js';
import { languageOf } from '../languages/index.js';
import { applyEdits, type Change, type Edit, type Rewrite } from '../analysis/edit.js';

/** A finding with what it becomes. */
export interface Proposal {
  readonly finding: Finding;
  readonly rewrite: Rewrite;
}

/**
 * The findings of a file, in source order.
 * @param text of the file at `path`, ahead of what is on disk, without a byte-order mark
 * @param others texts of other files that are ahead of what is on disk
 */
export type Analyse = (path: string, text: string, others: ReadonlyMap<string, string>) => readonly Proposal[];

/** What became of a finding. */
export type Outcome = Result & {
  /** As it stood in the text before anything was rewritten. */
  readonly finding: Finding;
};

type Result =
  | { readonly kind: 'fixed'; readonly packages: readonly string[]; readonly warnings: readonly Hazard[] }
  /** Not tried, for the hazard's reason. */
  | { readonly kind: 'refused'; readonly hazard: Hazard }
  /** Tried and taken back, or not written. The reason is a sentence without a full stop. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What fixing a text takes from outside. */
export interface Tools {
  readonly analyse: Analyse;
  /** The text of another file of the project, without a byte-order mark; undefined where it can't be changed. */
  readText(path: string): string | undefined;
  /** The text with the edits applied: `applyEdits` or as good. */
  apply(path: string, text: string, edits: readonly Edit[]): string;
}

export interface FixedText {
  readonly text: string;
  /** The new texts of other files that the rewrites need. */
  readonly others: ReadonlyMap<string, string>;
  /** One for each finding of the first analysis, in its order. */
  readonly outcomes: readonly Outcome[];
}

interface Texts {
  readonly text: string;
  readonly others: ReadonlyMap<string, string>;
}

/**
 * Applies the rewrites of a file one after the other, each to the text that the one before it left, so that imports are merged by the
 * analysis itself. Each is checked (its language's `findForeignChange`, and that its finding is gone) or taken back.
 */
export function fixText(path: string, text: string, tools: Tools): FixedText {
  let texts: Texts = { text, others: new Map() };
  let proposals = tools.analyse(path, text, texts.others);
  const outcomes: Outcome[] = [];
  // What is fixed leaves the list, so the next one stands behind those that stay.
  let staying = 0;
  for (const { finding } of proposals) {
    const result = resultOf(proposals[staying]);
    outcomes.push({ finding, ...result });
    if (result.kind !== 'fixed') staying += 1;
  }
  const changedOthers = [...texts.others].filter(([other, newText]) => tools.readText(other) !== newText);
  return { text: texts.text, others: new Map(changedOthers), outcomes };

  function resultOf(proposal: Proposal | undefined): Result {
    if (proposal === undefined) return { kind: 'failed', reason: 'it is not found any more after what was rewritten before it' };
    const { finding, rewrite } = proposal;
    if (rewrite.kind === 'refused') return { kind: 'refused', hazard: rewrite.hazard };
    const next = rewritten(path, texts, { finding, rewrite }, tools);
    if ('reason' in next) return { kind: 'failed', reason: next.reason };
    const after = tools.analyse(path, next.text, next.others);
    if (after.length === proposals.length - 1) {
      [texts, proposals] = [next, after];
      return { kind: 'fixed', packages: rewrite.packages, warnings: rewrite.warnings };
    }
    // The analysis has seen the texts that are taken back.
    texts = { text: texts.text, others: takenBack(texts.others, next.others, tools) };
    proposals = tools.analyse(path, texts.text, texts.others);
    return { kind: 'failed', reason: 'the rewritten code would be reported again' };
  }
}

type Fixable = Extract<Rewrite, { kind: 'rewrite' }>;

function rewritten(path: string, texts: Texts, { finding, rewrite }: { finding: Finding; rewrite: Fixable }, tools: Tools): Texts | { reason: string } {
  const edits = [...rewrite.edits, ...(rewrite.otherFiles.get(path) ?? [])];
  const own = changed(path, texts.text, { edits, run: rewrite.run ?? finding.run }, tools);
  if ('reason' in own) return own;
  const others = new Map(texts.others);
  for (const [other, otherEdits] of rewrite.otherFiles) {
    if (other === path) continue;
    const name = relative(dirname(path), other);
    const before = others.get(other) ?? tools.readText(other);
    if (before === undefined) return { reason: `it needs a change in ${name}, which cannot be made` };
    const after = changed(other, before, { edits: otherEdits }, tools);
    if ('reason' in after) return { reason: `in ${name}: ${after.reason}` };
    others.set(other, after.text);
  }
  return { text: own.text, others };
}

function changed(path: string, text: string, change: Change, tools: Tools): { text: string } | { reason: string } {
  try {
    // Edits that overlap are found out here, before anything else works with them.
    applyEdits(text, change.edits);
    const after = tools.apply(path, text, change.edits);
    const language = languageOf(path);
    const reason = language === undefined ? 'its language is not known' : language.findForeignChange({ path, text }, after, change);
    return reason === undefined ? { text: after } : { reason };
  } catch (error) {
    if (error instanceof RangeError) return { reason: error.message };
    throw error;
  }
}

function takenBack(kept: ReadonlyMap<string, string>, undone: ReadonlyMap<string, string>, tools: Tools): Map<string, string> {
  const others = new Map(kept);
  for (const path of undone.keys()) {
    const text = kept.get(path) ?? tools.readText(path);
    if (text !== undefined) others.set(path, text);
  }
  return others;
}
