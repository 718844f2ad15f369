import { expect, it } from 'vitest';
import { effectsOf } from './gallery.js';

const REDIS = 'import redis\nclient = redis.Redis()';
const key = "redis 'job:'+argument(image_id)";

it.each([
  ["client.get(f'job:{image_id}')", [`read used ${key}`]],
  ["client.set(f'job:{image_id}', 1)", [`write plain ${key}`]],
  ["client.set(name=f'job:{image_id}', value=1)", [`write plain ${key}`]],
  ["client.setex(f'job:{image_id}', 60, 1)", [`write plain ${key}`]],
  ["client.set(f'job:{image_id}', 1, nx=True)", [`write lazy ${key}`]],
  ["client.set(f'job:{image_id}', 1, nx=False)", [`write plain ${key}`]],
  ["client.setnx(f'job:{image_id}', 1)", [`write lazy ${key}`]],
  ["client.incr(f'job:{image_id}')", [`write atomic ${key}`]],
  ["client.delete('a', f'job:{image_id}')", ["delete plain redis 'a'", `delete plain ${key}`]],
  ["client.delete(*[f'job:{image_id}'])", [`delete plain ${key}`]],
  ["client.delete(*find(image_id))", ['delete plain redis ?']],
  ["client.mget(['a', 'b'])", ["read used redis 'a'", "read used redis 'b'"]],
  ["client.mset({'a': 1})", ["write plain redis 'a'"]],
  ["client.hset(f'job:{image_id}', 'state', 1)", [`write plain ${key}{state}`]],
  ["client.hset(f'job:{image_id}', mapping={'state': 1, 'n': 2})", [`write plain ${key}{state, n}`]],
  ["client.hset(f'job:{image_id}', 'state', 1, mapping={'n': 2})", [`write plain ${key}{state, n}`]],
  ["client.hset(f'job:{image_id}', mapping={'state': 1, **other_id})", [`write plain ${key}`]],
  ["client.hset(f'job:{image_id}', other_id, 1)", [`write plain ${key}`]],
  ["client.hset(f'job:{image_id}', items=['state', 1])", [`write plain ${key}`]],
  ["client.hmset(f'job:{image_id}', {'state': 1})", [`write plain ${key}{state}`]],
  ["client.hmget(f'job:{image_id}', ['state', 'n'])", [`read used ${key}{state, n}`]],
  ["client.hmget(f'job:{image_id}', ['state', other_id])", [`read used ${key}`]],
  ["client.hdel(f'job:{image_id}', 'state', 'n')", [`write plain ${key}{state, n}`]],
  ["client.hdel(f'job:{image_id}', *other_id)", [`write plain ${key}`]],
  ["client.hgetall(f'job:{image_id}')", [`read used ${key}`]],
  ["client.getset(f'job:{image_id}', 'state')", [`read used ${key}`, `write plain ${key}`]],
  ["client.hget(f'job:{image_id}', 'state')", [`read used ${key}{state}`]],
  ["client.hincrby(f'job:{image_id}', 'n', 1)", [`write atomic ${key}{n}`]],
  ["client.lpop(f'job:{image_id}')", [`read used ${key}`, `write plain ${key}`]],
  ["client.getdel(f'job:{image_id}')", [`delete plain ${key}`, `read used ${key}`]],
  ["client.rename('a', f'job:{image_id}')", ["delete plain redis 'a'", "read used redis 'a'", `write plain ${key}`]],
])('reads %s', (call, expected) => {
  expect(effectsOf(REDIS, call)).toEqual(expected);
});

it.each([
  ["import redis\nclient = redis.Redis.from_url('redis://localhost')"],
  ['from redis import StrictRedis\nclient = StrictRedis(host="localhost")'],
  ["import redis\nclient = redis.from_url('redis://localhost')"],
  ["import redis\npool = redis.ConnectionPool()\nclient = redis.Redis(connection_pool=pool)"],
  ['from redis.cluster import RedisCluster\nclient = RedisCluster()'],
  ["from redis.sentinel import Sentinel\nclient = Sentinel([]).master_for('main')"],
  ["from django_redis import get_redis_connection\nclient = get_redis_connection('default')"],
  ['from flask_redis import FlaskRedis\nclient = FlaskRedis()'],
])('knows the client of %s', (head) => {
  expect(effectsOf(head, "client.set(f'job:{image_id}', 1)")).toEqual([`write plain ${key}`]);
});

