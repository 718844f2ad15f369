/** Whether a routine shows a signal: one function for each kind. */
import { ancestorsOf, isClass, staticName, unwrapped } from '../readers/ecmascript/estree.js';
import type { CallExpression, ClassNode, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { literalOf } from '../readers/ecmascript/variables.js';
import { fitsGlob } from './glob.js';
import { chainOf, typeNameOf } from './names.js';
import type { Provenances } from './provenance.js';
import type {
  CallSignal, ClassSignal, DecoratorSignal, ExportSignal, HandlerPosition, MapSignal, RowConfidence, Signal, TypeSignal, WrapSignal,
} from './schema.js';
import type { Use } from './uses.js';

/** A routine, and what is known of it before any row is looked at. */
export interface Subject {
  readonly routine: FunctionNode;
  readonly module: Module;
  /** The module's path from the project's folder, with forward slashes. */
  readonly path: string;
  readonly provenances: Provenances;
}

type ArgumentUse = Extract<Use, { kind: 'argument' }>;

/** How many nodes outward a call is looked for that a deep key may stand in. */
const MAX_OUTWARD = 40;
/** A function below a key of a map: `Mutation.create.resolve`. */
const MAX_MAP_DEPTH = 3;
const PATH = /^(?:\/|\*|:|$)/;

/** How surely one use of a routine shows the signal; undefined if it does not. */
export function confidenceOfUse(signal: Signal, use: Use, subject: Subject): RowConfidence | undefined {
  switch (signal.kind) {
    case 'call':
      return use.kind === 'argument' ? ofGiven(signal.at, use, (call) => ofCall(signal, call, subject)) : undefined;
    case 'wrap':
      return use.kind === 'argument' ? ofGiven(signal.at, use, (call) => ofWrap(signal, call.callee, subject)) : undefined;
    case 'decorator':
      return use.kind === 'member' ? ofDecorators(signal, use.member, use.owner, subject) : undefined;
    case 'export':
      return use.kind === 'export' && isExport(signal, use, subject) ? 'strong' : undefined;
    case 'directive':
      return use.kind === 'export' && hasDirective(subject.module.ast.body, signal.text) ? 'strong' : undefined;
    case 'class':
      return ofClass(signal, use, subject);
    case 'type':
      return use.kind === 'constant' && use.keys.length === 0 && isTypedConstant(signal, use.types, subject) ? 'strong' : undefined;
    case 'map':
      return isInMap(signal, use, subject) ? 'strong' : undefined;
    case 'names':
      return undefined;
  }
}

/** How surely the routine itself shows the signal, whatever it is used for; undefined if it does not. */
export function confidenceOfRoutine(signal: Signal, subject: Subject): RowConfidence | undefined {
  const { routine } = subject;
  switch (signal.kind) {
    case 'type':
      return hasTypedParameters(signal, subject) ? 'strong' : undefined;
    case 'directive':
      return routine.body.type === 'BlockStatement' && hasDirective(routine.body.body, signal.text) ? 'strong' : undefined;
    case 'names':
      return hasNamedParameters(signal.parameters, routine) ? 'weak' : undefined;
    default:
      return undefined;
  }
}

/** For a deep key the call may stand further out than the one which the function's object is given to. */
function ofGiven(at: HandlerPosition, use: ArgumentUse, ofOne: (call: ArgumentUse['call']) => RowConfidence | undefined): RowConfidence | undefined {
  if (at.deepKey === undefined) return isAt(at, use) ? ofOne(use.call) : undefined;
  if (use.keys.at(-1) !== at.deepKey) return undefined;
  let confidence = ofOne(use.call);
  let steps = 0;
  for (const ancestor of ancestorsOf(use.call)) {
    if (confidence !== undefined || ++steps > MAX_OUTWARD) break;
    if (ancestor.type === 'CallExpression') confidence = ofOne(ancestor);
  }
  return confidence;
}

function ofCall(signal: CallSignal, call: ArgumentUse['call'], { module, provenances }: Subject): RowConfidence | undefined {
  const callee = unwrapped(call.callee);
  if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression') return undefined;
  const method = staticName(callee.property, callee.computed);
  if (method === undefined || !signal.methods.includes(method)) return undefined;
  const provenance = provenances.ofReceiver(callee.object, signal.from, module);
  const path = signal.path !== undefined && hasPath(call, module);
  if (provenance === 'yes') return signal.path === 'required' && !path ? undefined : 'strong';
  const { receiverName } = signal;
  if (receiverName !== undefined && chainOf(callee.object).some((name) => fits(name, receiverName))) return 'medium';
  return provenance === 'unknown' && path ? 'medium' : undefined;
}

/** A path stands first or, after a method or a route's name, second; or before, in `router.route('/orders').post(fn)`. */
function hasPath(call: CallExpression, module: Module): boolean {
  if (call.arguments.slice(0, 2).some((argument) => isPath(argument, module))) return true;
  const callee = unwrapped(call.callee);
  const inner = callee.type === 'MemberExpression' ? unwrapped(callee.object) : undefined;
  return inner?.type === 'CallExpression' && hasPath(inner, module);
}

function isPath(node: Node, module: Module): boolean {
  if (node.type === 'ArrayExpression') return node.elements.some((element) => element !== null && isPath(element, module));
  if (node.type === 'TemplateLiteral' && node.expressions.length > 0) return node.quasis[0]?.value.raw.startsWith('/') === true;
  const value = literalOf(node, module);
  return typeof value === 'string' && PATH.test(value);
}

function isAt(at: HandlerPosition, { call, index, keys }: ArgumentUse): boolean {
  if (at.arity !== undefined && call.arguments.length !== at.arity) return false;
  if (keys.length > 0) return at.map === true || at.keys?.some((key) => fitsKeys(keys, key)) === true;
  if (at.args === undefined) return at.keys === undefined && at.map !== true && at.deepKey === undefined;
  if (at.args === 'any') return true;
  return at.args === 'last' ? index === call.arguments.length - 1 : at.args.includes(index);
}

function fitsKeys(keys: readonly string[], dotted: string): boolean {
  const wanted = dotted.split('.');
  return wanted.length === keys.length && wanted.every((key, index) => key === '*' || key === keys[index]);
}

function ofWrap(signal: WrapSignal, callee: Node, { module, provenances }: Subject): RowConfidence | undefined {
  if (signal.from !== undefined && provenances.ofCallee(callee, signal.from, module) === 'yes') return 'strong';
  const name = chainOf(callee).at(-1);
  return name !== undefined && signal.calleeName !== undefined && fits(name, signal.calleeName) ? 'medium' : undefined;
}

function ofDecorators(
  signal: DecoratorSignal, member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition, owner: ClassNode, { module, provenances }: Subject,
): RowConfidence | undefined {
  const callees = calleesOf(member.decorators);
  if (callees.some((callee) => provenances.ofCallee(callee, signal.from, module) === 'yes')) return 'strong';
  const { classDecorator } = signal;
  if (signal.anyModule !== true || classDecorator === undefined) return undefined;
  const named = callees.some((callee) => signal.from.names?.includes(chainOf(callee).at(-1) ?? '') === true);
  return named && calleesOf(owner.decorators).some((callee) => fits(chainOf(callee).at(-1) ?? '', classDecorator)) ? 'medium' : undefined;
}

// espree's tree has no decorators at all.
function calleesOf(decorators: readonly TSESTree.Decorator[] | undefined): Node[] {
  return (decorators ?? []).map(({ expression }) => (expression.type === 'CallExpression' ? expression.callee : expression));
}

function isExport(signal: ExportSignal, use: Extract<Use, { kind: 'export' }>, { path }: Subject): boolean {
  const { names, keys } = signal;
  const named = names === 'any' || (names === 'default' ? use.name === 'default' : names.includes(use.name));
  return named && (keys === undefined || keys.includes(use.keys[0] ?? '')) && isIn(signal.files, path);
}

function isIn(files: readonly string[] | undefined, path: string): boolean {
  return files === undefined || files.some((glob) => fitsGlob(path, glob));
}

function hasDirective(body: readonly Node[], text: string): boolean {
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'Literal' || typeof statement.expression.value !== 'string') return false;
    if (statement.expression.value === text) return true;
  }
  return false;
}

