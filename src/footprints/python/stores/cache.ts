/** https://docs.djangoproject.com/en/stable/topics/cache/#the-low-level-cache-api and https://flask-caching.readthedocs.io/en/latest/api.html */
import { UNKNOWN_TERM, type Term } from '../../../analysis/footprint.js';
import { textTerm } from '../texts.js';
import { counts, createKeyedLibrary, deletes, fills, looks, reads, writes, type KeyUse } from './keyed.js';

const each = (uses: readonly KeyUse[], keyword: string): readonly KeyUse[] => uses.map((use) => ({ ...use, each: 'listed', keyword }));

const METHODS: Readonly<Record<string, readonly KeyUse[]>> = {
  get: reads,
  set: writes,
  add: fills,
  get_or_set: [...reads, ...fills],
  delete: deletes,
  has: looks,
  has_key: looks,
  incr: counts,
  decr: counts,
  get_many: each(looks, 'keys'),
  set_many: each(writes, 'data'),
  delete_many: each(deletes, 'keys'),
  get_dict: [{ operation: 'read', each: 'rest' }],
};

export const cache = createKeyedLibrary({
  id: 'cache',
  store: 'cache',
  keyword: 'key',
  holders: new Set(['django.core.cache.cache', 'django.core.cache.caches[]', 'flask_caching.Cache()', 'cachelib.RedisCache()', 'cachelib.FileSystemCache()', 'cachelib.SimpleCache()']),
  methods: METHODS,
  // `aget` is `get`, awaited.
  nameOf: (name) => (!(name in METHODS) && name.startsWith('a') && name.slice(1) in METHODS ? name.slice(1) : name),
  // `caches['sessions']`, `cache.get(key, version=2)`
  areaOf({ path }, context, { keyword }) {
    const [, alias = 'default'] = /\[(.*)\]$/s.exec(path) ?? [];
    const parts: Term[] = alias === 'default' ? [] : [alias === '?' ? UNKNOWN_TERM : { kind: 'literal', value: alias }];
    const version = keyword.get('version');
    if (version !== undefined) parts.push({ kind: 'literal', value: 'version ' }, context.termOf(version));
    return parts.length === 0 ? undefined : textTerm(parts);
  },
});
