/**
 * https://github.com/redis/ioredis, https://github.com/redis/node-redis: one set of commands, in small letters (`hset`), in camel case (`hSet`)
 * or in capitals (`HSET`).
 */
import type { Term } from '../../../analysis/footprint.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { fieldsOf } from './hashes.js';
import { counts, createKeyedLibrary, looks, reads, writes, type KeyUse } from './keyed.js';
import { serverOf } from './servers.js';

const fills: readonly KeyUse[] = [{ operation: 'write', mode: 'lazy' }];
const takes: readonly KeyUse[] = [{ operation: 'read' }, { operation: 'write' }];

const METHODS: Readonly<Record<string, readonly KeyUse[]>> = {
  get: reads,
  getbuffer: reads,
  mget: [{ operation: 'read', each: 'rest' }],
  getex: reads,
  getset: [{ operation: 'read' }, { operation: 'write' }],
  getdel: [{ operation: 'read' }, { operation: 'delete' }],
  exists: [{ operation: 'read', each: 'rest' }],
  strlen: looks,
  ttl: looks,
  set: writes,
  setex: writes,
  psetex: writes,
  setnx: fills,
  append: writes,
  mset: [{ operation: 'write', each: 'even' }],
  del: [{ operation: 'delete', each: 'rest' }],
  unlink: [{ operation: 'delete', each: 'rest' }],
  rename: [{ operation: 'read' }, { operation: 'delete' }, { operation: 'write', at: 1 }],
  incr: counts,
  incrby: counts,
  incrbyfloat: counts,
  decr: counts,
  decrby: counts,
  hget: reads,
  hgetall: reads,
  hmget: reads,
  hkeys: looks,
  hvals: looks,
  hexists: looks,
  hlen: looks,
  hset: writes,
  hmset: writes,
  hsetnx: fills,
  hdel: writes,
  hincrby: counts,
  hincrbyfloat: counts,
  hstrlen: looks,
  lpush: writes,
  rpush: writes,
  lpop: takes,
  rpop: takes,
  lrange: looks,
  llen: looks,
  lrem: writes,
  ltrim: writes,
  sadd: writes,
  srem: writes,
  smembers: reads,
  sismember: looks,
  scard: looks,
  zadd: writes,
  zrem: writes,
  zincrby: counts,
  zrange: looks,
  zrangebyscore: looks,
  zscore: looks,
  zcard: looks,
};

export const redis = createKeyedLibrary({
  id: 'redis',
  store: 'redis',
  packages: ['ioredis', 'redis', '@redis/client', 'ioredis-mock'],
  holders: [['new'], ['Redis', 'new'], ['Cluster', 'new'], ['createClient'], ['createCluster'], ['RedisClientType', 'new'], ['RedisClusterType', 'new']],
  methods: METHODS,
  passing: new Set(['multi', 'pipeline', 'duplicate', 'exec', 'execAsPipeline', 'connect', 'on', 'expire']),
  nameOf: (name) => name.toLowerCase(),
  spaceOf,
  fieldsOf,
  isFill: (args, context) => args.slice(2).some((argument) => isNx(argument, context)),
});

/** What comes before every key that a client names: its server where that is none of the usual ones, and `new Redis({ keyPrefix: 'cache:' })`. */
function spaceOf(made: readonly Expressed[], context: ReadingContext): readonly Term[] {
  const server = serverOf(made, context);
  const prefixes = made.flatMap((argument) => context.entriesOf(argument)?.entries.get('keyPrefix') ?? []);
  const area: readonly Term[] = server === undefined ? [] : [{ kind: 'literal', value: '[' }, server, { kind: 'literal', value: '] ' }];
  return [...area, ...prefixes.map((prefix) => context.termOf(prefix))];
}

/** `set(key, value, 'NX')`, `set(key, value, { NX: true })`, `{ condition: 'NX' }` */
function isNx(argument: Expressed, context: ReadingContext): boolean {
  const entries = context.entriesOf(argument)?.entries;
  const condition = entries?.get('condition');
  return context.textOf(condition ?? argument)?.toUpperCase() === 'NX' || entries?.has('NX') === true;
}
