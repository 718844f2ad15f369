import type { Dispatch, Span } from '../../analysis/ir.js';
import { detailOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, findAt, namedChildren, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';

interface Rewritten {
  readonly dispatches: readonly Dispatch[];
  /** The run's statements. */
  readonly olds: readonly PyNode[];
  /** What stands in their place. */
  readonly statement: PyNode;
  readonly isSame: (old: PyNode, node: PyNode) => boolean;
}

interface Modules {
  readonly was: PythonModule;
  readonly is: PythonModule;
}

/** What makes a signature, or is the first dispatch of the style link. */
const METHODS = new Set(['s', 'si', 'signature', 'apply_async', 'apply_async_on_commit', 'send_task']);

/** The part of the new statement that stands for one dispatch. */
interface Part {
  readonly method: string;
  /** The call's own arguments: `(image_id)` of `resize.si(image_id)`. */
  readonly list: PyNode | undefined;
  readonly nodes: readonly PyNode[];
}

/**
 * What reaches the tasks stays as it was, each argument with its task, in the order of the dispatches; a sentence without a full stop
 * where something is missing.
 */
export function findLostArgument({ dispatches, olds, statement, isSame }: Rewritten, { was, is }: Modules): string | undefined {
  const nodes = nodesIn(statement);
  const starts: number[] = [];
  for (const { receiver, task } of dispatches) {
    const old = receiver === undefined ? undefined : oldAt(olds, receiver);
    const index = nodes.findIndex(
      (node, position) => position > (starts.at(-1) ?? -1) && isTask(node, is) && old !== undefined && isSame(old, node),
    );
    if (index === -1) return `\`${task.name}\` would be lost`;
    starts.push(index);
  }
  for (const [index, dispatch] of dispatches.entries()) {
    const part = partAt(nodes, starts[index] ?? 0, starts[index + 1] ?? nodes.length, is);
    const lost = lostIn(part, index, dispatch);
    if (lost !== undefined) return lost;
  }
  return undefined;

  function lostIn(part: Part, index: number, dispatch: Dispatch): string | undefined {
    const found = new Set<PyNode>();
    const isKept = (span: Span): boolean => {
      const old = oldAt(olds, span);
      const kept = old === undefined ? undefined : part.nodes.find((node) => !found.has(node) && isSame(old, node));
      if (kept !== undefined) found.add(kept);
      return kept !== undefined;
    };
    const lost = dispatch.payload.map(({ span }) => span).filter((span) => !isKept(span));
    // The previous result takes the place of the first argument.
    const [only, ...others] = lost;
    const first = detailOf(dispatch).arguments.find(({ kind }) => kind === 'positional')?.node.range[0];
    const isPassedOn = index > 0 && part.method === 's' && others.length === 0 && only?.start === first;
    if (only !== undefined && !isPassedOn) return `the argument \`${was.text.slice(only.start, only.end)}\` would be lost`;
    const given = dispatch.payload.length - lost.length;
    const isCounted = (part.method === 's' || part.method === 'si') && dispatch.payload.length === detailOf(dispatch).arguments.length;
    if (isCounted && part.list !== undefined && namedChildren(part.list).length !== given)
      return `\`${dispatch.task.name}\` would get other arguments`;
    for (const [name, { span }] of dispatch.options?.entries ?? []) {
      // Error callbacks may become the whole chain's.
      const isThere = name === 'link_error' ? nodes.some((node) => isEqual(span, node)) : isKept(span);
      if (!isThere) return `the option \`${name}\` of \`${dispatch.task.name}\` would be lost`;
    }
    return undefined;
  }

  /** A list of error callbacks is taken apart. */
  function isEqual(span: Span, node: PyNode): boolean {
    const old = oldAt(olds, span);
    if (old === undefined) return false;
    if (old.type === 'none') return true;
    const parts = old.type === 'list' || old.type === 'tuple' ? namedChildren(old) : [old];
    return parts.length === 0 || parts.some((part) => isSame(part, node));
  }
}

/** All nodes below one, in source order. */
function nodesIn(root: PyNode): PyNode[] {
  const nodes: PyNode[] = [];
  walk(root, (node) => nodes.push(node));
  return nodes;
}

/** Whether a node is what a signature is made of: `resize` of `resize.si`. */
function isTask({ field, parent }: PyNode, module: PythonModule): boolean {
  const attribute = field === 'object' && parent?.type === 'attribute' ? childIn(parent, 'attribute') : undefined;
  return attribute !== undefined && METHODS.has(sourceOf(attribute, module));
}

function partAt(nodes: readonly PyNode[], start: number, end: number, module: PythonModule): Part {
  const attribute = nodes[start]?.parent;
  const name = attribute === undefined ? undefined : childIn(attribute, 'attribute');
  const call = attribute?.parent?.type === 'call' ? attribute.parent : undefined;
  const list = call === undefined ? undefined : childIn(call, 'arguments');
  return { method: name === undefined ? '' : sourceOf(name, module), list, nodes: nodes.slice(start, end) };
}

/** What stands at a span in one of several statements. */
function oldAt(olds: readonly PyNode[], span: Span): PyNode | undefined {
  return olds.map((old) => findAt(old, span)).find((found) => found !== undefined);
}
