/** How an option of a job is written. */
import { spanOf, unwrapped } from '../../readers/ecmascript/estree.js';
import type { TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { appendElement } from '../../rewrites/append-element.js';
import type { Edit } from '../../analysis/edit.js';
import { isUndefined, propertyOf } from './options.js';

/**
 * The edits that set an option of a job to true, in the style of its description.
 *
 *     { name: 'a', data }           →  { name: 'a', data, opts: { x: true } }
 *     { name: 'a', opts: {} }       →  { name: 'a', opts: { x: true } }
 *     { name: 'a', opts: OPTIONS }  →  { name: 'a', opts: { ...OPTIONS, x: true } }
 */
export function setOption(job: TSESTree.ObjectExpression, name: string, module: Module): readonly Edit[] {
  const opts = propertyOf(job, 'opts');
  const added = `${name}: true`;
  if (opts === undefined) {
    const others = job.properties.filter((property) => property !== propertyOf(job, 'children'));
    const last = others.at(-1) ?? job.properties.at(-1);
    return last === undefined ? [] : appendElement(module, last, `opts: { ${added} }`);
  }
  const value = unwrapped(opts.value);
  if (isUndefined(value, module)) return [{ span: spanOf(opts.value), text: `{ ${added} }` }];
  if (value.type !== 'ObjectExpression') return spreadInto(opts, added, module);
  const existing = propertyOf(value, name);
  // What is spread behind it may hold the same.
  if (existing !== undefined) return isBeforeSpread(existing, value) ? [] : [{ span: spanOf(existing), text: added }];
  const last = value.properties.at(-1);
  // Comments between the braces stay.
  return last === undefined ? [insertion(value.range[0] + 1, ` ${added} `)] : appendElement(module, last, added);
}

function isBeforeSpread(property: TSESTree.Property, { properties }: TSESTree.ObjectExpression): boolean {
  return properties.slice(properties.indexOf(property)).some(({ type }) => type === 'SpreadElement');
}

function spreadInto(opts: TSESTree.Property, added: string, { text }: Module): readonly Edit[] {
  const [start, end] = opts.value.range;
  const key = opts.shorthand ? `${text.slice(...opts.key.range)}: ` : '';
  return [insertion(start, `${key}{ ...`), insertion(end, `, ${added} }`)];
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
