/** The check that a rewrite of Python changed nothing but what it said it would. It runs on every edit in production. */
import type { Span } from '../../analysis/ir.js';
import { parsePython, type PythonModule } from '../../readers/python/module.js';
import { variableOf } from '../../readers/python/scopes.js';
import { walk, type PyNode } from '../../readers/python/tree.js';
import { applyEdits, writtenSpans, type Change } from '../../analysis/edit.js';
import { compareTrees, type ComparedModules } from './compare.js';
import { isVariable } from './names.js';

/**
 * What a change did to the code outside of its run, in a sentence without a full stop; undefined where it did nothing. Allowed are:
 * the run's dispatches replaced, its log lines and declarations moved as they were, and imports inserted.
 * @param before path and text without a byte-order mark
 * @param after the text that would be written, without a byte-order mark
 */
export function findForeignPythonChange(
  before: { readonly path: string; readonly text: string },
  after: string,
  change: Change,
): string | undefined {
  if (after !== applyEdits(before.text, change.edits)) return 'text outside of the edits changed';
  const was = parsePython(before.path, before.text);
  const is = parsePython(before.path, after);
  // What is broken already is not in the tree, so a run that a rewrite breaks would only be missing there.
  if (is.problem !== undefined && (was.problem === undefined || brokenTexts(is).join('\n') !== brokenTexts(was).join('\n')))
    return `the rewritten code would not parse: line ${String(is.problem.line)}: ${is.problem.message}`;

  const comment = findLostComment(was, is);
  if (comment !== undefined) return `the comment \`${comment}\` would be lost`;
  const modules: ComparedModules = { was, is, written: writtenSpans(change.edits) };
  const { difference, imported } = compareTrees(modules, change.run);
  return difference ?? findCapture(modules, imported);
}

function brokenTexts({ gaps = [], text }: PythonModule): string[] {
  return gaps.map(({ span }) => text.slice(span.start, span.end));
}

/** Comments may move, no more. */
function findLostComment(was: PythonModule, is: PythonModule): string | undefined {
  const left = new Map<string, number>();
  for (const { text } of is.comments) left.set(text.trimEnd(), (left.get(text.trimEnd()) ?? 0) + 1);
  for (const { text } of was.comments) {
    const count = left.get(text.trimEnd()) ?? 0;
    if (count === 0) return text.trimEnd();
    left.set(text.trimEnd(), count - 1);
  }
  return undefined;
}

/** A name that an inserted import takes away from the code that used it, or that means something else where the rewritten code stands. */
function findCapture({ was, is, written }: ComparedModules, imported: ReadonlySet<string>): string | undefined {
  const known = new Set<string>();
  for (const node of variablesIn(was)) {
    const name = nameOf(node, was);
    if (imported.has(name)) return `\`${name}\` already means something else in this file`;
    known.add(name);
  }
  for (const node of variablesIn(is)) {
    const name = nameOf(node, is);
    if (known.has(name) || !isWithin(node, written)) continue;
    const variable = variableOf(node, is);
    if (variable === undefined) return `\`${name}\` is not defined where the rewritten code stands`;
    if (imported.has(name) && variable.scope !== is.ast) return `\`${name}\` means something else where the rewritten code stands`;
  }
  return undefined;
}

function variablesIn({ ast }: PythonModule): PyNode[] {
  const found: PyNode[] = [];
  walk(ast, (node) => {
    if (node.type === 'identifier' && isVariable(node)) found.push(node);
  });
  return found;
}

function isWithin({ range }: PyNode, spans: readonly Span[]): boolean {
  return spans.some(({ start, end }) => start <= range[0] && range[1] <= end);
}

function nameOf({ range }: PyNode, { text }: PythonModule): string {
  return text.slice(range[0], range[1]);
}