function ofClass(signal: ClassSignal, use: Use, subject: Subject): RowConfidence | undefined {
  if (signal.superCallback === true) {
    const owner = use.kind === 'argument' && use.call.callee.type === 'Super' ? classAround(use.call) : undefined;
    return owner === undefined ? undefined : ofOwner(signal, owner, subject);
  }
  if (use.kind !== 'member' || use.name === 'constructor') return undefined;
  if (signal.methods !== 'any' && !signal.methods.includes(use.name)) return undefined;
  if (signal.firstParameter !== undefined) {
    const type = typeOf(subject.routine.params[0]);
    if (type === undefined || typeNameOf(type)?.name !== signal.firstParameter) return undefined;
  }
  return ofOwner(signal, use.owner, subject);
}

function ofOwner({ base, from, className, files }: ClassSignal, owner: ClassNode, { module, path, provenances }: Subject): RowConfidence | undefined {
  if (className !== undefined && !fits(owner.id?.name ?? '', className)) return undefined;
  if (!isIn(files, path)) return undefined;
  if (base === undefined && from === undefined) return 'medium';
  const interfaces = interfacesOf(owner).map(({ expression }) => expression);
  if (from !== undefined) {
    if (provenances.ofBase(owner, from, module) === 'yes') return 'strong';
    if (interfaces.some((one) => provenances.ofCallee(one, from, module) === 'yes')) return 'strong';
  }
  const names = [owner.superClass, ...interfaces].map((one) => (one === null ? undefined : chainOf(one).at(-1)));
  return base !== undefined && names.some((name) => name !== undefined && fits(name, base)) ? 'medium' : undefined;
}

