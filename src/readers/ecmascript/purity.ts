/** How safe it is to evaluate an expression earlier than it was. */
import type { Purity } from '../../analysis/ir.js';
import { childrenOf, isFunction, staticName, unwrapped } from './estree.js';
import type { CallExpression, Node, TSESTree } from './estree.js';
import type { Module } from './module.js';
import { variableOf } from './variables.js';

/** Methods that give their receiver in another form. */
const CONVERTING_METHODS = setOf(
  'toString toJSON toHexString valueOf toISOString toLocaleString toFixed toObject getTime',
  'trim toLowerCase toUpperCase padStart padEnd join',
);

/** Global functions that give their argument in another form, or compute from it alone. */
const CONVERTING_FUNCTIONS = setOf(
  'String Number Boolean BigInt parseInt parseFloat isNaN encodeURIComponent decodeURIComponent encodeURI',
  'Number.parseInt Number.parseFloat Number.isNaN Number.isInteger JSON.stringify Array.isArray Array.of',
  'Object.keys Object.values Object.entries Math.abs Math.ceil Math.floor Math.max Math.min Math.round Math.trunc',
);

/** Functions that give a new value each time and change nothing else. Their names are known well enough wherever they come from. */
const FRESH_FUNCTIONS = setOf(
  'Date.now Math.random performance.now process.hrtime.bigint crypto.randomUUID randomUUID',
  'nanoid uuid uuidv1 uuidv4 uuidv7 uuid.v1 uuid.v4 uuid.v7 uuidV4 v4 ulid cuid createId',
);

/** Global classes whose construction from arguments has no effect. */
const PURE_CLASSES = setOf('Date Error Map Set URL URLSearchParams');

/** Classes that make a new identifier or time when they are given nothing. */
const FRESH_CLASSES = setOf('Date ObjectId Types.ObjectId mongoose.Types.ObjectId');

/** `JSON.stringify` for that callee, `undefined` for one that is more than names and dots. */
export function dottedName(node: Node): string | undefined {
  const callee = unwrapped(node);
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'ThisExpression') return 'this';
  if (callee.type !== 'MemberExpression') return undefined;
  const object = dottedName(callee.object);
  const name = staticName(callee.property, callee.computed);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
}

function isGlobal(node: Node, module: Module): boolean {
  const callee = unwrapped(node);
  if (callee.type === 'MemberExpression') return isGlobal(callee.object, module);
  return callee.type === 'Identifier' && variableOf(callee, module) === undefined;
}

/** The receiver of a call that only converts it (`image._id.toString()`); undefined for any other call. */
export function convertedBy(call: CallExpression): Node | undefined {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = staticName(callee.property, callee.computed);
  return name !== undefined && CONVERTING_METHODS.has(name) ? callee.object : undefined;
}

/** Whether a call converts its arguments and does nothing else: `String(id)`. */
export function isConversion(call: CallExpression, module: Module): boolean {
  const name = dottedName(call.callee);
  return name !== undefined && CONVERTING_FUNCTIONS.has(name) && isGlobal(call.callee, module);
}

/**
 * The purity of an expression. Reading a property counts as pure: a getter with an effect is not expected.
 * @param node an expression, a spread, or any part of one
 */
export function purityOf(node: Node, module: Module): Purity {
  const expression = unwrapped(node);
  if (isFunction(expression)) return 'pure';
  switch (expression.type) {
    case 'CallExpression':
      return purityOfCall(expression, module);
    case 'NewExpression':
      return purityOfNew(expression, module);
    case 'UpdateExpression':
      return unwrapped(expression.argument).type === 'Identifier' ? 'fresh' : 'effect';
    case 'UnaryExpression':
      return expression.operator === 'delete' ? 'effect' : purityOf(expression.argument, module);
    case 'Identifier':
    case 'Literal':
    case 'ThisExpression':
    case 'Super':
    case 'MetaProperty':
    case 'TemplateElement':
    case 'PrivateIdentifier':
      return 'pure';
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'Property':
    case 'SpreadElement':
    case 'MemberExpression':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return worst(childrenOf(expression).map((child) => purityOf(child, module)));
    default:
      return 'effect';
  }
}

function purityOfCall(call: CallExpression, module: Module): Purity {
  const name = dottedName(call.callee);
  const converted = convertedBy(call);
  const inputs = converted === undefined ? call.arguments : [converted, ...call.arguments];
  const own =
    name !== undefined && FRESH_FUNCTIONS.has(name) ? 'fresh' : converted !== undefined || isConversion(call, module) ? 'pure' : 'effect';
  return worst([own, ...inputs.map((input) => purityOf(input, module))]);
}

function purityOfNew(expression: TSESTree.NewExpression, module: Module): Purity {
  const name = dottedName(expression.callee);
  const own = isEmptyConstruction(name, expression)
    ? 'fresh'
    : name !== undefined && PURE_CLASSES.has(name) && isGlobal(expression.callee, module)
    ? 'pure'
    : 'effect';
  return worst([own, ...expression.arguments.map((argument) => purityOf(argument, module))]);
}

function isEmptyConstruction(name: string | undefined, expression: TSESTree.NewExpression): boolean {
  return name !== undefined && FRESH_CLASSES.has(name) && expression.arguments.length === 0;
}

function worst(purities: readonly Purity[]): Purity {
  if (purities.includes('effect')) return 'effect';
  return purities.includes('fresh') ? 'fresh' : 'pure';
}

function setOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
