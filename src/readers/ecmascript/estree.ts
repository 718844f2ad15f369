/** The ESTree in the dialect that typescript-estree, oxc and oxlint share; espree's tree is the part of it without types. */
import type { TSESTree } from '@typescript-eslint/types';
import type { Span } from '../../analysis/ir.js';

export type Node = TSESTree.Node;
export type Program = TSESTree.Program;
export type Expression = TSESTree.Expression;
export type Statement = TSESTree.Statement;
export type CallExpression = TSESTree.CallExpression;
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
export type { TSESTree } from '@typescript-eslint/types';

export function spanOf(node: { readonly range: readonly [number, number] }): Span {
  return { start: node.range[0], end: node.range[1] };
}

export function isFunction(node: { readonly type: string }): node is FunctionNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

export function isClass(node: { readonly type: string }): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** The direct children of a node, in source order of their properties; works on every dialect without a table of keys. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  // `for…in` makes no entries: this is the innermost loop of every walk.
  for (const key in node) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
    if (typeof value !== 'object' || value === null || key === 'parent' || key === 'tokens' || key === 'comments') continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value);
      continue;
    }
    for (const item of value as readonly unknown[]) if (typeof item === 'object' && item !== null && isNode(item)) children.push(item);
  }
  return children;
}

function isNode(value: object): value is Node {
  return typeof (value as { type?: unknown }).type === 'string' && Array.isArray((value as { range?: unknown }).range);
}

/** The nodes around a node, nearest first. The parent of a program is undefined in one parser's tree and null in another's. */
export function* ancestorsOf(node: Node): Generator<Node> {
  for (let parent = node.parent; parent?.type !== undefined; parent = parent.parent) yield parent;
}

/** Calls `visit` on the node and everything below it; `visit` returns false to stay out of a subtree. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

/** The expression without type assertions, `!` and optional-chain wrappers, which change no value. */
export function unwrapped(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrapped(node.expression);
    default:
      return node;
  }
}

/** The name of a non-computed (or literally computed) property key or member. */
export function staticName(key: Node, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value);
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
