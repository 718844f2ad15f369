/** Code that is laid out as Black does it: on one line where it fits, else with the contents of its last brackets on lines of their own. */
import { spanOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonModule } from '../../readers/python/module.js';
import { reindented, widthOf, type Layout } from './layout.js';

export interface Doc {
  /** On one line; undefined where it has several whatever the room. */
  readonly flat: string | undefined;
  /** Over several lines, on a line that is indented by `indent`. */
  broken(indent: string): string;
  /** True where it is the same however it is broken. */
  readonly isRigid?: boolean;
}

export function text(value: string): Doc {
  return { flat: value, broken: () => value, isRigid: true };
}

/** The source of a node, its lines indented anew. */
export function source(node: PyNode, module: PythonModule): Doc {
  const value = module.text.slice(node.range[0], node.range[1]);
  const isFlat = !value.includes('\n');
  return { flat: isFlat ? value : undefined, broken: (indent) => reindented(module, spanOf(node), indent), isRigid: isFlat };
}

/** One after the other; the last that can be is broken first: `a.si(x).set(` … `)`. */
export function sequence(docs: readonly Doc[], layout: Layout): Doc {
  const at = docs.findLastIndex(({ isRigid }) => isRigid !== true);
  const flat = joined(docs, '');
  const breaking = docs[at];
  if (breaking === undefined) return text(flat ?? '');
  return {
    flat,
    broken(indent) {
      const behind = joined(docs.slice(at + 1), '') ?? '';
      const broken = breaking.broken(indent);
      const head = laidOut(sequence(docs.slice(0, at), layout), indent, { layout, after: broken.split('\n', 1).join('') });
      const isFlat = head.includes('\n') && fitsBehind(head, breaking, behind, layout);
      return head + (isFlat ? breaking.flat ?? '' : broken) + behind;
    },
  };
}

/** One behind the other; the first is broken first, the second only where it does not fit behind it. */
export function followed(first: Doc, second: Doc, layout: Layout): Doc {
  return {
    flat: joined([first, second], ''),
    broken(indent) {
      const head = first.broken(indent);
      return head + (fitsBehind(head, second, '', layout) ? second.flat ?? '' : second.broken(indent));
    },
  };
}

/**
 * Methods called on what a call gave. Two of them or more get lines of their own inside of brackets:
 *
 *     a.si(x)
 *     .set(queue='slow')
 *     .on_error(failed.s())
 */
export function fluent(head: Doc, calls: readonly Doc[], layout: Layout): Doc {
  if (calls.length < 2) return sequence([head, ...calls], layout);
  return {
    flat: joined([head, ...calls], ''),
    broken: (indent) => [head, ...calls].map((doc) => laidOut(doc, indent, { layout })).join(layout.eol + indent),
  };
}

/** In parentheses where it needs several lines. */
export function wrapped(doc: Doc, layout: Layout): Doc {
  return { flat: doc.flat, broken: (indent) => bracketed([doc], layout).broken(indent) };
}

/** The brackets around a list. */
export type Brackets = '()' | '[]' | '{}';

/**
 * What stands in brackets:
 *
 *     (x, y)    (               (
 *                   x, y            x,
 *               )                   y,
 *                               )
 */
export function bracketed(parts: readonly Doc[], layout: Layout, brackets: Brackets = '()'): Doc {
  const [open = '', close = ''] = brackets;
  const flat = joined(parts, ', ');
  return {
    flat: flat === undefined ? undefined : open + flat + close,
    broken(indent) {
      if (parts.length === 0) return open + close;
      const inner = indent + layout.unit;
      const { eol } = layout;
      if (flat !== undefined && widthOf(inner + flat) <= layout.lineLength) return open + eol + inner + flat + eol + indent + close;
      const comma = parts.length > 1 ? ',' : '';
      const lines = parts.map((part) => inner + laidOut(part, inner, { layout, after: comma }) + comma);
      return open + eol + lines.join(eol) + eol + indent + close;
    },
  };
}

/** A piece of code where it stands: `before` and `after` it on its line. */
export function laidOut(
  doc: Doc,
  indent: string,
  { layout, before = '', after = '' }: { layout: Layout; before?: string; after?: string },
): string {
  const fits = doc.flat !== undefined && widthOf(indent + before + doc.flat + after) <= layout.lineLength;
  return fits ? doc.flat : doc.broken(indent);
}

/** Whether a doc fits on the last line of what stands before it. */
function fitsBehind(head: string, { flat }: Doc, behind: string, { lineLength }: Layout): boolean {
  return flat !== undefined && widthOf(head.slice(head.lastIndexOf('\n') + 1) + flat + behind) <= lineLength;
}

function joined(docs: readonly Doc[], separator: string): string | undefined {
  const flats = docs.map(({ flat }) => flat);
  return flats.includes(undefined) ? undefined : flats.join(separator);
}
