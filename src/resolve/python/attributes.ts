/** What a class says of its attributes: in its body, and through `self` in its methods. */
import type { PythonModule } from '../../readers/python/module.js';
import { classOf, classVariables, parameterName, variableOf, type Binding } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';

/** One assignment to an attribute; without a value where it unpacks, augments or loops. */
interface Assigned {
  readonly value?: PyNode;
}

const known = new WeakMap<PyNode, ReadonlyMap<string, readonly Assigned[]>>();

/** The assignments `self.name = …` in a class's methods. */
export function assignedThroughSelf(node: PyNode, name: string, module: PythonModule): readonly Assigned[] {
  const assignments = known.get(node) ?? findAssignments(node, module);
  known.set(node, assignments);
  return assignments.get(name) ?? [];
}

/** What the class's body binds to a name. */
export function boundInBody(node: PyNode, name: string, module: PythonModule): readonly Binding[] {
  return classVariables(node, module).get(name)?.bindings ?? [];
}

/** The expressions of a class's bases. */
export function basesOf(node: PyNode): readonly PyNode[] {
  const list = childIn(node, 'superclasses');
  const bases = list === undefined ? [] : namedChildren(list).filter(({ type }) => type !== 'keyword_argument');
  // `Base[T]` is a `Base`.
  return bases.map((base) => (base.type === 'subscript' ? (childIn(base, 'value') ?? base) : base));
}

/** The class that a name stands for an instance of, or for itself: the first parameter of its method. */
export function classBehind(parameter: Binding, module: PythonModule): { readonly node: PyNode; readonly is: 'instance' | 'class' } | undefined {
  const routine = parameter.node.parent?.parent;
  if (routine?.type !== 'function_definition') return undefined;
  const node = classOf(routine);
  const [first] = childIn(routine, 'parameters')?.children.filter(({ named }) => named) ?? [];
  if (node === undefined || first !== parameter.node) return undefined;
  const decorators = decoratorsOf(routine).map((decorator) => sourceOf(decorator, module));
  if (decorators.includes('staticmethod')) return undefined;
  return { node, is: decorators.includes('classmethod') ? 'class' : 'instance' };
}

/** The decorators' expressions of a function or class, topmost first. */
export function decoratorsOf({ parent }: PyNode): readonly PyNode[] {
  if (parent?.type !== 'decorated_definition') return [];
  return parent.children.filter(({ type }) => type === 'decorator').flatMap((decorator) => namedChildren(decorator).slice(0, 1));
}

function findAssignments(node: PyNode, module: PythonModule): Map<string, Assigned[]> {
  const found = new Map<string, Assigned[]>();
  const body = childIn(node, 'body');
  if (body === undefined) return found;
  walk(body, (inner) => {
    if (inner.type === 'class_definition') return false;
    if (inner.type !== 'attribute' || !isTarget(inner)) return true;
    const object = childIn(inner, 'object');
    const attribute = childIn(inner, 'attribute');
    if (object === undefined || attribute === undefined || !isSelf(object, node, module)) return true;
    const name = sourceOf(attribute, module);
    const value = inner.parent?.type === 'assignment' ? childIn(inner.parent, 'right') : undefined;
    // `self.x: T` declares and gives nothing.
    if (inner.parent?.type === 'assignment' && value === undefined) return false;
    found.set(name, [...(found.get(name) ?? []), value === undefined ? {} : { value }]);
    return false;
  });
  return found;
}

/** True for what an assignment, a loop or a `with` item gives a value to. */
function isTarget(node: PyNode): boolean {
  if (node.field === 'left' && node.parent?.type !== 'binary_operator') return true;
  const around = node.parent?.type ?? '';
  return ['as_pattern_target', 'delete_statement'].includes(around) || (around.includes('pattern') && around !== 'as_pattern');
}

function isSelf(object: PyNode, node: PyNode, module: PythonModule): boolean {
  if (object.type !== 'identifier') return false;
  const bindings = variableOf(object, module)?.bindings ?? [];
  const [binding] = bindings;
  if (bindings.length !== 1 || binding?.kind !== 'parameter' || parameterName(binding.node) === undefined) return false;
  return classBehind(binding, module)?.node === node;
}