// espree's tree has no interfaces at all.
function interfacesOf(owner: { readonly implements?: readonly TSESTree.TSClassImplements[] }): readonly TSESTree.TSClassImplements[] {
  return owner.implements ?? [];
}

function classAround(node: Node): ClassNode | undefined {
  for (const ancestor of ancestorsOf(node)) if (isClass(ancestor)) return ancestor;
  return undefined;
}

function isTypedConstant(signal: TypeSignal, types: readonly TSESTree.TypeNode[], { module, provenances }: Subject): boolean {
  const { constants } = signal;
  return constants !== undefined && types.some((type) => provenances.isType(type, signal.from, constants, module));
}

function hasTypedParameters(signal: TypeSignal, { routine, module, provenances }: Subject): boolean {
  return (
    signal.parameters?.every(([name, index]) => {
      const type = typeOf(routine.params[index]);
      return type !== undefined && provenances.isType(type, signal.from, name.split('|'), module);
    }) ?? false
  );
}

function typeOf(parameter: TSESTree.Parameter | undefined): TSESTree.TypeNode | undefined {
  if (parameter === undefined || parameter.type === 'TSParameterProperty') return undefined;
  const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  return 'typeAnnotation' in target ? target.typeAnnotation?.typeAnnotation : undefined;
}

function isInMap(signal: MapSignal, use: Use, { path }: Subject): boolean {
  if (use.kind === 'member' || !isIn(signal.files, path)) return false;
  return mapsOf(signal, use).some(([key, ...below]) => {
    return key !== undefined && below.length < MAX_MAP_DEPTH && (signal.keys.includes('*') || signal.keys.includes(key));
  });
}

/** The keys below each object that may be the map. */
function mapsOf({ variable, type, property }: MapSignal, use: Exclude<Use, { kind: 'member' }>): (readonly string[])[] {
  const maps: (readonly string[])[] = [];
  if (use.kind !== 'argument' && variable !== undefined && fits(use.name, variable)) maps.push(use.keys);
  if (use.kind === 'constant' && type !== undefined && use.types.some((one) => fits(typeNameOf(one)?.name ?? '', type))) maps.push(use.keys);
  const at = property === undefined ? -1 : use.keys.indexOf(property);
  if (at >= 0) maps.push(use.keys.slice(at + 1));
  return maps;
}

function hasNamedParameters(names: readonly string[], { params }: FunctionNode): boolean {
  return names.every((name, index) => {
    const parameter = params[index];
    return parameter?.type === 'Identifier' && fits(parameter.name, name);
  });
}

const expressions = new Map<string, RegExp>();

function fits(name: string, source: string): boolean {
  const expression = expressions.get(source) ?? new RegExp(source);
  expressions.set(source, expression);
  return expression.test(name);
}
