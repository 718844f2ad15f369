/** `super()`: the methods of what comes after a class in the line of its object. */
import type { PyNode } from '../../readers/python/tree.js';
import { readMethod } from './members.js';
import type { Frame, Reading } from './reading.js';
import type { PyClass, PyInstance, PyValue } from '../../footprints/python/values.js';

type Handle = Extract<PyValue, { kind: 'handle' }>;

interface Super {
  readonly self: PyInstance | PyClass;
  readonly after: PyClass;
}

const SUPER = 'super';

/** What `super()` is in a method; undefined outside of one. */
export function superIn(frame: Frame): Handle | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
    const self = at.method?.self;
    if (at.method === undefined || (self?.kind !== 'instance' && self?.kind !== 'class')) continue;
    const data: Super = { self, after: at.method.owner };
    return { kind: 'handle', library: SUPER, data };
  }
  return undefined;
}

export function isSuper(value: PyValue): value is Handle {
  return value.kind === 'handle' && value.library === SUPER;
}

/** The object that a call through `super()` is about. */
export function selfOf({ data }: Handle): PyInstance | PyClass {
  return (data as Super).self;
}

/** What the project says of a member further up; undefined where that is left to what lies outside. */
export function memberOfSuper({ data }: Handle, name: string, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const { self, after } = data as Super;
  const { classes } = reading.view;
  const line = classes.lineageOf(self.kind === 'instance' ? self.of : self);
  const position = line.findIndex((of) => of.node === after.node);
  for (const of of line.slice(position + 1)) {
    const member = classes.boundIn(of, name);
    if (member?.kind === 'function' && member.owner.node === of.node) return readMethod(self, member, node, frame, reading);
  }
  // Celery's own `__call__` runs the task.
  return name === '__call__' && self.kind === 'instance' && reading.view.tasks.isTaskClass(self.of) ? reading.memberOf(self, 'run', node, frame) : undefined;
}
