/** A loop, or `Promise.all` of a map, as an expression that makes an object of each. */
import { isArray } from '../readers/ecmascript/arrays.js';
import type { Node } from '../readers/ecmascript/estree.js';
import type { All, Loop } from '../readers/ecmascript/many.js';
import type { Module } from '../readers/ecmascript/module.js';

/** What stands around the object of one job: `images.map((image) => (` and `))`. */
export interface Mapping {
  readonly open: string;
  readonly close: string;
}

export function mappingOf(of: All | Loop, module: Module): Mapping {
  return of.kind === 'all' ? ofAll(of, module) : ofLoop(of, module);
}

function ofLoop({ over, each, condition }: Loop, module: Module): Mapping {
  const written = sourceOf(over, module);
  const values = ['Identifier', 'MemberExpression', 'CallExpression', 'ArrayExpression'].includes(over.type) ? written : `(${written})`;
  const variable = `(${sourceOf(each, module)}) => `;
  // `flatMap` with the condition inside keeps what TypeScript learns from it.
  if (condition !== undefined) {
    const list = isArray(over, module) ? values : `Array.from(${written})`;
    return { open: `${list}.flatMap(${variable}(${sourceOf(condition, module)} ? [`, close: '] : []))' };
  }
  return isArray(over, module) ? { open: `${values}.map(${variable}(`, close: '))' } : { open: `Array.from(${written}, ${variable}(`, close: '))' };
}

function ofAll({ mapping, callback }: All, module: Module): Mapping {
  const parameters = module.text.slice(callback.range[0], callback.body.range[0]);
  const variable = parameters.slice(0, parameters.lastIndexOf('=>')).replace(/^async\s*/, '').trimEnd();
  return { open: `${module.text.slice(mapping.range[0], callback.range[0])}${variable} => (`, close: '))' };
}

function sourceOf({ range }: Node, { text }: Module): string {
  return text.slice(range[0], range[1]);
}
