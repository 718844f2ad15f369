import type { Run, Span } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childrenIn, childIn, sourceOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import { readImport } from './import-statements.js';
import { findLostArgument } from './kept-arguments.js';

export interface ComparedModules {
  readonly was: PythonModule;
  readonly is: PythonModule;
  /** Where the new text was written. */
  readonly written: readonly Span[];
}

export interface Compared {
  /** A sentence without a full stop. */
  readonly difference: string | undefined;
  /** The names that the new tree imports and the old one does not. */
  readonly imported: ReadonlySet<string>;
}

/** Where a run stands in a list of statements. */
interface InBlock {
  readonly first: number;
  readonly run: Run;
  readonly depth: number;
}

/** Deeper code than people write; beyond it the call stack would not do. */
const MAX_DEPTH = 1_000;

/** Whose text says more than their children do: white space and escapes stand between these. */
const TEXTS = new Set(['string_content', 'string_start', 'string_end', 'comment']);

/** What is between the two trees, apart from the run and from imports. */
export function compareTrees({ was, is, written }: ComparedModules, run: Run | undefined): Compared {
  const imported = new Set<string>();
  const found = { run: false };
  const difference = differenceOf(was.ast, is.ast, 0);
  if (difference === undefined && run !== undefined && !found.run)
    return { difference: 'the statements of the run were not found', imported };
  return { difference, imported };

  function differenceOf(old: PyNode, node: PyNode, depth: number): string | undefined {
    if (depth > MAX_DEPTH) return `${lineOf(old)} is nested too deeply to be checked`;
    if (old.type !== node.type || (old.children.length === 0) !== (node.children.length === 0)) return changed(old);
    if (old.children.length === 0 || TEXTS.has(old.type)) return sourceOf(old, was) === sourceOf(node, is) ? undefined : changed(old);
    if (old.type === 'import_from_statement') return importDifference(old, node);
    const first = indexOfRun(statementsOf(old));
    if (first === undefined || run === undefined) return listDifference(old, node, depth + 1);
    found.run = true;
    return blockDifference(statementsOf(old), statementsOf(node), { first, run, depth: depth + 1 });
  }

  /** Every old child in its order, and between them, at the top of the module, only new imports. */
  function listDifference(old: PyNode, node: PyNode, depth: number): string | undefined {
    const olds = statementsOf(old);
    const nodes = statementsOf(node);
    const end = matchedPrefix(olds, nodes, depth);
    if (typeof end === 'string') return end;
    return nodes.slice(end).every(takeImport) ? undefined : changed(old);
  }

  /** How many of `nodes` it takes to match all of `olds`; the difference where they do not match. */
  function matchedPrefix(olds: readonly PyNode[], nodes: readonly PyNode[], depth: number): number | string {
    let position = 0;
    for (const old of olds) {
      for (;;) {
        const node = nodes[position];
        const difference = node === undefined ? changed(old) : differenceOf(old, node, depth);
        if (difference === undefined) break;
        if (node === undefined || !takeImport(node)) return difference;
        position += 1;
      }
      position += 1;
    }
    return position;
  }

  /** Whether a statement is an import that the edits inserted. */
  function takeImport(node: PyNode): boolean {
    if (node.type !== 'import_from_statement' || node.parent !== is.ast || node.broken || !isWritten(node)) return false;
    const names = readImport(node, is).names ?? [];
    for (const { local } of names) imported.add(local);
    return names.length > 0;
  }

  /** The same module, and the old names in their order with new ones between them. */
  function importDifference(old: PyNode, node: PyNode): string | undefined {
    const [from, newFrom] = [childIn(old, 'module_name'), childIn(node, 'module_name')];
    if (from === undefined || newFrom === undefined || old.broken || node.broken) return changed(old);
    if (sourceOf(from, was) !== sourceOf(newFrom, is)) return changed(old);
    const names = childrenIn(old, 'name').map((name) => sourceOf(name, was));
    const newNames = readImport(node, is).names ?? [];
    let position = 0;
    for (const { node: name, local } of newNames) {
      if (sourceOf(name, is) === names[position]) position += 1;
      else if (node.parent === is.ast && isWritten(name)) imported.add(local);
      else return changed(old);
    }
    const isWildcard = (statement: PyNode) => statement.children.some(({ type }) => type === 'wildcard_import');
    return position === names.length && isWildcard(old) === isWildcard(node) ? undefined : changed(old);
  }

  function isWritten({ range }: PyNode): boolean {
    return written.some(({ start, end }) => start <= range[0] && range[1] <= end);
  }

  /** Where the run's statements begin in a list of statements; undefined where they are not in it. */
  function indexOfRun(statements: readonly PyNode[]): number | undefined {
    const index = statements.findIndex((node) => stands(node, run?.items[0]?.statement));
    if (run === undefined || index === -1) return undefined;
    return run.items.every(({ statement }, offset) => stands(statements[index + offset], statement)) ? index : undefined;
  }

  /** Before and behind the run the same statements; in its place its declarations, one new statement, its log lines. */
  function blockDifference(
    olds: readonly PyNode[],
    nodes: readonly PyNode[],
    { first, run: { items, dispatches }, depth }: InBlock,
  ): string | undefined {
    const rest = olds.slice(first + items.length);
    const end = nodes.length - rest.length;
    const start = matchedPrefix(olds.slice(0, first), nodes.slice(0, Math.max(end, 0)), depth);
    if (typeof start === 'string') return start;
    const behind = matchedPrefix(rest, nodes.slice(end), depth);
    if (typeof behind === 'string') return behind;

    const oldsOfRun = olds.slice(first, first + items.length);
    const ofKind = (kind: string): PyNode[] => oldsOfRun.filter((_, index) => items[index]?.kind === kind);
    const declarations = ofKind('declaration');
    const logs = ofKind('log');
    const place = nodes.slice(start, end);
    // Imports stand before a run at the top of a module.
    while (place.length > declarations.length + 1 + logs.length && place[0] !== undefined && takeImport(place[0])) place.shift();
    const statement = place[declarations.length];
    const opening = oldsOfRun[0] ?? was.ast;
    if (statement === undefined || place.length !== declarations.length + 1 + logs.length) return changed(opening);
    const around = [...place.slice(0, declarations.length), ...place.slice(declarations.length + 1)];
    for (const [index, old] of [...declarations, ...logs].entries()) {
      const node = around[index];
      const difference = node === undefined ? changed(old) : differenceOf(old, node, depth);
      if (difference !== undefined) return difference;
    }
    if (statement.broken || !written.some((span) => span.start < statement.range[1] && statement.range[0] < span.end))
      return changed(opening);
    const isSame = (old: PyNode, node: PyNode) => differenceOf(old, node, depth) === undefined;
    const lost = ofKind('loop').find((loop) => !isGoneOver(loop, statement, isSame));
    if (lost !== undefined) return changed(lost);
    return findLostArgument({ dispatches, olds: oldsOfRun, statement, isSame }, { was, is });
  }

  function changed(node: PyNode): string {
    return `${lineOf(node)} would mean something else`;
  }

  function lineOf(node: PyNode): string {
    return `line ${String(was.text.slice(0, node.range[0]).split('\n').length)}`;
  }
}

/** `for x in xs:` has become `for x in xs` in brackets. */
function isGoneOver(loop: PyNode, statement: PyNode, isSame: (old: PyNode, node: PyNode) => boolean): boolean {
  let found = false;
  walk(statement, (node) => {
    const parts = node.type === 'for_in_clause' ? ['left', 'right'].map((field) => [childIn(loop, field), childIn(node, field)] as const) : [];
    if (parts.length > 0 && parts.every(([old, part]) => old !== undefined && part !== undefined && isSame(unwrapped(old), unwrapped(part)))) found = true;
  });
  return found;
}

/** A node's children without the semicolons between statements. */
function statementsOf(node: PyNode): readonly PyNode[] {
  return node.children.filter(({ type }) => type !== ';');
}

function stands(node: PyNode | undefined, span: Span | undefined): boolean {
  return node !== undefined && node.range[0] === span?.start && node.range[1] === span.end;
}
