import { expect, it } from 'vitest';
import { effectsOf } from './gallery.js';

const DJANGO = 'from django.core.cache import cache, caches';
const key = "cache 'thumb:'+argument(image_id)";

it.each([
  ["cache.get(f'thumb:{image_id}')", [`read used ${key}`]],
  ["cache.get(key=f'thumb:{image_id}')", [`read used ${key}`]],
  ["cache.set(f'thumb:{image_id}', 1, 60)", [`write plain ${key}`]],
  ["cache.delete(f'thumb:{image_id}')", [`delete plain ${key}`]],
  ["cache.has_key(f'thumb:{image_id}')", [`read used ${key}`]],
  ["cache.incr(f'thumb:{image_id}')", [`write atomic ${key}`]],
  ["cache.add(f'thumb:{image_id}', 1)", [`write lazy ${key}`]],
  ["cache.get_or_set(f'thumb:{image_id}', lambda: 1)", [`read used ${key}`, `write lazy ${key}`]],
  ["cache.get_many([f'thumb:{image_id}', 'all'])", ["read used cache 'all'", `read used ${key}`]],
  ["cache.set_many({f'thumb:{image_id}': 1})", [`write plain ${key}`]],
  ["cache.set_many({'all': 1, 'new': 2})", ["write plain cache 'all'", "write plain cache 'new'"]],
  ["cache.delete_many(keys=['all', f'thumb:{image_id}'])", ["delete plain cache 'all'", `delete plain ${key}`]],
  ["caches['default'].set(f'thumb:{image_id}', 1)", [`write plain ${key}`]],
  ["caches['pictures'].set(f'thumb:{image_id}', 1)", ["write plain cache '[pictures] thumb:'+argument(image_id)"]],
  ["cache.set(f'thumb:{image_id}', 1, version=2)", ["write plain cache '[version 2] thumb:'+argument(image_id)"]],
])('reads %s', (call, expected) => {
  expect(effectsOf(DJANGO, call)).toEqual(expected);
});

it.each([
  ['aget', `read used ${key}`],
  ['aset', `write plain ${key}`],
  ['adelete', `delete plain ${key}`],
  ['aadd', `write lazy ${key}`],
])('reads the awaited %s', (method, expected) => {
  expect(effectsOf(DJANGO, `async def inner():\n    await cache.${method}(f'thumb:{image_id}', 1)\ninner()`)).toEqual([expected]);
});

it('only fills what is missing', () => {
  expect(effectsOf(DJANGO, "if cache.get(f'thumb:{image_id}') is None:\n    cache.set(f'thumb:{image_id}', 1)")).toEqual([`read used ${key}`, `write lazy ${key}`]);
  expect(effectsOf(DJANGO, "if cache.get(f'thumb:{image_id}') == 3:\n    cache.set(f'thumb:{image_id}', 1)")).toContain(`write plain ${key}`);
});

it('keeps keys apart', () => {
  expect(effectsOf(DJANGO, "cache.set(f'thumb:{other_id}', 1)\ncache.get('thumb:' + str(image_id))")).toEqual([`read used ${key}`, "write plain cache 'thumb:'+argument(other_id)"]);
});

it('keeps caches apart', () => {
  const [own] = effectsOf(DJANGO, "caches['pictures'].get('a')");
  expect(effectsOf(DJANGO, "caches['other'].get('a')")).not.toEqual([own]);
});

it('names no key that cannot be known', () => {
  expect(effectsOf(DJANGO, 'cache.set(make_key(image_id), 1)')).toEqual(['write plain cache ?']);
});

it('follows the cache through modules, functions and objects of the project', () => {
  const store = 'from django.core.cache import cache as shared\n\nclass Thumbs:\n    def __init__(self):\n        self.store = shared\n    def drop(self, of):\n        self.store.delete("thumb:%s" % of)\n';
  expect(effectsOf('from store import Thumbs', 'Thumbs().drop(image_id)', { 'store.py': store })).toEqual([`delete plain ${key}`]);
});

it('takes nothing for a cache by its name', () => {
  expect(effectsOf('from store import cache', "cache.set('a', 1)\nlocal = {}\nlocal.get('a')", { 'store.py': 'cache = {}\n' })).toEqual([]);
  expect(effectsOf('', "cache.set('a', 1)\nself.cache.delete('a')")).toEqual([]);
  expect(effectsOf('from functools import cache', "cache.get('a')")).toEqual([]);
});

it("knows Flask's cache", () => {
  expect(effectsOf('from flask_caching import Cache\ncache = Cache()', "cache.set(f'thumb:{image_id}', 1)\ncache.get_dict('a', 'b')")).toEqual(["read used cache 'a'", "read used cache 'b'", `write plain ${key}`]);
});
