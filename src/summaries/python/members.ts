/** What is read off a value: attributes, methods, properties. */
import { nameOf } from '../../footprints/python/classes.js';
import { sourceOf, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { propertiesOf } from '../instantiate.js';
import { isUnknown, literalIn, ofEach } from './alternatives.js';
import { annotatedValue, originOf } from './annotations.js';
import { readApart } from './branches.js';
import { initialise } from './calling.js';
import { type Member } from './classes.js';
import { constantAt, valueOfConstant } from './names.js';
import { overridersOf } from './overrides.js';
import { askLibraries, NOTHING_GIVEN, type Frame, type Reading } from './reading.js';
import { isSuper, memberOfSuper } from './super.js';
import { taskMethodOf } from './task-methods.js';
import { termValue, UNKNOWN_VALUE, type PyClass, type PyInstance, type PyValue } from '../../footprints/python/values.js';

type Function = Extract<PyValue, { kind: 'function' }>;

const PROPERTY = /(?:^|\.)(?:\w*cached_property|property|\w*classproperty|abstractproperty|hybrid_property|lazy_property)$/;

export function memberOf(value: PyValue, name: string, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const asked = (): PyValue | undefined => askLibraries(reading, (library) => library.attribute?.(value, name, reading.contextAt(node, frame)));
  switch (value.kind) {
    case 'alternatives':
      return ofEach(value, (part) => (literalIn(part) === null ? UNKNOWN_VALUE : memberOf(part, name, node, frame, reading)));
    case 'instance':
      return ownMember(value, name, node, frame, reading) ?? asked() ?? boundValue(value.of, name, reading) ?? setMember(value, name, node, frame, reading) ?? taskMember(value, name, reading) ?? givenMember(value, name);
    case 'class':
      return memberOfClass(value, name, reading) ?? taskMethodOf(value, name, reading) ?? asked() ?? boundValue(value, name, reading) ?? UNKNOWN_VALUE;
    case 'module':
      return valueOfConstant(name, value.module, reading) ?? UNKNOWN_VALUE;
    case 'external':
      return asked() ?? { kind: 'external', path: `${value.path}.${name}`, ...(value.call === undefined ? {} : { call: value.call }) };
    case 'handle':
      if (isSuper(value)) return memberOfSuper(value, name, node, frame, reading) ?? UNKNOWN_VALUE;
      return taskMethodOf(value, name, reading) ?? asked() ?? UNKNOWN_VALUE;
    case 'term':
      return asked() ?? memberOfTerm(value, name);
    case 'function':
      // A task's code is under its own name, too.
      return taskMethodOf(value, name, reading) ?? asked() ?? (name === 'run' || name === '__wrapped__' || name === '__call__' ? value : UNKNOWN_VALUE);
    default:
      return asked() ?? UNKNOWN_VALUE;
  }
}

function memberOfTerm(value: Extract<PyValue, { kind: 'term' }>, name: string): PyValue {
  // Of an enumeration's member.
  if (value.term.kind === 'literal') return name === 'value' ? value : UNKNOWN_VALUE;
  return termValue(propertiesOf(value.term, [name]));
}

/** What the project's own code says: a method, a property's result, an attribute that was set. */
function ownMember(value: PyInstance, name: string, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  if (name === '__class__') return value.of;
  const member = reading.view.classes.boundIn(value.of, name);
  if (member?.kind === 'function' && !isDeclaring(member)) return throughOverriders(value, name, member, node, frame, reading);
  return reading.cellsOf(value).get(name) ?? (member?.kind === 'class' ? reading.view.classes.classAt(member.node, member.owner.module) : undefined);
}

/** SQLAlchemy's `@declared_attr`: the method is called when the class is made, and what it gives is a column. */
function isDeclaring({ node, owner }: Member): boolean {
  return decoratorsOf(node).some((decorator) => /(?:^|\.)declared_attr(?:\.directive)?$/.test(sourceOf(decorator, owner.module)));
}

function throughOverriders(value: PyInstance, name: string, member: Member, node: PyNode, frame: Frame, reading: Reading): PyValue {
  return readApart(overridersOf(value, name, member, reading), reading, (overrider) => readMethod(overrider.self, overrider.member, node, frame, reading));
}

/** A method bound to its object; of a property what it gives. */
export function readMethod(self: PyInstance | PyClass, member: Member, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const { module } = member.owner;
  const decorators = decoratorsOf(member.node).map((decorator) => sourceOf(decorator, module));
  const method: Function = { kind: 'function', module, node: member.node };
  if (decorators.includes('staticmethod')) return method;
  if (decorators.includes('classmethod')) return { ...method, self: self.kind === 'instance' ? self.of : self };
  if (self.kind === 'class') return method;
  const bound: Function = { ...method, self };
  if (!decorators.some((decorator) => PROPERTY.test(decorator.replace(/\(.*$/s, '')))) return bound;
  return reading.call(bound, NOTHING_GIVEN, node, frame) ?? UNKNOWN_VALUE;
}

function memberOfClass(value: PyClass, name: string, reading: Reading): PyValue | undefined {
  if (name === '__name__' || name === '__qualname__') return termValue({ kind: 'literal', value: nameOf(value) });
  const member = reading.view.classes.boundIn(value, name);
  if (member?.kind === 'class') return reading.view.classes.classAt(member.node, member.owner.module);
  if (member?.kind !== 'function' || isDeclaring(member)) return undefined;
  const { module } = member.owner;
  const isOfClass = decoratorsOf(member.node).some((decorator) => sourceOf(decorator, module) === 'classmethod');
  return { kind: 'function', module, node: member.node, ...(isOfClass ? { self: value } : {}) };
}

/** What a class's body assigns, or declares to be of a class. */
function boundValue(of: PyClass, name: string, reading: Reading): PyValue | undefined {
  const member = reading.view.classes.boundIn(of, name);
  if (member?.kind !== 'assignment') return undefined;
  const value = member.value === undefined ? undefined : constantAt(member.value, member.owner.module, reading);
  if (value !== undefined && !isUnknown(value)) return value;
  const declared = annotatedValue(member.node, member.owner.module, UNKNOWN_VALUE, reading);
  return isUnknown(declared) ? undefined : declared;
}

/** What `__init__` sets on an object that nobody has seen being made. */
function setMember(value: PyInstance, name: string, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  return initialise(value, node, frame, reading) ? reading.cellsOf(value).get(name) : undefined;
}

/** What Celery gives to a task: `self.retry`, `self.request`. */
function taskMember(value: PyInstance, name: string, reading: Reading): PyValue | undefined {
  const method = taskMethodOf(value, name, reading);
  if (method !== undefined) return method;
  return reading.view.tasks.isTaskClass(value.of) ? { kind: 'external', path: `celery.Task().${name}` } : undefined;
}

/** Of an object that the task is handed: the property of what it is handed. */
function givenMember(value: PyInstance, name: string): PyValue {
  const origin = originOf(value);
  return origin === undefined ? UNKNOWN_VALUE : termValue(propertiesOf(origin, [name]));
}
