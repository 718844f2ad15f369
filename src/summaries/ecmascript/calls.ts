/** Calls: dispatches, functions of the project, and what the language itself gives. */
import { isFunction, type CallExpression, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import { dottedName } from '../../readers/ecmascript/purity.js';
import { implementersOf } from '../../resolve/implementers.js';
import { memberOf } from '../../resolve/members.js';
import { GLOBALS } from '../../resolve/packages.js';
import type { Env, Made, Value } from '../../resolve/values.js';
import { builtinMethod, callBack, globalCall, isPlainMethod } from './builtins.js';
import { NOTHING, UNKNOWN, isUnknown, joined, resolvedValue, unresolved } from './data.js';
import { ANYTHING } from './libraries.js';
import { elementOf } from './properties.js';
import type { Kept } from './memory.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** One call in a chain, with what stands before it evaluated. */
export interface CallLink {
  readonly name: string;
  readonly args: readonly Expressed[];
  readonly node: Node;
}

/** Classes without a constructor of their own, one extending the other. */
const MAX_PARENTS = 8;

const LOGGING = /(?:^|\.)(?:console|[\w$#]*log(?:ger|ging)?)\.\w+$/i;

/** @param of the receiver; what is called, for a plain call */
export function callLink(reading: Reading, of: JsValue, link: CallLink, at: Expressed): Kept {
  const { name, args, node } = link;
  const values = args.map((argument) => reading.evaluate(argument));
  if (node.type === 'CallExpression' && reading.readDispatch(node, at.module, at.env, reading)) return UNKNOWN;
  const builtin = name === '()' || name === '`' ? undefined : builtinMethod(reading, of, name, args, at);
  if (builtin !== undefined) return builtin;
  if (of.kind !== 'resolved') return UNKNOWN;
  const callee = name === '()' || name === '`' ? of.value : methodOf(reading, of.value, name);
  if (callee.is.kind === 'package') return foreignCall(reading, callee, args, node, at);
  const targets = targetsOf(reading, of.value, callee, name);
  if (targets.length > 0) {
    const call: Made | undefined = node.type === 'CallExpression' ? { node, module: at.module, env: at.env } : undefined;
    const results = targets.map((target) => reading.invoke(target, values, at, call));
    const [only] = results;
    if (only?.kind === 'pending' && results.length === 1) return only;
    return joinedResults(reading, results.map((result) => reading.settle(result)), at);
  }
  for (const argument of args) callBack(reading, argument, [ANYTHING, ANYTHING], at);
  if (isOpaque(of.value, callee) && !isPlainMethod(name) && !isLog(node)) reading.trail.noteOpaque(`calls \`${name === '()' ? textOf(node, at) : name}\` of a value that is not known`, at);
  return declaredResult(reading, at);
}

function methodOf(reading: Reading, of: Value, name: string): Value {
  const field = reading.memory.field(of, name);
  return field?.kind === 'resolved' ? field.value : memberOf(reading.evaluator, of, name);
}

/** A call of a package that no data library speaks for: only its callbacks are read. */
function foreignCall(reading: Reading, { is }: Value, args: readonly Expressed[], node: Node, at: Expressed): JsValue {
  if (is.kind !== 'package') return UNKNOWN;
  if (is.package === GLOBALS) return globalCall(reading, is.path, args, at);
  const list = args[0] === undefined ? undefined : reading.evaluate(args[0]);
  const element = list !== undefined && isListed(list) && GOING_OVER.test([is.package, ...is.path].join('.')) ? elementOf(reading, list) : undefined;
  // What it hands to a callback is its own: `pMap(images, (image) => …)` hands on the elements of the list.
  const handed = resolvedValue({ is: reading.evaluator.packages.at(is.package, [...is.path, '()', 'handed']) });
  const given = args.flatMap((argument) => callBack(reading, argument, [element ?? handed, handed], at) ?? []);
  const [only] = given;
  // `pRetry(() => load(id))`, `limit(() => load(id))`, `tracer.startActiveSpan('load', () => load(id))`
  if (only?.kind === 'rows' && given.length === 1 && element === undefined) return only;
  return node.type === 'CallExpression' ? declaredResult(reading, at) : UNKNOWN;
}

/** Functions that call back with one element after the other, first: `async.eachLimit`, `p-map`, `lodash.forEach`. */
const GOING_OVER = /(?:each|map|filter|find|some|every|for-?of|detect|reject)(?:Of)?(?:Series|Limit|-series)?(?:\.default)?$/i;

function isListed(value: JsValue): boolean {
  return (value.kind === 'rows' && value.many) || (value.kind === 'term' && value.term.kind === 'argument') || (value.kind === 'resolved' && value.value.is.kind === 'array');
}

/** The functions of the project that a call may run: the one that is named, or those that implement it. */
function targetsOf(reading: Reading, of: Value, callee: Value, name: string): readonly Value[] {
  const { is } = callee;
  const overriding = (): readonly Value[] => overridesOf(reading, of, name);
  if (is.kind === 'type') return overriding();
  if (is.kind !== 'function') return [];
  if (!isStub(is.node.body)) return [callee];
  const others = of.is.kind === 'instance' && of.is.made === undefined ? overriding() : [];
  return others.length > 0 ? others : [callee];
}

function overridesOf({ evaluator }: Reading, { is }: Value, name: string): readonly Value[] {
  if (is.kind !== 'type' && is.kind !== 'instance') return [];
  return implementersOf(evaluator, is.node)
    .map((implementer) => memberOf(evaluator, implementer, name))
    .filter((method) => method.is.kind === 'function');
}

/** `throw new Error('not implemented')`, or nothing at all. */
function isStub(body: Node): boolean {
  if (body.type !== 'BlockStatement') return false;
  const [first, ...others] = body.body;
  return first === undefined || (others.length === 0 && first.type === 'ThrowStatement');
}

function joinedResults(reading: Reading, results: readonly JsValue[], at: Expressed): JsValue {
  const result = joined(results);
  if (!isUnknown(result)) return result;
  const declared = declaredResult(reading, at);
  return isUnknown(declared) ? result : declared;
}

/** What the resolver says of a call's result: its declared type, an instance that it makes. */
function declaredResult({ evaluator }: Reading, { node, module, env }: Expressed): JsValue {
  const { is, ...rest } = evaluator.value(node, module, env);
  if (is.kind === 'unknown' || is.kind === 'parameter') return unresolved('what the call gives is not known');
  return resolvedValue({ is, ...rest });
}

/** Whether what is called could carry a database, a cache or a file. */
function isOpaque(of: Value, callee: Value): boolean {
  return (of.is.kind === 'unknown' || of.is.kind === 'parameter') && (callee.is.kind === 'unknown' || callee.is.kind === 'parameter');
}

function isLog(node: Node): boolean {
  const name = node.type === 'CallExpression' ? dottedName(node.callee) : undefined;
  return name !== undefined && LOGGING.test(name);
}

function textOf(node: Node, { module }: Expressed): string {
  const callee = node.type === 'CallExpression' ? node.callee : node;
  return module.text.slice(...callee.range).replace(/\s+/g, ' ').slice(0, 60);
}

/** Reads the constructor of a class of the project. */
export function constructedBy(reading: Reading, instance: Value, args: readonly JsValue[], at: Expressed & { readonly node: TSESTree.NewExpression }): void {
  const { is } = instance;
  if (is.kind !== 'instance') {
    for (const node of at.node.arguments) callBack(reading, { ...at, node }, [is.kind === 'unknown' ? UNKNOWN : ANYTHING, UNKNOWN], at);
    return;
  }
  readConstructor(reading, { ...instance, self: instance }, is, args, { node: at.node, module: at.module, env: at.env });
}

/** `super(…)`: the parent's constructor, for the same object. */
export function superCall(reading: Reading, node: CallExpression, at: Expressed): JsValue {
  const args = node.arguments.map((argument) => reading.evaluate({ ...at, node: argument }));
  const parent = reading.evaluator.value(node.callee, at.module, at.env);
  const { self } = frameAround(at.env)?.frame ?? {};
  if (parent.is.kind === 'instance') readConstructor(reading, { ...parent, ...(self === undefined ? {} : { self }) }, parent.is, args, { node, module: at.module, env: at.env });
  return NOTHING;
}

/** The innermost call that says what `this` is. */
function frameAround(env: Env | undefined): Env | undefined {
  for (let current = env; current !== undefined; current = current.outer) if (current.frame.self !== undefined) return current;
  return undefined;
}

function readConstructor(reading: Reading, { env, self }: Value, { node, module }: Pick<Extract<Value['is'], { kind: 'instance' }>, 'node' | 'module'>, args: readonly JsValue[], call: Made, depth = 0): void {
  const constructor = node.body.body.find((member): member is TSESTree.MethodDefinition => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const own = self === undefined ? {} : { self };
  if (constructor === undefined) {
    // The parent's is handed all that this one would be.
    const parent = node.superClass === null || depth > MAX_PARENTS ? undefined : reading.evaluator.value(node.superClass, module, env);
    if (parent?.is.kind === 'class') readConstructor(reading, { ...parent, ...own }, parent.is, args, call, depth + 1);
    return;
  }
  if (!isFunction(constructor.value)) return;
  const callee: Value = { is: { kind: 'function', module, node: constructor.value }, env, ...own };
  reading.settle(reading.invoke(callee, args, call, call));
}
