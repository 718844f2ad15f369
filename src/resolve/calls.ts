/** What calls and constructions give. */
import { isFunction, staticName, walk } from '../readers/ecmascript/estree.js';
import type { Expression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { variableOf } from '../readers/ecmascript/variables.js';
import type { Evaluator } from './evaluator.js';
import { requiredValue } from './exported.js';
import { lookedUpValue } from './injected.js';
import { shapeResult } from './shapes.js';
import { agreed, outside, strongest, unknown } from './values.js';
import type { Env, Made, Value } from './values.js';

const MAX_RETURNS = 8;

/** Functions that give back their first argument. */
const PASSING = new Set(['Promise.resolve', 'Object.freeze', 'Object.seal', 'Object.assign', 'structuredClone']);

export function callValue(evaluator: Evaluator, node: TSESTree.CallExpression, module: Module, env: Env | undefined): Value {
  const [first] = node.arguments;
  const source = requiredSource(node, module);
  if (source !== undefined) return requiredValue(evaluator, source, module);
  if (first !== undefined && first.type !== 'SpreadElement' && PASSING.has(globalCallee(node, module) ?? '')) return evaluator.value(first, module, env);
  const bound = boundFunction(node);
  if (bound !== undefined) return evaluator.value(bound, module, env);
  return applied(evaluator, evaluator.value(node.callee, module, env), { node, module, env });
}

/** What calling a value gives. */
function applied(evaluator: Evaluator, callee: Value, call: Made): Value {
  const { is } = callee;
  switch (is.kind) {
    case 'function':
      return returnedValue(evaluator, callee, is.node, is.module, call);
    case 'package':
      return lookedUpValue(evaluator, is.package, is.path, call) ?? madeValue(evaluator, is.package, [...is.path, '()'], call);
    case 'type':
      return shapeResult(evaluator, is.node, is.module);
    case 'container':
      return is.access === 'call' ? evaluator.typed(is.element, is.module, undefined) : unknown('it is no function');
    default:
      return unknown('what is called is not known');
  }
}

export function newValue(evaluator: Evaluator, node: TSESTree.NewExpression, module: Module, env: Env | undefined): Value {
  const container = containerValue(node, module);
  if (container !== undefined) return container;
  const callee = evaluator.value(node.callee, module, env);
  if (callee.is.kind === 'package') return madeValue(evaluator, callee.is.package, [...callee.is.path, 'new'], { node, module, env });
  if (callee.is.kind !== 'class') return unknown('what is constructed is not known');
  return { is: { kind: 'instance', module: callee.is.module, node: callee.is.node, made: { module, node } }, env: callee.env, madeEnv: env };
}

function madeValue(evaluator: Evaluator, name: string, path: readonly string[], { node, module, env }: Made): Value {
  return { is: { ...evaluator.packages.at(name, path), made: { module, node } }, madeEnv: env };
}

/** What a function returns, or a getter gives. */
function returnedValue(evaluator: Evaluator, callee: Value, node: FunctionNode, module: Module, call: Made | undefined): Value {
  if (node.generator) return unknown('a generator is not followed');
  const env: Env = {
    frame: { scope: node, ...(call === undefined ? {} : { call }), ...(callee.self === undefined ? {} : { self: callee.self }) },
    outer: callee.env,
  };
  return strongest(
    () => {
      const returned = returnedExpressions(node);
      return returned.length === 0 || returned.length > MAX_RETURNS ? undefined : outside(agreed(returned.map((expression) => evaluator.value(expression, module, env))));
    },
    () => (node.returnType ? evaluator.typed(node.returnType.typeAnnotation, module, env) : undefined),
  );
}

const returnCache = new WeakMap<FunctionNode, readonly Expression[]>();

function returnedExpressions(node: FunctionNode): readonly Expression[] {
  const known = returnCache.get(node) ?? readReturned(node);
  returnCache.set(node, known);
  return known;
}

function readReturned({ body }: FunctionNode): Expression[] {
  if (body.type !== 'BlockStatement') return [body];
  const returned: Expression[] = [];
  walk(body, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'ReturnStatement' && node.argument !== null) returned.push(node.argument);
    return true;
  });
  return returned;
}

/** `new Map<string, Queue>()` */
function containerValue({ callee, typeArguments }: TSESTree.NewExpression, module: Module): Value | undefined {
  const element = typeArguments?.params[1];
  if (element === undefined || callee.type !== 'Identifier' || callee.name !== 'Map' || variableOf(callee, module) !== undefined) return undefined;
  return { is: { kind: 'container', access: 'get', module, element } };
}

/** `'x'` of `require('x')`. */
function requiredSource({ callee, arguments: [source] }: TSESTree.CallExpression, module: Module): string | undefined {
  if (callee.type !== 'Identifier' || callee.name !== 'require' || variableOf(callee, module) !== undefined) return undefined;
  return source?.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
}

/** `Promise.resolve`, where `Promise` is the global one. */
function globalCallee({ callee }: TSESTree.CallExpression, module: Module): string | undefined {
  if (callee.type === 'Identifier') return variableOf(callee, module) === undefined ? callee.name : undefined;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  const name = staticName(callee.property, callee.computed);
  return name === undefined || variableOf(callee.object, module) !== undefined ? undefined : `${callee.object.name}.${name}`;
}

/** `f` of `f.bind(x)`. */
function boundFunction({ callee }: TSESTree.CallExpression): Node | undefined {
  return callee.type === 'MemberExpression' && staticName(callee.property, callee.computed) === 'bind' ? callee.object : undefined;
}

/** The value that a getter gives, or the function itself. */
export function readValue(evaluator: Evaluator, method: Value, kind: string): Value {
  return kind === 'get' && method.is.kind === 'function' ? returnedValue(evaluator, method, method.is.node, method.is.module, undefined) : method;
}

/** `ReturnType<typeof f>`: what a function gives whose arguments are not known. */
export function resultOf(evaluator: Evaluator, callee: Value): Value {
  if (callee.is.kind === 'function') return returnedValue(evaluator, callee, callee.is.node, callee.is.module, undefined);
  if (callee.is.kind === 'type') return shapeResult(evaluator, callee.is.node, callee.is.module);
  if (callee.is.kind === 'package') return { is: evaluator.packages.at(callee.is.package, [...callee.is.path, '()']) };
  return unknown('what is called is not known');
}
