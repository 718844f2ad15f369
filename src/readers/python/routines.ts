/** The reader: Python's tree in, the analysis' words out. */
import type { Block, Dispatch, Routine, SourceFile } from '../../analysis/ir.js';
import { itemsOf } from './items.js';
import type { PythonModule } from './module.js';
import { nameOf } from './names.js';
import { dottedName } from './purity.js';
import type { Recogniser } from './recogniser.js';
import { isFunction } from './scopes.js';
import { childIn, namedChildren, spanOf, type PyNode } from './tree.js';

/**
 * Reads a module: its comments, and those of its routines in which at least two dispatches stand in one block.
 * @param recogniser says which calls are dispatches; it is asked only where two statements of a block could be
 */
export function readPython(module: PythonModule, recogniser: Recogniser): SourceFile {
  const { path, text, comments } = module;
  const routines = bodiesIn(module).flatMap((body) => routineOf(body, module, recogniser) ?? []);
  return { path, text, comments, routines };
}

/** All dispatches of a module that are statements, those that stand alone included. */
export function dispatchesIn(module: PythonModule, recogniser: Recogniser): Dispatch[] {
  return bodiesIn(module)
    .flatMap(({ lists }) => lists.flatMap(({ statements }) => itemsOf(statements, module, recogniser, 1) ?? []))
    .flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : []));
}

/** A function, a lambda or the module, and the statement lists in it that belong to no function further in. */
interface Body {
  readonly owner: PyNode;
  readonly lists: { readonly node: PyNode; readonly statements: readonly PyNode[] }[];
  /** Whether a syntax error is in it, but not in a function further in. */
  broken: boolean;
}

export function bodiesIn(module: PythonModule): Body[] {
  const spoilt = new Set(module.gaps?.map((gap) => gap.of));
  const top: Body = { owner: module.ast, lists: [], broken: spoilt.has('module') };
  const bodies = [top];
  enter(module.ast, top);
  return bodies;

  function enter(node: PyNode, around: Body): void {
    const body = isFunction(node) ? { owner: node, lists: [], broken: spoilt.has(node.range[0]) } : around;
    if (body !== around) bodies.push(body);
    if (node.type === 'ERROR' || (node.broken && node.children.length === 0)) body.broken = true;
    if (node.type === 'ERROR') return;
    const statements = statementsOf(node, module);
    if (statements.length > 0) body.lists.push({ node, statements });
    for (const child of node.children) enter(child, body);
  }
}

function statementsOf(node: PyNode, module: PythonModule): readonly PyNode[] {
  switch (node.type) {
    case 'module':
      return namedChildren(node);
    case 'block':
      return node.parent?.type === 'match_statement' ? [] : namedChildren(node);
    case 'tuple':
    case 'list':
      return isBodyOnCommit(node, module) ? namedChildren(node) : [];
    default:
      return [];
  }
}

/** `on_commit(lambda: (a.delay(x), b.delay(x)))`: nobody sees what the lambda gives, so the elements are its statements. */
function isBodyOnCommit(sequence: PyNode, module: PythonModule): boolean {
  const lambda = sequence.field === 'body' ? sequence.parent : undefined;
  const call = lambda?.type === 'lambda' ? lambda.parent?.parent : undefined;
  const callee = call?.type === 'call' ? childIn(call, 'function') : undefined;
  return callee !== undefined && /(?:^|\.)on_commit$/.test(dottedName(callee, module) ?? '');
}

function routineOf({ owner, lists, broken }: Body, module: PythonModule, recogniser: Recogniser): Routine | undefined {
  if (broken) return undefined;
  const blocks = lists.flatMap(({ node, statements }): Block[] => {
    const items = itemsOf(statements, module, recogniser);
    return items === undefined ? [] : [{ span: spanOf(node), items }];
  });
  if (blocks.length === 0) return undefined;
  const async = owner.children[0]?.type === 'async';
  return { name: nameOf(owner, module), role: recogniser.roleOf(owner, module), span: spanOf(owner), async, blocks };
}
