import type { PythonModule } from '../../readers/python/module.js';
import { spanOf } from '../../readers/python/tree.js';
import type { Edit, ImportRequest } from '../edit.js';
import { indentAt, lineEndOf, lineStartOf } from '../layout.js';
import { areSorted, compareNames } from './import-order.js';
import type { ImportedName, ImportStatement } from './import-statements.js';
import { codeOf, hasComment, isFirstOnLine, layoutOf, startOfComments, widthOf } from './layout.js';

/** What is to be imported, and under which name. */
type Wanted = ImportRequest & { readonly local: string };

/**
 * The edit that adds a name to `from x import a, b`, where isort would have it; undefined where it belongs in a statement of its own, as
 * an alias does unless the statement has others.
 */
export function mergeName({ node, names = [] }: ImportStatement, { name, local }: Wanted, module: PythonModule): Edit | undefined {
  const isAliased = ({ name: imported, local: own }: { name: string; local: string }) => imported !== own;
  if (names.length === 0 || isAliased({ name, local }) !== names.some(isAliased)) return undefined;
  const written = name === local ? name : `${name} as ${local}`;
  const sorted = areSorted(names.map((each) => each.name));
  const next = sorted ? names.find((each) => compareNames(each.name, name) > 0) : undefined;
  const last = names.at(-1);
  if (last === undefined) return undefined;
  const line = module.text.slice(node.range[0], node.range[1]);
  const isLong = widthOf(`${line}, ${written}`) > layoutOf(module).lineLength;
  if (isLong && !line.includes('\n') && !line.includes('(') && !hasComment(module, spanOf(node)))
    return exploded(names, next, written, module);
  return next === undefined ? appended(last, written, module) : inserted(next, written, module);
}

function inserted(next: ImportedName, written: string, module: PythonModule): Edit {
  const { text } = module;
  const [start] = next.node.range;
  if (!isOnLineOfItsOwn(next, module)) return insertion(start, `${written}, `);
  const lineStart = lineStartOf(text, start);
  const position = startOfComments(lineStart, module);
  return insertion(position, `${indentAt(text, start)}${written},${layoutOf(module).eol}`);
}

function appended(last: ImportedName, written: string, module: PythonModule): Edit {
  const { text } = module;
  const [start, end] = last.node.range;
  if (!isOnLineOfItsOwn(last, module)) return insertion(end, `, ${written}`);
  const lineEnd = lineEndOf(text, end);
  const hasComma = codeOf(module, { start: end, end: lineEnd }).includes(',');
  const line = `${layoutOf(module).eol}${indentAt(text, start)}${written}`;
  if (hasComma) return insertion(lineEnd, `${line},`);
  // Without the comma, what follows on the line is put behind it.
  return { span: { start: end, end: lineEnd }, text: `,${text.slice(end, lineEnd)}${line}` };
}

/** One name a line, in parentheses. */
function exploded(names: readonly ImportedName[], next: ImportedName | undefined, written: string, module: PythonModule): Edit {
  const { eol, unit } = layoutOf(module);
  const start = names[0]?.node.range[0] ?? 0;
  const end = names.at(-1)?.node.range[1] ?? start;
  const lines = names.flatMap((each) => {
    const own = module.text.slice(each.node.range[0], each.node.range[1]);
    return each === next ? [written, own] : [own];
  });
  if (next === undefined) lines.push(written);
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
