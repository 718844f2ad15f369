/** What an expression evaluates to. */
import { isClass, isFunction, staticName } from '../readers/ecmascript/estree.js';
import type { Expression, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { callValue, newValue } from './calls.js';
import type { Evaluator } from './evaluator.js';
import { importedValue } from './exported.js';
import { memberOf } from './members.js';
import { nameValue } from './names.js';
import { GLOBALS } from './packages.js';
import { superValue, thisValue } from './this.js';
import { agreed, isNothing, literal, strongest, unknown } from './values.js';
import type { Env, Value } from './values.js';

export function expressionValue(evaluator: Evaluator, node: Expression, module: Module, env: Env | undefined): Value {
  const value = (expression: Node): Value => evaluator.value(expression, module, env);
  switch (node.type) {
    case 'Identifier':
      return nameValue(evaluator, node, module, env, 'value');
    case 'ThisExpression':
      return thisValue(evaluator, node, module, env);
    case 'Super':
      return superValue(evaluator, node, module, env);
    case 'MemberExpression': {
      const name = memberName(evaluator, node, module, env);
      return name === undefined ? unknown('the property is computed') : memberOf(evaluator, value(node.object), name);
    }
    case 'CallExpression':
      return callValue(evaluator, node, module, env);
    case 'NewExpression':
      return newValue(evaluator, node, module, env);
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number' || typeof node.value === 'boolean' || node.raw === 'null'
        ? literal(node.value as string | number | boolean | null)
        : unknown('the literal has no plain value');
    case 'TemplateLiteral':
      return templateValue(node, value);
    case 'BinaryExpression':
      return binaryValue(node, value);
    case 'ObjectExpression':
      return { is: { kind: 'object', module, node }, env };
    case 'ArrayExpression':
      return { is: { kind: 'array', module, node }, env };
    case 'ClassExpression':
      return { is: { kind: 'class', module, node }, env };
    case 'ImportExpression':
      return node.source.type === 'Literal' && typeof node.source.value === 'string'
        ? importedValue(evaluator, node.source.value, '*', module, 'value')
        : unknown('the import is computed');
    // A promise stands for what it gives.
    case 'AwaitExpression':
      return value(node.argument);
    case 'TSAsExpression':
    case 'TSTypeAssertion':
    case 'TSSatisfiesExpression':
      return strongest(
        () => value(node.expression),
        () => evaluator.typed(node.typeAnnotation, module, env),
      );
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return value(node.expression);
    case 'ConditionalExpression': {
      const test = value(node.test).is;
      if (test.kind === 'literal' && typeof test.value === 'boolean') return value(test.value ? node.consequent : node.alternate);
      return agreed([value(node.consequent), value(node.alternate)]);
    }
    case 'LogicalExpression':
      return logicalValue(node, value);
    case 'AssignmentExpression':
      return node.operator === '=' || node.operator === '??=' || node.operator === '||=' ? value(node.right) : unknown('it is computed');
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last === undefined ? unknown('it is empty') : value(last);
    }
    default:
      return otherValue(node, module, env);
  }
}

function otherValue(node: Node, module: Module, env: Env | undefined): Value {
  if (isFunction(node)) return { is: { kind: 'function', module, node }, env };
  if (isClass(node)) return { is: { kind: 'class', module, node }, env };
  return unknown(`${node.type} is not followed`);
}

function memberName(evaluator: Evaluator, node: TSESTree.MemberExpression, module: Module, env: Env | undefined): string | undefined {
  const name = staticName(node.property, node.computed);
  if (name !== undefined || !node.computed) return name;
  const { is } = evaluator.value(node.property, module, env);
  return is.kind === 'literal' && typeof is.value === 'string' ? is.value : undefined;
}

function templateValue(node: TSESTree.TemplateLiteral, value: (node: Node) => Value): Value {
  let text = node.quasis[0]?.value.cooked ?? '';
  for (const [index, expression] of node.expressions.entries()) {
    const { is } = value(expression);
    if (is.kind !== 'literal') return unknown('the text is computed');
    text += String(is.value) + (node.quasis[index + 1]?.value.cooked ?? '');
  }
  return literal(text);
}

function binaryValue({ left, operator, right }: TSESTree.BinaryExpression, value: (node: Node) => Value): Value {
  if (operator !== '+' && operator !== '===' && operator !== '!==') return unknown('it is computed');
  const [a, b] = [value(left).is, value(right).is];
  if (a.kind !== 'literal' || b.kind !== 'literal') return unknown('it is computed');
  if (operator === '+') return typeof a.value === 'string' || typeof b.value === 'string' ? literal(String(a.value) + String(b.value)) : unknown('it is computed');
  return literal((a.value === b.value) === (operator === '==='));
}

/** `mongoose.models.Image || mongoose.model('Image', schema)`: a package holds what it has made before. */
function isHeldBefore({ is: held }: Value, { is: made }: Value): boolean {
  return held.kind === 'package' && made.kind === 'package' && held.package === made.package && held.made === undefined && made.made !== undefined && !CALLED.has(held.path.at(-1) ?? '');
}

const CALLED: ReadonlySet<string> = new Set(['()', 'new']);

function logicalValue({ left, operator, right }: TSESTree.LogicalExpression, value: (node: Node) => Value): Value {
  if (operator === '&&') return value(right);
  const first = value(left);
  // What a global cache or the environment holds is unknown, and the other side says it.
  if (first.is.kind === 'unknown' || isNothing(first) || (first.is.kind === 'package' && first.is.package === GLOBALS)) return value(right);
  const second = value(right);
  if (isHeldBefore(first, second)) return second;
  if (first.is.kind !== 'parameter') return agreed([first, second]);
  // A parameter may hold another object than its default, though one of the same kind.
  return second.is.kind === 'package' ? { is: { kind: 'package', package: second.is.package, path: second.is.path } } : first;
}
