/**
 * Calls that may stand beside the one dispatch of a thin function: they write a log, read a setting, check or convert a value. What is
 * not known to be one of these counts as real work.
 */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import type { LibraryCalls } from '../libraries/calls.js';
import { calleeOf } from '../libraries/calls.js';
import { isFunction, unwrapped } from '../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { convertedBy, dottedName, isConversion, purityOf } from '../readers/ecmascript/purity.js';
import { variableOf } from '../readers/ecmascript/variables.js';
import type { Evaluator } from '../resolve/evaluator.js';
import type { Env } from '../resolve/values.js';
import { outlineOf } from './outline.js';

const MAX_HELPER_DEPTH = 3;

const LOGGING = /(?:^|\.)(?:console|[\w$#]*log(?:ger|ging)?)\.\w+$/i;
const CONFIGURATION = /(?:^|\.)[\w$#]*(?:config(?:uration)?|settings|env)[\w$]*\.(?:get|getOrThrow|has|require)$/i;

/** Methods of promises; what their callbacks do is looked at for itself. */
const SETTLING = new Set(['then', 'catch', 'finally']);

/** Methods of strings, arrays and objects that change nothing. */
const PURE_METHODS = new Set(
  (
    'slice split replace replaceAll includes startsWith endsWith concat flat keys values entries at join substring charAt indexOf trimStart trimEnd ' +
    'hasOwnProperty'
  ).split(' '),
);

/** Methods of arrays by what they are given: databases have methods of these names too, but hand them no function. */
const ARRAY_METHODS = new Set(['map', 'filter', 'flatMap', 'find', 'some', 'every', 'reduce']);

/** Packages whose functions compute, check or name something, and store nothing. */
const PURE_PACKAGES = new Set(
  (
    'zod valibot yup joi ajv superstruct class-validator class-transformer uuid nanoid cuid ulid ulidx lodash lodash-es ramda remeda date-fns dayjs ' +
    'luxon moment ms superjson crypto node:crypto path node:path url node:url util node:util assert node:assert tiny-invariant ts-invariant'
  ).split(' '),
);

export interface Harmless {
  isHarmlessCall(call: CallExpression, module: Module, env: Env | undefined): boolean;
  isHarmlessConstruction(node: TSESTree.NewExpression, module: Module, env: Env | undefined): boolean;
  /** Whether an assignment's target is a variable of the function's own, or something made by it. */
  isOwn(target: Node, scope: FunctionNode, module: Module): boolean;
}

export function createHarmless(evaluator: Evaluator, libraryCalls: LibraryCalls): Harmless {
  function isHarmlessCall(call: CallExpression, module: Module, env: Env | undefined, depth = 0): boolean {
    if (purityOf(call, module) !== 'effect' || isConversion(call, module) || convertedBy(call) !== undefined) return true;
    const name = dottedName(call.callee);
    if (name !== undefined && (LOGGING.test(name) || CONFIGURATION.test(name))) return true;
    const method = calleeOf(call)?.method;
    if (method !== undefined && SETTLING.has(method)) return true;
    const value = evaluator.value(call.callee, module, env);
    if (value.is.kind === 'function') return depth < MAX_HELPER_DEPTH && (isSimpleHelper(value.is.node, value.is.module, depth + 1) || givesLibraryValue(call, module, env));
    if (value.is.kind === 'package' && PURE_PACKAGES.has(value.is.package)) return true;
    // A method by its name only where its receiver is not something of the project or of a package.
    if (method !== undefined && isPureMethod(method, call) && value.is.kind !== 'package') return true;
    return givesLibraryValue(call, module, env);
  }

  /** `this.getQueue(name)`, `createClient()`: what is called only to get at the queue. */
  function givesLibraryValue(call: CallExpression, module: Module, env: Env | undefined): boolean {
    const value = evaluator.value(call, module, env);
    return libraryCalls.isLibraryValue(value) && value.is.kind === 'package' && value.is.path.at(-1) === 'new';
  }

  /** A function of the project that does nothing but harmless things itself. */
  function isSimpleHelper(node: FunctionNode, module: Module, depth: number): boolean {
    const outline = outlineOf(node);
    if (outline === undefined || outline.awaits.length > 0) return false;
    return (
      outline.mutated.every((target) => isOwn(target, node, module)) &&
      [...outline.calls, ...outline.innerCalls].every((call) => isHarmlessCall(call, module, undefined, depth)) &&
      outline.constructions.every((construction) => isHarmlessConstruction(construction, module, undefined))
    );
  }

  function isHarmlessConstruction(node: TSESTree.NewExpression, module: Module, env: Env | undefined): boolean {
    if (purityOf(node, module) !== 'effect') return true;
    const name = dottedName(node.callee) ?? '';
    if (/(?:Error|Exception|Date|Map|Set|URL)$/.test(name)) return true;
    const { is } = evaluator.value(node, module, env);
    return is.kind === 'instance' || (is.kind === 'package' && evaluator.packages.libraryPackages.has(is.package));
  }

  return { isHarmlessCall, isHarmlessConstruction, isOwn };
}

function isPureMethod(method: string, { arguments: [first] }: CallExpression): boolean {
  return PURE_METHODS.has(method) || (ARRAY_METHODS.has(method) && first !== undefined && isFunction(first));
}

function isOwn(target: Node, scope: FunctionNode, module: Module): boolean {
  const expression = unwrapped(target);
  if (expression.type === 'MemberExpression') return isOwn(expression.object, scope, module);
  if (expression.type === 'ObjectPattern' || expression.type === 'ArrayPattern') return true;
  if (expression.type !== 'Identifier') return false;
  const definition = variableOf(expression, module)?.defs[0];
  if (definition?.type !== DefinitionType.Variable || !isInside(definition.name, scope)) return false;
  const made = definition.node.init === null ? undefined : unwrapped(definition.node.init);
  // Only what was written down here is sure to be nobody else's.
  return made === undefined || target === expression || made.type === 'ObjectExpression' || made.type === 'ArrayExpression' || isFunction(made);
}

function isInside(node: Node, scope: FunctionNode): boolean {
  return scope.range[0] <= node.range[0] && node.range[1] <= scope.range[1];
}
