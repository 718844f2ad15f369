/**
 * The check that a rewrite changed nothing but what it said it would. It runs on every edit in production: an edit can parse and still
 * mean something else for the code beside it, as when a statement's `;` stands on the next line and guards what follows.
 */
import type { Argument, Run, Span } from '../analysis/ir.js';
import type { Node } from '../readers/ecmascript/estree.js';
import { walk } from '../readers/ecmascript/estree.js';
import { parseModule, type Module } from '../readers/ecmascript/module.js';
import { findCapture } from './capture.js';
import { applyEdits, writtenSpans, type Change } from '../analysis/edit.js';
import { isInsertable } from './insertable.js';

/**
 * What a change did to the code outside of its run, in a sentence without a full stop; undefined where it did nothing. Allowed are:
 * the run's dispatches replaced, its log lines and declarations moved as they were, and what `isInsertable` names, inserted.
 * @param before path (its ending decides the dialect) and text without a byte-order mark
 * @param after the text that would be written, without a byte-order mark
 */
export function findForeignChange(
  before: { readonly path: string; readonly text: string },
  after: string,
  change: Change,
): string | undefined {
  if (after !== applyEdits(before.text, change.edits)) return 'text outside of the edits changed';
  const was = parseModule(before.path, before.text);
  if (!was.ok) return `the file could not be read: line ${String(was.problem.line)}: ${was.problem.message}`;
  const is = parseModule(before.path, after);
  if (!is.ok) return `the rewritten code would not parse: line ${String(is.problem.line)}: ${is.problem.message}`;

  const comment = findLostComment(was.module, is.module);
  if (comment !== undefined) return `the comment \`${comment}\` would be lost`;
  const comparison = new Comparison(was.module, change);
  const difference = comparison.differenceOf(was.module.ast, is.module.ast, 0) ?? comparison.whatIsMissing();
  if (difference !== undefined) return difference;
  return findCapture(was.module, is.module, comparison.inserted, writtenSpans(change.edits));
}

/** Comments may move and be indented anew, no more. */
function findLostComment(was: Module, is: Module): string | undefined {
  const kept = new Map<string, number>();
  for (const { text } of is.comments) kept.set(unindented(text), (kept.get(unindented(text)) ?? 0) + 1);
  for (const { text } of was.comments) {
    const left = kept.get(unindented(text)) ?? 0;
    if (left === 0) return unindented(text);
    kept.set(unindented(text), left - 1);
  }
  return undefined;
}

function unindented(comment: string): string {
  return comment.replace(/\r?\n[ \t]*/g, '\n').trimEnd();
}

/** Where a node stands, what it was parsed from, and what hangs on it otherwise: no part of what it means. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['parent', 'range', 'start', 'end', 'loc', 'tokens', 'comments']);

/** Deeper code than people write; beyond it the call stack would not do. */
const MAX_DEPTH = 1_000;

class Comparison {
  /** What the new text has and the old one has not: import specifiers, statements, parameters. */
  readonly inserted: Node[] = [];
  readonly #insertedSpans: readonly Span[];
  readonly #was: Module;
  readonly #run: Run | undefined;
  #runFound = false;

  constructor(was: Module, { edits, run }: Change) {
    this.#was = was;
    this.#run = run;
    this.#insertedSpans = writtenSpans(edits);
  }

  /** A run that was never met among the statements was compared like everything else, so something is wrong with its spans. */
  whatIsMissing(): string | undefined {
    return this.#run === undefined || this.#runFound ? undefined : 'the statements of the run were not found';
  }

  differenceOf(was: Node, is: Node, depth: number): string | undefined {
    if (depth > MAX_DEPTH) return `${this.#lineOf(was)} is nested too deeply to be checked`;
    if (was.type !== is.type) return this.#changed(was);
    const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
    for (const key of keys) {
      if (NOT_COMPARED.has(key)) continue;
      const difference = this.#valueDifference(was, is, key, depth);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #valueDifference(parent: Node, newParent: Node, key: string, depth: number): string | undefined {
    const was = valueAt(parent, key);
    const is = valueAt(newParent, key);
    if (isNode(was) && isNode(is)) return this.differenceOf(was, is, depth + 1);
    if (isNodeList(was) && isNodeList(is) && was.length + is.length > 0) return this.#listDifference(was, is, newParent, key, depth + 1);
    // Plain data: a template's text, a regular expression's flags. Its regular expression object says no more than they do.
    return isPlainlyEqual(was, is) ? undefined : this.#changed(parent);
  }

  #listDifference(was: NodeList, is: NodeList, newParent: Node, key: string, depth: number): string | undefined {
    const first = this.#indexOfRun(was);
    if (first === undefined || this.#run === undefined) return this.#sequenceDifference(was, is, newParent, key, depth);
    this.#runFound = true;
    const following = was.length - first - this.#run.items.length;
    const end = is.length - following;
    // Imports may come before a run at the top of a module, so where it starts now is found by what stands before it.
    const preceding = this.#matchedPrefix(was.slice(0, first), is.slice(0, Math.max(end, 0)), newParent, key, depth);
    if (typeof preceding === 'string') return preceding;
    if (end <= preceding) return this.#changed(was[was.length - 1] ?? newParent);
    return (
      this.#sequenceDifference(was.slice(was.length - following), is.slice(end), newParent, key, depth) ??
      this.#runDifference(was.slice(first, was.length - following), is.slice(preceding, end), depth)
    );
  }

  #indexOfRun(list: NodeList): number | undefined {
    const items = this.#run?.items ?? [];
    const first = items[0];
    if (first === undefined) return undefined;
    const index = list.findIndex((node) => node !== null && stands(node, first.statement));
    const isWhole = index >= 0 && items.every(({ statement }, offset) => stands(list[index + offset] ?? null, statement));
    return isWhole ? index : undefined;
  }

