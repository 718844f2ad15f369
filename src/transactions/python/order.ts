/** Whether one piece of a function's code has run when another does. */
import { ancestorsOf, namedChildren, type PyNode } from '../../readers/python/tree.js';
import { isFunction } from '../../readers/python/scopes.js';

const LEAVING: ReadonlySet<string> = new Set(['return_statement', 'raise_statement', 'continue_statement', 'break_statement']);

const ENDINGS: ReadonlySet<string> = new Set(['elif_clause', 'else_clause']);

/** Statements of which only one part runs, by the parts: an `if`'s condition is none of them. */
const ARMS: Readonly<Record<string, ReadonlySet<string>>> = {
  if_statement: new Set(['block', 'elif_clause', 'else_clause']),
  match_statement: new Set(['case_clause']),
  block: new Set(['case_clause']),
};

/**
 * True where `later` comes after `earlier` in the source, in no other branch than it, and the code between them does not leave.
 * @param within what both stand in
 */
export function mayPrecede(earlier: PyNode, later: PyNode, within: PyNode): boolean {
  if (earlier.range[1] > later.range[0]) return false;
  let child = earlier;
  for (const ancestor of ancestorsOf(earlier)) {
    if (holds(ancestor, later)) return !isApart(child, armOf(ancestor, later), ancestor);
    if (ancestor === within || isFunction(ancestor)) return false;
    if (ancestor.type === 'except_clause' || isLeft(ancestor, child)) return false;
    child = ancestor;
  }
  return false;
}

function isApart(one: PyNode, other: PyNode | undefined, around: PyNode): boolean {
  if (other === undefined || one === other) return false;
  const arms = ARMS[around.type];
  if (arms !== undefined) return arms.has(one.type) && arms.has(other.type);
  // What a `try` has begun when an exception came is not known.
  return around.type === 'try_statement' && other.type === 'except_clause';
}

function armOf(around: PyNode, node: PyNode): PyNode | undefined {
  return around.children.find((child) => holds(child, node));
}

function holds({ range: outer }: PyNode, { range: inner }: PyNode): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** Whether the code behind a statement's part does not run when a piece of it has run. */
function isLeft(around: PyNode, piece: PyNode): boolean {
  if (around.type === 'block') return isLeaving(around);
  // The `else` of a `try` runs when its first part has.
  const otherwise = around.type === 'try_statement' && piece.field === 'body' ? around.children.find(({ type }) => type === 'else_clause') : undefined;
  return otherwise !== undefined && isLeaving(otherwise);
}

/** Whether a block, or an `if` with all of its branches, ends by leaving. */
function isLeaving(node: PyNode): boolean {
  if (LEAVING.has(node.type)) return true;
  if (node.type !== 'if_statement') return isLeavingLast(node);
  const branches = namedChildren(node).filter(({ type }) => type === 'block' || ENDINGS.has(type));
  return branches.at(-1)?.type === 'else_clause' && branches.every(isLeavingLast);
}

function isLeavingLast(node: PyNode): boolean {
  const last = namedChildren(node).at(-1);
  return last !== undefined && (last.type === 'block' || LEAVING.has(last.type) || last.type === 'if_statement') && isLeaving(last);
}
