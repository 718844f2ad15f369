import type { PythonModule } from '../../readers/python/module.js';
import { namedChildren, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Edit } from '../../analysis/edit.js';
import { lineEndOf, lineStartOf, nextLineOf } from '../layout.js';
import { compareModules, compareNames, compareSections, sectionOf, type Section } from './import-order.js';
import { isImport, readImport, type ImportStatement } from './import-statements.js';
import { layoutOf, startOfComments } from './layout.js';

/** `from celery import chain`, to be put into a file. */
export interface NewImport {
  readonly from: string;
  /** The whole statement. */
  readonly text: string;
  readonly name: string;
}

/**
 * The insertions of import statements where isort would have them, at the top level of the module.
 * @param limit where the run starts; the imports stand above it
 */
export function placeImports(added: readonly NewImport[], limit: number, module: PythonModule, resolver: PythonResolver): Edit[] {
  const sectionIn = (from: string): Section => sectionOf(from, (name) => resolver.fileOf(name, module) !== undefined);
  const imports = largestGroup(importGroups(module, limit)).map((node) => readImport(node, module));
  const bySection = new Map<Section, NewImport[]>();
  for (const each of [...added].sort((a, b) => compareSections(sectionIn(a.from), sectionIn(b.from)) || compareModules(a.from, b.from))) {
    bySection.set(sectionIn(each.from), [...(bySection.get(sectionIn(each.from)) ?? []), each]);
  }
  return [...bySection].flatMap(([section, news]) => {
    const peers = imports.filter(({ from }) => sectionIn(from) === section);
    if (peers.length > 0) return news.map((each) => amongPeers(each, peers, module));
    const lines = news.map(({ text }) => text).join(layoutOf(module).eol);
    return [newSection(lines, imports, (from) => compareSections(sectionIn(from), section), module)];
  });
}

/** Behind the last one that comes before it: `import x` comes before every `from x import`. */
function amongPeers({ from, text, name }: NewImport, peers: readonly ImportStatement[], module: PythonModule): Edit {
  const { eol } = layoutOf(module);
  const lower = peers.findLast((peer) => {
    const order = compareModules(peer.from, from);
    return peer.names === undefined || order < 0 || (order === 0 && compareNames(peer.names[0]?.name ?? '', name) < 0);
  });
  const [first] = peers;
  if (lower !== undefined || first === undefined) return behind(lower?.node ?? module.ast, eol + text, module);
  return before(first.node, text + eol, module);
}

/** @param compare how the section of a module stands to the new one */
function newSection(lines: string, imports: readonly ImportStatement[], compare: (from: string) => number, module: PythonModule): Edit {
  const { eol } = layoutOf(module);
  const above = imports.findLast(({ from }) => compare(from) < 0);
  const [below] = imports;
  if (above !== undefined) return behind(above.node, eol + eol + lines + (isSpaced(above.node, module) ? '' : eol), module);
  return below === undefined ? atTop(lines, module) : before(below.node, lines + eol + eol, module);
}

/** Import statements that follow each other at the top level, above the limit. */
function importGroups({ ast }: PythonModule, limit: number): PyNode[][] {
  const groups: PyNode[][] = [[]];
  for (const node of namedChildren(ast)) {
    if (node.range[1] > limit) break;
    if (isImport(node) && !node.broken) groups.at(-1)?.push(node);
    else groups.push([]);
  }
  return groups;
}

/** Where a call stands between imports (`monkey.patch_all()`), most of them are what the new one belongs to. */
function largestGroup(groups: readonly PyNode[][]): readonly PyNode[] {
  return groups.reduce((best, group) => (group.length > best.length ? group : best), []);
}

/** Below the module's docstring; else below the comments of the file's head. */
function atTop(lines: string, module: PythonModule): Edit {
  const { eol } = layoutOf(module);
  const [first, second] = namedChildren(module.ast);
  if (first !== undefined && isDocstring(first)) {
    const space = isSpaced(first, module) ? '' : eol;
    return behind(
      first,
      eol + eol + lines + space + (second !== undefined && isDefinition(second) && !isSpacedTwice(first, module) ? eol : ''),
      module,
    );
  }
  const position = startOfCode(module);
  const next = namedChildren(module.ast).find((node) => node.range[0] >= position);
  return insertion(position, lines + eol + eol + (next !== undefined && isDefinition(next) ? eol : ''));
}

function isDocstring(node: PyNode): boolean {
  return node.type === 'expression_statement' && node.children.length === 1 && node.children[0]?.type === 'string';
}

function isDefinition({ type }: PyNode): boolean {
  return type.endsWith('_definition');
}

/** Whether a blank line (or the end of the file) follows a statement. */
function isSpaced(node: PyNode, { text }: PythonModule): boolean {
  const next = nextLineOf(text, node.range[1]);
  return text.slice(next, lineEndOf(text, next)).trim() === '';
}

function isSpacedTwice(node: PyNode, { text }: PythonModule): boolean {
  return /^[^\n]*\n[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(node.range[1]));
}

/** Below `#!`, the encoding and the comments that are set apart by a blank line. */
function startOfCode({ text, ast }: PythonModule): number {
  const first = namedChildren(ast)[0]?.range[0] ?? text.length;
  const head = text.slice(0, first);
  const blank = /^(?:[^\S\n]*#[^\n]*\n)+[^\S\n]*\r?\n\s*?(?=\S|$)/.exec(head)?.[0].length;
  if (blank !== undefined) return blank;
  let position = 0;
  while (/^#(?:!|.*coding[:=])/.test(text.slice(position, lineEndOf(text, position)))) position = nextLineOf(text, position);
  return position;
}

/** Behind the line on which a statement ends. */
function behind(node: PyNode, lines: string, { text }: PythonModule): Edit {
  return insertion(lineEndOf(text, node.range[1]), lines);
}

/** Before a statement and the comments directly above it, unless these are the head of the file. */
function before(node: PyNode, lines: string, module: PythonModule): Edit {
  const lineStart = lineStartOf(module.text, node.range[0]);
  const start = startOfComments(lineStart, module);
  return insertion(start === 0 ? lineStart : start, lines);
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
