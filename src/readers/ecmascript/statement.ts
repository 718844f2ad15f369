import { childrenOf, type Node } from './estree.js';
import type { Module } from './module.js';

/** Where the innermost statement (or class member) that holds an offset begins; the offset itself where none does. */
export function statementStartAt({ ast }: Pick<Module, 'ast'>, offset: number): number {
  let start = offset;
  for (let node: Node | undefined = ast; node !== undefined; node = childrenOf(node).find((child) => holds(child, offset))) {
    if (isStatement(node)) start = node.range[0];
  }
  return start;
}

function holds({ range: [start, end] }: Node, offset: number): boolean {
  return start <= offset && offset < end;
}

function isStatement({ type }: Node): boolean {
  return (/(?:Statement|Declaration)$/.test(type) && type !== 'BlockStatement') || type === 'MethodDefinition' || type === 'PropertyDefinition';
}
