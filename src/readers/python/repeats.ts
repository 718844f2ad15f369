/** Where a module dispatches one task for several values: loops that do nothing else, and dispatches in a row. */
import type { Dispatch, Role } from '../../analysis/ir.js';
import { leadsToAnother, rowsOf } from '../../analysis/repeats.js';
import { dispatchAt, isOfLoop, itemsOf } from './items.js';
import type { PythonModule } from './module.js';
import { nameOf } from './names.js';
import type { Recogniser } from './recogniser.js';
import { bodiesIn } from './routines.js';
import { childIn, namedChildren, spanOf, type PyNode } from './tree.js';

export interface Repeat {
  readonly routine: { readonly name: string; readonly role: Role };
  /** Of a loop: its statement. */
  readonly loop?: PyNode;
  /** Of a loop: what stands around the dispatch in it. */
  readonly condition?: PyNode;
  /** Of a loop: the one in its body. */
  readonly dispatches: readonly [Dispatch, ...Dispatch[]];
}

export function repeatsIn(module: PythonModule, recogniser: Recogniser): Repeat[] {
  return bodiesIn(module).flatMap(({ owner, lists, broken }) => {
    if (broken) return [];
    const found = lists.flatMap(({ statements }) => [...loopsIn(statements, module, recogniser), ...rowsIn(statements, module, recogniser)]);
    if (found.length === 0) return [];
    const routine = { name: nameOf(owner, module), role: recogniser.roleOf(owner, module) };
    return found.map((repeat) => ({ ...repeat, routine }));
  });
}

type Found = Omit<Repeat, 'routine'>;

function loopsIn(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser): Found[] {
  return statements.flatMap((loop) => {
    const { statement, condition } = bodyOf(loop) ?? {};
    const dispatch = statement === undefined ? undefined : dispatchAt(statement, module, recogniser);
    if (statement === undefined || dispatch === undefined || !isOfLoop(loop, [statement], module)) return [];
    if (leadsToAnother(spanOf(loop), itemsOf(statements, module, recogniser) ?? [])) return [];
    return [{ loop, ...(condition === undefined ? {} : { condition }), dispatches: [dispatch] }];
  });
}

interface Body {
  readonly statement: PyNode;
  readonly condition?: PyNode;
}

/** The only statement of a loop's body, or of the condition that is all of it. */
function bodyOf(loop: PyNode): Body | undefined {
  if (loop.type !== 'for_statement' || childIn(loop, 'alternative') !== undefined || loop.children[0]?.type === 'async') return undefined;
  const only = soleIn(childIn(loop, 'body'));
  if (only?.type !== 'if_statement') return only === undefined ? undefined : { statement: only };
  const condition = childIn(only, 'condition');
  const statement = childIn(only, 'alternative') === undefined ? soleIn(childIn(only, 'consequence')) : undefined;
  return condition === undefined || statement === undefined ? undefined : { statement, condition };
}

function soleIn(block: PyNode | undefined): PyNode | undefined {
  const [only, ...others] = block === undefined ? [] : namedChildren(block);
  return others.length === 0 ? only : undefined;
}

function rowsIn(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser): Found[] {
  return rowsOf(itemsOf(statements, module, recogniser) ?? []).flatMap((row) => {
    const [first, ...others] = row.map(({ dispatch }) => dispatch);
    return first === undefined ? [] : [{ dispatches: [first, ...others] }];
  });
}
