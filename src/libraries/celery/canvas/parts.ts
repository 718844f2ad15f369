/** What stands in `chain(…)`, `group(…)` and the header of a chord: arguments, one list, or one comprehension. */
import { isComprehension } from '../../../readers/python/scoping.js';
import { childIn, namedChildren, unwrapped, type PyNode } from '../../../readers/python/tree.js';
import type { Draft } from './draft.js';

export interface Parts {
  readonly parts: readonly Draft[];
  /** True where these may not be all. */
  readonly openParts: boolean;
}

/** @param partAt the canvas that an expression is, or an unknown one */
export function partsIn(nodes: readonly PyNode[], partAt: (node: PyNode) => Draft): Parts {
  const [only, ...others] = nodes;
  if (only === undefined) return { parts: [], openParts: false };
  if (others.length > 0 || isSpread(only)) return partsAmong(nodes, partAt);
  const part = partAt(only);
  // A variable, or a call of the project: it may be a list of parts.
  return part.kind === 'unknown' ? { parts: [], openParts: true } : { parts: [part], openParts: false };
}

function partsAmong(nodes: readonly PyNode[], partAt: (node: PyNode) => Draft): Parts {
  const elements = nodes.length === 1 ? nodes.map(elementsOf) : nodes.map((node) => (node.type === 'list_splat' ? elementsOf(node) : { nodes: [node], open: false }));
  return { parts: elements.flatMap((each) => each.nodes.map(partAt)), openParts: elements.some(({ open }) => open) };
}

function isSpread(node: PyNode): boolean {
  const expression = unwrapped(node);
  return ['list', 'tuple', 'set', 'list_splat'].includes(expression.type) || isComprehension(expression);
}

/** The elements that are written out; of a comprehension the one that stands for all. */
function elementsOf(node: PyNode): { readonly nodes: readonly PyNode[]; readonly open: boolean } {
  const expression = unwrapped(node);
  if (isComprehension(expression)) return { nodes: [childIn(expression, 'body') ?? expression], open: true };
  switch (expression.type) {
    case 'list':
    case 'tuple':
    case 'set': {
      const elements = namedChildren(expression).map((element) => (element.type === 'list_splat' ? elementsOf(element) : { nodes: [element], open: false }));
      return { nodes: elements.flatMap(({ nodes }) => nodes), open: elements.some(({ open }) => open) };
    }
    case 'list_splat': {
      const [inner] = namedChildren(expression);
      return inner !== undefined && isSpread(inner) ? elementsOf(inner) : { nodes: [expression], open: true };
    }
    default:
      return { nodes: [expression], open: true };
  }
}