it('knows the asynchronous client', () => {
  expect(effectsOf('import redis.asyncio as redis', "async def inner():\n    client = redis.Redis()\n    await client.set(f'job:{image_id}', 1)\ninner()")).toEqual([`write plain ${key}`]);
  expect(effectsOf('from redis import asyncio as aioredis', "async def inner():\n    async with aioredis.from_url('x') as client:\n        await client.get(f'job:{image_id}')\ninner()")).toEqual([`read used ${key}`]);
});

it('follows pipelines, also chained ones', () => {
  expect(effectsOf(REDIS, "pipe = client.pipeline()\npipe.set(f'job:{image_id}', 1)\npipe.execute()")).toEqual([`write plain ${key}`]);
  expect(effectsOf(REDIS, "with client.pipeline(transaction=True) as pipe:\n    pipe.delete(f'job:{image_id}')\n    pipe.execute()")).toEqual([`delete plain ${key}`]);
  expect(effectsOf(REDIS, "client.pipeline().set(f'job:{image_id}', 1).expire('b', 3).execute()")).toEqual(["write plain redis 'b'", `write plain ${key}`]);
});

it('follows the client through a function of the project and through the type of a parameter', () => {
  const clients = 'import functools, redis\n@functools.lru_cache\ndef get_client():\n    return redis.Redis()\n';
  expect(effectsOf('from clients import get_client', "get_client().set(f'job:{image_id}', 1)", { 'clients.py': clients })).toEqual([`write plain ${key}`]);
  const typed = 'from redis import Redis\ndef note(client: Redis, of):\n    client.set(f"job:{of}", 1)\n';
  expect(effectsOf('from helper import note', 'note(unknown, image_id)', { 'helper.py': typed })).toEqual([`write plain ${key}`]);
});

it('keeps keys apart, and names none that cannot be known', () => {
  expect(effectsOf(REDIS, "client.set(f'job:{other_id}', 1)\nclient.get(random_key())")).toEqual(['read used redis ?', "write plain redis 'job:'+argument(other_id)"]);
});

it('takes nothing for a client by its name', () => {
  expect(effectsOf('from client import redis', "redis.set('a', 1)\nredis.Redis().get('a')", { 'client.py': 'class redis:\n    pass\n' })).toEqual([]);
  expect(effectsOf('', "redis_client.set('a', 1)\npipe.delete('b')")).toEqual([]);
  expect(effectsOf('import fastredis', "fastredis.Redis().set('a', 1)")).toEqual([]);
});

it('does nothing for what keeps no value', () => {
  expect(effectsOf(REDIS, "client.ping()\nclient.publish('a', 'b')\nclient.lock('a')")).toEqual([]);
});

it('keeps databases apart', () => {
  expect(effectsOf('import redis\nclient = redis.Redis(db=2)', "client.get('a')")).toEqual(["read used redis '[2] a'"]);
  expect(effectsOf('import redis\nclient = redis.Redis(db=choose())', "client.get('a')")).toEqual(["read used redis 'a'"]);
  expect(effectsOf("import redis\nclient = redis.from_url('redis://localhost:6379/1')", "client.pipeline().get('a')")).toEqual(["read used redis '[1] a'"]);
  expect(effectsOf("from django_redis import get_redis_connection\nclient = get_redis_connection('jobs')", "client.get('a')")).toEqual(["read used redis '[jobs] a'"]);
});

it.each([
  ["redis.Redis(host='jobs')", '[jobs] '],
  ["redis.Redis('jobs', 6380, 2)", '[jobs 6380 2] '],
  ["redis.Redis(host='localhost', port=6379, db=0)", ''],
  ["redis.from_url('redis://:secret@jobs:6379/0')", '[jobs] '],
  ["redis.from_url('redis://jobs', db=3)", '[jobs 3] '],
  ["redis.from_url(os.environ['JOBS'])", '[{os.environ.JOBS}] '],
  ["redis.Redis(host=os.environ['JOBS'], db=1)", '[{os.environ.JOBS} 1] '],
  ['redis.Redis(connection_pool=redis.ConnectionPool(db=4))', '[4] '],
  ["redis.Redis(connection_pool=redis.ConnectionPool.from_url('redis://jobs/4'))", '[jobs 4] '],
  ['redis.Redis(host=choose())', ''],
  ["Sentinel([]).master_for('main', db=5)", '[5] '],
])('knows the server of %s', (made, area) => {
  expect(effectsOf(`import os, redis\nfrom redis.sentinel import Sentinel\nclient = ${made}`, "client.get('a')")).toEqual([`read used redis '${area}a'`]);
});
