/** Canvases that local variables hold, followed through code that runs from top to bottom. */
import type { PythonModule } from '../../../readers/python/module.js';
import { isFunction, isRead, variableOf, type Variable } from '../../../readers/python/scopes.js';
import { isComprehension } from '../../../readers/python/scoping.js';
import { ancestorsOf, type PyNode } from '../../../readers/python/tree.js';
import type { Draft } from './draft.js';

export interface Variables {
  /** The name holds the canvas from here on. */
  bind(name: PyNode, draft: Draft): void;
  /** The canvas that a name holds where it is read; open where it may be another by then, or more may happen to it. */
  heldAt(name: PyNode): Draft | undefined;
}

interface Holding {
  readonly draft: Draft;
  readonly block: PyNode | undefined;
}

export function createVariables(module: PythonModule): Variables {
  const holdings = new Map<Variable, Holding>();
  return {
    bind(name, draft) {
      const variable = variableOf(name, module);
      const block = straightBlockOf(name);
      if (variable === undefined || !isBoundIn(variable, block)) draft.open = true;
      if (variable !== undefined) holdings.set(variable, { draft, block });
    },
    heldAt(name) {
      const variable = holdings.size > 0 && isRead(name, module) ? variableOf(name, module) : undefined;
      const holding = variable === undefined ? undefined : holdings.get(variable);
      if (holding !== undefined && straightBlockOf(name) !== holding.block) holding.draft.open = true;
      return holding?.draft;
    },
  };
}

/** Whether a variable belongs to a function, and statements of one block give it all its values. */
function isBoundIn({ scope, bindings }: Variable, block: PyNode | undefined): boolean {
  const isGiven = bindings.every(({ kind, name }) => (kind === 'assignment' || kind === 'augmented') && straightBlockOf(name) === block);
  return block !== undefined && isFunction(scope) && isGiven;
}

/** The innermost statement list that runs from top to bottom, as far as nothing fails: that of a `with` or a `try` runs where it stands. */
function straightBlockOf(node: PyNode): PyNode | undefined {
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor) || isComprehension(ancestor)) return undefined;
    if (ancestor.type === 'module' || (ancestor.type === 'block' && !runsWhereItStands(ancestor))) return ancestor;
  }
  return undefined;
}

function runsWhereItStands({ parent, field }: PyNode): boolean {
  return parent?.type === 'with_statement' || (parent?.type === 'try_statement' && field === 'body');
}
