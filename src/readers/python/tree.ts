/** Python's syntax tree as plain objects: node types and fields are those of tree-sitter-python's `src/node-types.json`. */
import type { TreeCursor } from 'web-tree-sitter';
import type { Comment, Span } from '../../analysis/ir.js';

export interface PyNode {
  /** `call`, `identifier`; for a token its text: `=`, `async`. */
  readonly type: string;
  /** False for keywords and punctuation. */
  readonly named: boolean;
  /** UTF-16 code units. */
  readonly range: readonly [start: number, end: number];
  /** The field under which its parent has it: `function`, `arguments`. */
  readonly field?: string;
  /** In source order, tokens included; comments and line continuations are left out. A token, `is not` too, has none. */
  readonly children: readonly PyNode[];
  readonly parent?: PyNode;
  /** Whether a syntax error is in it. */
  readonly broken: boolean;
}

export function spanOf({ range }: PyNode): Span {
  return { start: range[0], end: range[1] };
}

/** The child under a field. */
export function childIn(node: PyNode, field: string): PyNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The children under a field that may hold several: `name` of `import a, b`. */
export function childrenIn(node: PyNode, field: string): PyNode[] {
  return node.children.filter((child) => child.field === field);
}

/** The children that are no tokens. */
export function namedChildren(node: PyNode): PyNode[] {
  return node.children.filter(({ named }) => named);
}

/** The source text of a node. */
export function sourceOf(node: PyNode, { text }: { readonly text: string }): string {
  return text.slice(node.range[0], node.range[1]);
}

/** The nodes around a node, nearest first. */
export function* ancestorsOf(node: PyNode): Generator<PyNode> {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) yield parent;
}

/** Calls `visit` on the node and everything below it; `visit` returns false to stay out of a subtree. */
export function walk(node: PyNode, visit: (node: PyNode) => unknown): void {
  if (visit(node) === false) return;
  for (const child of node.children) walk(child, visit);
}

/** The outermost node at exactly a span, of a type where one is given; never a token. */
export function findAt(root: PyNode, span: Span, type?: string): PyNode | undefined {
  const [start, end] = root.range;
  if (start > span.start || end < span.end) return undefined;
  if (root.named && start === span.start && end === span.end && (type === undefined || root.type === type)) return root;
  for (const child of root.children) {
    const found = findAt(child, span, type);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The expression without the parentheses around it. */
export function unwrapped(node: PyNode): PyNode {
  const [inner] = node.type === 'parenthesized_expression' ? namedChildren(node) : [];
  return inner === undefined ? node : unwrapped(inner);
}

const LEFT_OUT = new Set(['comment', 'line_continuation']);

/** Nodes within nodes: code that people write has about 30; at 6,000 the stack of those who walk through them is full. */
const DEEPEST = 2_000;

/** Why a tree could not be copied. */
export class TooDeep extends RangeError {
  readonly offset: number;

  constructor(offset: number) {
    super('the code is nested too deeply');
    this.name = 'TooDeep';
    this.offset = offset;
  }
}

/**
 * Copies a tree, which lives in memory that has to be freed by hand, and gathers its comments.
 * @throws {TooDeep}
 */
export function copyTree(cursor: TreeCursor, text: string): { readonly root: PyNode; readonly comments: Comment[] } {
  const comments: Comment[] = [];
  // tree-sitter's root begins at the first token; everybody else's module begins where the file does.
  const root = copyNode(cursor.nodeType, undefined, [0, text.length], 0);
  return { root, comments };

  /** The parser counts the carriage return at the end of a line to its comment. */
  function commentAt(start: number, end: number): Comment {
    const comment = text.slice(start, end).replace(/\r$/, '');
    return { span: { start, end: start + comment.length }, text: comment };
  }

  /** Every question to the cursor is a call into WebAssembly, and together they take most of the time: each is asked once, and only where its answer may differ. */
  function copyNode(type: string, parent: PyNode | undefined, range: readonly [number, number], depth: number): PyNode {
    if (depth > DEEPEST) throw new TooDeep(range[0]);
    const children: PyNode[] = [];
    const named = cursor.nodeIsNamed;
    const field = cursor.currentFieldName;
    const node = {
      type,
      named,
      range,
      ...(field === null ? {} : { field }),
      children,
      ...(parent === undefined ? {} : { parent }),
      // What the parser adds where something is missing is empty.
      broken: type === 'ERROR' || (range[0] === range[1] && cursor.nodeIsMissing),
    };
    if (named && cursor.gotoFirstChild()) {
      do {
        const below = cursor.nodeType;
        const span: readonly [number, number] = [cursor.startIndex, cursor.endIndex];
        if (below === 'comment') comments.push(commentAt(...span));
        if (LEFT_OUT.has(below)) continue;
        const child = copyNode(below, node, span, depth + 1);
        children.push(child);
        if (child.broken) node.broken = true;
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  }
}
