/** What is found while a task is read: each effect once, by the shortest way. */
import { keyOfRow, keyOfTerm, type Condition, type Effect, type Resource, type Row, type Term } from '../../analysis/footprint.js';
import { fieldsOf } from '../../analysis/meetings.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';
import type { Recorded } from '../../footprints/python/library.js';
import { isFilling } from './facts.js';
import type { Reading } from './reading.js';
import { siteOf } from './sites.js';

/** How many places that cannot be read are kept. */
const MOST_OPAQUE = 50;

export function record(recorded: Recorded, node: PyNode, module: PythonModule, { surroundings, found }: Reading): void {
  if (surroundings.muted) return;
  const { operation, resource, mode = 'plain', site = siteOf(node, module) } = recorded;
  const rank = surroundings.logged ? 'selected' : (recorded.rank ?? 'used');
  const fills = (operation === 'write' || operation === 'create') && mode === 'plain' && isFilling(operation, resource, surroundings.facts);
  const { given } = surroundings.facts;
  const effect: Effect = {
    operation,
    resource,
    mode: surroundings.mode !== undefined && mode === 'plain' ? surroundings.mode : fills ? 'lazy' : mode,
    rank,
    site,
    via: surroundings.via,
    behind: surroundings.behind,
    ...(given.length === 0 ? {} : { when: given }),
  };
  const key = [operation, keyOfResource(resource), ...fieldsOf(resource), effect.mode, rank, site.file, site.offset, effect.behind.join('>'), ...given.map(ofCondition)].join('\n');
  const known = found.effects.get(key);
  if (known === undefined || known.via.length > effect.via.length) found.effects.set(key, effect);
}

export function noteOpaque(what: string, node: PyNode, module: PythonModule, { surroundings, found }: Reading): void {
  if (surroundings.muted || found.opaque.size >= MOST_OPAQUE) return;
  const site = siteOf(node, module);
  const key = `${what}\n${site.file}\n${String(site.offset)}`;
  if (!found.opaque.has(key)) found.opaque.set(key, { what, site });
}

function keyOfResource(resource: Resource): string {
  switch (resource.kind) {
    case 'column':
      return `${resource.model.key}.${resource.column}[${ofRow(resource.row)}]`;
    case 'row':
      return `${resource.model.key}[${ofRow(resource.row)}]`;
    case 'key':
      return `${resource.store}:${ofTerm(resource.key)}`;
    case 'external':
      return resource.name;
  }
}

/** Also of a row that is not known as a whole: what is known of it tells it from others. */
function ofRow(row: Row): string {
  if (row.kind !== 'keyed') return row.kind;
  return keyOfRow(row) ?? row.by.map(({ column, is }) => `${column}=${ofTerm(is)}`).join('&');
}

function ofCondition({ of, values, isNot }: Condition): string {
  return `${ofTerm(of)}${isNot ? '!' : '='}${JSON.stringify(values)}`;
}

function ofTerm(term: Term): string {
  return keyOfTerm(term) ?? (term.kind === 'text' ? term.parts.map(ofTerm).join('+') : term.kind);
}
