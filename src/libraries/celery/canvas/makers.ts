/** Which calls make a chain, a group, a chord or a signature. */
import type { PythonModule } from '../../../readers/python/module.js';
import { lastName } from '../../../readers/python/purity.js';
import { variableOf } from '../../../readers/python/scopes.js';
import { sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PythonResolver } from '../../../resolve/python/values.js';

export type Maker = 'chain' | 'group' | 'chord' | 'signature';

const PATHS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['chain', 'chain'],
  ['group', 'group'],
  ['chord', 'chord'],
  ['signature', 'signature'],
  ['subtask', 'signature'],
]);

const IN_CELERY = /^celery\.(?:canvas\.)?(\w+)$/;
const NAMED_LIKE_ONE = /\b(?:chain|group|chord|signature|subtask)\b/;

/** What a function of Celery makes, by where its name comes from. */
export function makerAt(callee: PyNode, module: PythonModule, resolver: PythonResolver): Maker | undefined {
  if (!mayBeMaker(callee, module)) return undefined;
  const value = resolver.valueOf(callee, module);
  return value.kind === 'external' ? PATHS.get(IN_CELERY.exec(value.path)?.[1] ?? '') : undefined;
}

/** Only what is named like a maker, or imported beside such a name (`from celery import chain as sequence`), is followed. */
function mayBeMaker(callee: PyNode, module: PythonModule): boolean {
  if (PATHS.has(lastName(callee, module) ?? '')) return true;
  const bindings = callee.type === 'identifier' ? (variableOf(callee, module)?.bindings ?? []) : [];
  return bindings.some(({ kind, node }) => kind === 'import' && NAMED_LIKE_ONE.test(sourceOf(node, module)));
}
