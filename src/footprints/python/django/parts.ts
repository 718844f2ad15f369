/** Columns that hold several values by name: JSON, hstore. https://docs.djangoproject.com/en/stable/ref/models/fields/#jsonfield */
import type { Resource } from '../../../analysis/footprint.js';
import { positionalOf } from '../../../readers/python/calls.js';
import { textOf } from '../../../readers/python/literals.js';
import { childIn, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PyCall } from '../values.js';
import type { ReadingContext } from '../library.js';

type Column = Extract<Resource, { kind: 'column' }>;

export function withParts(column: Column, fields: readonly string[] | undefined): Column {
  return fields === undefined ? column : { ...column, fields };
}

/** What is read of a column where only a part of it is asked for: `image.meta['sizes']`, `image.meta.get('sizes')`. */
export function partsRead({ node, module }: ReadingContext): readonly string[] | undefined {
  const around = node.parent;
  if (around?.type === 'subscript' && childIn(around, 'value') === node) return namedIn(childIn(around, 'subscript'), { module });
  if (around?.type !== 'attribute' || childIn(around, 'object') !== node || around.parent?.type !== 'call') return undefined;
  const method = childIn(around, 'attribute');
  return method !== undefined && sourceOf(method, module) === 'get' ? namedIn(positionalOf(around.parent)[0], { module }) : undefined;
}

function namedIn(node: PyNode | undefined, { module }: Pick<ReadingContext, 'module'>): readonly string[] | undefined {
  const text = node === undefined ? undefined : textOf(node, module);
  return text === undefined ? undefined : [text];
}

/** What a method changes in a dict, where all of it can be told: `update(sizes=1)`, `pop('sizes')`. */
export function partsChanged({ method, positional, keyword, open }: PyCall, context: ReadingContext): readonly string[] | undefined {
  const [first] = positional;
  if (open) return undefined;
  if (method !== 'update') {
    const name = method === 'pop' || method === 'setdefault' ? context.textOf(first) : undefined;
    return name === undefined ? undefined : [name];
  }
  if (first !== undefined && (first.kind !== 'dict' || first.open)) return undefined;
  const names = [...(first?.entries.keys() ?? []), ...keyword.keys()];
  return names.length === 0 ? undefined : names;
}
