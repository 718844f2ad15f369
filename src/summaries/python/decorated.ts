/** What decorators make of a function: the project's own are called, and what they give stands in its place; those of packages are let through. */
import type { PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { joined, partsOf } from './alternatives.js';
import { ON_COMMIT } from './builtins.js';
import { isCallable } from './calling.js';
import { aside, frameOf, NOTHING_GIVEN, type Frame, type Reading } from './reading.js';
import type { PyValue } from '../../footprints/python/values.js';

type Function = Extract<PyValue, { kind: 'function' }>;

/** What a name of a module or of a class stands for. A function that has an environment is what it is, without decorators. */
export function decorated(callee: Function, reading: Reading): PyValue {
  const { node, module, env } = callee;
  const decorators = env === undefined ? decoratorsOf(node) : [];
  if (decorators.length === 0) return callee;
  const known = reading.constants.get(node);
  if (known !== undefined) return known;
  const frame = frameOf(module, reading.state.mark());
  const bare: Function = { kind: 'function', module, node, env: frame };
  // Whoever comes here again on the way means the function itself.
  reading.constants.set(node, bare);
  const { contexts } = reading.surroundings;
  const value = aside(reading, () => decorate(bare, decorators, frame, reading));
  // What is done once for all is no part of what one task may take.
  reading.surroundings.contexts = contexts;
  reading.constants.set(node, value);
  return value;
}

/** @param decorators topmost first */
export function decorate(bare: Function, decorators: readonly PyNode[], frame: Frame, reading: Reading): PyValue {
  const { view } = reading;
  // What stands above the task's decorator gets the task, and the worker does not ask it.
  const top = decorators.findIndex((decorator) => view.tasks.isTaskDecorator(decorator, bare.module));
  return decorators.slice(Math.max(top, 0)).reduceRight((value: PyValue, decorator) => applied(decorator, value, frame, reading), bare);
}

function applied(decorator: PyNode, value: PyValue, frame: Frame, reading: Reading): PyValue {
  const of = reading.view.resolver.valueOf(decorator, frame.module);
  if (of.kind === 'external') {
    if (ON_COMMIT.has(of.path)) reading.call(value, NOTHING_GIVEN, decorator, frame);
    return value;
  }
  const made = reading.call(reading.evaluate(decorator, frame), { positional: [value], keyword: new Map(), open: false }, decorator, frame);
  const callable = made === undefined ? [] : partsOf(made).flatMap((part) => callableIn(part, reading));
  return callable.length === 0 ? value : joined(callable);
}

/** What is called in the end: of `update_wrapper(wrapper, f)` and `shared_task(bind=True)(wrapper)` the wrapper. */
function callableIn(value: PyValue, reading: Reading): readonly PyValue[] {
  if (isCallable(value, reading)) return [value];
  const [first] = value.kind === 'external' ? (value.call?.positional ?? []) : [];
  return first === undefined ? [] : callableIn(first, reading);
}
