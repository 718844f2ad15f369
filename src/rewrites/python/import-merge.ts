import type { PythonModule } from '../../readers/python/module.js';
import { spanOf } from '../../readers/python/tree.js';
import type { Edit, ImportRequest } from '../../analysis/edit.js';
import { indentAt, lineEndOf, lineStartOf } from '../layout.js';
import { areSorted, compareNames } from './import-order.js';
import type { ImportedName, ImportStatement } from './import-statements.js';
import { codeOf, hasComment, isFirstOnLine, layoutOf, startOfComments, widthOf } from './layout.js';

/** What is to be imported, and under which name. */
type Wanted = ImportRequest & { readonly local: string };

/** A name as it is written, and the name that it comes before; undefined for one that comes last. */
interface Placed {
  readonly written: string;
  readonly next: ImportedName | undefined;
}

/**
 * The edits that add names to `from x import a, b`, where isort would have them; undefined where they belong in a statement of their own,
 * as aliases do unless the statement has others.
 */
export function mergeNames({ node, names = [] }: ImportStatement, wanted: readonly Wanted[], module: PythonModule): Edit[] | undefined {
  const last = names.at(-1);
  if (last === undefined || wanted.some((each) => isAliased(each) !== names.some(isAliased))) return undefined;
  const isSorted = areSorted(names.map((each) => each.name));
  const placed = wanted.map((each): Placed => {
    const next = isSorted ? names.find(({ name }) => compareNames(name, each.name) > 0) : undefined;
    return { written: writtenName(each), next };
  });
  const line = module.text.slice(node.range[0], node.range[1]);
  const isLong = widthOf([line, ...placed.map(({ written }) => written)].join(', ')) > layoutOf(module).lineLength;
  if (isLong && !line.includes('\n') && !line.includes('(') && !hasComment(module, spanOf(node))) return [exploded(names, placed, module)];
  const between = placed.flatMap(({ written, next }) => (next === undefined ? [] : [inserted(next, written, module)]));
  const behind = placed.filter(({ next }) => next === undefined).map(({ written }) => written);
  return behind.length === 0 ? between : [...between, appended(last, behind, module)];
}

export function isAliased({ name, local }: { readonly name: string; readonly local: string }): boolean {
  return name !== local;
}

/** `chain`, `chain as celery_chain` */
export function writtenName({ name, local }: { readonly name: string; readonly local: string }): string {
  return name === local ? name : `${name} as ${local}`;
}

function inserted(next: ImportedName, written: string, module: PythonModule): Edit {
  const { text } = module;
  const [start] = next.node.range;
  if (!isOnLineOfItsOwn(next, module)) return insertion(start, `${written}, `);
  const lineStart = lineStartOf(text, start);
  const position = startOfComments(lineStart, module);
  return insertion(position, `${indentAt(text, start)}${written},${layoutOf(module).eol}`);
}

function appended(last: ImportedName, written: readonly string[], module: PythonModule): Edit {
  const { text } = module;
  const [start, end] = last.node.range;
  if (!isOnLineOfItsOwn(last, module)) return insertion(end, written.map((each) => `, ${each}`).join(''));
  const lineEnd = lineEndOf(text, end);
  const hasComma = codeOf(module, { start: end, end: lineEnd }).includes(',');
  const line = `${layoutOf(module).eol}${indentAt(text, start)}`;
  if (hasComma) return insertion(lineEnd, written.map((each) => `${line}${each},`).join(''));
  // Without the comma, what follows on the line is put behind it.
  return { span: { start: end, end: lineEnd }, text: `,${text.slice(end, lineEnd)}${line}${written.join(`,${line}`)}` };
}

/** One name a line, in parentheses. */
function exploded(names: readonly ImportedName[], placed: readonly Placed[], module: PythonModule): Edit {
  const { eol, unit } = layoutOf(module);
  const start = names[0]?.node.range[0] ?? 0;
  const end = names.at(-1)?.node.range[1] ?? start;
  const before = (next: ImportedName | undefined) => placed.filter((each) => each.next === next).map(({ written }) => written);
  const lines = [...names.flatMap((each) => [...before(each), module.text.slice(each.node.range[0], each.node.range[1])]), ...before(undefined)];
  return { span: { start, end }, text: `(${eol}${lines.map((line) => `${unit}${line},${eol}`).join('')})` };
}

/** Between parentheses, where a line holds one name. */
function isOnLineOfItsOwn({ node }: ImportedName, module: PythonModule): boolean {
  const [start, end] = node.range;
  const isInParentheses = node.parent?.children.some(({ type }) => type === '(') === true;
  const rest = codeOf(module, { start: end, end: lineEndOf(module.text, end) });
  return isInParentheses && isFirstOnLine(start, module.text) && /^\s*,?\s*$/.test(rest);
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
