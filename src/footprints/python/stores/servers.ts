/** Which server of Redis, and which of its databases, a client has been made for. https://redis.readthedocs.io/en/stable/connections.html */
import type { Term } from '../../../analysis/footprint.js';
import { nameOfTerm } from '../texts.js';
import type { PyCall, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';

/** What one gets without asking for another: hosts, ports, databases, connections. */
const USUAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '', '6379', '0', 'default']);
/** Take a host, a port and a database, in this order. */
const BY_HOST = /\.(?:Redis|StrictRedis|RedisCluster|ConnectionPool)$/;
const URL = /^\w+:\/\/(?:[^/@]*@)?([^/:]*)(?::(\d+))?(?:\/(\d+))?/;

/** `Redis(host='jobs', db=1)`, `from_url('redis://jobs/1')`, `Redis(connection_pool=ConnectionPool(db=1))`, `get_redis_connection('sessions')` */
export function serverOf({ callee, positional, keyword }: PyCall, context: ReadingContext): Term | undefined {
  const path = callee.kind === 'external' ? callee.path : '';
  const pool = keyword.get('connection_pool');
  if (pool?.kind === 'external' && pool.call !== undefined) return serverOf(pool.call, context);
  const given = (at: number, name: string): string | undefined => nameIn(positional[at] ?? keyword.get(name), context);
  if (path.endsWith('.get_redis_connection')) return named([given(0, 'alias')]);
  if (path.endsWith('.from_url')) return named([...partsOfUrl(given(0, 'url')), nameIn(keyword.get('db'), context)]);
  return named(BY_HOST.test(path) ? [given(0, 'host'), given(1, 'port'), given(2, 'db')] : [nameIn(keyword.get('db'), context)]);
}

/** What cannot be told is the same for all clients. */
function named(parts: readonly (string | undefined)[]): Term | undefined {
  const unusual = parts.filter((part) => part !== undefined && !USUAL.has(part));
  return unusual.length === 0 ? undefined : { kind: 'literal', value: unusual.join(' ') };
}

/** `redis://:secret@jobs:6380/1`; what a setting names stands for itself. */
function partsOfUrl(url = ''): readonly (string | undefined)[] {
  return URL.exec(url)?.slice(1) ?? (url.startsWith('{') ? [url] : []);
}

function nameIn(value: PyValue | undefined, context: ReadingContext): string | undefined {
  return value === undefined ? undefined : nameOfTerm(context.termOf(value));
}
