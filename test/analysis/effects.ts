/** Effects made by hand, in few words. */
import type { Effect, Knowledge, Model, Opaque, Redispatch, Resource, Row, Store, Term } from '../../src/analysis/footprint.js';

/** `image.id` of the dispatching routine. */
export const IMAGE: Term = { kind: 'value', root: 'image', path: ['id'], text: 'image.id' };
export const USER: Term = { kind: 'value', root: 'user', path: ['id'], text: 'user.id' };

export function literal(value: string | number | null): Term {
  return { kind: 'literal', value };
}

export function text(...parts: Term[]): Term {
  return { kind: 'text', parts };
}

function model(name: string): Model {
  return { key: `models.py#${name}`, name };
}

/** The rows in which each of these columns holds that value. */
export function where(by: Readonly<Record<string, Term>> = {}): Row {
  return { kind: 'keyed', by: Object.entries(by).map(([column, is]) => ({ column, is })) };
}

/** A column of `Image`, by default of the row `image.id`. */
export function column(name: string, row: Row = where({ id: IMAGE }), of = 'Image'): Resource {
  return { kind: 'column', model: model(of), column: name, row };
}

export function row(of: string, rows: Row = where({ id: IMAGE })): Resource {
  return { kind: 'row', model: model(of), row: rows };
}

export function key(store: Store, named: Term): Resource {
  return { kind: 'key', store, key: named };
}

/** @param line of `/project/media/tasks.py`; two effects on one line stand at one place */
export function effect(operation: Effect['operation'], resource: Resource, line: number, more: Partial<Effect> = {}): Effect {
  const site = { file: '/project/media/tasks.py', line, offset: line * 100 };
  return { operation, resource, mode: 'plain', rank: 'used', site, via: [], behind: [], ...more };
}

export const MAIL = effect('write', { kind: 'external', name: 'send_mail' }, 99);

export function known(effects: readonly Effect[], more: { readonly dispatches?: readonly Redispatch[]; readonly opaque?: readonly Opaque[] } = {}): Knowledge {
  return { kind: 'read', place: { file: '/project/media/tasks.py', line: 1 }, effects, dispatches: [], opaque: [], ...more };
}