  /** Every old element in its order, and between them only what may be inserted. */
  #sequenceDifference(was: NodeList, is: NodeList, newParent: Node, key: string, depth: number): string | undefined {
    const end = this.#matchedPrefix(was, is, newParent, key, depth);
    if (typeof end === 'string') return end;
    const extra = is.slice(end).find((node) => !this.#takeInserted(node, newParent, key));
    return extra === undefined ? undefined : this.#changed(was[was.length - 1] ?? newParent);
  }

  /** How many of `is` it takes to match all of `was`; the difference where they do not match. */
  #matchedPrefix(was: NodeList, is: NodeList, newParent: Node, key: string, depth: number): number | string {
    let position = 0;
    for (const node of was) {
      let difference = this.#elementDifference(node, is[position], depth);
      while (difference !== undefined && this.#takeInserted(is[position], newParent, key)) {
        position += 1;
        difference = this.#elementDifference(node, is[position], depth);
      }
      if (difference !== undefined) return difference;
      position += 1;
    }
    return position;
  }

  #elementDifference(was: Node | null, is: Node | null | undefined, depth: number): string | undefined {
    if (was === null || is === null || is === undefined) return was === is ? undefined : this.#changed(was);
    // `export` put before a declaration.
    const exported = was.type === 'VariableDeclaration' && is.type === 'ExportNamedDeclaration' && this.#isTouched(is) ? is.declaration : null;
    return this.differenceOf(was, exported ?? is, depth);
  }

  #takeInserted(node: Node | null | undefined, parent: Node, key: string): boolean {
    if (node === null || node === undefined || !this.#isInside(node) || !isInsertable(node, parent, key)) return false;
    this.inserted.push(node);
    return true;
  }

  #isInside(node: Node): boolean {
    return this.#insertedSpans.some(({ start, end }) => start <= node.range[0] && node.range[1] <= end);
  }

  /** In place of the run: its log lines and declarations, each once and each kind in its order, and one new statement. */
  #runDifference(was: NodeList, is: NodeList, depth: number): string | undefined {
    const items = this.#run?.items ?? [];
    const rest = is.filter((node) => node !== null);
    for (const kind of ['declaration', 'log'] as const) {
      let from = 0;
      for (const [index, item] of items.entries()) {
        const node = was[index];
        if (item.kind !== kind || node === null || node === undefined) continue;
        const found = rest.findIndex((candidate, position) => position >= from && this.differenceOf(node, candidate, depth) === undefined);
        if (found < 0) return this.#changed(node);
        rest.splice(found, 1);
        from = found;
      }
    }
    const foreign = rest.length !== 1 || rest.some((node) => !this.#isTouched(node));
    return foreign ? this.#changed(was[0] ?? null) : this.#lostArgument(was, rest, depth);
  }

  #isTouched(node: Node): boolean {
    return this.#insertedSpans.some(({ start, end }) => start < node.range[1] && node.range[0] < end);
  }

  /** What reaches a task stays exactly as it was, in a list (`applyAsync([id])`) or an object, or taken out of it. */
  #lostArgument(was: NodeList, rest: readonly Node[], depth: number): string | undefined {
    const found = new Set<Node>();
    const isKept = ({ start, end }: Span): boolean => {
      const argument = findNode(was, (node) => stands(node, { start, end }));
      if (argument === undefined) return true;
      const kept = findNode(rest, (node) => !found.has(node) && this.differenceOf(argument, node, depth) === undefined);
      if (kept !== undefined) found.add(kept);
      return kept !== undefined;
    };
    const payload = (this.#run?.dispatches ?? []).flatMap((dispatch) => dispatch.payload);
    const arePartsKept = ({ elements, entries, open }: Argument): boolean => {
      const parts = elements ?? (open ? undefined : entries === undefined ? undefined : [...entries.values()]);
      return parts?.every((part) => isKept(part.span) || arePartsKept(part)) === true;
    };
    const lost = payload.find((argument) => !isKept(argument.span) && !arePartsKept(argument));
    return lost === undefined ? undefined : `the argument \`${this.#was.text.slice(lost.span.start, lost.span.end)}\` would be lost`;
  }

  #changed(node: Node | null): string {
    return node === null ? 'the code beside the run would mean something else' : `${this.#lineOf(node)} would mean something else`;
  }

  #lineOf(node: Node): string {
    return `line ${String(this.#was.text.slice(0, node.range[0]).split('\n').length)}`;
  }
}

type NodeList = readonly (Node | null)[];

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** `[, a]` has holes. */
function isNodeList(value: unknown): value is NodeList {
  return Array.isArray(value) && value.every((item) => item === null || isNode(item));
}

function valueAt(node: Node, key: string): unknown {
  return (node as unknown as Record<string, unknown>)[key];
}

function stands(node: Node | null, { start, end }: Span): boolean {
  return node !== null && node.range[0] === start && node.range[1] === end;
}

function isPlainlyEqual(was: unknown, is: unknown): boolean {
  if (Object.is(was, is) || (was ?? undefined) === (is ?? undefined)) return true;
  if (was instanceof RegExp && is instanceof RegExp) return was.source === is.source && was.flags === is.flags;
  return typeof was === 'object' && typeof is === 'object' && JSON.stringify(was) === JSON.stringify(is);
}

function findNode(roots: NodeList, matches: (node: Node) => boolean): Node | undefined {
  let found: Node | undefined;
  for (const root of roots) {
    if (root === null) continue;
    walk(root, (node) => {
      if (found === undefined && matches(node)) found = node;
      return found === undefined;
    });
  }
  return found;
}
