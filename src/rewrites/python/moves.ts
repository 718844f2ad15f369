import type { Item, Run, Span } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { Edit } from '../../analysis/edit.js';
import { indentAt, lineEndOf, lineStartOf } from '../layout.js';
import { refuse } from '../refusal.js';
import { commentsOf, type Notes } from './comments.js';
import { isFirstOnLine, layoutOf, reindented, startOfComments } from './layout.js';

/** What stands between the dispatches and belongs to no step: declarations go before the chain, log lines behind it. */
export interface Moves {
  readonly before: readonly Edit[];
  /** What follows the chain's own text. */
  readonly behind: string;
}

interface Moved {
  readonly statement: Span;
  readonly notes: Notes;
}

/** @throws {Refusal} where there is no place for them */
export function movesOf(run: Run, module: PythonModule): Moves {
  const notes = commentsOf(run, module);
  const moved = (kind: Item['kind']): Moved[] =>
    run.items
      .filter((item) => item.kind === kind)
      .map((item) => ({ statement: item.statement, notes: notes.get(item) ?? { above: [], behind: [] } }));
  return { before: insertBefore(moved('declaration'), run, module), behind: textBehind(moved('log'), run, module) };
}

function insertBefore(declarations: readonly Moved[], { items }: Run, module: PythonModule): Edit[] {
  const [first] = items;
  if (declarations.length === 0 || first === undefined) return [];
  const { text } = module;
  const { eol } = layoutOf(module);
  const { start } = first.statement;
  if (!isFirstOnLine(start, text)) return [insertion(start, declarations.map((each) => `${onOneLine(each, module)}; `).join(''))];
  const indent = indentAt(text, start);
  const position = startOfComments(lineStartOf(text, start), module);
  return [
    insertion(
      position,
      declarations
        .flatMap((each) => linesOf(each, indent, module))
        .map((line) => line + eol)
        .join(''),
    ),
  ];
}

function textBehind(logs: readonly Moved[], { items, dispatches }: Run, module: PythonModule): string {
  const [first] = items;
  const last = items.at(-1);
  if (logs.length === 0 || first === undefined || last === undefined) return '';
  if (dispatches.at(-1)?.result.kind === 'returned')
    return refuse('log-before-return', 'a log line between the dispatches would have to move behind `return`');
  const { text } = module;
  if (!isFirstOnLine(first.statement.start, text)) return logs.map((each) => `; ${onOneLine(each, module)}`).join('');
  const { eol } = layoutOf(module);
  const rest = text.slice(last.statement.end, lineEndOf(text, last.statement.end));
  if (rest.trimStart().startsWith(';') && logs.some(({ notes }) => notes.behind.length > 0))
    return refuse(
      'log-without-place',
      'other code follows on the line of the last dispatch, so a log line between them has no place behind it',
    );
  const indent = indentAt(text, first.statement.start);
  return logs
    .flatMap((each) => linesOf(each, indent, module))
    .map((line) => eol + line)
    .join('');
}

/** A statement with its comments, on lines of its own. */
function linesOf({ statement, notes }: Moved, indent: string, module: PythonModule): string[] {
  const own = reindented(module, statement, indent);
  return [...notes.above.map((note) => indent + note), [indent + own, ...notes.behind].join('  ')];
}

/** @throws {Refusal} for a statement with comments, which need lines of their own */
function onOneLine({ statement, notes }: Moved, { text }: PythonModule): string {
  if (notes.above.length + notes.behind.length > 0)
    return refuse(
      'line-shared',
      'the first dispatch shares its line with other code, so a commented line between the dispatches has no place',
    );
  return text.slice(statement.start, statement.end);
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
