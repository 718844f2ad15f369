/** Members of classes: methods, fields, accessors, parameter properties, what is assigned to `this`, what is inherited. */
import { isClass, isFunction, staticName, walk } from '../readers/ecmascript/estree.js';
import type { ClassNode, Expression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { readValue } from './calls.js';
import type { Evaluator } from './evaluator.js';
import { implementersOf } from './implementers.js';
import { injectedValue } from './injected.js';
import { memberOf } from './members.js';
import { parameterValue } from './names.js';
import { agreed, heldBy, isStrong, literal, strongest, unknown } from './values.js';
import type { Env, Made, Value } from './values.js';

type Member = TSESTree.ClassElement & { readonly key: Node; readonly computed: boolean; readonly static: boolean };
type Field = TSESTree.PropertyDefinition | TSESTree.TSAbstractPropertyDefinition | TSESTree.AccessorProperty | TSESTree.TSAbstractAccessorProperty;

/** A class, seen from an instance of it or of a subclass. */
export interface View {
  readonly node: ClassNode;
  readonly module: Module;
  readonly isStatic: boolean;
  /** What `this` is: the instance or class that the member is read off. */
  readonly self: Value;
  readonly env: Env | undefined;
  /** The call that the constructor's parameters have their values from. */
  readonly made: Made | undefined;
}

/** @param self the instance (or, for a static member, the class) that the member is read off */
export function classMember(evaluator: Evaluator, self: Value, node: ClassNode, module: Module, name: string, isStatic: boolean): Value {
  const made = self.is.kind === 'instance' && self.is.made !== undefined ? { ...self.is.made, env: self.madeEnv } : undefined;
  const found = evaluator.once(node, `member ${name}`, () => inheritedMember(evaluator, { node, module, isStatic, self, env: self.env, made }, name));
  if (isStatic || made !== undefined || (isStrong(found) && found.is.kind !== 'type')) return found;
  // An abstract member, or an interface's: what the subclasses make of it, where they agree.
  const overrides = implementersOf(evaluator, node).map((subclass) => memberOf(evaluator, subclass, name));
  const common = overrides.length === 0 ? found : agreed(overrides);
  return common.is.kind === 'unknown' ? found : common;
}

function inheritedMember(evaluator: Evaluator, view: View, name: string): Value {
  if (name === 'constructor' && !view.isStatic) return { is: { kind: 'class', module: view.module, node: view.node }, env: view.env };
  const own = ownMember(evaluator, view, name);
  if (own !== undefined) return own;
  if (name === 'name' && view.isStatic) return view.node.id === null ? unknown('the class has no name') : literal(view.node.id.name);
  const { superClass } = view.node;
  if (superClass === null) return unknown(`the class has no ${name}`);
  const parent = evaluator.value(superClass, view.module, view.env);
  if (parent.is.kind === 'class') {
    return evaluator.once(parent.is.node, `member ${name}`, () =>
      parent.is.kind === 'class'
        ? inheritedMember(evaluator, { ...view, node: parent.is.node, module: parent.is.module, env: parent.env, made: superCallOf(view) }, name)
        : parent,
    );
  }
  if (parent.is.kind !== 'package') return unknown('the parent class is not known');
  return { is: evaluator.packages.at(parent.is.package, [...parent.is.path, ...(view.isStatic ? [] : ['new']), name]) };
}

/** A class, and the classes of the project that it extends, seen from an instance of it or from the class itself. */
export function* viewsOf(evaluator: Evaluator, holder: Value): Generator<View> {
  const { is } = holder;
  if (is.kind !== 'instance' && is.kind !== 'class') return;
  const made = is.kind === 'class' || is.made === undefined ? undefined : { ...is.made, env: holder.madeEnv };
  let view: View = { node: is.node, module: is.module, isStatic: is.kind === 'class', self: holder, env: holder.env, made };
  const seen = new Set<ClassNode>();
  while (!seen.has(view.node)) {
    seen.add(view.node);
    yield view;
    if (view.node.superClass === null) return;
    const parent = evaluator.value(view.node.superClass, view.module, view.env);
    if (parent.is.kind !== 'class') return;
    view = { ...view, node: parent.is.node, module: parent.is.module, env: parent.env, made: superCallOf(view) };
  }
}

/** An instance of a project's class as the instance of the npm package's class that it extends; undefined where it extends none. */
export function asPackageInstance(evaluator: Evaluator, instance: Value): Value | undefined {
  const { is } = instance;
  const view = is.kind === 'instance' ? [...viewsOf(evaluator, instance)].at(-1) : undefined;
  if (view === undefined || view.node.superClass === null || is.kind !== 'instance') return undefined;
  const parent = evaluator.value(view.node.superClass, view.module, view.env);
  if (parent.is.kind !== 'package') return undefined;
  const call = superCallOf(view);
  const origin = evaluator.packages.at(parent.is.package, [...parent.is.path, 'new']);
  const held = is.symbol === undefined ? {} : { symbol: is.symbol };
  if (call === undefined) return { is: { ...origin, ...held } };
  return { is: { ...origin, ...held, made: { module: call.module, node: call.node } }, madeEnv: call.env };
}

/** The call that a parent's constructor has its arguments from: `super(…)`, or the construction itself where there is no constructor. */
function superCallOf(view: View): Made | undefined {
  const constructor = constructorOf(view.node);
  if (constructor === undefined) return view.made;
  let call: TSESTree.CallExpression | undefined;
  walk(constructor.body, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Super') call ??= node;
    return !isClass(node);
  });
  return call === undefined ? undefined : { node: call, module: view.module, env: surroundings(view) };
}

