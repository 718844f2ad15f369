/** Where a module dispatches one task for several values: loops that do nothing else, `Promise.all` of a map, dispatches in a row. */
import type { RoutineName } from '../../analysis/canvas.js';
import type { Dispatch } from '../../analysis/ir.js';
import { leadsToAnother, rowsOf } from '../../analysis/repeats.js';
import { spanOf, type Statement } from './estree.js';
import { dispatchAt, dispatchOfCall, itemsOf } from './items.js';
import { plainAll, plainLoop, type All, type Loop } from './many.js';
import type { Module } from './module.js';
import { nameOf } from './names.js';
import type { Recogniser } from './recogniser.js';
import { bodiesIn } from './routines.js';

export interface Repeat {
  readonly routine: RoutineName;
  readonly of: Loop | All | { readonly kind: 'row' };
  /** Of a loop and of `Promise.all`: the one for each. */
  readonly dispatches: readonly [Dispatch, ...Dispatch[]];
}

type Found = Omit<Repeat, 'routine'>;

export function repeatsIn(module: Module, recogniser: Recogniser): Repeat[] {
  return bodiesIn(module.ast).flatMap(({ owner, lists }) => {
    const found = lists.flatMap(({ statements }) => [...manyIn(statements, module, recogniser), ...rowsIn(statements, module, recogniser)]);
    if (found.length === 0) return [];
    const routine = { name: nameOf(owner), role: recogniser.roleOf(owner, module) };
    return found.map((repeat) => ({ ...repeat, routine }));
  });
}

function manyIn(statements: readonly Statement[], module: Module, recogniser: Recogniser): Found[] {
  return statements.flatMap((statement) => {
    const of = plainLoop(statement) ?? plainAll(statement);
    if (of === undefined) return [];
    const dispatch = of.kind === 'loop' ? dispatchAt(of.only, module, recogniser) : dispatchOfCall(of.only, module, recogniser);
    if (dispatch === undefined || leadsToAnother(spanOf(statement), itemsOf(statements, module, recogniser) ?? [])) return [];
    return [{ of, dispatches: [dispatch] }];
  });
}

function rowsIn(statements: readonly Statement[], module: Module, recogniser: Recogniser): Found[] {
  return rowsOf(itemsOf(statements, module, recogniser) ?? []).flatMap((row) => {
    const [first, ...others] = row.map(({ dispatch }) => dispatch);
    return first === undefined ? [] : [{ of: { kind: 'row' }, dispatches: [first, ...others] }];
  });
}
