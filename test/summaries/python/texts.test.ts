import { expect, it } from 'vitest';
import { done } from './probe.js';

it.each([
  ["f'thumb:{x}:{y}'", "'thumb:'+argument(x)+':'+argument(y)"],
  ["'thumb:' + x + ':' + str(y)", "'thumb:'+argument(x)+':'+argument(y)"],
  ["'thumb:%s:%d' % (x, y)", "'thumb:'+argument(x)+':'+argument(y)"],
  ["'thumb:%s' % x", "'thumb:'+argument(x)"],
  ["'%(a)s%%' % {'a': x}", "argument(x)+'%'"],
  ["'thumb:{}:{}'.format(x, y)", "'thumb:'+argument(x)+':'+argument(y)"],
  ["'thumb:{1}{0}'.format(x, y)", "'thumb:'+argument(y)+argument(x)"],
  ["'{a}{{}}'.format(a=x)", "argument(x)+'{}'"],
  ["f'{x:05d}'", '?'],
  ["f'{x!r}'", '?'],
  ["f'{{{x}}}'", "'{'+argument(x)+'}'"],
  ["'a' 'b'", "'ab'"],
  ["f'a{1}b'", "'a1b'"],
  ["'a' + 'b'", "'ab'"],
  ['str(x)', 'argument(x)'],
  ['int(x)', 'argument(x)'],
  ['x + 1', '?'],
  ['len(x)', '?'],
  ['x.lower()', '?'],
  ["os.path.join('/media', str(x), 'a.png')", "'/media/'+argument(x)+'/a.png'"],
  ["os.path.join('/media/', x)", "'/media/'+argument(x)"],
  ["os.path.join(x, '/etc')", "'/etc'"],
  ["str(Path('/media') / x / 'a.png')", "'/media/'+argument(x)+'/a.png'"],
  ["Path('/media', x).joinpath('a')", "'/media/'+argument(x)+'/a'"],
])('%s', (expression, text) => {
  expect(done(`from pathlib import Path\nprobe.write(${expression})`)).toEqual([`write plain ${text}`]);
});
