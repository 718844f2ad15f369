/** redis-py, its asyncio twin and django-redis' connections. https://redis.readthedocs.io/en/stable/commands.html */
import type { PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { fieldsOf } from './hashes.js';
import { counts, createKeyedLibrary, fills, looks, reads, writes, type KeyUse } from './keyed.js';
import { serverOf } from './servers.js';

const CLIENTS = ['Redis', 'StrictRedis', 'RedisCluster', 'Sentinel().master_for', 'Sentinel().slave_for'];
const MODULES = ['redis', 'redis.client', 'redis.asyncio', 'redis.asyncio.client', 'redis.cluster', 'redis.sentinel', 'fakeredis', 'aioredis'];

/** What other commands do to the key that is their first argument. */
const LOOKING = 'exists ttl pttl type strlen getrange hget hgetall hmget hkeys hvals hlen hexists hscan hscan_iter smembers sismember scard sscan sscan_iter srandmember lrange llen lindex lpos zrange zrevrange zrangebyscore zrevrangebyscore zscore zmscore zcard zcount zrank zrevrank zscan zscan_iter xlen xrange xrevrange getbit bitcount pfcount';
const WRITING = 'append setrange hset hmset sadd srem lpush rpush lpushx rpushx lset lrem ltrim linsert zadd zrem zremrangebyscore zremrangebyrank zremrangebylex hdel setbit xadd xdel xtrim pfadd expire pexpire expireat persist';
const TAKING = 'spop lpop rpop zpopmin zpopmax';

const rowsOf = (names: string, uses: readonly KeyUse[]): Record<string, readonly KeyUse[]> => Object.fromEntries(names.split(' ').map((name) => [name, uses]));

export const redis = createKeyedLibrary({
  id: 'redis',
  store: 'redis',
  keyword: 'name',
  holders: new Set([
    ...MODULES.flatMap((module) => CLIENTS.flatMap((client) => [`${module}.${client}()`, `${module}.${client}.from_url()`])),
    ...MODULES.map((module) => `${module}.from_url()`),
    'django_redis.get_redis_connection()',
    'flask_redis.FlaskRedis()',
  ]),
  passing: new Set(['pipeline', 'client', '__enter__', '__aenter__']),
  methods: {
    ...rowsOf(LOOKING, looks),
    ...rowsOf(WRITING, writes),
    ...rowsOf(TAKING, [{ operation: 'read' }, { operation: 'write' }]),
    ...rowsOf('incr incrby incrbyfloat decr decrby hincrby hincrbyfloat zincrby', counts),
    get: reads,
    getex: reads,
    mget: [{ operation: 'read', each: 'rest' }],
    getset: [{ operation: 'read' }, { operation: 'write' }],
    getdel: [{ operation: 'read' }, { operation: 'delete' }],
    set: writes,
    setex: writes,
    psetex: writes,
    setnx: fills,
    hsetnx: fills,
    mset: [{ operation: 'write', each: 'listed' }],
    delete: [{ operation: 'delete', each: 'rest' }],
    unlink: [{ operation: 'delete', each: 'rest' }],
    rename: [{ operation: 'read' }, { operation: 'delete' }, { operation: 'write', at: 1 }],
  },
  // A lock, or a value that is set where none is: https://redis.io/docs/latest/commands/set/
  modeOf: ({ keyword }, context) => (isGiven(keyword.get('nx'), context) ? 'lazy' : undefined),
  fieldsOf,
  areaOf: ({ call }, context) => (call === undefined ? undefined : serverOf(call, context)),
});

function isGiven(flag: PyValue | undefined, context: ReadingContext): boolean {
  if (flag === undefined) return false;
  const term = context.termOf(flag);
  return term.kind !== 'literal' || (term.value !== false && term.value !== null);
}
