/** https://github.com/jaredwray/cacheable/tree/main/packages/cache-manager, which Nest's `CACHE_MANAGER` is, and https://keyv.org */
import { createKeyedLibrary, deletes, reads, writes } from './keyed.js';

export const cache = createKeyedLibrary({
  id: 'cache',
  store: 'cache',
  packages: ['cache-manager', '@nestjs/cache-manager', 'keyv', 'node-cache', 'lru-cache', 'memjs', '@keyv/redis'],
  holders: [
    ['Cache', 'new'],
    ['createCache'],
    ['caching'],
    ['multiCaching'],
    ['Keyv', 'new'],
    ['new'],
    ['NodeCache', 'new'],
    ['LRUCache', 'new'],
  ],
  methods: {
    get: reads,
    // `wrap` and `getOrSet` fill what is empty, and give what is there.
    wrap: [{ operation: 'read' }, { operation: 'write', mode: 'lazy' }],
    getOrSet: [{ operation: 'read' }, { operation: 'write', mode: 'lazy' }],
    has: [{ operation: 'read' }],
    mget: [{ operation: 'read', each: 'rest' }],
    take: [{ operation: 'read' }, { operation: 'delete' }],
    set: writes,
    del: deletes,
    delete: deletes,
    mdel: [{ operation: 'delete', each: 'rest' }],
  },
  passing: new Set(['store', 'primary']),
});
