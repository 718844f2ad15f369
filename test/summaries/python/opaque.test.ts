import { describe, expect, it } from 'vitest';
import { read } from './probe.js';

describe('what cannot be read', () => {
  it.each([
    ['a value of nowhere', 'def f(client):\n    client.sync(x)\nf(x.other)', []],
    ['a parameter that nobody fills', 'def f(**named):\n    named["client"].sync(x)\nf(**other())', ['calls `named["client"].sync` of a value that is not known']],
    ['a function of nowhere', 'def f(*all):\n    all[3](x)\nf()', ['calls `all[3]` of a value that is not known']],
    ['a log', 'import logging\nlogging.getLogger(__name__).info(x)', []],
    ['a text', "', '.join(x.split(',')).lower().strip()", []],
    ['a module of the standard library', 'import json, math\njson.loads(x).get("a")\nmath.ceil(2).bit_length()', []],
    ['a package', 'import requests\nrequests.get(x).json()', []],
    ['a method of a list', 'keys = []\nkeys.sort()\nkeys.append(1)', []],
  ])('%s', (_, body, what) => {
    expect(read(body).opaque.map((opaque) => opaque.what)).toEqual(what);
  });
});
