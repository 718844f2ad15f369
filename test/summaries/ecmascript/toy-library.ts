import { keyOfTerm, type Model, type Row } from '../../../src/analysis/footprint.js';
import type { EcmascriptDataLibrary, ReadingContext } from '../../../src/footprints/ecmascript/library.js';
import type { Expressed } from '../../../src/footprints/ecmascript/values.js';

/**
 * A data library made for tests of reading, with a row of each kind of answer:
 *
 *     import { db, cache } from 'toy-db';
 *     db.images.get(id)  db.images.list({ owner })  db.images.set(id, { url })  db.images.add({ url })
 *     db.images.where({ id }).set({ url })    db.inside(async (tx) => …)
 *     cache.get(key)  cache.put(key, value)  cache.drop(key)
 */
export const toy: EcmascriptDataLibrary = {
  id: 'toy',
  packages: ['toy-db'],
  globals: ['toyFetch'],
  read(chain, context) {
    const { root } = chain;
    if (root.kind !== 'resolved' || root.value.is.kind !== 'package') return undefined;
    const path = [...root.value.is.path.filter((name) => name !== 'default'), ...chain.steps.map(({ name }) => name)];
    const args = chain.steps.at(-1)?.args;
    if (args === undefined) return undefined;
    if (path[0] === 'toyFetch') {
      context.record({ operation: 'read', resource: { kind: 'external', name: 'toyFetch' } });
      return { kind: 'term', term: { kind: 'unknown' } };
    }
    if (path[0] === 'cache') return readCache(path[1], args, context);
    const [first] = args;
    if (path.at(-1) === 'inside') return first === undefined ? undefined : context.invoke(first, [root]);
    const where = chain.steps.find(({ name }) => name === 'where')?.args?.[0];
    const method = path.at(-1);
    const table = path.filter((name) => !['db', 'Database', 'new', 'connect', '()', 'where', method].includes(name)).at(-1);
    if (table === undefined) return undefined;
    return readTable({ key: `toy:${table}`, name: table }, method, { args, where }, chain.whole, context);
  },
};

function readCache(method: string | undefined, [key]: readonly Expressed[], context: ReadingContext): ReturnType<EcmascriptDataLibrary['read']> {
  if (key === undefined) return undefined;
  const resource = { kind: 'key', store: 'cache', key: context.termOf(key) } as const;
  if (method === 'get') {
    context.record({ operation: 'read', resource });
    return { kind: 'term', term: { kind: 'stored', store: 'cache', key: resource.key } };
  }
  context.record({ operation: method === 'drop' ? 'delete' : 'write', resource });
  return { kind: 'term', term: { kind: 'unknown' } };
}

interface Call {
  readonly args: readonly Expressed[];
  readonly where: Expressed | undefined;
}

function readTable(model: Model, method: string | undefined, { args, where }: Call, site: Expressed, context: ReadingContext): ReturnType<EcmascriptDataLibrary['read']> {
  const [first, second] = args;
  const byId = (id: Expressed | undefined): Row => {
    const is = id === undefined ? undefined : context.termOf(id);
    return is === undefined || keyOfTerm(is) === undefined ? { kind: 'unknown' } : { kind: 'keyed', by: [{ column: 'id', is }] };
  };
  const byEntries = (given: Expressed | undefined): Row => ({
    kind: 'keyed',
    by: [...(context.entriesOf(given)?.entries ?? [])].map(([column, value]) => ({ column, is: context.termOf(value) })),
  });
  const write = (given: Expressed | undefined, row: Row): void => {
    for (const column of context.entriesOf(given)?.entries.keys() ?? []) context.record({ operation: 'write', resource: { kind: 'column', model, column, row } });
  };
  switch (method) {
    case 'get':
      return { kind: 'rows', library: 'toy', model, row: byId(first), many: false, site };
    case 'list':
      return { kind: 'rows', library: 'toy', model, row: byEntries(first), many: true, site };
    case 'set':
      if (where === undefined) write(second, byId(first));
      else write(first, byEntries(where));
      return { kind: 'rows', library: 'toy', model, row: where === undefined ? byId(first) : byEntries(where), many: false, site };
    case 'add':
      context.record({ operation: 'create', resource: { kind: 'row', model, row: byEntries(first) } });
      return { kind: 'rows', library: 'toy', model, row: { kind: 'new' }, many: false, site };
    default:
      return undefined;
  }
}
