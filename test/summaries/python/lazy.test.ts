import { expect, it } from 'vitest';
import { done } from './probe.js';

const LAZY = 'write lazy argument(x)';
const PLAIN = 'write plain argument(x)';

it.each([
  ['is None', 'v = probe.read(x)\nif v is None:\n    probe.write(x)', LAZY],
  ['== None', 'v = probe.read(x)\nif v == None:\n    probe.write(x)', LAZY],
  ['not', 'if not probe.read(x):\n    probe.write(x)', LAZY],
  ['is not None, and left', 'v = probe.read(x)\nif v is not None:\n    return v\nprobe.write(x)', LAZY],
  ['true, and left', 'v = probe.read(x)\nif v:\n    return v\nprobe.write(x)', LAZY],
  ['else', 'if probe.read(x):\n    pass\nelse:\n    probe.write(x)', LAZY],
  ['and', 'if flag and not probe.read(x):\n    probe.write(x)', LAZY],
  ['or, both', 'if probe.read(x) or flag:\n    return\nprobe.write(x)', LAZY],
  ['or, which may be the other', 'if flag or not probe.read(x):\n    probe.write(x)', PLAIN],
  ['in a function that is called there', 'def f():\n    probe.write(x)\nif not probe.read(x):\n    f()', LAZY],
  ['in a conditional expression', 'v = probe.read(x)\nw = v if v else probe.write(x)', LAZY],
  ['by or', 'v = probe.read(x) or probe.write(x)', LAZY],
  ['a walrus', 'if (v := probe.read(x)) is None:\n    probe.write(x)', LAZY],
  ['a missing key', 'try:\n    v = other[x]\nexcept KeyError:\n    probe.write(x)', LAZY],
  ['in a loop that goes on', 'for i in [1]:\n    if probe.read(x):\n        continue\n    probe.write(x)', LAZY],
  ['where there is something', 'if probe.read(x):\n    probe.write(x)', PLAIN],
  ['where it is not None', 'if probe.read(x) is not None:\n    probe.write(x)', PLAIN],
  ['of another key', 'if not probe.read(y):\n    probe.write(x)', PLAIN],
  ['behind the branch', 'if not probe.read(x):\n    other()\nprobe.write(x)', PLAIN],
  ['behind a loop', 'for i in [1]:\n    if probe.read(x):\n        continue\n    other()\nprobe.write(x)', PLAIN],
  ['in any handler', 'try:\n    v = other[x]\nexcept Exception:\n    probe.write(x)', PLAIN],
  ['behind a call that returned', 'def f():\n    if probe.read(x):\n        return\n    other()\nf()\nprobe.write(x)', PLAIN],
])('%s', (_, body, line) => {
  expect(done(body).filter((each) => each.startsWith('write'))).toEqual([line]);
});
