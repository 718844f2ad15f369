/** The reader: an ESTree in, the analysis' words out. */
import type { RoutineName } from '../../analysis/canvas.js';
import type { Block, Dispatch, Routine, SourceFile } from '../../analysis/ir.js';
import { childrenOf, isFunction, spanOf } from './estree.js';
import type { FunctionNode, Node, Program, Statement } from './estree.js';
import { itemsOf } from './items.js';
import type { Module } from './module.js';
import { nameOf } from './names.js';
import type { Recogniser } from './recogniser.js';
import { enclosingFunction } from './variables.js';

/**
 * Reads a module: its comments, and those of its routines in which at least two dispatches stand in one block.
 * @param recogniser says which calls are dispatches; it is asked only where two statements of a block could be
 */
export function readSource(module: Module, recogniser: Recogniser): SourceFile {
  const { path, text, comments } = module;
  const routines = bodiesIn(module.ast).flatMap((body) => routineOf(body, module, recogniser) ?? []);
  return { path, text, comments, routines };
}

/** All dispatches of a module that are statements, those that stand alone included. */
export function dispatchesIn(module: Module, recogniser: Recogniser): Dispatch[] {
  return bodiesIn(module.ast)
    .flatMap(({ lists }) => lists.flatMap(({ statements }) => itemsOf(statements, module, recogniser, 1) ?? []))
    .flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : []));
}

/** The function that a node stands in, or the module's top level. */
export function routineAt(node: Node, module: Module, recogniser: Recogniser): RoutineName {
  const owner = enclosingFunction(node) ?? module.ast;
  return { name: nameOf(owner), role: recogniser.roleOf(owner, module) };
}

/** A function or the module, and the statement lists in it that belong to no function further in. */
interface Body {
  readonly owner: FunctionNode | Program;
  readonly lists: { readonly node: Node; readonly statements: readonly Statement[] }[];
}

export function bodiesIn(program: Program): Body[] {
  const bodies: Body[] = [];
  const enter = (node: Node, around: Body): void => {
    const body = isFunction(node) ? { owner: node, lists: [] } : around;
    if (body !== around) bodies.push(body);
    const statements = statementsOf(node);
    if (statements.length > 0) body.lists.push({ node, statements });
    for (const child of childrenOf(node)) enter(child, body);
  };
  const top: Body = { owner: program, lists: [] };
  bodies.push(top);
  enter(program, top);
  return bodies;
}

function statementsOf(node: Node): readonly Statement[] {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return node.body;
    case 'SwitchCase':
      return node.consequent;
    default:
      return [];
  }
}

function routineOf({ owner, lists }: Body, module: Module, recogniser: Recogniser): Routine | undefined {
  const blocks = lists.flatMap(({ node, statements }): Block[] => {
    const items = itemsOf(statements, module, recogniser);
    return items === undefined ? [] : [{ span: spanOf(node), items }];
  });
  if (blocks.length === 0) return undefined;
  const async = owner.type === 'Program' ? owner.sourceType === 'module' : owner.async;
  return { name: nameOf(owner), role: recogniser.roleOf(owner, module), span: spanOf(owner), async, blocks };
}