/** What a class body is evaluated in: its `this`, and its constructor's parameters where the construction is known. */
export function surroundings({ node, self, env, made }: View): Env {
  const body: Env = { frame: { scope: node, self }, outer: env };
  const constructor = constructorOf(node);
  return constructor === undefined || made === undefined ? body : { frame: { scope: constructor, call: made, self }, outer: body };
}

function ownMember(evaluator: Evaluator, view: View, name: string): Value | undefined {
  const members = view.node.body.body.filter((member): member is Member => 'key' in member && member.static === view.isStatic && staticName(member.key, member.computed) === name);
  const method = members.find(isWithBody) ?? members.find(isMethod);
  if (method !== undefined) return methodValue(evaluator, view, method);
  const field = members.find((member) => isField(member));
  const parameter = view.isStatic ? undefined : parameterProperty(view.node, name);
  const assigned = assignmentsTo(view, name);
  if (field === undefined && parameter === undefined && assigned.length === 0) return undefined;
  const value = fieldValue(evaluator, view, field, parameter, assigned);
  return heldBy(value, { module: view.module, name: `${view.node.id?.name ?? 'class'}.${name}`, node: field ?? parameter ?? view.node });
}

function methodValue(evaluator: Evaluator, view: View, { value, kind }: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition): Value {
  if (value.type === 'TSEmptyBodyFunctionExpression') {
    const shape: Value = { is: { kind: 'type', module: view.module, node: value } };
    if (kind !== 'get') return shape;
    return value.returnType ? evaluator.typed(value.returnType.typeAnnotation, view.module, view.env) : unknown('the getter has no type');
  }
  const symbol = { module: view.module, name: `${view.node.id?.name ?? 'class'}.${nameOfFunction(value) ?? 'method'}`, node: value };
  return readValue(evaluator, { is: { kind: 'function', module: view.module, node: value, symbol }, env: surroundings(view), self: view.self }, kind);
}

function fieldValue(evaluator: Evaluator, view: View, field: Field | undefined, parameter: TSESTree.TSParameterProperty | undefined, assigned: readonly Expression[]): Value {
  const env = surroundings(view);
  const { module } = view;
  const annotation = field?.typeAnnotation?.typeAnnotation;
  const constructor = constructorOf(view.node);
  const initial = field?.value ?? undefined;
  return strongest(
    () => injectedValue(evaluator, field?.decorators, module),
    () => {
      const given = [...(initial === undefined ? [] : [initial]), ...assigned];
      return given.length === 0 ? undefined : agreed(given.map((node) => evaluator.value(node, module, env)));
    },
    () => {
      const name = parameter === undefined ? undefined : identifierOf(parameter);
      return constructor === undefined || name === undefined ? undefined : parameterValue(evaluator, constructor, name, module, env);
    },
    () => (annotation === undefined ? undefined : evaluator.typed(annotation, module, env)),
  );
}

function constructorOf(node: ClassNode): FunctionNode | undefined {
  const member = node.body.body.find((element): element is TSESTree.MethodDefinition => element.type === 'MethodDefinition' && element.kind === 'constructor' && isFunction(element.value));
  return member !== undefined && isFunction(member.value) ? member.value : undefined;
}

function parameterProperty(node: ClassNode, name: string): TSESTree.TSParameterProperty | undefined {
  return constructorOf(node)?.params.find(
    (parameter): parameter is TSESTree.TSParameterProperty => parameter.type === 'TSParameterProperty' && identifierOf(parameter).name === name,
  );
}

function identifierOf({ parameter }: TSESTree.TSParameterProperty): TSESTree.Identifier {
  return parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
}

const assignmentCache = new WeakMap<ClassNode, readonly Assignment[]>();

interface Assignment {
  readonly name: string;
  readonly isStatic: boolean;
  readonly value: Expression;
}

/** What the class's own code assigns to `this.name`, or to `Class.name`. */
function assignmentsTo({ node, isStatic }: View, name: string): Expression[] {
  const known = assignmentCache.get(node) ?? readAssignments(node);
  assignmentCache.set(node, known);
  return known.filter((assignment) => assignment.name === name && assignment.isStatic === isStatic).map(({ value }) => value);
}

function readAssignments(node: ClassNode): Assignment[] {
  return node.body.body.flatMap((member) => {
    const assignments: Assignment[] = [];
    const inStatic = member.type === 'StaticBlock' || ('static' in member && member.static);
    walk(member, (inner) => {
      if (isClass(inner)) return false;
      if (inner.type !== 'AssignmentExpression' || inner.left.type !== 'MemberExpression') return true;
      if (!['=', '??=', '||='].includes(inner.operator)) return true;
      const { object, property, computed } = inner.left;
      const name = staticName(property, computed);
      const isClassName = object.type === 'Identifier' && object.name === node.id?.name;
      if (name !== undefined && (isClassName || object.type === 'ThisExpression')) assignments.push({ name, isStatic: isClassName || inStatic, value: inner.right });
      return true;
    });
    return assignments;
  });
}

function isMethod(member: TSESTree.ClassElement): member is TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition {
  return (member.type === 'MethodDefinition' || member.type === 'TSAbstractMethodDefinition') && member.kind !== 'set';
}

function isWithBody(member: TSESTree.ClassElement): member is TSESTree.MethodDefinition {
  return member.type === 'MethodDefinition' && member.kind !== 'set' && isFunction(member.value);
}

function isField(member: TSESTree.ClassElement): member is Field {
  return ['PropertyDefinition', 'TSAbstractPropertyDefinition', 'AccessorProperty', 'TSAbstractAccessorProperty'].includes(member.type);
}

function nameOfFunction({ parent }: FunctionNode): string | undefined {
  return 'key' in parent && 'computed' in parent ? staticName(parent.key, parent.computed) : undefined;
}
