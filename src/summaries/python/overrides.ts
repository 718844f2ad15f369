/** Methods that only subclasses fill in: what is known of an object is its base class, so it is one of the classes that do. */
import { namedChildren, childIn, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { Member } from './classes.js';
import type { Reading } from './reading.js';
import type { PyClass, PyInstance } from '../../footprints/python/values.js';

interface Overrider {
  readonly self: PyInstance;
  readonly member: Member;
}

const MOST = 8;

/** One object for each class that an object may turn out to be of. */
const narrowed = new WeakMap<PyInstance, Map<PyNode, PyInstance>>();
const widened = new WeakMap<object, PyInstance>();

/** The one object behind all that it is taken for. */
export function identityOf(of: object): object {
  return widened.get(of) ?? of;
}

/** The methods that a call of one on an object may reach, with the object as an object of that class. */
export function overridersOf(self: PyInstance, name: string, member: Member, reading: Reading): readonly Overrider[] {
  const own = [{ self, member }];
  if (!isAbstract(member, reading)) return own;
  const { classes } = reading.view;
  const found = classes.heirsOf(self.of).flatMap((heir): Overrider[] => {
    const override = classes.boundIn(heir, name);
    if (override?.kind !== 'function' || isAbstract(override, reading)) return [];
    return [{ self: narrow(self, heir), member: override }];
  });
  if (found.length > MOST) reading.noteOpaque(`calls one of ${String(found.length)} overrides of \`${name}\``, member.node, member.owner.module);
  return found.length === 0 ? own : found.slice(0, MOST);
}

function narrow(self: PyInstance, of: PyClass): PyInstance {
  const whole = widened.get(self) ?? self;
  const known = narrowed.get(whole) ?? new Map<PyNode, PyInstance>();
  narrowed.set(whole, known);
  const instance = known.get(of.node) ?? { ...whole, of };
  known.set(of.node, instance);
  widened.set(instance, whole);
  return instance;
}

/** A method that raises NotImplementedError, is marked as abstract, or stands empty in an abstract class. */
function isAbstract({ node, owner }: Member, { view }: Reading): boolean {
  const { module } = owner;
  if (decoratorsOf(node).some((decorator) => /(?:^|\.)abstract\w+$/.test(sourceOf(decorator, module)))) return true;
  if (isPlaceholder(node, module)) return true;
  const [only, ...others] = statementsIn(node);
  return others.length === 0 && (only === undefined || only.type === 'pass_statement' || isEllipsis(only)) && isAbstractClass(owner, view);
}

/** A function that only raises NotImplementedError. */
export function isPlaceholder(node: PyNode, module: PythonModule): boolean {
  const [only, ...others] = statementsIn(node);
  return others.length === 0 && only?.type === 'raise_statement' && /\bNotImplementedError\b/.test(sourceOf(only, module));
}

function isAbstractClass(of: PyClass, { classes }: Reading['view']): boolean {
  const outside = classes.outsideOf(of);
  if (['abc.ABC', 'ABC', 'typing.Protocol'].some((path) => outside.has(path))) return true;
  return hasAbstractMeta(of.node, of.module);
}

function hasAbstractMeta(node: PyNode, module: PythonModule): boolean {
  const bases = childIn(node, 'superclasses');
  return bases !== undefined && /\bmetaclass\s*=\s*[\w.]*ABCMeta\b/.test(sourceOf(bases, module));
}

/** The statements of a function, without the text that describes it. */
function statementsIn(node: PyNode): PyNode[] {
  const body = childIn(node, 'body');
  return body === undefined ? [] : namedChildren(body).filter((statement) => !isText(statement));
}

function isText(statement: PyNode): boolean {
  return statement.type === 'expression_statement' && statement.children[0]?.type === 'string';
}

function isEllipsis(statement: PyNode): boolean {
  return statement.type === 'expression_statement' && statement.children[0]?.type === 'ellipsis';
}
