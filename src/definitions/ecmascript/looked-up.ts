/** Queues that are kept in a map and made on first use: `if (queues.has(name)) return queues.get(name); const queue = new Queue(name); …` */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { calleeOf } from '../../libraries/calls.js';
import type { Place } from '../../libraries/identity.js';
import type { CallExpression, Expression, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { Env, Value } from '../../resolve/values.js';
import { initialiserOf } from './initialisers.js';
import { returnedBy } from './returned.js';

const MAX_HOPS = 6;
const MAX_WRITES = 4;

/**
 * The queues that an expression may give, by the constructions that are seen: looking one up in a map gives one that was made so. Undefined
 * where it may give others.
 */
export function madeQueues(evaluator: Evaluator, { node, module, env }: Place, hops = MAX_HOPS): Value[] | undefined {
  const { is, ...rest } = evaluator.value(node, module, env);
  if (is.kind === 'package' && is.made?.node.type === 'NewExpression') return [{ is, ...rest }];
  if (is.kind === 'literal' && is.value === null) return [];
  if (hops === 0) return undefined;
  const onwards = (inner: Expression): Value[] | undefined => madeQueues(evaluator, { node: inner, module, env }, hops - 1);
  switch (node.type) {
    case 'AwaitExpression':
      return onwards(node.argument);
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'ChainExpression':
      return onwards(node.expression);
    case 'AssignmentExpression':
      return onwards(node.right);
    case 'LogicalExpression':
      return all([node.left, node.right], onwards);
    case 'ConditionalExpression':
      return all([node.consequent, node.alternate], onwards);
    case 'Identifier':
      return isImported(node, module) ? importedQueues(evaluator, node, module, hops) : all(writesOf(node, module), onwards);
    case 'MemberExpression':
      return node.computed ? [] : undefined;
    case 'CallExpression':
      return calleeOf(node)?.method === 'get' ? [] : returnedQueues(evaluator, node, module, env, hops);
    default:
      return undefined;
  }
}

/** What the project's own function gives that is called. */
function returnedQueues(evaluator: Evaluator, call: CallExpression, module: Module, env: Env | undefined, hops: number): Value[] | undefined {
  const { is, self, env: outer } = evaluator.value(call.callee, module, env);
  if (is.kind !== 'function') return undefined;
  const inside: Env = { frame: { scope: is.node, call: { node: call, module, env }, ...(self === undefined ? {} : { self }) }, outer };
  const isReached = (inner: Node): boolean => inner.type !== 'SwitchCase' || isTaken(evaluator, inner, is.module, inside);
  return all(returnedBy(is.node, isReached), (returned) => madeQueues(evaluator, { node: returned, module: is.module, env: inside }, hops - 1));
}

function isImported(identifier: TSESTree.Identifier, module: Module): boolean {
  return variableOf(identifier, module)?.defs[0]?.type === DefinitionType.ImportBinding;
}

function importedQueues(evaluator: Evaluator, identifier: TSESTree.Identifier, module: Module, hops: number): Value[] | undefined {
  const written = initialiserOf(evaluator, identifier, module);
  return written === undefined ? undefined : madeQueues(evaluator, { ...written, env: undefined }, hops - 1);
}

function all(nodes: readonly Expression[], queuesOf: (node: Expression) => Value[] | undefined): Value[] | undefined {
  const found = nodes.map(queuesOf);
  return found.length === 0 || found.includes(undefined) ? undefined : found.flatMap((queues) => queues ?? []);
}

/** What a variable of the module is given, in its declaration and later. */
function writesOf(identifier: TSESTree.Identifier, module: Module): Expression[] {
  const variable = variableOf(identifier, module);
  if (variable?.defs[0]?.type !== DefinitionType.Variable || variable.defs[0].node.id.type !== 'Identifier') return [];
  const written = variable.references.flatMap(({ writeExpr }) => (writeExpr == null ? [] : [writeExpr as Expression]));
  return written.length > MAX_WRITES ? [] : written;
}

/** Whether a case may be the one that is chosen. */
function isTaken(evaluator: Evaluator, { test, parent }: TSESTree.SwitchCase, module: Module, env: Env): boolean {
  if (test === null) return true;
  const given = evaluator.value(parent.discriminant, module, env).is;
  const expected = evaluator.value(test, module, env).is;
  return given.kind !== 'literal' || expected.kind !== 'literal' || given.value === expected.value;
}
